#include "internal.h"

#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  float *samples;
  size_t count, room;
  int64_t most;
} pile;

static int pile_up(pile *p, const float *from, size_t n, char *why, size_t why_size) {
  if ((int64_t)(p->count + n) > p->most)
    return explain(AA_AV_TOO_LARGE, "more samples than the limit allows", 0, why, why_size);
  if (p->count + n > p->room) {
    size_t room = (p->count + n) * 2;
    float *grown = realloc(p->samples, room * sizeof(float));
    if (!grown) return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
    p->samples = grown;
    p->room = room;
  }
  memcpy(p->samples + p->count, from, n * sizeof(float));
  p->count += n;
  return AA_AV_OK;
}

// Any sample format to interleaved floats at the same rate.
static int add_frame(SwrContext **swr, AVFrame *f, pile *p, char *why, size_t why_size) {
  int code = 0;
  if (!*swr) {
    code = swr_alloc_set_opts2(swr, &f->ch_layout, AV_SAMPLE_FMT_FLT, f->sample_rate, &f->ch_layout, f->format,
                               f->sample_rate, 0, NULL);
    if (code >= 0) code = swr_init(*swr);
    if (code < 0) return explain(AA_AV_UNSUPPORTED, "sound format", code, why, why_size);
  }
  size_t n = (size_t)f->nb_samples * (size_t)f->ch_layout.nb_channels;
  float *room = malloc(n * sizeof(float) + 1);
  if (!room) return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
  uint8_t *planes[1] = {(uint8_t *)room};
  code = swr_convert(*swr, planes, f->nb_samples, (const uint8_t **)(uintptr_t)f->extended_data, f->nb_samples);
  int failed = code < 0 ? explain(AA_AV_CORRUPT, "sound conversion", code, why, why_size)
                        : pile_up(p, room, (size_t)code * (size_t)f->ch_layout.nb_channels, why, why_size);
  free(room);
  return failed;
}

int aa_av_audio(const uint8_t *bytes, size_t count, int64_t most_samples, float **samples, int64_t *frames, int *rate,
                int *channels, char *why, size_t why_size) {
  demuxer d;
  int failed = demuxer_open(&d, bytes, count, NULL, why, why_size);
  if (failed) return failed;
  AVCodecContext *c = NULL;
  AVPacket *packet = av_packet_alloc();
  AVFrame *frame = av_frame_alloc();
  SwrContext *swr = NULL;
  pile p = {NULL, 0, 0, most_samples};
  int ended = 0, index = av_find_best_stream(d.format, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0);
  *rate = *channels = 0;
  if (!packet || !frame) failed = explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
  else if (index < 0) failed = explain(AA_AV_EMPTY, "no sound in the file", 0, why, why_size);
  else failed = decoder_open(d.format->streams[index], INT64_MAX, &c, why, why_size);
  while (!failed) {
    int code = avcodec_receive_frame(c, frame);
    if (code == AVERROR_EOF) break;
    if (code == AVERROR(EAGAIN) && !ended) {
      code = av_read_frame(d.format, packet);
      if (code == AVERROR_EOF) {
        ended = 1;
        avcodec_send_packet(c, NULL);
      } else if (code < 0) {
        failed = explain(AA_AV_CORRUPT, "the sound breaks off", code, why, why_size);
      } else {
        if (packet->stream_index == index) {
          code = avcodec_send_packet(c, packet);
          if (code < 0) failed = explain(AA_AV_CORRUPT, "sound cannot be decoded", code, why, why_size);
        }
        av_packet_unref(packet);
      }
    } else if (code < 0) {
      failed = explain(AA_AV_CORRUPT, "sound cannot be decoded", code, why, why_size);
    } else {
      if (*rate && (*rate != frame->sample_rate || *channels != frame->ch_layout.nb_channels))
        failed = explain(AA_AV_UNSUPPORTED, "the sound changes its rate or channels", 0, why, why_size);
      *rate = frame->sample_rate;
      *channels = frame->ch_layout.nb_channels;
      if (!failed) failed = add_frame(&swr, frame, &p, why, why_size);
      av_frame_unref(frame);
    }
  }
  if (!failed && p.count == 0) failed = explain(AA_AV_EMPTY, "a sound without samples", 0, why, why_size);
  swr_free(&swr);
  av_frame_free(&frame);
  av_packet_free(&packet);
  avcodec_free_context(&c);
  demuxer_close(&d);
  if (failed) {
    free(p.samples);
    return failed;
  }
  *samples = p.samples;
  *frames = (int64_t)(p.count / (size_t)*channels);
  return AA_AV_OK;
}

int aa_av_resample(const float *in, int64_t frames, int source_rate, int source_channels, int rate, int channels,
                   float **out, int64_t *out_frames, char *why, size_t why_size) {
  AVChannelLayout from, to;
  av_channel_layout_default(&from, source_channels);
  av_channel_layout_default(&to, channels);
  SwrContext *swr = NULL;
  int code = swr_alloc_set_opts2(&swr, &to, AV_SAMPLE_FMT_FLT, rate, &from, AV_SAMPLE_FMT_FLT, source_rate, 0, NULL);
  // Channels mix with weights that sum to one, so that mono from two equal channels is that channel.
  if (code >= 0) av_opt_set_double(swr, "rematrix_maxval", 1.0, 0);
  if (code >= 0) code = swr_init(swr);
  if (code < 0) {
    swr_free(&swr);
    return explain(AA_AV_UNSUPPORTED, "resampling", code, why, why_size);
  }
  int64_t wanted = (int64_t)llround((double)frames * rate / source_rate);
  if (wanted < 1) wanted = 1;
  float *result = calloc((size_t)wanted * (size_t)channels, sizeof(float));
  if (!result) {
    swr_free(&swr);
    return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
  }
  int64_t done = 0, fed = 0;
  while (done < wanted) {
    const uint8_t *planes[1] = {(const uint8_t *)(in + fed * source_channels)};
    uint8_t *targets[1] = {(uint8_t *)(result + done * channels)};
    int64_t n = frames - fed, room = wanted - done;
    if (n > 65536) n = 65536;
    if (room > 1 << 20) room = 1 << 20;
    code = swr_convert(swr, targets, (int)room, n > 0 ? planes : NULL, (int)n);
    fed += n;
    if (code < 0 || (code == 0 && n == 0)) break;
    done += code;
  }
  swr_free(&swr);
  if (code < 0) {
    free(result);
    return explain(AA_AV_UNSUPPORTED, "resampling", code, why, why_size);
  }
  *out = result;
  *out_frames = wanted;
  return AA_AV_OK;
}
