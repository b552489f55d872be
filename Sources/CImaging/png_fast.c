#include "CImaging.h"

#include <libdeflate.h>
#include <string.h>

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
enum { chunk_frame = 12, header_size = 13, around = sizeof signature + 3 * chunk_frame + header_size };

static void put32(uint8_t *to, uint32_t v) {
  for (int i = 0; i < 4; i++) to[i] = (uint8_t)(v >> (24 - 8 * i));
}

/// Closes a chunk whose `size` bytes of data lie at `at + 8` already; returns what comes behind it.
static uint8_t *chunk(uint8_t *at, const char kind[4], size_t size) {
  put32(at, (uint32_t)size);
  memcpy(at + 4, kind, 4);
  put32(at + 8 + size, libdeflate_crc32(0, at + 4, size + 4));
  return at + chunk_frame + size;
}

size_t aa_png_fast_scratch(size_t width, size_t height) { return (width * 3 + 1) * height; }

size_t aa_png_fast_room(size_t width, size_t height) {
  return libdeflate_zlib_compress_bound(NULL, aa_png_fast_scratch(width, height)) + around;
}

size_t aa_png_encode_fast(const uint8_t *rgb, size_t width, size_t height, uint8_t *scratch, uint8_t *out,
                          size_t capacity) {
  size_t row = width * 3, filtered = aa_png_fast_scratch(width, height);
  for (size_t y = 0; y < height; y++) {
    const uint8_t *p = rgb + y * row;
    uint8_t *q = scratch + y * (row + 1);
    *q++ = 1; // each byte less the one three before it
    memcpy(q, p, 3);
    for (size_t x = 3; x < row; x++) q[x] = (uint8_t)(p[x] - p[x - 3]);
  }
  struct libdeflate_compressor *c = libdeflate_alloc_compressor(1);
  if (!c || capacity < around) {
    if (c) libdeflate_free_compressor(c);
    return 0;
  }
  uint8_t *at = out;
  memcpy(at, signature, sizeof signature);
  at += sizeof signature;
  put32(at + 8, (uint32_t)width);
  put32(at + 12, (uint32_t)height);
  memcpy(at + 16, (const uint8_t[]){8, 2, 0, 0, 0}, 5); // 8 bits, RGB, not interlaced
  at = chunk(at, "IHDR", header_size);
  size_t packed = libdeflate_zlib_compress(c, scratch, filtered, at + 8, capacity - around);
  libdeflate_free_compressor(c);
  if (packed == 0 || packed > INT32_MAX) return 0; // a chunk cannot be longer
  at = chunk(at, "IDAT", packed);
  return (size_t)(chunk(at, "IEND", 0) - out);
}
