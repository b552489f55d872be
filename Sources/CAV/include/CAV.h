#pragma once
#include <stddef.h>
#include <stdint.h>

// libav for Swift: its macros, unions and output parameters stay on this side. Everything reads from and writes to
// memory, nothing opens a file or a network address, nothing prints. Every function that can fail returns AA_AV_OK or
// one of these, with a sentence in `why`.
enum {
  AA_AV_OK, AA_AV_UNRECOGNISED, AA_AV_TRUNCATED, AA_AV_CORRUPT, AA_AV_EMPTY, AA_AV_TOO_LARGE, AA_AV_UNSUPPORTED,
  AA_AV_NO_FRAMES
};

/// Silences libav's messages. Call once before anything else.
void aa_av_quiet(void);
