#pragma once
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AA_SANITIZED 1
#endif
#endif
#ifndef AA_SANITIZED
#define AA_SANITIZED 0
#endif

// From now on an allocation that fails ends the process with AA_EXIT_OUT_OF_MEMORY.
void aa_end_when_out_of_memory(void);
