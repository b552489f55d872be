import Testing

import Reports

@Suite struct CurveTests {
  private func points(_ values: [Double]) -> [CurvePoint] {
    values.enumerated().map { CurvePoint(step: Double($0.offset), value: $0.element) }
  }

  @Test func aLineGoesThroughItsPoints() {
    let x = Axis(from: 0, to: 4)
    let y = Axis(from: 0, to: 2)
    // SVG counts downwards: the highest value is at 0.
    #expect(Curve.line(points([0, 1, 2, 1, 0.5]), x: x, y: y) == "M0 1000L250 500L500 0L750 500L1000 750")
    #expect(Curve.dots(points([2, 0]), x: x, y: y) == "M0 0h0M250 1000h0")
    #expect(Curve.line([], x: x, y: y) == "")
  }

  @Test func valuesOutsideStayOnTheBorder() {
    let y = Axis(from: 0, to: 1)
    #expect(y.position(-3) == 0 && y.position(7) == 1)
  }

  @Test func ticksAreRoundNumbers() {
    #expect(
      Axis(from: 0, to: 1, ticks: 5).ticks.map { Axis(from: 0, to: 1).label($0) } == [
        "0.0", "0.2", "0.4", "0.6", "0.8", "1.0",
      ])
    #expect(Axis(from: 0, to: 1200, ticks: 4).ticks == [0, 500, 1000])
    #expect(Axis(covering: [2.3, 7.1], ticks: 4).low == 2)
    #expect(Axis(covering: [2.3, 7.1], ticks: 4).high == 8)
    #expect(Axis(covering: [0.013, 0.042], ticks: 3).places == 2)
    #expect(Axis(covering: [-0.4, 0.4], ticks: 4).ticks == [-0.4, -0.2, 0, 0.2, 0.4])
  }

  @Test(arguments: [[], [0.5], [3, 3, 3], [-1e300, 1e300], [1e-300, 2e-300], [0]])
  func anyValuesHaveAnAxis(_ values: [Double]) {
    let axis = Axis(covering: values)
    #expect(axis.high > axis.low)
    #expect(axis.ticks.count <= 100)
    for value in values { #expect((0...1).contains(axis.position(value))) }
  }

  @Test func smoothingIsTheMeanOfNeighboursAndKeepsTheEnds() {
    #expect(Curve.smoothed(points([0, 3, 6, 0, 9]), radius: 1).map(\.value) == [0, 3, 3, 5, 9])
    #expect(Curve.smoothed(points([1, 2, 3, 4, 5]), radius: 10).map(\.value) == [1, 2, 3, 4, 5])
    #expect(Curve.smoothed([], radius: 3).isEmpty)
  }

  @Test func thinningKeepsPeaksInOrder() {
    var values = [Double](repeating: 1, count: 10_000)
    values[4321] = 9
    values[777] = -9
    let thin = Curve.thinned(points(values), buckets: 50)
    #expect(thin.count <= 100)
    #expect(
      thin.contains(CurvePoint(step: 4321, value: 9)) && thin.contains(CurvePoint(step: 777, value: -9)))
    #expect(thin.map(\.step) == thin.map(\.step).sorted())
    #expect(Curve.thinned(points([1, 2, 3]), buckets: 2) == points([1, 2, 3]))
  }

  @Test func aLongRunMakesASmallChart() {
    let long = points((0..<100_000).map { Double($0 % 97) })
    #expect(CurveChart(title: "Loss", points: long).markup.text.utf8.count < 30_000)
  }

  @Test func accuracyHasItsPlaceAcross() {
    #expect(AccuracyChart.across(0) == "15.0%")
    #expect(AccuracyChart.across(1) == "97.0%")
    #expect(AccuracyChart.across(0.5) == "56.0%")
  }

  @Test func numbersReadTheSameEverywhere() {
    #expect(NumberText.fixed(-0.0004, 3) == "0.000")
    #expect(NumberText.fixed(-1.25, 1) == "−1.3")
    #expect(NumberText.fixed(1234.5, 2) == "1,234.50")
    #expect(NumberText.fixed(.nan, 2) == "not a number")
    #expect(NumberText.percent(0.8734) == "87.3")
    #expect(NumberText.short(0.0012345) == "0.00123")
    #expect(NumberText.short(1.694e-6) == "1.69 × 10⁻⁶")
    #expect(NumberText.short(0) == "0")
    #expect(NumberText.grouped(-1_234_567) == "−1,234,567")
    #expect(NumberText.count(1, "pair") == "1 pair")
  }
}
