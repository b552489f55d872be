#include "CFetch.h"

#include <string.h>

typedef struct {
  uint8_t start[4];
  int bits;
} range4;

// What RFC 6890 and its successors set aside: this host, private, shared, loopback, link-local, for documentation and
// for tests, multicast, the future.
static const range4 reserved[] = {
    {{0, 0, 0, 0}, 8},       {{10, 0, 0, 0}, 8},     {{100, 64, 0, 0}, 10},   {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16},  {{172, 16, 0, 0}, 12},  {{192, 0, 0, 0}, 24},    {{192, 0, 2, 0}, 24},
    {{192, 88, 99, 0}, 24},  {{192, 168, 0, 0}, 16}, {{198, 18, 0, 0}, 15},   {{198, 51, 100, 0}, 24},
    {{203, 0, 113, 0}, 24},  {{224, 0, 0, 0}, 4},    {{240, 0, 0, 0}, 4},
};

static uint32_t number(const uint8_t *b) {
  return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static int is_public4(const uint8_t *address) {
  for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
    uint32_t mask = ~(uint32_t)0 << (32 - reserved[i].bits);
    if ((number(address) & mask) == number(reserved[i].start)) return 0;
  }
  return 1;
}

// Global unicast is 2000::/3. In it lie ways to IPv4 (2001::/32, 2002::/16), whose goal nobody here has looked at, what
// is set aside for protocols (2001::/23), and for documentation (2001:db8::/32, 3fff::/20).
static int is_public6(const uint8_t *a) {
  if ((a[0] & 0xE0) != 0x20) return 0;
  if (a[0] == 0x20 && a[1] == 0x01 && a[2] < 0x02) return 0;
  if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0D && a[3] == 0xB8) return 0;
  if (a[0] == 0x20 && a[1] == 0x02) return 0;
  if (a[0] == 0x3F && a[1] == 0xFF && (a[2] & 0xF0) == 0) return 0;
  return 1;
}

int aa_is_public_address(const uint8_t *address, size_t n) {
  if (n == 4) return is_public4(address);
  return n == 16 && is_public6(address);
}
