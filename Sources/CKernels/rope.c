#include "CKernels.h"
#include "targets.h"

AA_KERNEL
void aa_rope(float *x, size_t ld, size_t rows, size_t heads, size_t dim, const int32_t *positions,
             const float *cosine, const float *sine, float direction) {
  const size_t half = dim / 2;
  for (size_t r = 0; r < rows; r++) {
    const float *c = cosine + (size_t)positions[r] * half, *s = sine + (size_t)positions[r] * half;
    for (size_t h = 0; h < heads; h++) {
      float *restrict a = x + r * ld + h * dim;
      float *restrict b = a + half;
      for (size_t i = 0; i < half; i++) {
        float u = a[i], v = b[i], t = s[i] * direction;
        a[i] = u * c[i] - v * t;
        b[i] = v * c[i] + u * t;
      }
    }
  }
}
