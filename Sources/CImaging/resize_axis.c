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

/// Weights as integers that add up to `one`.
static void quantise(const double *w, int length, int one, int16_t *q) {
  int sum = 0, peak = 0;
  for (int t = 0; t < length; t++) {
    q[t] = (int16_t)lrint(w[t] * one);
    sum += q[t];
    if (q[t] > q[peak]) peak = t;
  }
  q[peak] = (int16_t)(q[peak] + one - sum);
}

int resize_axis_make(resize_axis *a, int source, double start, double extent, int out, int filter, int multiple) {
  kernel k = {.shape = filter == AA_LANCZOS ? lanczos : cubic, .scale = extent / out, .start = start, .source = source};
  k.stretch = k.scale < 1 ? 1 : k.scale;
  k.support = (filter == AA_LANCZOS ? 3 : 2) * k.stretch;
  size_t room = (size_t)ceil(k.support) * 2 + 2;
  double *w = malloc(sizeof(double) * room * (size_t)out);
  int *length = malloc(sizeof(int) * (size_t)out);
  a->first = malloc(sizeof(int) * (size_t)out);
  a->weight = NULL;
  int failed = !w || !length || !a->first, longest = 1;
  double largest = 0;
  for (int i = 0; !failed && i < out; i++) {
    double *these = w + room * (size_t)i;
    length[i] = weights(&k, i, &a->first[i], these);
    if (length[i] > longest) longest = length[i];
    for (int t = 0; t < length[i]; t++) largest = fmax(largest, fabs(these[t]));
  }
  a->taps = (longest + multiple - 1) / multiple * multiple;
  // As many fractional bits as a 16-bit weight and a 32-bit sum of 255 times the weights have room for.
  a->precision = 21;
  while (a->precision > 8 && largest * (1 << a->precision) > 32000) a->precision--;
  if (!failed) failed = !(a->weight = calloc((size_t)out * (size_t)a->taps, sizeof(int16_t)));
  for (int i = 0; !failed && i < out; i++) {
    // Where the padding would reach over the end it goes to the front.
    int over = a->first[i] + a->taps - source, pad = over < 0 ? 0 : over < a->first[i] ? over : a->first[i];
    if (pad > a->taps - length[i]) pad = a->taps - length[i];
    a->first[i] -= pad;
    quantise(w + room * (size_t)i, length[i], 1 << a->precision, a->weight + (size_t)i * (size_t)a->taps + pad);
  }
  free(w);
  free(length);
  return failed ? -1 : 0;
}
