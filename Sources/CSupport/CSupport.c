#include "CSupport.h"

#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int aa_available_cpus(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  int n = CPU_COUNT(&set);
  return n > 0 ? n : 1;
}

int aa_is_regular_file(int fd) {
  struct stat s;
  if (fstat(fd, &s) != 0) return -1;
  return S_ISREG(s.st_mode) ? 1 : 0;
}

int aa_sync_file_system(const char *path) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return -1;
  int result = syncfs(fd);
  close(fd);
  return result;
}

void aa_start_writing_back(int fd) { (void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE); }

void aa_enlarge_pipe(int fd) { (void)fcntl(fd, F_SETPIPE_SZ, 1 << 20); }

static volatile sig_atomic_t pending;
static void remember(int signal) { pending = signal; }

void aa_watch_signals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = remember;
  sigemptyset(&action.sa_mask);
  // No SA_RESTART: a blocked read must return so that the main path can clean up. A second signal kills.
  action.sa_flags = (int)SA_RESETHAND;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  // A write to a reader that has gone fails with EPIPE instead, so that here too the main path cleans up.
  signal(SIGPIPE, SIG_IGN);
  // A parent may have started us from a thread that blocks them, and a blocked request to stop is never heard.
  sigset_t both;
  sigemptyset(&both);
  sigaddset(&both, SIGINT);
  sigaddset(&both, SIGTERM);
  sigprocmask(SIG_UNBLOCK, &both, NULL);
}

int aa_pending_signal(void) { return pending; }

void aa_forget_pending_signal(void) { pending = 0; }

void aa_die_by_signal(int number) {
  signal(number, SIG_DFL);
  raise(number);
}

int aa_open_terminal(int ends[2]) {
  char name[64];
  ends[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (ends[0] < 0) return -1;
  if (grantpt(ends[0]) == 0 && unlockpt(ends[0]) == 0 && ptsname_r(ends[0], name, sizeof name) == 0) {
    ends[1] = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (ends[1] >= 0) return 0;
  }
  close(ends[0]);
  return -1;
}

uint64_t aa_peak_resident_bytes(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return (uint64_t)usage.ru_maxrss * 1024;
}

double aa_monotonic_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// Any threshold that is set stays; one that is not grows with the blocks that are freed.
void aa_return_large_blocks(void) { mallopt(M_MMAP_THRESHOLD, 1 << 20); }

void aa_keep_freed_blocks(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
}
