#include "CImaging.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Weights are fixed point with this many fractional bits: 255 * sum|w| stays far inside 32 bits.
enum { precision = 22 };

typedef struct {
  int taps;        // room for weights of one output position
  int *first;      // first source position of each output position
  int *length;     // how many weights are used
  int32_t *weight; // taps per output position
} axis;

static double cubic(double x) {
  const double a = -0.5;
  x = fabs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

static void axis_free(axis *a) {
  free(a->first);
  free(a->length);
  free(a->weight);
}

static int axis_make(axis *a, int source, double start, double extent, int out) {
  double scale = extent / out, stretch = scale < 1 ? 1 : scale, support = 2 * stretch;
  a->taps = (int)ceil(support) * 2 + 1;
  a->first = malloc(sizeof(int) * (size_t)out);
  a->length = malloc(sizeof(int) * (size_t)out);
  a->weight = calloc((size_t)out * (size_t)a->taps, sizeof(int32_t));
  double *w = malloc(sizeof(double) * (size_t)a->taps);
  if (!a->first || !a->length || !a->weight || !w) {
    free(w);
    return -1;
  }
  for (int i = 0; i < out; i++) {
    double centre = start + (i + 0.5) * scale;
    int lo = (int)(centre - support + 0.5), hi = (int)(centre + support + 0.5);
    if (lo < 0) lo = 0;
    if (hi > source) hi = source;
    if (lo >= hi) lo = hi - 1;
    if (hi - lo > a->taps) hi = lo + a->taps;
    double sum = 0;
    for (int k = lo; k < hi; k++) {
      w[k - lo] = cubic((k - centre + 0.5) / stretch);
      sum += w[k - lo];
    }
    a->first[i] = lo;
    a->length[i] = hi - lo;
    for (int k = 0; k < hi - lo; k++) {
      double v = sum != 0 ? w[k] / sum : 1.0 / (hi - lo);
      a->weight[(size_t)i * (size_t)a->taps + (size_t)k] = (int32_t)lrint(v * (1 << precision));
    }
  }
  free(w);
  return 0;
}

static inline uint8_t clip8(int32_t v) {
  v >>= precision;
  return v < 0 ? 0 : v > 255 ? 255 : (uint8_t)v;
}

static void horizontal(const uint8_t *in, uint8_t *out, const axis *a, int out_width) {
  for (int i = 0; i < out_width; i++) {
    const uint8_t *p = in + 3 * (size_t)a->first[i];
    const int32_t *w = a->weight + (size_t)i * (size_t)a->taps;
    int32_t r = 1 << (precision - 1), g = r, b = r;
    for (int k = 0; k < a->length[i]; k++, p += 3) {
      r += p[0] * w[k];
      g += p[1] * w[k];
      b += p[2] * w[k];
    }
    out[3 * i] = clip8(r);
    out[3 * i + 1] = clip8(g);
    out[3 * i + 2] = clip8(b);
  }
}

int aa_resize_rgb(const uint8_t *rgb, int source_width, int source_height, double x, double y, double width,
                  double height, uint8_t *out, int out_width, int out_height) {
  axis h = {0}, v = {0};
  uint8_t *middle = NULL;
  int32_t *sums = NULL;
  int failed = -1;
  if (axis_make(&h, source_width, x, width, out_width) || axis_make(&v, source_height, y, height, out_height))
    goto done;
  // Only the rows that the vertical pass will look at are resampled horizontally.
  int top = source_height, bottom = 0;
  for (int i = 0; i < out_height; i++) {
    if (v.first[i] < top) top = v.first[i];
    if (v.first[i] + v.length[i] > bottom) bottom = v.first[i] + v.length[i];
  }
  size_t row = (size_t)out_width * 3;
  middle = malloc(row * (size_t)(bottom - top));
  sums = malloc(row * sizeof(int32_t));
  if (!middle || !sums) goto done;
  for (int r = top; r < bottom; r++)
    horizontal(rgb + (size_t)r * (size_t)source_width * 3, middle + (size_t)(r - top) * row, &h, out_width);
  for (int i = 0; i < out_height; i++) {
    for (size_t c = 0; c < row; c++) sums[c] = 1 << (precision - 1);
    for (int k = 0; k < v.length[i]; k++) {
      const uint8_t *p = middle + (size_t)(v.first[i] + k - top) * row;
      int32_t w = v.weight[(size_t)i * (size_t)v.taps + (size_t)k];
      for (size_t c = 0; c < row; c++) sums[c] += p[c] * w;
    }
    for (size_t c = 0; c < row; c++) out[(size_t)i * row + c] = clip8(sums[c]);
  }
  failed = 0;
done:
  axis_free(&h);
  axis_free(&v);
  free(middle);
  free(sums);
  return failed;
}
