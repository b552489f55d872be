#pragma once
// What a process that decodes hostile bytes gives up before it looks at the first of them.
#include <stdint.h>
#include <sys/types.h>

/// Takes from this process, for good: files (nothing can be opened, nothing but the descriptors 0 to 2 stays open, none can
/// grow), other programs and processes, new privileges, core files, and more than `memory` bytes beside what its
/// libraries take already. It dies with `parent`. From here on an allocation that fails ends it with
/// AA_EXIT_OUT_OF_MEMORY.
///
/// Returns 0; -1 when a limit could not be set or `parent` has gone already. A kernel without seccomp is no error: files
/// are then kept from it by the limits on descriptors alone.
int aa_confine(pid_t parent, uint64_t memory);

/// Lets this process use `seconds` of CPU time from now on; beyond, the kernel ends it.
void aa_limit_cpu(uint64_t seconds);
