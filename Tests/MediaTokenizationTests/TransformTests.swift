import MediaTokenization
import Testing

@Suite struct TransformTests {
  @Test(arguments: [1, 4, 8, 16]) func cosineBasisIsOrthonormal(side: Int) {
    let basis = CosineBasis(side: side)
    let pictures = (0..<side * side).map { basis.picture(vertical: $0 / side, horizontal: $0 % side) }
    for a in stride(from: 0, to: pictures.count, by: max(1, pictures.count / 13)) {
      for b in pictures.indices {
        let dot = zip(pictures[a], pictures[b]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        #expect(abs(dot - (a == b ? 1 : 0)) < 1e-5)
      }
    }
  }

  @Test(arguments: [1, 255, 256, 257, 1000]) func lappedTransformGivesTheSignalBack(count: Int) {
    let transform = LappedTransform(hop: 256)
    let signal = (0..<count).map { Float(($0 * 7919) % 201 - 100) / 100 }
    let coefficients = transform.forward(signal)
    #expect(coefficients.count == transform.frames(samples: count) * 256)
    let again = transform.inverse(coefficients)
    #expect(again.count >= count)
    for (a, b) in zip(signal, again) { #expect(abs(a - b) < 1e-4) }
    for x in again.dropFirst(count) { #expect(abs(x) < 1e-4) }
  }

  @Test func quantizerCoversEveryNumberAndReturnsToItsCell() {
    for curve in [ScalarQuantizer.Curve.linear, .tanh] {
      for levels in [2, 3, 5, 8, 16] {
        let quantizer = ScalarQuantizer(levels: levels, scale: 60, curve: curve)
        for code in 0..<levels { #expect(quantizer.code(quantizer.value(code)) == code) }
        for x in [Float.nan, .infinity, -.infinity, 0, 1e30, -1e30] {
          #expect((0..<levels).contains(quantizer.code(x)))
        }
        #expect(quantizer.code(.infinity) == levels - 1)
        #expect(quantizer.code(-.infinity) == 0)
      }
    }
  }
}
