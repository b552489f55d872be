import CKernels
import CSupport

public typealias Floats = UnsafeMutablePointer<Float>
public typealias ConstFloats = UnsafePointer<Float>

/// Row-major products of single-precision matrices, by OpenBLAS when it is installed.
///
/// Each call runs on the calling thread; callers split their rows over a `ThreadPool` in pieces of fixed size, so that
/// every element comes from the same call with the same order of summation whatever the number of threads.
public enum MatrixProduct {
  /// Opens OpenBLAS with the kernels of this CPU; to be called before the first product. True when it was found.
  @discardableResult public static func open() -> Bool { aa_blas_open() == 1 }

  /// What computes the products: OpenBLAS's core ("SkylakeX") or "built-in".
  public static var provider: String { String(cString: aa_blas_name()) }

  /// c[rows][columns] = a[rows][inner] · b[columns][inner]ᵀ + beta · c: a linear layer's forward pass.
  @inline(__always) public static func timesTransposed(
    rows: Int, columns: Int, inner: Int, _ a: ConstFloats, _ lda: Int, _ b: ConstFloats, _ ldb: Int,
    beta: Float = 0, into c: Floats, _ ldc: Int
  ) {
    aa_gemm(0, 1, rows, columns, inner, a, lda, b, ldb, beta, c, ldc)
  }

  /// c[rows][columns] = a[rows][inner] · b[inner][columns] + beta · c: the gradient of a linear layer's input.
  @inline(__always) public static func times(
    rows: Int, columns: Int, inner: Int, _ a: ConstFloats, _ lda: Int, _ b: ConstFloats, _ ldb: Int,
    beta: Float = 0, into c: Floats, _ ldc: Int
  ) {
    aa_gemm(0, 0, rows, columns, inner, a, lda, b, ldb, beta, c, ldc)
  }

  /// c[rows][columns] = a[inner][rows]ᵀ · b[inner][columns] + beta · c: the gradient of a linear layer's weight.
  @inline(__always) public static func transposedTimes(
    rows: Int, columns: Int, inner: Int, _ a: ConstFloats, _ lda: Int, _ b: ConstFloats, _ ldb: Int,
    beta: Float = 0, into c: Floats, _ ldc: Int
  ) {
    aa_gemm(1, 0, rows, columns, inner, a, lda, b, ldb, beta, c, ldc)
  }

  /// Floating-point operations per second that square products of 1,024 reach on this many threads of our own: the
  /// ceiling that training speed is compared with. Takes about a tenth of a second.
  public static func measuredPeak(threads: Int, seconds: Double = 0.1) -> Double {
    let size = 1024
    open()
    guard let pool = ThreadPool(threads: threads), let arena = FloatArena(count: (2 + threads) * size * size),
      let base = arena.buffer.baseAddress
    else { return 0 }
    for i in 0..<2 * size * size { base[i] = Float(i % 7) * 0.1 }
    var best = 0.0
    let end = aa_monotonic_seconds() + seconds
    repeat {
      let start = aa_monotonic_seconds()
      pool.forEach(pool.threads) { index, _ in
        timesTransposed(
          rows: size, columns: size, inner: size, base, size, base + size * size, size,
          into: base + (2 + index) * size * size, size)
      }
      let operations = 2 * Double(size) * Double(size) * Double(size) * Double(pool.threads)
      best = max(best, operations / (aa_monotonic_seconds() - start))
    } while aa_monotonic_seconds() < end
    return best
  }
}
