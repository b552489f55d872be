#include <math.h>

#include "CKernels.h"
#include "targets.h"

AA_KERNEL
void aa_rmsnorm(const float *x, const float *delta, const float *weight, float *sum, float *n, float *rstd,
                size_t rows, size_t width, float epsilon) {
  for (size_t r = 0; r < rows; r++) {
    const float *xr = x + r * width;
    float *sr = sum + r * width, *nr = n + r * width;
    if (delta) {
      const float *dr = delta + r * width;
      for (size_t i = 0; i < width; i++) sr[i] = xr[i] + dr[i];
    } else if (sr != xr) {
      for (size_t i = 0; i < width; i++) sr[i] = xr[i];
    }
    float squares = 0;
    {
      AA_REASSOCIATE
      for (size_t i = 0; i < width; i++) squares += sr[i] * sr[i];
    }
    float inverse = 1.0f / sqrtf(squares / (float)width + epsilon);
    rstd[r] = inverse;
    for (size_t i = 0; i < width; i++) nr[i] = sr[i] * inverse * weight[i];
  }
}

AA_KERNEL
void aa_rmsnorm_apply(const float *x, const float *rstd, const float *weight, float *n, size_t rows, size_t width) {
  for (size_t r = 0; r < rows; r++)
    for (size_t i = 0; i < width; i++) n[r * width + i] = x[r * width + i] * rstd[r] * weight[i];
}

// With y = x * s * w, s = (mean(x^2) + e)^(-1/2):  dx = s * (w*dy - x * s^2 * mean(w * dy * x)).
AA_KERNEL
void aa_rmsnorm_backward(const float *dn, const float *x, const float *rstd, const float *weight,
                         const float *residual, float *dx, float *dweight, size_t rows, size_t width) {
  for (size_t r = 0; r < rows; r++) {
    const float *xr = x + r * width, *gr = dn + r * width;
    float *out = dx + r * width;
    const float s = rstd[r];
    float dot = 0;
    {
      AA_REASSOCIATE
      for (size_t i = 0; i < width; i++) dot += gr[i] * weight[i] * xr[i];
    }
    const float pull = dot * s * s * s / (float)width;
    for (size_t i = 0; i < width; i++) dweight[i] += gr[i] * xr[i] * s;
    if (residual) {
      const float *rr = residual + r * width;
      for (size_t i = 0; i < width; i++) out[i] = rr[i] + s * weight[i] * gr[i] - pull * xr[i];
    } else {
      for (size_t i = 0; i < width; i++) out[i] = s * weight[i] * gr[i] - pull * xr[i];
    }
  }
}
