#pragma once
// Instruction sets that every kernel is compiled for. ThreadSanitizer instruments the resolvers that target_clones
// makes and dies before main, so there only the baseline is built.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define AA_NO_CLONES 1
#endif
#endif
#if defined(__x86_64__) && !defined(AA_NO_CLONES)
#define AA_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define AA_KERNEL
#endif

#define AA_INLINE static inline __attribute__((always_inline))

// Lets the compiler sum in vector lanes: without it every reduction is a chain of single additions.
#define AA_REASSOCIATE _Pragma("clang fp reassociate(on) contract(fast)")
