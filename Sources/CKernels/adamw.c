#include <math.h>

#include "CKernels.h"
#include "targets.h"

AA_KERNEL
void aa_adamw(float *value, const float *gradient, float *first, float *second, size_t n, aa_adamw_step step) {
  const float scale = step.gradient_scale, b1 = step.beta1, b2 = step.beta2, epsilon = step.epsilon;
  const float keep = 1.0f - step.learning_rate * step.weight_decay;
  const float rate = (float)(step.learning_rate / (1.0 - pow(b1, (double)step.step)));
  const float root = (float)(1.0 / sqrt(1.0 - pow(b2, (double)step.step)));
  for (size_t i = 0; i < n; i++) {
    float g = gradient[i] * scale;
    float m = b1 * first[i] + (1.0f - b1) * g;
    float v = b2 * second[i] + (1.0f - b2) * g * g;
    first[i] = m;
    second[i] = v;
    value[i] = value[i] * keep - rate * m / (sqrtf(v) * root + epsilon);
  }
}

AA_KERNEL
double aa_sum_of_squares(const float *x, size_t n) {
  double lanes[16] = {0};
  size_t i = 0;
  for (; i + 16 <= n; i += 16)
    for (int k = 0; k < 16; k++) lanes[k] += (double)x[i + k] * (double)x[i + k];
  double sum = 0;
  for (; i < n; i++) sum += (double)x[i] * (double)x[i];
  for (int k = 0; k < 16; k++) sum += lanes[k];
  return sum;
}
