#include "resize_axis.h"

#include "CImaging.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double cubic(double x) {
  const double a = -0.5;
  x = fabs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

static double sinc(double x) {
  if (x == 0) return 1;
  x *= M_PI;
  return sin(x) / x;
}

static double lanczos(double x) { return fabs(x) < 3 ? sinc(x) * sinc(x / 3) : 0; }

typedef struct {
  double (*shape)(double);
  double support, scale, stretch, start;
  int source;
} kernel;

/// The weights of position i in `w`, which add up to 1; the source positions they are for begin at `first`.
static int weights(const kernel *k, int i, int *first, double *w) {
  double centre = k->start + (i + 0.5) * k->scale;
  int lo = (int)(centre - k->support + 0.5), hi = (int)(centre + k->support + 0.5);
  if (lo < 0) lo = 0;
  if (hi > k->source) hi = k->source;
  if (lo >= hi) {
    lo = lo < k->source ? lo : k->source - 1;
    hi = lo + 1;
  }
  double sum = 0;
  for (int s = lo; s < hi; s++) {
    w[s - lo] = k->shape((s - centre + 0.5) / k->stretch);
    sum += w[s - lo];
  }
  for (int s = lo; s < hi; s++) w[s - lo] = sum != 0 ? w[s - lo] / sum : 1.0 / (hi - lo);
  // Zeros at either end would only cost time.
  int end = hi;
  while (end > lo + 1 && w[end - 1 - lo] == 0) end--;
  int skipped = 0;
  while (lo + skipped < end - 1 && w[skipped] == 0) skipped++;
  memmove(w, w + skipped, sizeof(double) * (size_t)(end - lo - skipped));
  *first = lo + skipped;
  return end - lo - skipped;
}

void resize_axis_free(resize_axis *a) {
  free(a->first);
  free(a->weight);
  a->first = NULL;
  a->weight = NULL;
}

int resize_axis_make(resize_axis *a, int source, double start, double extent, int out, int filter, int multiple) {
  kernel k = {.shape = filter == AA_LANCZOS ? lanczos : cubic, .scale = extent / out, .start = start, .source = source};
  k.stretch = k.scale < 1 ? 1 : k.scale;
  k.support = (filter == AA_LANCZOS ? 3 : 2) * k.stretch;
  double *w = malloc(sizeof(double) * ((size_t)ceil(k.support) * 2 + 2));
  a->first = malloc(sizeof(int) * (size_t)out);
  a->weight = NULL;
  if (!w || !a->first) {
    free(w);
    return -1;
  }
  int longest = 1;
  double largest = 0;
  for (int i = 0; i < out; i++) {
    int first, length = weights(&k, i, &first, w);
    if (length > longest) longest = length;
    for (int t = 0; t < length; t++) largest = fmax(largest, fabs(w[t]));
  }
  a->taps = (longest + multiple - 1) / multiple * multiple;
  // As many fractional bits as a 16-bit weight and a 32-bit sum of 255 times the weights have room for.
  a->precision = 21;
  while (a->precision > 8 && largest * (1 << a->precision) > 32000) a->precision--;
  int one = 1 << a->precision;
  a->weight = calloc((size_t)out * (size_t)a->taps, sizeof(int16_t));
  if (!a->weight) {
    free(w);
    return -1;
  }
  for (int i = 0; i < out; i++) {
    int first, length = weights(&k, i, &first, w), pad = 0;
    // Where the padding would reach over the end it goes to the front.
    if (first + a->taps > source) pad = first < first + a->taps - source ? first : first + a->taps - source;
    if (pad > a->taps - length) pad = a->taps - length;
    a->first[i] = first - pad;
    int16_t *q = a->weight + (size_t)i * (size_t)a->taps + pad;
    int sum = 0, peak = 0;
    for (int t = 0; t < length; t++) {
      q[t] = (int16_t)lrint(w[t] * one);
      sum += q[t];
      if (q[t] > q[peak]) peak = t;
    }
    q[peak] = (int16_t)(q[peak] + one - sum);
  }
  free(w);
  return 0;
}
