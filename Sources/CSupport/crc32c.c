#include "CSupport.h"

#include <string.h>

static uint32_t table[8][256];

__attribute__((constructor)) static void fill_table(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int k = 0; k < 8; k++) c = (c >> 1) ^ (0x82F63B78u & (0u - (c & 1)));
    table[0][i] = c;
  }
  for (uint32_t i = 0; i < 256; i++)
    for (int k = 1; k < 8; k++) table[k][i] = table[0][table[k - 1][i] & 255] ^ (table[k - 1][i] >> 8);
}

static uint32_t by_table(uint32_t c, const uint8_t *p, size_t n) {
  while (n >= 8) {
    uint64_t v;
    memcpy(&v, p, 8);
    v ^= c;
    c = table[7][v & 255] ^ table[6][(v >> 8) & 255] ^ table[5][(v >> 16) & 255] ^ table[4][(v >> 24) & 255] ^
        table[3][(v >> 32) & 255] ^ table[2][(v >> 40) & 255] ^ table[1][(v >> 48) & 255] ^ table[0][v >> 56];
    p += 8;
    n -= 8;
  }
  while (n--) c = table[0][(c ^ *p++) & 255] ^ (c >> 8);
  return c;
}

#if defined(__x86_64__)
// One CRC instruction has a latency of three cycles and a throughput of one, so three streams run side by side and
// are joined by shifting the first two over the zeros of what follows them.
#define LANE 4096

static uint32_t shift_lane[4][256];

static uint32_t over_zeros(uint32_t c, size_t n) {
  static const uint8_t zeros[256];
  while (n >= sizeof zeros) {
    c = by_table(c, zeros, sizeof zeros);
    n -= sizeof zeros;
  }
  return by_table(c, zeros, n);
}

// Advancing over zeros is linear in the bits of the CRC: 32 columns give the four byte tables.
__attribute__((constructor(200))) static void fill_shift(void) {
  // The other constructor has no priority and so runs later; the tables are needed here already.
  fill_table();
  uint32_t column[32];
  for (int bit = 0; bit < 32; bit++) column[bit] = over_zeros(1u << bit, LANE);
  for (int k = 0; k < 4; k++)
    for (uint32_t i = 0; i < 256; i++) {
      uint32_t c = 0;
      for (int bit = 0; bit < 8; bit++)
        if (i >> bit & 1) c ^= column[k * 8 + bit];
      shift_lane[k][i] = c;
    }
}

static inline uint32_t shifted(uint32_t c) {
  return shift_lane[0][c & 255] ^ shift_lane[1][(c >> 8) & 255] ^ shift_lane[2][(c >> 16) & 255] ^ shift_lane[3][c >> 24];
}

__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t crc, const uint8_t *p, size_t n) {
  uint64_t a = crc;
  while (n >= 3 * LANE) {
    uint64_t b = 0, c = 0;
    for (size_t i = 0; i < LANE; i += 8) {
      uint64_t x, y, z;
      memcpy(&x, p + i, 8);
      memcpy(&y, p + LANE + i, 8);
      memcpy(&z, p + 2 * LANE + i, 8);
      a = __builtin_ia32_crc32di(a, x);
      b = __builtin_ia32_crc32di(b, y);
      c = __builtin_ia32_crc32di(c, z);
    }
    a = shifted(shifted((uint32_t)a) ^ (uint32_t)b) ^ (uint32_t)c;
    p += 3 * LANE;
    n -= 3 * LANE;
  }
  while (n >= 8) {
    uint64_t x;
    memcpy(&x, p, 8);
    a = __builtin_ia32_crc32di(a, x);
    p += 8;
    n -= 8;
  }
  while (n--) a = __builtin_ia32_crc32qi((uint32_t)a, *p++);
  return (uint32_t)a;
}
#endif

uint32_t aa_crc32c(uint32_t crc, const void *bytes, size_t n) {
  crc = ~crc;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return ~by_instruction(crc, bytes, n);
#endif
  return ~by_table(crc, bytes, n);
}
