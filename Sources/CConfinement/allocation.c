// The allocator of a confined process: the C library's, but a failure ends the process with a status of its own.
// Otherwise each library would fail in its own way, most of them by a crash, and nobody could tell why.
#include "allocation.h"
#include "CSupport.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

static int ends;

void aa_end_when_out_of_memory(void) { ends = 1; }

#if !AA_SANITIZED // which bring an allocator of their own

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static void *checked(void *p) {
  if (!p && ends) _exit(AA_EXIT_OUT_OF_MEMORY);
  return p;
}

void *malloc(size_t n) { return checked(__libc_malloc(n)); }

void *calloc(size_t n, size_t size) { return checked(__libc_calloc(n, size)); }

void *realloc(void *old, size_t n) {
  void *p = __libc_realloc(old, n);
  // Of nothing it frees the old block and gives none.
  return n == 0 ? p : checked(p);
}

void *memalign(size_t alignment, size_t n) { return checked(__libc_memalign(alignment, n)); }

void *aligned_alloc(size_t alignment, size_t n) { return checked(__libc_memalign(alignment, n)); }

int posix_memalign(void **out, size_t alignment, size_t n) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  void *p = checked(__libc_memalign(alignment, n));
  if (!p) return ENOMEM;
  *out = p;
  return 0;
}

#endif
