#include "CKernels.h"
#include "targets.h"

// Used where OpenBLAS is not installed: correct everywhere, a fraction of its speed. Blocks of b are copied so that
// the inner loop runs along rows of c whatever is transposed.
enum { BLOCK_K = 128, BLOCK_N = 256 };

AA_KERNEL
void aa_gemm_builtin(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a, size_t lda,
                     const float *b, size_t ldb, float beta, float *c, size_t ldc) {
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < n; j++) c[i * ldc + j] = beta == 0 ? 0 : beta * c[i * ldc + j];
  float block[BLOCK_K * BLOCK_N];
  for (size_t k0 = 0; k0 < k; k0 += BLOCK_K) {
    const size_t ks = k - k0 < BLOCK_K ? k - k0 : BLOCK_K;
    for (size_t n0 = 0; n0 < n; n0 += BLOCK_N) {
      const size_t ns = n - n0 < BLOCK_N ? n - n0 : BLOCK_N;
      for (size_t p = 0; p < ks; p++)
        for (size_t j = 0; j < ns; j++)
          block[p * BLOCK_N + j] = transpose_b ? b[(n0 + j) * ldb + k0 + p] : b[(k0 + p) * ldb + n0 + j];
      for (size_t i = 0; i < m; i++) {
        float *restrict row = c + i * ldc + n0;
        for (size_t p = 0; p < ks; p++) {
          const float x = transpose_a ? a[(k0 + p) * lda + i] : a[i * lda + k0 + p];
          const float *restrict source = block + p * BLOCK_N;
          for (size_t j = 0; j < ns; j++) row[j] += x * source[j];
        }
      }
    }
  }
}
