#include "CFetch.h"
#include "rules.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { MAX_REDIRECTS = 5 };

typedef struct {
  const aa_fetch_rules *rules;
  aa_fetched *result;
  size_t capacity;
  /// The rules name the very address that is asked.
  int named;
  /// The address that was refused, if one was.
  char refused[INET6_ADDRSTRLEN];
  int too_large;
  int out_of_memory;
} transfer;

__attribute__((format(printf, 2, 3))) static void say(aa_fetched *result, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(result->why, sizeof result->why, format, arguments);
  va_end(arguments);
}

int aa_fetch_prepare(void) { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : -1; }

// Every connection is opened here, to an address that libcurl has looked up already.
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to) {
  transfer *t = context;
  if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
  const void *address = NULL;
  size_t n = 0;
  if (to->family == AF_INET) {
    address = &((struct sockaddr_in *)(void *)&to->addr)->sin_addr;
    n = 4;
  } else if (to->family == AF_INET6) {
    address = &((struct sockaddr_in6 *)(void *)&to->addr)->sin6_addr;
    n = 16;
  }
  if (!address) return CURL_SOCKET_BAD;
  if (!t->named && !aa_is_public_address(address, n)) {
    inet_ntop(to->family, address, t->refused, sizeof t->refused);
    return CURL_SOCKET_BAD;
  }
  return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t receive(char *bytes, size_t size, size_t n, void *context) {
  transfer *t = context;
  size_t more = size * n;
  if (more > t->rules->max_bytes - t->result->count) {
    t->too_large = 1;
    return 0;
  }
  if (t->result->count + more > t->capacity) {
    size_t capacity = t->capacity ? t->capacity * 2 : 1 << 16;
    while (capacity < t->result->count + more) capacity *= 2;
    uint8_t *grown = realloc(t->result->bytes, capacity);
    if (!grown) {
      t->out_of_memory = 1;
      return 0;
    }
    t->result->bytes = grown;
    t->capacity = capacity;
  }
  memcpy(t->result->bytes + t->result->count, bytes, more);
  t->result->count += more;
  return more;
}

// Parsed by the library that connects, so that no other reading of the address can differ.
static int check_url(CURLU *url, transfer *t) {
  char *scheme = NULL, *host = NULL, *port = NULL, *user = NULL;
  int code = AA_FETCH_REFUSED;
  if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
      curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
      curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK) {
    say(t->result, "is no address of a web server");
  } else if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0) {
    say(t->result, "%.20s is refused: only http and https are fetched", scheme);
  } else if (curl_url_get(url, CURLUPART_USER, &user, 0) != CURLUE_NO_USER) {
    say(t->result, "holds a user name: refused");
  } else {
    int is_default = strcmp(port, strcmp(scheme, "http") == 0 ? "80" : "443") == 0;
    if (host_is_allowed(t->rules, host, port, is_default, &t->named)) {
      code = AA_FETCH_DONE;
    } else if (is_default) {
      say(t->result, "the host %.200s is not allowed: --fetch names those that are", host);
    } else {
      say(t->result, "the host %.200s:%.5s is not allowed: --fetch names those that are", host, port);
    }
  }
  curl_free(scheme);
  curl_free(host);
  curl_free(port);
  curl_free(user);
  return code;
}

static int explain(CURLcode code, transfer *t) {
  if (t->too_large || code == CURLE_FILESIZE_EXCEEDED) {
    say(t->result, "is larger than %llu bytes (--max-bytes)", (unsigned long long)t->rules->max_bytes);
    return AA_FETCH_FAILED;
  }
  if (t->refused[0]) {
    say(t->result, "leads to %s, which is no public address: refused", t->refused);
    return AA_FETCH_REFUSED;
  }
  if (t->out_of_memory) {
    say(t->result, "there is not enough memory for it");
    return AA_FETCH_FAILED;
  }
  switch (code) {
  case CURLE_OPERATION_TIMEDOUT:
    say(t->result, "took longer than %g s (--fetch-timeout)", (double)t->rules->milliseconds / 1000);
    return AA_FETCH_UNLUCKY;
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_CONNECT:
  case CURLE_PARTIAL_FILE:
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM: say(t->result, "%s", curl_easy_strerror(code)); return AA_FETCH_UNLUCKY;
  default: say(t->result, "%s", curl_easy_strerror(code)); return AA_FETCH_FAILED;
  }
}

// One request. 0 with `next` set is a redirect.
static int request(CURL *curl, CURLU *url, transfer *t, char **next) {
  t->result->count = 0;
  t->refused[0] = 0;
  curl_easy_setopt(curl, CURLOPT_CURLU, url);
  CURLcode code = curl_easy_perform(curl);
  long status = 0;
  char *redirect = NULL;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) return explain(code, t);
  curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &redirect);
  if (redirect) {
    *next = strdup(redirect);
    return *next ? AA_FETCH_DONE : AA_FETCH_FAILED;
  }
  if (status == 200) return AA_FETCH_DONE;
  say(t->result, "the server answers %ld", status);
  return status >= 500 || status == 429 || status == 408 ? AA_FETCH_UNLUCKY : AA_FETCH_FAILED;
}

static void configure(CURL *curl, transfer *t) {
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  // Redirects are followed by hand, each looked at. A proxy would connect where nobody here can look.
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
  curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->rules->max_bytes);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)t->rules->milliseconds);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)t->rules->milliseconds);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "aatools");
}

int aa_fetch(const char *address, const aa_fetch_rules *rules, aa_fetched *result) {
  memset(result, 0, sizeof *result);
  transfer t = {.rules = rules, .result = result};
  CURL *curl = curl_easy_init();
  CURLU *url = curl_url();
  int code = AA_FETCH_FAILED;
  if (!curl || !url) {
    say(result, "there is not enough memory for it");
  } else if (curl_url_set(url, CURLUPART_URL, address, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    say(result, "is no address of a web server");
    code = AA_FETCH_REFUSED;
  } else {
    configure(curl, &t);
    for (int redirects = 0;; redirects++) {
      char *next = NULL;
      code = check_url(url, &t);
      if (code != AA_FETCH_DONE) break;
      code = request(curl, url, &t, &next);
      if (!next) break;
      code = AA_FETCH_FAILED;
      if (redirects == MAX_REDIRECTS) {
        say(result, "redirects more than %d times", MAX_REDIRECTS);
      } else if (curl_url_set(url, CURLUPART_URL, next, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
        say(result, "redirects to what is no address of a web server");
      } else {
        code = AA_FETCH_DONE;
      }
      free(next);
      if (code != AA_FETCH_DONE) break;
    }
  }
  curl_url_cleanup(url);
  curl_easy_cleanup(curl);
  if (code != AA_FETCH_DONE) {
    free(result->bytes);
    result->bytes = NULL;
    result->count = 0;
  }
  return code;
}
