#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#include "CKernels.h"

// The CBLAS enumerations that are used.
enum { ROW_MAJOR = 101, NO_TRANSPOSE = 111, TRANSPOSE = 112 };

static struct {
  void (*sgemm)(int order, int ta, int tb, int m, int n, int k, float alpha, const float *a, int lda,
                const float *b, int ldb, float beta, float *c, int ldc);
  void (*set_threads)(int);
  char *(*core)(void);
} blas;

static pthread_once_t once = PTHREAD_ONCE_INIT;

// OpenBLAS picks its kernels in the library's constructor and takes CPUs younger than itself for a Prescott, at a
// sixth of the speed. So the core is named before the library is opened; what the user has set stays.
static const char *best_core(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512cd"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return NULL;
}

static void open_once(void) {
  const char *core = best_core();
  const int named = core && !getenv("OPENBLAS_CORETYPE");
  const int single = !getenv("OPENBLAS_NUM_THREADS");
  if (named) setenv("OPENBLAS_CORETYPE", core, 1);
  if (single) setenv("OPENBLAS_NUM_THREADS", "1", 1);
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (named) unsetenv("OPENBLAS_CORETYPE");
  if (single) unsetenv("OPENBLAS_NUM_THREADS");
  if (!library) return;
  *(void **)&blas.set_threads = dlsym(library, "openblas_set_num_threads");
  *(void **)&blas.core = dlsym(library, "openblas_get_corename");
  if (blas.set_threads) blas.set_threads(1);
  *(void **)&blas.sgemm = dlsym(library, "cblas_sgemm");
}

int aa_blas_open(void) {
  pthread_once(&once, open_once);
  return blas.sgemm != NULL;
}

const char *aa_blas_name(void) {
  if (!aa_blas_open()) return "built-in";
  return blas.core ? blas.core() : "unknown";
}

void aa_gemm(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a, size_t lda,
             const float *b, size_t ldb, float beta, float *c, size_t ldc) {
  if (m == 0 || n == 0) return;
  if (!blas.sgemm || k == 0) {
    aa_gemm_builtin(transpose_a, transpose_b, m, n, k, a, lda, b, ldb, beta, c, ldc);
    return;
  }
  blas.sgemm(ROW_MAJOR, transpose_a ? TRANSPOSE : NO_TRANSPOSE, transpose_b ? TRANSPOSE : NO_TRANSPOSE, (int)m,
             (int)n, (int)k, 1.0f, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
}
