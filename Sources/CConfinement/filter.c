#include "filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
// The low half of an argument; every value that is asked for fits it.
#define LOAD_ARGUMENT(n) LOAD(args[n])
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define REFUSE RETURN(SECCOMP_RET_ERRNO | EPERM)
#define ALLOW RETURN(SECCOMP_RET_ALLOW)
#define ON(call, n) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, (n))
#define ALLOW_CALL(call) ON(call, 1), ALLOW
// With an argument of this value.
#define ALLOW_IF(call, argument, value)                                                                                \
  ON(call, 4), LOAD_ARGUMENT(argument), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1), ALLOW, REFUSE
// With these bits of an argument all set; all clear.
#define ALLOW_WITH(call, argument, bits)                                                                               \
  ON(call, 4), LOAD_ARGUMENT(argument), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 0, 1), ALLOW, REFUSE
#define ALLOW_WITHOUT(call, argument, bits)                                                                            \
  ON(call, 4), LOAD_ARGUMENT(argument), BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 1, 0), ALLOW, REFUSE

int aa_filter_system_calls(void) {
#ifdef ARCHITECTURE
  const unsigned self = (unsigned)getpid();
  struct sock_filter program[] = {
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      RETURN(SECCOMP_RET_KILL_PROCESS),
      LOAD(nr),
      // Descriptors that are open.
      ALLOW_CALL(read),
      ALLOW_CALL(write),
      ALLOW_CALL(readv),
      ALLOW_CALL(writev),
      ALLOW_CALL(lseek),
      ALLOW_CALL(fstat),
      ALLOW_CALL(ppoll),
#ifdef SYS_poll
      ALLOW_CALL(poll),
#endif
      // Memory, but none that can be executed.
      ALLOW_CALL(brk),
      ALLOW_CALL(munmap),
      ALLOW_CALL(mremap),
      ALLOW_CALL(madvise),
      ALLOW_WITHOUT(mmap, 2, PROT_EXEC),
      ALLOW_WITHOUT(mprotect, 2, PROT_EXEC),
      // Threads and locks, but no processes. The C library falls back from clone3, whose flags cannot be seen here.
      ALLOW_CALL(futex),
      ALLOW_CALL(set_robust_list),
#ifdef SYS_rseq
      ALLOW_CALL(rseq),
#endif
      ALLOW_WITH(clone, 0, CLONE_THREAD),
#ifdef SYS_clone3
      ON(clone3, 1),
      RETURN(SECCOMP_RET_ERRNO | ENOSYS),
#endif
      ALLOW_CALL(sched_yield),
      ALLOW_CALL(sched_getaffinity),
      ALLOW_CALL(getcpu),
      // Signals to itself: how abort ends a process.
      ALLOW_CALL(rt_sigaction),
      ALLOW_CALL(rt_sigprocmask),
      ALLOW_CALL(rt_sigreturn),
      ALLOW_CALL(sigaltstack),
      ALLOW_IF(tgkill, 0, self),
      ALLOW_CALL(getpid),
      ALLOW_CALL(gettid),
      // Clocks, chance, its own limits.
      ALLOW_CALL(clock_gettime),
      ALLOW_CALL(clock_getres),
      ALLOW_CALL(clock_nanosleep),
      ALLOW_CALL(nanosleep),
      ALLOW_CALL(gettimeofday),
      ALLOW_CALL(restart_syscall),
      ALLOW_CALL(getrandom),
      ALLOW_CALL(getrusage),
      ALLOW_CALL(sysinfo),
      ALLOW_IF(prlimit64, 0, 0),
      ALLOW_CALL(exit),
      ALLOW_CALL(exit_group),
      REFUSE,
  };
  struct sock_fprog filter = {sizeof program / sizeof program[0], program};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
#else
  return -1;
#endif
}
