#include "internal.h"

#include <libswresample/swresample.h>
#include <stdlib.h>

struct aa_av_sound {
  demuxer input;
  int index;
  AVCodecContext *decoder;
  AVPacket *packet;
  AVFrame *frame;
  SwrContext *converter; // NULL until a frame needs it
  float *samples;
  size_t room;
  int rate, channels, ended;
};

int aa_av_sound_open(const uint8_t *bytes, size_t count, aa_av_sound **out, char *why, size_t why_size) {
  aa_av_sound *s = calloc(1, sizeof *s);
  if (!s) return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
  int failed = demuxer_open(&s->input, bytes, count, NULL, why, why_size);
  if (!failed) {
    s->packet = av_packet_alloc();
    s->frame = av_frame_alloc();
    s->index = av_find_best_stream(s->input.format, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0);
    if (!s->packet || !s->frame) failed = explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
    else if (s->index < 0) failed = explain(AA_AV_EMPTY, "no sound in the file", 0, why, why_size);
  }
  if (!failed) {
    // The pictures beside it need not be read.
    for (unsigned i = 0; i < s->input.format->nb_streams; i++)
      if ((int)i != s->index) s->input.format->streams[i]->discard = AVDISCARD_ALL;
    failed = decoder_open(s->input.format->streams[s->index], INT64_MAX, &s->decoder, why, why_size);
  }
  if (failed) {
    aa_av_sound_close(s);
    return failed;
  }
  *out = s;
  return AA_AV_OK;
}

void aa_av_sound_close(aa_av_sound *s) {
  if (!s) return;
  swr_free(&s->converter);
  av_frame_free(&s->frame);
  av_packet_free(&s->packet);
  avcodec_free_context(&s->decoder);
  demuxer_close(&s->input);
  free(s->samples);
  free(s);
}

// Any sample format to interleaved floats at the same rate.
static int hand_out(aa_av_sound *s, aa_av_piece *piece, char *why, size_t why_size) {
  AVFrame *f = s->frame;
  int channels = f->ch_layout.nb_channels;
  if (f->sample_rate <= 0 || channels <= 0 || f->nb_samples < 0)
    return explain(AA_AV_CORRUPT, "a sound without rate or channels", 0, why, why_size);
  if (s->rate && (s->rate != f->sample_rate || s->channels != channels))
    return explain(AA_AV_UNSUPPORTED, "the sound changes its rate or channels", 0, why, why_size);
  s->rate = f->sample_rate;
  s->channels = channels;
  *piece = (aa_av_piece){s->samples, f->nb_samples, s->rate, channels};
  if (f->format == AV_SAMPLE_FMT_FLT || (f->format == AV_SAMPLE_FMT_FLTP && channels == 1)) {
    piece->samples = (const float *)(const void *)f->extended_data[0];
    return AA_AV_OK;
  }
  int code = 0;
  if (!s->converter) {
    code = swr_alloc_set_opts2(&s->converter, &f->ch_layout, AV_SAMPLE_FMT_FLT, f->sample_rate, &f->ch_layout,
                               f->format, f->sample_rate, 0, NULL);
    if (code >= 0) code = swr_init(s->converter);
    if (code < 0) return explain(AA_AV_UNSUPPORTED, "sound format", code, why, why_size);
  }
  size_t needed = (size_t)f->nb_samples * (size_t)channels;
  if (needed > s->room) {
    free(s->samples);
    s->room = 0;
    if (!(s->samples = malloc(needed * sizeof(float))))
      return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
    s->room = needed;
  }
  uint8_t *planes[1] = {(uint8_t *)s->samples};
  code = swr_convert(s->converter, planes, f->nb_samples, (const uint8_t **)(uintptr_t)f->extended_data,
                     f->nb_samples);
  if (code < 0) return explain(AA_AV_CORRUPT, "sound conversion", code, why, why_size);
  piece->samples = s->samples;
  piece->frames = code;
  return AA_AV_OK;
}

int aa_av_sound_next(aa_av_sound *s, aa_av_piece *piece, char *why, size_t why_size) {
  *piece = (aa_av_piece){0};
  while (1) {
    int code = avcodec_receive_frame(s->decoder, s->frame); // frees the one before
    if (code == AVERROR_EOF) return AA_AV_OK;
    if (code >= 0) {
      if (s->frame->nb_samples == 0) continue;
      return hand_out(s, piece, why, why_size);
    }
    if (code != AVERROR(EAGAIN) || s->ended)
      return explain(AA_AV_CORRUPT, "sound cannot be decoded", code, why, why_size);
    code = av_read_frame(s->input.format, s->packet);
    if (code == AVERROR_EOF) {
      s->ended = 1;
      avcodec_send_packet(s->decoder, NULL);
      continue;
    }
    if (code < 0) return explain(AA_AV_CORRUPT, "the sound breaks off", code, why, why_size);
    code = s->packet->stream_index == s->index ? avcodec_send_packet(s->decoder, s->packet) : 0;
    av_packet_unref(s->packet);
    if (code < 0) return explain(AA_AV_CORRUPT, "sound cannot be decoded", code, why, why_size);
  }
}

int aa_av_mix(int from, int to, double *weights, char *why, size_t why_size) {
  AVChannelLayout source, target;
  av_channel_layout_default(&source, from);
  av_channel_layout_default(&target, to);
  // 3 dB less for what is spread over two channels, no sum of weights above one. libswresample scales 64 rows of 64
  // whatever the layouts are.
  enum { most = 64 };
  double *all = from > 0 && from <= most && to > 0 && to <= most ? calloc(most * most, sizeof(double)) : NULL;
  if (!all) return explain(AA_AV_UNSUPPORTED, "mixing channels", 0, why, why_size);
  int code = swr_build_matrix2(&source, &target, M_SQRT1_2, M_SQRT1_2, 0, 1.0, 1.0, all, most,
                               AV_MATRIX_ENCODING_NONE, NULL);
  for (int row = 0; row < to; row++)
    for (int column = 0; column < from; column++) weights[row * from + column] = all[row * most + column];
  free(all);
  return code < 0 ? explain(AA_AV_UNSUPPORTED, "mixing channels", code, why, why_size) : AA_AV_OK;
}
