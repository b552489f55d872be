#include "internal.h"

int square_width(AVFormatContext *format, AVStream *stream, int width) {
  AVRational aspect = av_guess_sample_aspect_ratio(format, stream, NULL);
  if (aspect.num <= 0 || aspect.den <= 0) return width;
  const int64_t n = aspect.num, d = aspect.den;
  if (n > 4 * d || d > 4 * n) return width;
  int64_t wide = (width * n + d / 2) / d;
  return wide > 0 && wide <= INT32_MAX ? (int)wide : width;
}
