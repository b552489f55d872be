#include "internal.h"

#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct aa_av_video {
  demuxer input;
  const char *name; // of the format, or NULL
  AVStream *stream;
  AVCodecContext *decoder;
  AVPacket *packet;
  AVFrame *frame, *previous;
  struct SwsContext *scaler, *coloured; // the second is the first when it knows its colours
  int square; // pixels are made square
  int matrix, full, of, of_width, of_height;
  uint8_t *pixels;
  size_t capacity;
  // Presentation times of all pictures, ascending, and the same in seconds.
  int64_t *instants;
  double *seconds;
  size_t count;
  int64_t *keys; // times of key frames, ascending
  size_t key_count;
  double duration;
  int timed; // packets carry usable times; else pictures are counted
  int64_t produced;
  // What was chosen, and how far we are.
  size_t *chosen;
  size_t chosen_count, next;
  int input_ended, have_previous;
  int64_t fed_key, waiting_for_key; // times of key frames, INT64_MIN for none
  int64_t entered;                  // the key frame decoding began at, INT64_MIN for the start of the file
  int linear;                       // key frames of this file are no entry points after all
  int orientation;                  // of the picture decoded last; each carries its own as `opaque`
  int64_t most_pixels;
};

static int by_time(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return x < y ? -1 : x > y;
}

static int append(int64_t **list, size_t *count, int64_t value) {
  if ((*count & (*count - 1)) == 0 && (*count == 0 || *count >= 64)) { // room doubles at powers of two
    int64_t *grown = realloc(*list, (*count ? *count * 2 : 64) * sizeof(int64_t));
    if (!grown) return -1;
    *list = grown;
  }
  (*list)[(*count)++] = value;
  return 0;
}

// Reads all packets once: which pictures there are, and when. Nothing is decoded.
static int survey(aa_av_video *v, char *why, size_t why_size) {
  int64_t ordinal = 0, last_duration = 0, latest = INT64_MIN;
  int code;
  v->timed = 1;
  while ((code = av_read_frame(v->input.format, v->packet)) >= 0) {
    AVPacket *p = v->packet;
    if (p->stream_index == v->stream->index && !(p->flags & AV_PKT_FLAG_DISCARD)) {
      int64_t time = p->pts != AV_NOPTS_VALUE ? p->pts : p->dts;
      if (p->pts == AV_NOPTS_VALUE) v->timed = 0;
      if (time == AV_NOPTS_VALUE) time = ordinal;
      if (time >= latest) {
        latest = time;
        last_duration = p->duration;
      }
      int failed = append(&v->instants, &v->count, time);
      if (!failed && p->flags & AV_PKT_FLAG_KEY) failed = append(&v->keys, &v->key_count, time);
      ordinal++;
      if (failed) {
        av_packet_unref(p);
        return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
      }
    }
    av_packet_unref(p);
  }
  if (code != AVERROR_EOF) return explain(AA_AV_CORRUPT, "the stream breaks off", code, why, why_size);
  if (v->count == 0) return explain(AA_AV_NO_FRAMES, "no pictures in the file", 0, why, why_size);
  qsort(v->instants, v->count, sizeof(int64_t), by_time);
  AVRational rate = v->stream->avg_frame_rate.num > 0 ? v->stream->avg_frame_rate : v->stream->r_frame_rate;
  double tick = av_q2d(v->stream->time_base), frame = rate.num > 0 ? av_q2d(av_inv_q(rate)) : 0.04;
  v->seconds = malloc(v->count * sizeof(double));
  if (!v->seconds) return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
  for (size_t i = 0; i < v->count; i++)
    v->seconds[i] = v->timed ? (double)(v->instants[i] - v->instants[0]) * tick : (double)i * frame;
  v->duration = v->seconds[v->count - 1] + (v->timed && last_duration > 0 ? (double)last_duration * tick : frame);
  return AA_AV_OK;
}

static void take_stream(aa_av_video *v, int index) {
  v->stream = v->input.format->streams[index];
  for (unsigned i = 0; i < v->input.format->nb_streams; i++)
    if ((int)i != index) v->input.format->streams[i]->discard = AVDISCARD_ALL;
}

