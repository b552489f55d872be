#include "CKernels.h"
#include "exponential.h"

AA_KERNEL
void aa_swiglu(const float *gate_up, float *out, size_t rows, size_t width) {
  for (size_t r = 0; r < rows; r++) {
    const float *restrict g = gate_up + r * 2 * width, *restrict u = g + width;
    float *restrict o = out + r * width;
    for (size_t i = 0; i < width; i++) o[i] = g[i] / (1.0f + aa_exp1(-g[i])) * u[i];
  }
}

// silu'(g) = sigmoid(g) * (1 + g * (1 - sigmoid(g)))
AA_KERNEL
void aa_swiglu_backward(float *gate_up, const float *dout, float *out, size_t rows, size_t width) {
  for (size_t r = 0; r < rows; r++) {
    float *restrict g = gate_up + r * 2 * width, *restrict u = g + width;
    const float *restrict d = dout + r * width;
    float *restrict o = out + r * width;
    for (size_t i = 0; i < width; i++) {
      float gate = g[i], up = u[i];
      float sigmoid = 1.0f / (1.0f + aa_exp1(-gate));
      float silu = gate * sigmoid;
      o[i] = silu * up;
      g[i] = d[i] * up * (sigmoid + silu * (1.0f - sigmoid));
      u[i] = d[i] * silu;
    }
  }
}
