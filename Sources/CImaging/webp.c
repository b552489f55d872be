#include "CImaging.h"

#include <stdlib.h>
#include <string.h>
#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>

static int explain(VP8StatusCode status) {
  switch (status) {
  case VP8_STATUS_OK: return AA_WEBP_OK;
  case VP8_STATUS_NOT_ENOUGH_DATA: return AA_WEBP_TRUNCATED;
  case VP8_STATUS_UNSUPPORTED_FEATURE: return AA_WEBP_UNSUPPORTED;
  case VP8_STATUS_OUT_OF_MEMORY: return AA_WEBP_UNSUPPORTED;
  default: return AA_WEBP_CORRUPT;
  }
}

int aa_webp_read_header(const uint8_t *bytes, size_t count, aa_webp_header *header) {
  WebPBitstreamFeatures f;
  int code = explain(WebPGetFeatures(bytes, count, &f));
  if (code != AA_WEBP_OK) return code;
  *header = (aa_webp_header){f.width, f.height, f.has_alpha, f.has_animation};
  return AA_WEBP_OK;
}

static int first_of_animation(const uint8_t *bytes, size_t count, const aa_webp_header *header, uint8_t *out) {
  WebPAnimDecoderOptions options;
  if (!WebPAnimDecoderOptionsInit(&options)) return AA_WEBP_UNSUPPORTED;
  options.color_mode = MODE_RGBA;
  options.use_threads = 0;
  WebPData data = {bytes, count};
  WebPAnimDecoder *decoder = WebPAnimDecoderNew(&data, &options);
  if (!decoder) return AA_WEBP_CORRUPT;
  uint8_t *canvas = NULL;
  int time = 0, code = AA_WEBP_CORRUPT;
  if (WebPAnimDecoderGetNext(decoder, &canvas, &time)) {
    size_t pixels = (size_t)header->width * (size_t)header->height;
    if (header->alpha) {
      memcpy(out, canvas, pixels * 4);
    } else {
      for (size_t i = 0; i < pixels; i++) memcpy(out + 3 * i, canvas + 4 * i, 3);
    }
    code = AA_WEBP_OK;
  }
  WebPAnimDecoderDelete(decoder);
  return code;
}

int aa_webp_decode(const uint8_t *bytes, size_t count, const aa_webp_header *header, uint8_t *out) {
  if (header->animated) return first_of_animation(bytes, count, header, out);
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return AA_WEBP_UNSUPPORTED;
  int row = header->width * (header->alpha ? 4 : 3);
  config.output.colorspace = header->alpha ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = out;
  config.output.u.RGBA.stride = row;
  config.output.u.RGBA.size = (size_t)row * (size_t)header->height;
  return explain(WebPDecode(bytes, count, &config));
}

int aa_webp_encode(const uint8_t *rgb, int width, int height, int quality, int lossless, uint8_t **out, size_t *count) {
  WebPConfig config;
  WebPPicture picture;
  if (!WebPConfigInit(&config) || !WebPPictureInit(&picture)) return AA_WEBP_UNSUPPORTED;
  if (lossless) {
    WebPConfigLosslessPreset(&config, 1);
  } else {
    config.quality = (float)quality;
    config.method = 2;
  }
  config.thread_level = 0;
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  picture.use_argb = lossless;
  picture.width = width;
  picture.height = height;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  int done = WebPPictureImportRGB(&picture, rgb, width * 3) && WebPEncode(&config, &picture);
  WebPPictureFree(&picture);
  if (!done) {
    WebPMemoryWriterClear(&writer);
    return AA_WEBP_UNSUPPORTED;
  }
  *out = writer.mem;
  *count = writer.size;
  return AA_WEBP_OK;
}

void aa_webp_free(uint8_t *memory) { WebPFree(memory); }