int aa_av_video_open(const uint8_t *bytes, size_t count, const char *name, int64_t most_pixels, aa_av_video **out,
                     char *why, size_t why_size) {
  aa_av_video *v = calloc(1, sizeof *v);
  if (!v) return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
  int failed = demuxer_open(&v->input, bytes, count, name, why, why_size);
  if (failed) {
    free(v);
    return failed;
  }
  v->most_pixels = most_pixels;
  v->name = name;
  int index = av_find_best_stream(v->input.format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
  if (index < 0) {
    aa_av_video_close(v);
    return explain(AA_AV_NO_FRAMES, "no video stream", 0, why, why_size);
  }
  take_stream(v, index);
  int64_t width = v->stream->codecpar->width, height = v->stream->codecpar->height;
  if (width * height > most_pixels) {
    aa_av_video_close(v);
    snprintf(why, why_size, "declares %dx%d pixels, the limit is %lld", (int)width, (int)height,
             (long long)most_pixels);
    return AA_AV_TOO_LARGE;
  }
  v->packet = av_packet_alloc();
  v->frame = av_frame_alloc();
  v->previous = av_frame_alloc();
  if (!v->packet || !v->frame || !v->previous)
    failed = explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
  if (!failed) failed = survey(v, why, why_size);
  if (failed) {
    aa_av_video_close(v);
    return failed;
  }
  *out = v;
  return AA_AV_OK;
}

void aa_av_video_close(aa_av_video *v) {
  if (!v) return;
  avcodec_free_context(&v->decoder);
  av_packet_free(&v->packet);
  av_frame_free(&v->frame);
  av_frame_free(&v->previous);
  sws_freeContext(v->scaler);
  demuxer_close(&v->input);
  free(v->pixels);
  free(v->instants);
  free(v->seconds);
  free(v->keys);
  free(v->chosen);
  free(v);
}

double aa_av_video_duration(const aa_av_video *v) { return v->duration; }

const double *aa_av_video_times(const aa_av_video *v, size_t *count) {
  *count = v->count;
  return v->seconds;
}

void aa_av_video_rate(const aa_av_video *v, int *numerator, int *denominator) {
  AVRational r = v->stream->avg_frame_rate.num > 0 ? v->stream->avg_frame_rate : v->stream->r_frame_rate;
  if (r.num <= 0 || r.den <= 0) r = (AVRational){25, 1};
  *numerator = r.num;
  *denominator = r.den;
}

void aa_av_video_square(aa_av_video *v) { v->square = 1; }

int aa_av_video_orientation(const aa_av_video *v) { return stream_orientation(v->stream); }

// Back to the first packet, with a decoder that has seen nothing.
static int start_over(aa_av_video *v, char *why, size_t why_size) {
  v->input_ended = v->have_previous = 0;
  v->produced = 0;
  v->fed_key = v->waiting_for_key = v->entered = INT64_MIN;
  av_frame_unref(v->previous);
  avcodec_free_context(&v->decoder);
  // Formats differ in what seeking to the start means; opening again does not.
  int index = v->stream->index;
  memory_input memory = v->input.memory;
  demuxer_close(&v->input);
  int failed = demuxer_open(&v->input, memory.bytes, memory.count, v->name, why, why_size);
  if (failed) return failed;
  if (index >= (int)v->input.format->nb_streams)
    return explain(AA_AV_CORRUPT, "the streams change", 0, why, why_size);
  take_stream(v, index);
  v->orientation = stream_orientation(v->stream);
  return decoder_open(v->stream, v->most_pixels, &v->decoder, why, why_size);
}

int aa_av_video_choose(aa_av_video *v, const size_t *indices, size_t count, char *why, size_t why_size) {
  size_t *chosen = malloc(count * sizeof(size_t) + 1);
  if (!chosen) return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
  for (size_t i = 0; i < count; i++) chosen[i] = indices[i] < v->count ? indices[i] : v->count - 1;
  free(v->chosen);
  v->chosen = chosen;
  v->chosen_count = count;
  v->next = 0;
  return start_over(v, why, why_size);
}

void aa_av_video_read_on(aa_av_video *v) { v->linear = 1; }

static int whole(const AVFrame *f, char *why, size_t why_size) {
  return f->flags & AV_FRAME_FLAG_CORRUPT || f->decode_error_flags
             ? explain(AA_AV_CORRUPT, "a picture is damaged", 0, why, why_size)
             : AA_AV_OK;
}

static int convert(aa_av_video *v, const AVFrame *f, aa_av_picture *picture, char *why, size_t why_size) {
  int failed = whole(f, why, why_size);
  if (failed) return failed;
  const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(f->format);
  if (!d || (int64_t)f->width * f->height > v->most_pixels)
    return explain(AA_AV_CORRUPT, "a picture of another size than declared", 0, why, why_size);
  int alpha = (d->flags & AV_PIX_FMT_FLAG_ALPHA) != 0 || f->format == AV_PIX_FMT_PAL8;
  enum AVPixelFormat target = alpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24;
  int channels = alpha ? 4 : 3;
  int wide = v->square ? square_width(v->input.format, v->stream, f->width) : f->width;
  if ((int64_t)wide * f->height > v->most_pixels) {
    snprintf(why, why_size, "is shown with %dx%d pixels, the limit is %lld", wide, f->height,
             (long long)v->most_pixels);
    return AA_AV_TOO_LARGE;
  }
  size_t row = (size_t)wide * (size_t)channels, needed = row * (size_t)f->height + 64;
  if (needed > v->capacity) {
    free(v->pixels);
    v->capacity = 0;
    if (!(v->pixels = malloc(needed))) return explain(AA_AV_TOO_LARGE, "out of memory", 0, why, why_size);
    v->capacity = needed;
  }
  if (v->of != f->format || v->of_width != f->width || v->of_height != f->height) v->coloured = NULL;
  v->of = f->format;
  v->of_width = f->width;
  v->of_height = f->height;
  v->scaler = sws_getCachedContext(v->scaler, f->width, f->height, f->format, wide, f->height, target,
                                   SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INT, NULL, NULL,
                                   NULL);
  if (!v->scaler) return explain(AA_AV_UNSUPPORTED, "no conversion from this pixel format", 0, why, why_size);
  // An unspecified matrix is BT.709 from 720 lines up, as players assume.
  int matrix = f->colorspace == AVCOL_SPC_UNSPECIFIED || f->colorspace == AVCOL_SPC_RGB
                   ? (f->height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601)
                   : (int)f->colorspace;
  int full = f->color_range == AVCOL_RANGE_JPEG || f->format == AV_PIX_FMT_YUVJ420P ||
             f->format == AV_PIX_FMT_YUVJ422P || f->format == AV_PIX_FMT_YUVJ444P;
  // Telling it makes its tables anew.
  if (v->coloured != v->scaler || v->matrix != matrix || v->full != full) {
    sws_setColorspaceDetails(v->scaler, sws_getCoefficients(matrix), full, sws_getCoefficients(SWS_CS_DEFAULT), 1, 0,
                             1 << 16, 1 << 16);
    v->coloured = v->scaler;
    v->matrix = matrix;
    v->full = full;
  }
  uint8_t *planes[4] = {v->pixels};
  int strides[4] = {(int)row};
  if (sws_scale(v->scaler, (const uint8_t *const *)f->data, f->linesize, 0, f->height, planes, strides) != f->height)
    return explain(AA_AV_CORRUPT, "a picture cannot be converted", 0, why, why_size);
  *picture = (aa_av_picture){v->pixels, wide, f->height, channels, (int)(intptr_t)f->opaque};
  v->next++;
  return AA_AV_OK;
}

static int is_chosen(const aa_av_video *v, int64_t time) {
  for (size_t i = v->next; i < v->chosen_count; i++) {
    int64_t t = v->instants[v->chosen[i]];
    if (t >= time) return t == time;
  }
  return 0;
}

// In these codecs each packet is one picture, so those that nothing refers to can be left out unseen.
static int may_skip(const aa_av_video *v) {
  enum AVCodecID id = v->stream->codecpar->codec_id;
  return v->timed && (id == AV_CODEC_ID_H264 || id == AV_CODEC_ID_HEVC || id == AV_CODEC_ID_MPEG4 ||
                      id == AV_CODEC_ID_MPEG2VIDEO || id == AV_CODEC_ID_MPEG1VIDEO);
}

// The last key frame at or before the next chosen picture.
static int64_t useful_key(const aa_av_video *v) {
  int64_t wanted = v->instants[v->chosen[v->next]], best = INT64_MIN;
  for (size_t i = 0; i < v->key_count; i++)
    if (v->keys[i] <= wanted && v->keys[i] > best) best = v->keys[i];
  return best;
}

static int feed(aa_av_video *v, char *why, size_t why_size) {
  AVPacket *p = v->packet;
  int code;
  while ((code = av_read_frame(v->input.format, p)) >= 0) {
    if (p->stream_index != v->stream->index) {
      av_packet_unref(p);
      continue;
    }
    if (v->waiting_for_key != INT64_MIN) {
      if (!(p->flags & AV_PKT_FLAG_KEY) || p->pts != v->waiting_for_key) {
        av_packet_unref(p);
        continue;
      }
      v->waiting_for_key = INT64_MIN;
      v->entered = p->pts;
    } else if (v->entered != INT64_MIN && p->pts < v->entered) {
      // Shown before the key frame that decoding began at, and may refer to what was left out.
      av_packet_unref(p);
      continue;
    }
    if (p->flags & AV_PKT_FLAG_KEY && p->pts > v->fed_key) v->fed_key = p->pts;
    v->decoder->skip_frame =
        v->chosen_count && may_skip(v) && !is_chosen(v, p->pts) ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
    code = avcodec_send_packet(v->decoder, p);
    av_packet_unref(p);
    if (code < 0) return explain(AA_AV_CORRUPT, "a picture cannot be decoded", code, why, why_size);
    return AA_AV_OK;
  }
  if (code != AVERROR_EOF) return explain(AA_AV_CORRUPT, "the stream breaks off", code, why, why_size);
  v->input_ended = 1;
  avcodec_send_packet(v->decoder, NULL);
  return AA_AV_OK;
}

// Everything before a key frame that has not been fed yet can be left out: pictures shown after it do not refer back.
static void jump(aa_av_video *v) {
  int64_t key = v->timed && !v->linear ? useful_key(v) : INT64_MIN;
  v->waiting_for_key = key > v->fed_key && key > v->instants[0] ? key : INT64_MIN;
  if (v->waiting_for_key == INT64_MIN) return;
  avcodec_flush_buffers(v->decoder);
  av_frame_unref(v->previous);
  v->have_previous = 0;
}

// Decodes until `previous` is the picture on screen at `wanted`, or `frame` and `*found` tell that it has passed.
static int reach(aa_av_video *v, int64_t wanted, AVFrame **found, char *why, size_t why_size) {
  while (1) {
    int code = avcodec_receive_frame(v->decoder, v->frame);
    if (code >= 0) {
      int64_t time = v->timed ? v->frame->best_effort_timestamp : v->produced;
      v->produced++;
      v->orientation = frame_orientation(v->frame, v->stream, v->orientation);
      v->frame->opaque = (void *)(intptr_t)v->orientation;
      if (time > wanted && v->have_previous) {
        *found = v->previous;
        return AA_AV_OK;
      }
      av_frame_unref(v->previous);
      av_frame_move_ref(v->previous, v->frame);
      v->have_previous = 1;
      if (time < wanted) continue;
      *found = v->previous;
      return AA_AV_OK;
    }
    if (code == AVERROR_EOF) {
      if (!v->have_previous) return explain(AA_AV_NO_FRAMES, "no picture could be decoded", 0, why, why_size);
      *found = v->previous;
      return AA_AV_OK;
    }
    if (code != AVERROR(EAGAIN)) return explain(AA_AV_CORRUPT, "a picture cannot be decoded", code, why, why_size);
    int failed = feed(v, why, why_size);
    if (failed) return failed;
  }
}

int aa_av_video_next(aa_av_video *v, aa_av_picture *picture, char *why, size_t why_size) {
  if (v->next >= v->chosen_count) return explain(AA_AV_NO_FRAMES, "no more pictures", 0, why, why_size);
  size_t index = v->chosen[v->next];
  int64_t wanted = v->timed ? v->instants[index] : (int64_t)index;
  // A picture that came too late for the choice before may be the one for this.
  if (v->have_previous && (v->timed ? v->previous->best_effort_timestamp : v->produced - 1) >= wanted)
    return convert(v, v->previous, picture, why, why_size);
  jump(v);
  AVFrame *found = NULL;
  int failed = reach(v, wanted, &found, why, why_size);
  // Some files call pictures key frames that are none (gradual refresh): then decoding begins at the first packet.
  if (v->entered != INT64_MIN && !v->linear && (failed || found->best_effort_timestamp != wanted)) {
    v->linear = 1;
    failed = start_over(v, why, why_size);
    if (!failed) failed = reach(v, wanted, &found, why, why_size);
  }
  if (failed) return failed;
  failed = convert(v, found, picture, why, why_size);
  // The one that passed is what comes next.
  if (v->frame->buf[0]) {
    av_frame_unref(v->previous);
    av_frame_move_ref(v->previous, v->frame);
  }
  return failed;
}

int aa_av_video_check(aa_av_video *v, int64_t *pictures, char *why, size_t why_size) {
  v->chosen_count = v->next = 0;
  v->linear = 1;
  *pictures = 0;
  int failed = start_over(v, why, why_size);
  while (!failed) {
    int code = avcodec_receive_frame(v->decoder, v->frame);
    if (code == AVERROR_EOF) break;
    if (code >= 0) {
      failed = whole(v->frame, why, why_size);
      if (!failed && (int64_t)v->frame->width * v->frame->height > v->most_pixels)
        failed = explain(AA_AV_CORRUPT, "a picture of another size than declared", 0, why, why_size);
      ++*pictures;
      av_frame_unref(v->frame);
    } else if (code == AVERROR(EAGAIN)) {
      failed = feed(v, why, why_size);
    } else {
      failed = explain(AA_AV_CORRUPT, "a picture cannot be decoded", code, why, why_size);
    }
  }
  if (!failed && *pictures == 0) failed = explain(AA_AV_NO_FRAMES, "no picture could be decoded", 0, why, why_size);
  return failed;
}
