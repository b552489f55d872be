#include "CConfinement.h"
#include "allocation.h"
#include "filter.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int limit(int resource, rlim_t value) {
  struct rlimit l = {value, value};
  return setrlimit((__rlimit_resource_t)resource, &l);
}

static uint64_t mapped_bytes(void) {
  unsigned long long pages = 0;
  FILE *f = fopen("/proc/self/statm", "re");
  if (!f) return 0;
  if (fscanf(f, "%llu", &pages) != 1) pages = 0;
  fclose(f);
  return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

// When the machine runs short of memory, this process goes before the one that has the results.
static void offer_to_the_oom_killer(void) {
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t written = write(fd, "1000", 4);
  (void)written;
  close(fd);
}

// One medium after the other takes and frees blocks of the same sizes; given back in between, each page would be taken
// and cleared again for every medium.
static void keep_freed_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

int aa_tie_to_parent(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) return -1;
  // Also where the system pipes core files to a program, which no limit stops.
  prctl(PR_SET_DUMPABLE, 0);
  if (syscall(SYS_close_range, 3, ~0U, 0) != 0) {
    for (int fd = 3; fd < 1024; fd++) close(fd);
  }
  if (limit(RLIMIT_CORE, 0) != 0 || limit(RLIMIT_FSIZE, 0) != 0) return -1;
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int aa_confine(pid_t parent, uint64_t memory) {
  offer_to_the_oom_killer();
  uint64_t before = mapped_bytes();
  int failed = aa_tie_to_parent(parent) | limit(RLIMIT_NOFILE, 3);
#if !AA_SANITIZED // sanitizers map terabytes
  if (before == 0 || limit(RLIMIT_AS, before + memory) != 0) failed = -1;
#else
  (void)before;
  (void)memory;
#endif
  keep_freed_memory();
  aa_end_when_out_of_memory();
  aa_filter_system_calls();
  return failed == 0 ? 0 : -1;
}

int aa_can_limit_memory(void) { return !AA_SANITIZED; }

void aa_limit_cpu(uint64_t seconds) {
  struct rusage used;
  struct rlimit l;
  if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &l) != 0) return;
  l.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds + 1;
  if (l.rlim_max != RLIM_INFINITY && l.rlim_cur > l.rlim_max) l.rlim_cur = l.rlim_max;
  setrlimit(RLIMIT_CPU, &l);
}
