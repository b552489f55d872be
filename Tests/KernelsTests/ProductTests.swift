import CKernels
import Foundation
import Kernels
import Testing

@Suite struct ProductTests {
  /// Both providers against sums in double precision, for every transposition and for sizes around their blocks.
  @Test(arguments: [(1, 1, 1), (3, 5, 7), (17, 33, 65), (64, 257, 129), (2, 300, 1), (5, 4, 0)])
  func productsAreSums(_ m: Int, _ n: Int, _ k: Int) {
    MatrixProduct.open()
    let a = numbers(m * k, seed: 1)
    let b = numbers(k * n, seed: 2)
    let before = numbers(m * n, seed: 3)
    for (ta, tb) in [(false, false), (false, true), (true, false), (true, true)] {
      for beta: Float in [0, 1] {
        var library = before
        var own = before
        aa_gemm(
          ta ? 1 : 0, tb ? 1 : 0, m, n, k, a, max(1, ta ? m : k), b, max(1, tb ? k : n), beta, &library, n)
        aa_gemm_builtin(ta ? 1 : 0, tb ? 1 : 0, m, n, k, a, ta ? m : k, b, tb ? k : n, beta, &own, n)
        for i in 0..<m {
          for j in 0..<n {
            var sum = Double(beta) * Double(before[i * n + j])
            for p in 0..<k {
              sum += Double(ta ? a[p * m + i] : a[i * k + p]) * Double(tb ? b[j * k + p] : b[p * n + j])
            }
            #expect(abs(Double(library[i * n + j]) - sum) < 1e-4)
            #expect(abs(Double(own[i * n + j]) - sum) < 1e-4)
          }
        }
      }
    }
  }

  @Test func exponentialIsAccurate() {
    let x = (0..<20_000).map { Float($0) * 0.0087 - 87 }
    var y = x
    Vectors.exp(x, into: &y, count: x.count)
    for (x, y) in zip(x, y) { #expect(abs(Double(y) / exp(Double(x)) - 1) < 2e-7) }
    var edge: [Float] = [.nan, -.infinity, 0]
    Vectors.exp(edge, into: &edge, count: 3)
    #expect(edge[0].isNaN && edge[1] < 2e-38 && edge[2] == 1)
  }

  @Test func everyIndexRunsOnce() throws {
    let pool = try #require(ThreadPool(threads: 4))
    for count in [0, 1, 3, 1000] {
      let hits = UnsafeMutablePointer<Int32>.allocate(capacity: 1000)
      defer { hits.deallocate() }
      hits.update(repeating: 0, count: 1000)
      for _ in 0..<50 { pool.forEach(count) { index, _ in hits[index] += 1 } }
      for index in 0..<1000 { #expect(hits[index] == (index < count ? 50 : 0)) }
    }
  }
}
