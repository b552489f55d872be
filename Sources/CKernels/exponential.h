#pragma once
#include <stdint.h>
#include <string.h>

#include "targets.h"

// exp(x) = 2^n * exp(r), |r| <= ln 2 / 2, with the polynomial of Cephes' expf. Branch-free, so loops over it become
// vector code. Below -87.3 it stays at about 1e-38 instead of reaching 0; NaN stays NaN.
AA_INLINE float aa_exp1(float x) {
  x = x < -87.3f ? -87.3f : x;
  x = x > 88.3f ? 88.3f : x;
  const float round = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
  float shifted = x * 1.44269504088896341f + round;
  float n = shifted - round;
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  float y = p * (r * r) + r + 1.0f;
  int32_t bits;
  memcpy(&bits, &shifted, 4);
  bits = (int32_t)((uint32_t)(bits - 0x4B400000 + 127) << 23);
  float power;
  memcpy(&power, &bits, 4);
  return y * power;
}

// Largest of n values in sixteen lanes: a plain maximum loop is not vectorised because of NaN.
AA_INLINE float aa_maximum(const float *x, size_t n) {
  float lanes[16];
  for (int k = 0; k < 16; k++) lanes[k] = -__builtin_inff();
  size_t i = 0;
  for (; i + 16 <= n; i += 16)
    for (int k = 0; k < 16; k++) lanes[k] = x[i + k] > lanes[k] ? x[i + k] : lanes[k];
  for (; i < n; i++) lanes[0] = x[i] > lanes[0] ? x[i] : lanes[0];
  float m = lanes[0];
  for (int k = 1; k < 16; k++) m = lanes[k] > m ? lanes[k] : m;
  return m;
}
