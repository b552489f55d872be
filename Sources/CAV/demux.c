#include "internal.h"

#include <libavutil/log.h>
#include <stdio.h>
#include <string.h>

void aa_av_quiet(void) { av_log_set_level(AV_LOG_QUIET); }

int explain(int reason, const char *what, int code, char *why, size_t why_size) {
  char text[AV_ERROR_MAX_STRING_SIZE] = "";
  if (code < 0) av_strerror(code, text, sizeof text);
  snprintf(why, why_size, "%s%s%s", what, code < 0 ? ": " : "", text);
  return code == AVERROR(ENOMEM) ? AA_AV_TOO_LARGE : reason;
}

static int read_memory(void *opaque, uint8_t *buffer, int size) {
  memory_input *m = opaque;
  size_t n = m->count - m->at;
  if (n == 0) return AVERROR_EOF;
  if (n > (size_t)size) n = (size_t)size;
  memcpy(buffer, m->bytes + m->at, n);
  m->at += n;
  return (int)n;
}

static int64_t seek_memory(void *opaque, int64_t offset, int whence) {
  memory_input *m = opaque;
  if (whence & AVSEEK_SIZE) return (int64_t)m->count;
  whence &= ~AVSEEK_FORCE;
  int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t)m->at : (int64_t)m->count;
  if (offset < -base || offset > (int64_t)m->count - base) return AVERROR(EINVAL);
  m->at = (size_t)(base + offset);
  return base + offset;
}

// Playlists and references name other files; a medium may not.
static int refuse(AVFormatContext *s, AVIOContext **pb, const char *url, int flags, AVDictionary **options) {
  (void)s, (void)pb, (void)url, (void)flags, (void)options;
  return AVERROR(EACCES);
}

static const char formats[] =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,ogg,wav,mp3,aac,flac,asf,gif,webp_pipe,"
    "bmp_pipe,tiff_pipe,png_pipe,jpeg_pipe,w64,aiff,caf,au";

int demuxer_open(demuxer *d, const uint8_t *bytes, size_t count, const char *name, char *why, size_t why_size) {
  memset(d, 0, sizeof *d);
  d->memory = (memory_input){bytes, count, 0};
  const int size = 1 << 15;
  uint8_t *buffer = av_malloc((size_t)size);
  AVIOContext *io = buffer ? avio_alloc_context(buffer, size, 0, &d->memory, read_memory, NULL, seek_memory) : NULL;
  d->format = io ? avformat_alloc_context() : NULL;
  if (!d->format) {
    if (io) avio_context_free(&io);
    av_free(buffer);
    return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
  }
  d->format->pb = io;
  d->format->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
  d->format->io_open = refuse;
  d->format->format_whitelist = av_strdup(formats);
  d->format->protocol_whitelist = av_strdup("none");
  const AVInputFormat *input = name ? av_find_input_format(name) : NULL;
  int code = avformat_open_input(&d->format, NULL, input, NULL);
  if (code < 0) { // frees the context, not the io of the caller
    av_freep(&io->buffer);
    avio_context_free(&io);
    return explain(AA_AV_CORRUPT, "cannot be opened", code, why, why_size);
  }
  // Looking into the streams means decoding some of them; only needed where the header does not tell.
  int complete = d->format->nb_streams > 0;
  for (unsigned i = 0; i < d->format->nb_streams; i++) {
    const AVCodecParameters *p = d->format->streams[i]->codecpar;
    if (p->codec_type == AVMEDIA_TYPE_VIDEO && (p->width <= 0 || p->height <= 0)) complete = 0;
    if (p->codec_type == AVMEDIA_TYPE_AUDIO && (p->sample_rate <= 0 || p->ch_layout.nb_channels <= 0)) complete = 0;
    if (p->codec_type == AVMEDIA_TYPE_UNKNOWN) complete = 0;
  }
  if (!complete && (code = avformat_find_stream_info(d->format, NULL)) < 0) {
    demuxer_close(d);
    return explain(AA_AV_CORRUPT, "streams cannot be read", code, why, why_size);
  }
  return AA_AV_OK;
}

void demuxer_close(demuxer *d) {
  if (!d->format) return;
  AVIOContext *io = d->format->pb;
  avformat_close_input(&d->format);
  if (io) {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
}

int decoder_open(AVStream *stream, int64_t most_pixels, AVCodecContext **out, char *why, size_t why_size) {
  const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
  if (!codec) return explain(AA_AV_UNSUPPORTED, "no decoder for this stream", 0, why, why_size);
  AVCodecContext *c = avcodec_alloc_context3(codec);
  if (!c) return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
  int code = avcodec_parameters_to_context(c, stream->codecpar);
  c->thread_count = 1;
  c->pkt_timebase = stream->time_base;
  // libav counts rows padded to its alignment; the picture's own size is checked exactly where it is known.
  c->max_pixels = most_pixels + most_pixels / 8 + (1 << 16);
  c->err_recognition = AV_EF_CRCCHECK | AV_EF_BUFFER | AV_EF_BITSTREAM;
  if (stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO) c->err_recognition |= AV_EF_EXPLODE;
  if (code >= 0) code = avcodec_open2(c, codec, NULL);
  if (code < 0) {
    avcodec_free_context(&c);
    return explain(AA_AV_CORRUPT, "decoder cannot start", code, why, why_size);
  }
  *out = c;
  return AA_AV_OK;
}

/// True when the demuxer hands out something of this stream: a header may describe a track that holds nothing.
static int holds_packets(demuxer *d, int stream) {
  AVPacket *packet = av_packet_alloc();
  if (!packet) return 0;
  int found = 0;
  while (!found && av_read_frame(d->format, packet) >= 0) {
    found = packet->stream_index == stream && packet->size > 0;
    av_packet_unref(packet);
  }
  av_packet_free(&packet);
  return found;
}

int aa_av_probe(const uint8_t *bytes, size_t count, aa_av_facts *facts, char *why, size_t why_size) {
  demuxer d;
  int failed = demuxer_open(&d, bytes, count, NULL, why, why_size);
  if (failed) return failed;
  memset(facts, 0, sizeof *facts);
  facts->duration = -1;
  facts->orientation = 1;
  int picture_stream = -1;
  if (d.format->duration != AV_NOPTS_VALUE) facts->duration = (double)d.format->duration / AV_TIME_BASE;
  for (unsigned i = 0; i < d.format->nb_streams; i++) {
    AVStream *s = d.format->streams[i];
    AVCodecParameters *p = s->codecpar;
    if (facts->duration < 0 && s->duration != AV_NOPTS_VALUE && s->duration > 0)
      facts->duration = (double)s->duration * av_q2d(s->time_base);
    if (p->codec_type == AVMEDIA_TYPE_VIDEO && !facts->width) {
      facts->width = p->width;
      facts->height = p->height;
      facts->square_width = square_width(d.format, s, p->width);
      facts->orientation = stream_orientation(s);
      facts->frames = s->nb_frames;
      picture_stream = (int)i;
    }
    if (p->codec_type == AVMEDIA_TYPE_AUDIO && !facts->rate) {
      facts->rate = p->sample_rate;
      facts->channels = p->ch_layout.nb_channels;
    }
  }
  failed = picture_stream >= 0 && !holds_packets(&d, picture_stream);
  demuxer_close(&d);
  if (failed) return explain(AA_AV_NO_FRAMES, "no pictures in the file", 0, why, why_size);
  return AA_AV_OK;
}
