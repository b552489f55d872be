#pragma once
#include "CFetch.h"

/// Whether a host and port (libcurl's spelling: lower case, addresses in full, IPv6 in brackets) may be asked.
/// `named` is set when a rule names the very address.
int host_is_allowed(const aa_fetch_rules *rules, const char *host, const char *port, int is_default_port, int *named);
