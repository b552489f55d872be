import Kernels
import Testing

/// Every operation's backward pass against central differences of its forward pass.
@Suite struct GradientTests {
  @Test func rmsNorm() {
    let (rows, width) = (3, 21)
    let x = numbers(rows * width, seed: 1)
    let weight = numbers(width, seed: 2)
    let c = numbers(rows * width, seed: 3)
    func forward(_ x: [Float], _ weight: [Float]) -> (out: [Float], inverse: [Float]) {
      var sum = x
      var out = x
      var inverse = [Float](repeating: 0, count: rows)
      RMSNorm.forward(
        x, adding: nil, weight: weight, sum: &sum, normalised: &out, inverse: &inverse, rows: rows,
        width: width,
        epsilon: 1e-5)
      return (out, inverse)
    }
    var dx = x
    var dweight = [Float](repeating: 0, count: width)
    RMSNorm.backward(
      c, x: x, inverse: forward(x, weight).inverse, weight: weight, residual: nil, dx: &dx, dweight: &dweight,
      rows: rows, width: width)
    #expect(worstDifference(of: dx, at: x, step: 3e-3) { weighted(forward($0, weight).out, c) } < 1e-3)
    #expect(worstDifference(of: dweight, at: weight) { weighted(forward(x, $0).out, c) } < 1e-3)
  }

  @Test func swiGLU() {
    let (rows, width) = (2, 19)
    let x = numbers(rows * 2 * width, seed: 4, scale: 3)
    let c = numbers(rows * width, seed: 5)
    var gradient = x
    var again = c
    SwiGLU.backward(&gradient, gradient: c, out: &again, rows: rows, width: width)
    #expect(
      worstDifference(of: gradient, at: x) {
        var out = c
        SwiGLU.forward($0, out: &out, rows: rows, width: width)
        return weighted(out, c)
      } < 1e-3)
  }

  @Test func rotaryPositions() throws {
    let (rows, heads, dim) = (3, 2, 10)
    let rotary = try #require(RotaryPositions(dim: dim, positions: 40, theta: 10_000))
    let at: [Int32] = [0, 39, 7]
    let x = numbers(rows * heads * dim, seed: 6)
    let c = numbers(rows * heads * dim, seed: 7)
    var gradient = c
    rotary.turnBack(&gradient, stride: heads * dim, rows: rows, heads: heads, positions: at)
    #expect(
      worstDifference(of: gradient, at: x) {
        var out = $0
        rotary.turn(&out, stride: heads * dim, rows: rows, heads: heads, positions: at)
        return weighted(out, c)
      } < 1e-3)
  }

  /// A root with two children, the second not adjacent to its parent, two query heads for each key head.
  @Test func treeAttention() {
    let attention = TreeAttention(heads: 4, keyValueHeads: 2, headDim: 6)
    let rows = 12
    let runs = [TreeAttention.Run(start: 0, count: 5), TreeAttention.Run(start: 0, count: 5)]
    let segments = [
      TreeAttention.Segment(start: 0, count: 5, runs: 0..<0, above: 0),
      TreeAttention.Segment(start: 5, count: 4, runs: 0..<1, above: 5),
      TreeAttention.Segment(start: 9, count: 3, runs: 1..<2, above: 5),
    ]
    let qkv = numbers(rows * attention.stride, seed: 8, scale: 1.5)
    let c = numbers(rows * attention.width, seed: 9)
    var scratch = [Float](repeating: .nan, count: TreeAttention.scratchFloats(context: rows))
    func forward(_ qkv: [Float]) -> (out: [Float], logSum: [Float]) {
      var out = [Float](repeating: .nan, count: rows * attention.width)
      var logSum = [Float](repeating: .nan, count: rows * 4)
      for segment in segments {
        for head in 0..<4 {
          attention.forward(
            segment, runs: runs, head: head, qkv: qkv, out: &out, logSum: &logSum, scratch: &scratch)
        }
      }
      return (out, logSum)
    }
    let (out, logSum) = forward(qkv)
    var gradient = [Float](repeating: 0, count: qkv.count)
    for segment in segments {
      for head in 0..<4 {
        attention.backward(
          segment, runs: runs, head: head, qkv: qkv, out: out, logSum: logSum, dout: c, dqkv: &gradient,
          scratch: &scratch)
      }
    }
    #expect(worstDifference(of: gradient, at: qkv, step: 5e-3) { weighted(forward($0).out, c) } < 1e-3)
  }
}
