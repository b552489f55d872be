#pragma once
#include <stddef.h>
#include <stdint.h>

/// Resamples the box (`x`, `y`, `width`, `height`, in source pixels, fractions allowed) of an RGB picture to
/// `out_width` x `out_height` with an antialiased bicubic filter (Keys, a = -1/2, support widened when shrinking),
/// in two passes of 8-bit fixed-point arithmetic. Returns 0, or -1 when memory runs out.
int aa_resize_rgb(const uint8_t *rgb, int source_width, int source_height, double x, double y, double width,
                  double height, uint8_t *out, int out_width, int out_height);

/// Lays `count` RGBA pixels over white: out = (c * a + 255 * (255 - a)) / 255, rounded.
void aa_over_white(const uint8_t *rgba, uint8_t *rgb, size_t count);

/// Full-range BT.601 (the matrix of JFIF) between interleaved RGB and three planes of the same size.
void aa_rgb_to_yuv444(const uint8_t *rgb, uint8_t *y, uint8_t *u, uint8_t *v, size_t count);
/// One row back to RGB. `shift` is the horizontal chroma subsampling (0 or 1); `limited` says that luma lies in
/// 16...235 and chroma in 16...240.
void aa_yuv_row_to_rgb(const uint8_t *y, const uint8_t *u, const uint8_t *v, int shift, int limited, uint8_t *rgb,
                       int width);

/// Encodes RGB as PNG. `level` is zlib's; `fast` predicts each byte from its left neighbour only and looks for runs
/// only, which is several times quicker and about a tenth larger. On success `*out` is to be freed with `free`.
/// Returns 0, or -1 with the reason in `why`.
int aa_png_encode(const uint8_t *rgb, int width, int height, int level, int fast, uint8_t **out, size_t *count,
                  char *why, size_t why_size);

/// 16-bit signed little-endian samples from [-1, 1] floats: round to nearest of x * 32767, saturating; NaN is 0.
void aa_pcm16_from_float(const float *samples, uint8_t *out, size_t count);
