#include "resize_rows.h"

static inline uint8_t clip(int32_t v, int precision) {
  v >>= precision;
  return v < 0 ? 0 : v > 255 ? 255 : (uint8_t)v;
}

static void across_row(const uint8_t *in, uint8_t *out, const resize_axis *axis, int width) {
  for (int i = 0; i < width; i++) {
    const uint8_t *p = in + 3 * (size_t)axis->first[i];
    const int16_t *w = axis->weight + (size_t)i * (size_t)axis->taps;
    int32_t r = 1 << (axis->precision - 1), g = r, b = r;
    for (int t = 0; t < axis->taps; t++, p += 3) {
      r += p[0] * w[t];
      g += p[1] * w[t];
      b += p[2] * w[t];
    }
    out[3 * i] = clip(r, axis->precision);
    out[3 * i + 1] = clip(g, axis->precision);
    out[3 * i + 2] = clip(b, axis->precision);
  }
}

static void across_plain(const uint8_t *a, const uint8_t *b, uint8_t *out_a, uint8_t *out_b, const resize_axis *axis,
                         int width) {
  across_row(a, out_a, axis, width);
  if (out_b != out_a) across_row(b, out_b, axis, width);
}

static void down_from(size_t at, const uint8_t *const *rows, const int16_t *weight, int taps, int precision,
                      uint8_t *out, size_t count) {
  for (size_t c = at; c < count; c++) {
    int32_t sum = 1 << (precision - 1);
    for (int t = 0; t < taps; t++) sum += rows[t][c] * weight[t];
    out[c] = clip(sum, precision);
  }
}

static void down_plain(const uint8_t *const *rows, const int16_t *weight, int taps, int precision, uint8_t *out,
                       size_t count) {
  int32_t sums[256];
  for (size_t at = 0; at < count; at += 256) {
    size_t n = count - at < 256 ? count - at : 256;
    for (size_t c = 0; c < n; c++) sums[c] = 1 << (precision - 1);
    for (int t = 0; t < taps; t++)
      for (size_t c = 0; c < n; c++) sums[c] += rows[t][at + c] * weight[t];
    for (size_t c = 0; c < n; c++) out[at + c] = clip(sums[c], precision);
  }
}

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

static inline int32_t pair(const int16_t *w) {
  int32_t both;
  memcpy(&both, w, 4);
  return both;
}

// Both rows side by side, one in each half of a register. Four pixels a step: their bytes are laid out as pairs of one
// colour, which one instruction multiplies by a pair of weights and adds.
__attribute__((target("avx2"))) static void across_avx2(const uint8_t *a, const uint8_t *b, uint8_t *out_a,
                                                        uint8_t *out_b, const resize_axis *axis, int width) {
  const __m256i pixels01 = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
  const __m256i pixels23 = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1));
  const __m256i half = _mm256_set1_epi32(1 << (axis->precision - 1));
  const __m128i shift = _mm_cvtsi32_si128(axis->precision);
  const int16_t *w = axis->weight;
  for (int i = 0; i < width; i++) {
    size_t at = 3 * (size_t)axis->first[i];
    __m256i sum = half;
    for (int t = 0; t < axis->taps; t += 4, at += 12, w += 4) {
      __m256i both = _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(a + at))),
                                             _mm_loadu_si128((const __m128i *)(b + at)), 1);
      __m256i x = _mm256_madd_epi16(_mm256_shuffle_epi8(both, pixels01), _mm256_set1_epi32(pair(w)));
      __m256i y = _mm256_madd_epi16(_mm256_shuffle_epi8(both, pixels23), _mm256_set1_epi32(pair(w + 2)));
      sum = _mm256_add_epi32(sum, _mm256_add_epi32(x, y));
    }
    sum = _mm256_sra_epi32(sum, shift);
    sum = _mm256_packs_epi32(sum, sum);
    sum = _mm256_packus_epi16(sum, sum);
    // The fourth byte is overwritten by the next pixel.
    int32_t low = _mm256_extract_epi32(sum, 0), high = _mm256_extract_epi32(sum, 4);
    memcpy(out_a + 3 * (size_t)i, &low, 4);
    memcpy(out_b + 3 * (size_t)i, &high, 4);
  }
}

__attribute__((target("avx2"))) static void down_avx2(const uint8_t *const *rows, const int16_t *weight, int taps,
                                                      int precision, uint8_t *out, size_t count) {
  const __m256i zero = _mm256_setzero_si256(), half = _mm256_set1_epi32(1 << (precision - 1));
  const __m128i shift = _mm_cvtsi32_si128(precision);
  size_t c = 0;
  for (; c + 32 <= count; c += 32) {
    __m256i s0 = half, s1 = half, s2 = half, s3 = half;
    for (int t = 0; t < taps; t += 2) {
      __m256i a = _mm256_loadu_si256((const __m256i *)(rows[t] + c));
      __m256i b = _mm256_loadu_si256((const __m256i *)(rows[t + 1] + c));
      __m256i w = _mm256_set1_epi32(pair(weight + t));
      __m256i low = _mm256_unpacklo_epi8(a, b), high = _mm256_unpackhi_epi8(a, b);
      s0 = _mm256_add_epi32(s0, _mm256_madd_epi16(_mm256_unpacklo_epi8(low, zero), w));
      s1 = _mm256_add_epi32(s1, _mm256_madd_epi16(_mm256_unpackhi_epi8(low, zero), w));
      s2 = _mm256_add_epi32(s2, _mm256_madd_epi16(_mm256_unpacklo_epi8(high, zero), w));
      s3 = _mm256_add_epi32(s3, _mm256_madd_epi16(_mm256_unpackhi_epi8(high, zero), w));
    }
    __m256i x = _mm256_packs_epi32(_mm256_sra_epi32(s0, shift), _mm256_sra_epi32(s1, shift));
    __m256i y = _mm256_packs_epi32(_mm256_sra_epi32(s2, shift), _mm256_sra_epi32(s3, shift));
    _mm256_storeu_si256((__m256i *)(out + c), _mm256_packus_epi16(x, y));
  }
  down_from(c, rows, weight, taps, precision, out, count);
}
#endif

resize_rows_functions resize_rows_for(int portable) {
#if defined(__x86_64__)
  if (!portable && __builtin_cpu_supports("avx2")) return (resize_rows_functions){across_avx2, down_avx2};
#endif
  (void)portable;
  return (resize_rows_functions){across_plain, down_plain};
}
