#pragma once
#include "resize_axis.h"

#include <stddef.h>
#include <stdint.h>

// Bytes that may be read behind the last pixel of a row, or written behind the last one of a result.
enum { resize_slack = 32 };

typedef struct {
  /// Resamples two rows of RGB.
  void (*across)(const uint8_t *a, const uint8_t *b, uint8_t *out_a, uint8_t *out_b, const resize_axis *axis,
                 int width);
  /// Adds up `taps` rows of `count` bytes, each times its weight.
  void (*down)(const uint8_t *const *rows, const int16_t *weight, int taps, int precision, uint8_t *out, size_t count);
} resize_rows_functions;

/// The quickest functions that this CPU has, or the plain ones. All give the same bytes: the arithmetic is that of
/// integers.
resize_rows_functions resize_rows_for(int portable);
