#pragma once
#include <stdint.h>

/// How the positions along one side of the result are made of those along the source's.
///
/// Position i is the sum of `taps` source positions from `first[i]`, each times its weight, over 2^precision. The
/// weights of a position add up to 2^precision exactly, so that a plain picture stays as it is.
typedef struct {
  int taps; // a multiple of what was asked for; weights that pad it are zero
  int precision;
  int *first;      // ascending
  int16_t *weight; // `taps` for each position
} resize_axis;

/// Maps `out` positions to [start, start + extent) of a side of `source` positions. `filter` as in aa_resize_rgb.
/// `multiple` is what `taps` must be a multiple of. Returns 0, or -1 when memory runs out; free it either way.
int resize_axis_make(resize_axis *a, int source, double start, double extent, int out, int filter, int multiple);
void resize_axis_free(resize_axis *a);
