#include "CImaging.h"

#include <math.h>

static inline uint8_t clip(int v) { return v < 0 ? 0 : v > 255 ? 255 : (uint8_t)v; }

void aa_turn_rgb(const uint8_t *rgb, size_t width, size_t height, bool mirror_columns, bool mirror_rows, bool exchange,
                 uint8_t *out) {
  // In tiles, so that neither reading down columns nor writing down them leaves the cache.
  enum { tile = 32 };
  size_t step = (exchange ? height : 1) * 3;
  for (size_t top = 0; top < height; top += tile)
    for (size_t left = 0; left < width; left += tile) {
      size_t bottom = top + tile < height ? top + tile : height, right = left + tile < width ? left + tile : width;
      for (size_t y = top; y < bottom; y++) {
        size_t to_y = mirror_rows ? height - 1 - y : y, to_x = mirror_columns ? width - 1 - left : left;
        const uint8_t *p = rgb + (y * width + left) * 3;
        uint8_t *q = out + (exchange ? to_x * height + to_y : to_y * width + to_x) * 3;
        for (size_t x = left; x < right; x++, p += 3) {
          q[0] = p[0];
          q[1] = p[1];
          q[2] = p[2];
          q = mirror_columns ? q - step : q + step;
        }
      }
    }
}

// ITU-T T.871 (JFIF) section 7, in 16-bit fixed point.
void aa_rgb_to_yuv444(const uint8_t *rgb, uint8_t *y, uint8_t *u, uint8_t *v, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int r = rgb[3 * i], g = rgb[3 * i + 1], b = rgb[3 * i + 2];
    y[i] = (uint8_t)((19595 * r + 38470 * g + 7471 * b + 32768) >> 16);
    u[i] = clip((-11059 * r - 21709 * g + 32768 * b + (128 << 16) + 32767) >> 16);
    v[i] = clip((32768 * r - 27439 * g - 5329 * b + (128 << 16) + 32767) >> 16);
  }
}

void aa_yuv_row_to_rgb(const uint8_t *y, const uint8_t *u, const uint8_t *v, int shift, int limited, uint8_t *rgb,
                       int width) {
  int offset = limited ? 16 : 0, scale = limited ? 76309 : 65536; // 255/219
  int rv = limited ? 104597 : 91881, gu = limited ? 25675 : 22554, gv = limited ? 53279 : 46802,
      bu = limited ? 132201 : 116130;
  for (int i = 0; i < width; i++) {
    int l = (y[i] - offset) * scale + 32768, cb = u[i >> shift] - 128, cr = v[i >> shift] - 128;
    rgb[3 * i] = clip((l + rv * cr) >> 16);
    rgb[3 * i + 1] = clip((l - gu * cb - gv * cr) >> 16);
    rgb[3 * i + 2] = clip((l + bu * cb) >> 16);
  }
}

void aa_pcm16_from_float(const float *samples, uint8_t *out, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float x = samples[i] * 32767.0f;
    int v = x != x ? 0 : x >= 32767 ? 32767 : x <= -32768 ? -32768 : (int)lrintf(x);
    out[2 * i] = (uint8_t)(v & 255);
    out[2 * i + 1] = (uint8_t)((v >> 8) & 255);
  }
}
