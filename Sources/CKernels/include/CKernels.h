#pragma once
// Vector kernels for the model, compiled once per instruction set and chosen at load time.
// Matrices are row-major; `rows` counts tokens.
#include <stddef.h>
#include <stdint.h>

typedef struct {
  float learning_rate, beta1, beta2, epsilon, weight_decay, gradient_scale;
  int64_t step;
} aa_adamw_step;

/// One AdamW step over n values; arithmetic as in torch.optim.AdamW.
void aa_adamw(float *value, const float *gradient, float *first, float *second, size_t n, aa_adamw_step step);

/// Sum of squares in double, in fixed blocks.
double aa_sum_of_squares(const float *x, size_t n);
