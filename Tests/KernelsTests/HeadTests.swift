import Foundation
import Kernels
import Testing

@Suite struct HeadTests {
  struct Result {
    var logProbability: [Float]
    var dx: [Float]
    var dweight: [Float]
  }

  private func run(_ x: [Float], _ weight: [Float], c: [Float], hidden: Int, tile: Int) throws -> Result {
    let rows = x.count / hidden
    let pool = try #require(ThreadPool(threads: 2))
    let head = TiledHead(hidden: hidden, vocabulary: weight.count / hidden, tile: tile)
    // The first row has two queries.
    let starts: [Int32] = [0, 2] + (3..<rows + 2).map { Int32($0) }
    let targets = c.indices.map { Int32(($0 * 5) % head.vocabulary) }
    var maximum = [Float](repeating: 0, count: rows)
    var (sum, rowSums) = (maximum, maximum)
    var logits = [Float](repeating: 0, count: rows * head.tile)
    var out = Result(
      logProbability: c, dx: x, dweight: [Float](repeating: 0, count: weight.count))
    starts.withUnsafeBufferPointer { starts in
      targets.withUnsafeBufferPointer { targets in
        maximum.withUnsafeMutableBufferPointer { maximum in
          sum.withUnsafeMutableBufferPointer { sum in
            out.logProbability.withUnsafeMutableBufferPointer { result in
              guard let starts = starts.baseAddress, let targets = targets.baseAddress,
                let maximum = maximum.baseAddress, let sum = sum.baseAddress, let result = result.baseAddress
              else { return }
              let queries = TiledHead.Queries(
                rows: rows, starts: starts, targets: targets, maximum: maximum, sum: sum,
                logProbability: result)
              head.forward(queries, x: x, weight: weight, logits: &logits, pool: pool)
              head.backward(
                queries, coefficients: c, x: x, weight: weight, logits: &logits, rowSums: &rowSums,
                dx: &out.dx,
                dweight: &out.dweight, pool: pool)
            }
          }
        }
      }
    }
    return out
  }

  @Test(arguments: [1, 4, 23]) func gradients(_ tile: Int) throws {
    let hidden = 9
    let x = numbers(5 * hidden, seed: 1)
    let weight = numbers(23 * hidden, seed: 2)
    let c = numbers(6, seed: 3)
    let result = try run(x, weight, c: c, hidden: hidden, tile: tile)
    func value(_ x: [Float], _ weight: [Float]) -> Double {
      weighted((try? run(x, weight, c: c, hidden: hidden, tile: tile))?.logProbability ?? [], c)
    }
    #expect(worstDifference(of: result.dx, at: x) { value($0, weight) } < 1e-3)
    #expect(worstDifference(of: result.dweight, at: weight) { value(x, $0) } < 1e-3)
  }

  /// Logits of ±10,000 and all equal ones: no overflow, no NaN.
  @Test func extremeLogits() throws {
    let x: [Float] = [1, 0, -1, 0, 0, 0]
    var weight = [Float](repeating: 0, count: 16)
    for token in 0..<8 { weight[2 * token] = token == 5 ? 10_000 : -10_000 }
    let c: [Float] = [1, 1, 1, 1]
    let result = try run(x, weight, c: c, hidden: 2, tile: 3)
    #expect(result.logProbability[0] == -20_000 && result.logProbability[1] == 0)
    #expect(abs(result.logProbability[2] + Float(log(7.0))) < 1e-3)
    #expect(abs(result.logProbability[3] + Float(log(8.0))) < 1e-6)
    #expect((result.dx + result.dweight).allSatisfy { $0.isFinite })
  }
}
