#include "rules.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

static int is_address(const char *host) {
  unsigned char room[16];
  return host[0] == '[' || inet_pton(AF_INET, host, room) == 1;
}

// Splits "host:port"; a bracket closes an IPv6 address, whose colons are its own.
static const char *port_of(const char *rule, size_t *host_length) {
  const char *end = strrchr(rule, ':');
  const char *bracket = strrchr(rule, ']');
  if (!end || (bracket && bracket > end)) {
    *host_length = strlen(rule);
    return NULL;
  }
  *host_length = (size_t)(end - rule);
  return end + 1;
}

static int fits(const char *rule, const char *host, const char *port, int is_default_port) {
  size_t n;
  const char *rule_port = port_of(rule, &n);
  if (rule_port ? strcmp(rule_port, port) != 0 : !is_default_port) return 0;
  size_t m = strlen(host);
  if (n > 2 && rule[0] == '*' && rule[1] == '.') {
    if (is_address(host)) return 0;
    return m > n - 1 && strncasecmp(host + m - (n - 1), rule + 1, n - 1) == 0;
  }
  return m == n && strncasecmp(host, rule, n) == 0;
}

int host_is_allowed(const aa_fetch_rules *rules, const char *host, const char *port, int is_default_port, int *named) {
  *named = is_address(host);
  for (size_t i = 0; i < rules->host_count; i++) {
    if (fits(rules->hosts[i], host, port, is_default_port)) return 1;
  }
  return 0;
}
