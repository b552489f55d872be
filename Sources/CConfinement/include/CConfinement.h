#pragma once
// What a process that decodes hostile bytes gives up before it looks at the first of them.
#include <stdint.h>
#include <sys/types.h>

/// What every worker gives up: it dies with `parent`, keeps no descriptors but 0 to 2, writes no files and no core, and
/// gains no privileges. Returns 0, or -1 when a limit could not be set or `parent` has gone already.
int aa_tie_to_parent(pid_t parent);

/// Takes from this process, for good, beside what every worker gives up: opening files and connections, starting
/// programs and processes, and more than `memory` bytes beside what its libraries take already. From here on an
/// allocation that fails ends it with AA_EXIT_OUT_OF_MEMORY.
///
/// Returns 0; -1 when a limit could not be set or `parent` has gone already. A kernel without seccomp is no error: then
/// only the limits hold.
int aa_confine(pid_t parent, uint64_t memory);

/// 0 in programs that are built with a sanitizer: their memory cannot be limited.
int aa_can_limit_memory(void);

/// Lets this process use `seconds` of CPU time from now on; beyond, the kernel ends it.
void aa_limit_cpu(uint64_t seconds);
