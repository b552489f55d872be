#include <string.h>

#include "CKernels.h"
#include "exponential.h"

AA_KERNEL void aa_axpy(float *y, const float *x, float a, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] += a * x[i];
}

AA_KERNEL float aa_dot(const float *x, const float *y, size_t n) {
  AA_REASSOCIATE
  float sum = 0;
  for (size_t i = 0; i < n; i++) sum += x[i] * y[i];
  return sum;
}

AA_KERNEL void aa_scale(float *x, float a, size_t n) {
  for (size_t i = 0; i < n; i++) x[i] *= a;
}

AA_KERNEL void aa_exp(const float *x, float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = aa_exp1(x[i]);
}

AA_KERNEL void aa_from_bfloat16(const uint16_t *x, float *y, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint32_t bits = (uint32_t)x[i] << 16;
    memcpy(y + i, &bits, 4);
  }
}

// Half precision by integer arithmetic, so that the baseline needs no library call.
void aa_from_float16(const uint16_t *x, float *y, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint32_t sign = (uint32_t)(x[i] & 0x8000) << 16, exponent = x[i] >> 10 & 31, fraction = x[i] & 1023, bits;
    if (exponent == 31) {
      bits = sign | 0x7F800000 | fraction << 13;
    } else if (exponent) {
      bits = sign | (exponent + 112) << 23 | fraction << 13;
    } else {
      float small = (float)fraction * 0x1p-24f;
      memcpy(&bits, &small, 4);
      bits |= sign;
    }
    memcpy(y + i, &bits, 4);
  }
}
