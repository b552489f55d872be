#include "internal.h"

#include <libavcodec/bsf.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
#include <string.h>

typedef struct {
  AVFormatContext *format;
  AVCodecContext *codec;
  AVBSFContext *filter; // NULL when packets go straight to the file
  AVStream *stream;
  AVPacket *packet;
  AVFrame *frame;
  struct SwsContext *scaler;
} encoder;

static int write_packet(encoder *e) {
  av_packet_rescale_ts(e->packet, e->codec->time_base, e->stream->time_base);
  e->packet->stream_index = 0;
  return av_write_frame(e->format, e->packet);
}

static int drain(encoder *e) {
  int code;
  while ((code = avcodec_receive_packet(e->codec, e->packet)) >= 0) {
    if (e->packet->duration == 0) e->packet->duration = 1;
    if (e->filter) {
      code = av_bsf_send_packet(e->filter, e->packet);
      while (code >= 0 && (code = av_bsf_receive_packet(e->filter, e->packet)) >= 0) {
        code = write_packet(e);
        av_packet_unref(e->packet);
      }
      if (code == AVERROR(EAGAIN)) code = 0;
    } else {
      code = write_packet(e);
      av_packet_unref(e->packet);
    }
    if (code < 0) return code;
  }
  return code == AVERROR(EAGAIN) || code == AVERROR_EOF ? 0 : code;
}

static int begin(encoder *e, const aa_av_target *t) {
  const AVCodec *codec = avcodec_find_encoder_by_name(t->encoder);
  if (!codec) return AVERROR_ENCODER_NOT_FOUND;
  int code = avformat_alloc_output_context2(&e->format, NULL, t->format, NULL);
  if (code < 0) return code;
  e->codec = avcodec_alloc_context3(codec);
  e->stream = avformat_new_stream(e->format, NULL);
  e->packet = av_packet_alloc();
  e->frame = av_frame_alloc();
  if (!e->codec || !e->stream || !e->packet || !e->frame) return AVERROR(ENOMEM);
  AVCodecContext *c = e->codec;
  c->width = t->width;
  c->height = t->height;
  c->pix_fmt = AV_PIX_FMT_YUV420P;
  c->time_base = (AVRational){t->rate_denominator, t->rate_numerator};
  c->framerate = (AVRational){t->rate_numerator, t->rate_denominator};
  c->colorspace = AVCOL_SPC_SMPTE170M; // BT.601, what the conversion below makes
  c->color_range = AVCOL_RANGE_MPEG;
  c->thread_count = 1;
  c->flags |= AV_CODEC_FLAG_BITEXACT;
  if (e->format->oformat->flags & AVFMT_GLOBALHEADER) c->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  AVDictionary *options = NULL;
  code = av_dict_parse_string(&options, t->options, "=", ":", 0);
  if (code >= 0) code = avcodec_open2(c, codec, &options);
  av_dict_free(&options);
  if (code < 0) return code;
  e->stream->time_base = c->time_base;
  e->stream->avg_frame_rate = c->framerate;
  if ((code = avcodec_parameters_from_context(e->stream->codecpar, c)) < 0) return code;
  if (c->codec_id == AV_CODEC_ID_H264) {
    // x264 writes its version and settings into the first picture: 700 bytes that a small clip can do without.
    code = av_bsf_list_parse_str("filter_units=remove_types=6", &e->filter);
    if (code >= 0) code = avcodec_parameters_from_context(e->filter->par_in, c);
    if (code >= 0) e->filter->time_base_in = c->time_base;
    if (code >= 0) code = av_bsf_init(e->filter);
    if (code < 0) return code;
  }
  e->frame->format = c->pix_fmt;
  e->frame->width = c->width;
  e->frame->height = c->height;
  e->frame->colorspace = c->colorspace;
  e->frame->color_range = c->color_range;
  if ((code = av_frame_get_buffer(e->frame, 0)) < 0) return code;
  e->scaler = sws_getContext(t->width, t->height, AV_PIX_FMT_RGB24, t->width, t->height, c->pix_fmt,
                             SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT, NULL, NULL, NULL);
  if (!e->scaler) return AVERROR(ENOMEM);
  e->format->flags |= AVFMT_FLAG_BITEXACT;
  if ((code = avio_open_dyn_buf(&e->format->pb)) < 0) return code;
  return avformat_write_header(e->format, NULL);
}

static int run(encoder *e, const aa_av_target *t, const uint8_t *const *pictures, size_t count) {
  int code = begin(e, t);
  for (size_t i = 0; code >= 0 && i < count; i++) {
    if ((code = av_frame_make_writable(e->frame)) < 0) break;
    const uint8_t *planes[1] = {pictures[i]};
    int strides[1] = {t->width * 3};
    sws_scale(e->scaler, planes, strides, 0, t->height, e->frame->data, e->frame->linesize);
    e->frame->pts = (int64_t)i;
    code = avcodec_send_frame(e->codec, e->frame);
    if (code >= 0) code = drain(e);
  }
  if (code >= 0) code = avcodec_send_frame(e->codec, NULL);
  if (code >= 0) code = drain(e);
  if (code >= 0) code = av_write_trailer(e->format);
  return code;
}

int aa_av_encode(const aa_av_target *t, const uint8_t *const *pictures, size_t count, uint8_t **out,
                 size_t *out_count, char *why, size_t why_size) {
  encoder e = {0};
  int code = run(&e, t, pictures, count);
  uint8_t *bytes = NULL;
  int size = 0;
  if (e.format && e.format->pb) {
    size = avio_close_dyn_buf(e.format->pb, &bytes);
    e.format->pb = NULL;
  }
  sws_freeContext(e.scaler);
  av_frame_free(&e.frame);
  av_packet_free(&e.packet);
  av_bsf_free(&e.filter);
  avcodec_free_context(&e.codec);
  avformat_free_context(e.format);
  if (code < 0) {
    av_free(bytes);
    return explain(AA_AV_UNSUPPORTED, t->encoder, code, why, why_size);
  }
  *out = bytes;
  *out_count = (size_t)size;
  return AA_AV_OK;
}

void aa_av_free(void *memory) { av_free(memory); }
