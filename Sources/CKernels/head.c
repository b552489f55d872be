#include <math.h>

#include "CKernels.h"
#include "exponential.h"

AA_KERNEL
void aa_head_fold(const float *logits, size_t ld, size_t rows, size_t width, float *maximum, float *sum) {
  for (size_t r = 0; r < rows; r++) {
    const float *l = logits + r * ld;
    const float tile = aa_maximum(l, width);
    const float top = tile > maximum[r] ? tile : maximum[r];
    float here = 0;
    {
      AA_REASSOCIATE
      for (size_t i = 0; i < width; i++) here += aa_exp1(l[i] - top);
    }
    // The first tile finds maximum = -infinity and sum = 0, and expf(-infinity) is 0.
    sum[r] = sum[r] * expf(maximum[r] - top) + here;
    maximum[r] = top;
  }
}

AA_KERNEL
void aa_head_gradient(float *logits, size_t ld, size_t rows, size_t width, const float *log_sum,
                      const float *coefficient) {
  for (size_t r = 0; r < rows; r++) {
    float *l = logits + r * ld;
    const float shift = log_sum[r], c = coefficient[r];
    for (size_t i = 0; i < width; i++) l[i] = c * aa_exp1(l[i] - shift);
  }
}
