#include <math.h>

#include "CKernels.h"
#include "exponential.h"

AA_KERNEL
void aa_causal_softmax(float *scores, size_t ld, size_t rows, size_t width, size_t visible, float scale,
                       float *log_sum, size_t log_sum_ld) {
  for (size_t r = 0; r < rows; r++) {
    float *s = scores + r * ld;
    const size_t n = visible + r < width ? visible + r : width;
    const float top = aa_maximum(s, n);
    for (size_t i = 0; i < n; i++) s[i] = aa_exp1((s[i] - top) * scale);
    float sum = 0;
    {
      AA_REASSOCIATE
      for (size_t i = 0; i < n; i++) sum += s[i];
    }
    const float inverse = 1.0f / sum;
    for (size_t i = 0; i < n; i++) s[i] *= inverse;
    for (size_t i = n; i < width; i++) s[i] = 0;
    log_sum[r * log_sum_ld] = top * scale + logf(sum);
  }
}

AA_KERNEL
void aa_causal_probabilities(float *scores, size_t ld, size_t rows, size_t width, size_t visible, float scale,
                             const float *log_sum, size_t log_sum_ld) {
  for (size_t r = 0; r < rows; r++) {
    float *s = scores + r * ld;
    const size_t n = visible + r < width ? visible + r : width;
    const float shift = log_sum[r * log_sum_ld];
    for (size_t i = 0; i < n; i++) s[i] = aa_exp1(s[i] * scale - shift);
    for (size_t i = n; i < width; i++) s[i] = 0;
  }
}

// The sum over a row of p * dp equals out . dout, which is shorter.
AA_KERNEL
void aa_softmax_backward(const float *p, float *dp, size_t ld, size_t rows, size_t width, float scale,
                         const float *out, const float *dout, size_t out_ld, size_t dim) {
  for (size_t r = 0; r < rows; r++) {
    const float *o = out + r * out_ld, *d = dout + r * out_ld;
    float dot = 0;
    {
      AA_REASSOCIATE
      for (size_t i = 0; i < dim; i++) dot += o[i] * d[i];
    }
    const float *restrict pr = p + r * ld;
    float *restrict g = dp + r * ld;
    for (size_t i = 0; i < width; i++) g[i] = pr[i] * (g[i] - dot) * scale;
  }
}
