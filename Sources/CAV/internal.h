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
/// How stored pictures are to be turned, as EXIF counts it: 1 to 8, 1 for upright. Of a display matrix (nine 32-bit
/// numbers); 1 for one that turns by other than right angles.
int orientation_of_matrix(const uint8_t *data, size_t size);
/// The same of what the container says.
int stream_orientation(const AVStream *stream);
/// The same of a decoded picture, which goes before: `before` is that of the picture before it. What a picture itself
/// says holds for those behind it up to the next key frame; with nothing said there, the container's counts again.
int frame_orientation(const AVFrame *frame, const AVStream *stream, int before);
/// How wide pictures of `width` are when their pixels are made square: `width` itself when they are, when the container
/// does not say, and when what it says is out of proportion (more than four to one).
int square_width(AVFormatContext *format, AVStream *stream, int width);
/// Writes "what: libav's text for the error".
int explain(int reason, const char *what, int code, char *why, size_t why_size);
