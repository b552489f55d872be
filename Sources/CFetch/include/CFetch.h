#pragma once
// One address from a server that the user allows, over libcurl.
#include <stddef.h>
#include <stdint.h>

enum {
  AA_FETCH_DONE = 0,
  /// The rules forbid it.
  AA_FETCH_REFUSED = 1,
  /// It may go better another time: no answer, or one that says so.
  AA_FETCH_UNLUCKY = 2,
  /// It will not: no such file, too large, a false certificate.
  AA_FETCH_FAILED = 3,
};

typedef struct {
  /// Host names, "*.name" for every name below one, addresses; each with ":port" when it is not the scheme's own.
  const char *const *hosts;
  size_t host_count;
  uint64_t max_bytes;
  /// For one request.
  uint64_t milliseconds;
} aa_fetch_rules;

typedef struct {
  /// From malloc; the caller frees them.
  uint8_t *bytes;
  size_t count;
  /// Why there are none.
  char why[320];
} aa_fetched;

/// Once, before the first fetch; 0 when the library is ready.
int aa_fetch_prepare(void);

/// Fetches `url` once, http and https only. Redirects are followed while the rules allow them. Connections are made to
/// public addresses only, looked at when they are made, unless the rules name the address itself.
int aa_fetch(const char *url, const aa_fetch_rules *rules, aa_fetched *result);

/// 1 when the network address (4 bytes, or 16) is one that the whole world reaches.
int aa_is_public_address(const uint8_t *address, size_t n);
