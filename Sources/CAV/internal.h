#pragma once
#include "CAV.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

/// Bytes in memory as libav's input.
typedef struct {
  const uint8_t *bytes;
  size_t count, at;
} memory_input;

/// A demuxer over memory, with everything that could reach outside shut off.
typedef struct {
  memory_input memory;
  AVFormatContext *format;
} demuxer;

int demuxer_open(demuxer *d, const uint8_t *bytes, size_t count, const char *name, char *why, size_t why_size);
void demuxer_close(demuxer *d);
/// Opens a decoder for `stream`, one thread.
int decoder_open(AVStream *stream, int64_t most_pixels, AVCodecContext **out, char *why, size_t why_size);
/// Writes "what: libav's text for the error".
int explain(int reason, const char *what, int code, char *why, size_t why_size);
