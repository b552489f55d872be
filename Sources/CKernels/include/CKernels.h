#pragma once
// Vector kernels for the model, compiled once per instruction set and chosen at load time.
// Matrices are row-major; `rows` counts tokens; `ld` is the distance between rows in floats.
#include <stddef.h>
#include <stdint.h>

// ---- optimizer (adamw.c)
typedef struct {
  float learning_rate, beta1, beta2, epsilon, weight_decay, gradient_scale;
  int64_t step;
} aa_adamw_step;

/// One AdamW step over n values; arithmetic as in torch.optim.AdamW.
void aa_adamw(float *value, const float *gradient, float *first, float *second, size_t n, aa_adamw_step step);
/// Sum of squares in double, in fixed lanes.
double aa_sum_of_squares(const float *x, size_t n);

// ---- root mean square norm (rmsnorm.c); rows x width
/// sum = x + delta (delta may be NULL; sum may be x); n = sum * rstd * weight; rstd = 1/sqrt(mean(sum^2) + epsilon).
void aa_rmsnorm(const float *x, const float *delta, const float *weight, float *sum, float *n, float *rstd,
                size_t rows, size_t width, float epsilon);
/// n again from x and rstd.
void aa_rmsnorm_apply(const float *x, const float *rstd, const float *weight, float *n, size_t rows, size_t width);
/// dx = residual + gradient through the norm (residual may be NULL; dx may be residual); dweight += over rows.
void aa_rmsnorm_backward(const float *dn, const float *x, const float *rstd, const float *weight,
                         const float *residual, float *dx, float *dweight, size_t rows, size_t width);

// ---- rotary positions (rope.c)
/// Turns `heads` heads of width `dim` in each row by its position; halves are pairs as in transformers' Llama.
/// cosine and sine are tables [positions][dim/2]; direction 1 turns, -1 turns back (the backward pass).
void aa_rope(float *x, size_t ld, size_t rows, size_t heads, size_t dim, const int32_t *positions,
             const float *cosine, const float *sine, float direction);

// ---- SwiGLU (swiglu.c); gate_up is rows x 2*width: gate, then up
void aa_swiglu(const float *gate_up, float *out, size_t rows, size_t width);
/// Replaces gate_up by its gradient and writes silu(gate)*up again to out.
void aa_swiglu_backward(float *gate_up, const float *dout, float *out, size_t rows, size_t width);

// ---- attention (attention.c)
/// Row i of scores becomes softmax(scale * row) over its first visible + i entries, 0 behind them up to width.
/// log_sum[i * log_sum_ld] = log of the sum of exp(scale * score).
void aa_causal_softmax(float *scores, size_t ld, size_t rows, size_t width, size_t visible, float scale,
                       float *log_sum, size_t log_sum_ld);
/// The probabilities again from raw scores and log_sum.
void aa_causal_probabilities(float *scores, size_t ld, size_t rows, size_t width, size_t visible, float scale,
                             const float *log_sum, size_t log_sum_ld);
/// dp becomes p * (dp - dot) * scale with dot = sum of out * dout of the row: the gradient of the raw scores.
void aa_softmax_backward(const float *p, float *dp, size_t ld, size_t rows, size_t width, float scale,
                         const float *out, const float *dout, size_t out_ld, size_t dim);

// ---- head (head.c)
/// Folds a tile of logits into each row's running maximum and sum of exp(logit - maximum).
void aa_head_fold(const float *logits, size_t ld, size_t rows, size_t width, float *maximum, float *sum);
/// logits become coefficient[row] * exp(logit - log_sum[row]).
void aa_head_gradient(float *logits, size_t ld, size_t rows, size_t width, const float *log_sum,
                      const float *coefficient);

// ---- vectors (vectors.c)
void aa_axpy(float *y, const float *x, float a, size_t n);
float aa_dot(const float *x, const float *y, size_t n);
void aa_scale(float *x, float a, size_t n);
/// exp by a polynomial, relative error below 2e-7; exp(-88) and below give about 1e-38.
void aa_exp(const float *x, float *y, size_t n);
void aa_from_bfloat16(const uint16_t *x, float *y, size_t n);
void aa_from_float16(const uint16_t *x, float *y, size_t n);

// ---- matrix products (gemm.c)
/// Opens OpenBLAS once per process and returns 1, or 0 when it is missing; then products run on a kernel of our own.
int aa_blas_open(void);
/// The core OpenBLAS chose ("SkylakeX"), or "built-in".
const char *aa_blas_name(void);
/// c[m][n] = beta * c + op(a) * op(b), op transposes when its flag is 1; a is m x k after op, b is k x n after op.
void aa_gemm(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a, size_t lda,
             const float *b, size_t ldb, float beta, float *c, size_t ldc);
/// The same by the built-in kernel.
void aa_gemm_builtin(int transpose_a, int transpose_b, size_t m, size_t n, size_t k, const float *a, size_t lda,
                     const float *b, size_t ldb, float beta, float *c, size_t ldc);

// ---- threads (pool.c)
typedef struct aa_pool aa_pool;
typedef void (*aa_task)(void *context, int64_t index, int32_t worker);
/// A pool of `threads` threads, the caller's among them; NULL when the system refuses.
aa_pool *aa_pool_new(int32_t threads);
void aa_pool_free(aa_pool *pool);
/// Calls task(context, i, worker) once for every i in 0..<count and returns when all calls did.
void aa_pool_run(aa_pool *pool, int64_t count, aa_task task, void *context);
