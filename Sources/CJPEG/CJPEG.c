#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
// libjpeg declares its message codes only here.
#include <jerror.h>

// A progressive file may ask for the whole picture to be gone over again by a few bytes; real ones have about ten scans.
enum { most_scans = 512 };

typedef struct {
  struct jpeg_error_mgr base;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  int reason;
  char *why;
  size_t why_size;
} failure;

static void give_up(j_common_ptr info, int reason) {
  failure *f = (failure *)info->err;
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  snprintf(f->why, f->why_size, "%s", text);
  f->reason = reason;
  longjmp(f->escape, 1);
}

static int is_end_of_input(int code) {
  return code == JERR_INPUT_EMPTY || code == JERR_INPUT_EOF || code == JWRN_JPEG_EOF;
}

static void on_error(j_common_ptr info) {
  int code = info->err->msg_code;
  int unsupported = code == JERR_CONVERSION_NOTIMPL || code == JERR_SOF_UNSUPPORTED || code == JERR_BAD_PRECISION ||
                    code == JERR_NOT_COMPILED || code == JERR_ARITH_NOTIMPL || code == JERR_CCIR601_NOTIMPL;
  give_up(info, is_end_of_input(code) ? AA_JPEG_TRUNCATED : unsupported ? AA_JPEG_UNSUPPORTED : AA_JPEG_CORRUPT);
}

// libjpeg only warns when picture data are missing or damaged and fills in grey. Not harmful: bytes between
// segments, and version or colour transform fields of other writers.
static void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  int code = info->err->msg_code;
  if (code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM) return;
  give_up(info, is_end_of_input(code) ? AA_JPEG_TRUNCATED : AA_JPEG_CORRUPT);
}

static void on_progress(j_common_ptr info) {
  if (!info->is_decompressor || ((j_decompress_ptr)info)->input_scan_number <= most_scans) return;
  failure *f = (failure *)info->err;
  snprintf(f->why, f->why_size, "more than %d scans", most_scans);
  f->reason = AA_JPEG_CORRUPT;
  longjmp(f->escape, 1);
}

static void watch(failure *f, char *why, size_t why_size) {
  memset(f, 0, sizeof *f);
  jpeg_std_error(&f->base);
  f->base.error_exit = on_error;
  f->base.emit_message = on_message;
  f->progress.progress_monitor = on_progress;
  f->why = why;
  f->why_size = why_size;
}

int aa_jpeg_size(const uint8_t *bytes, size_t count, int *width, int *height, char *why, size_t why_size) {
  struct jpeg_decompress_struct d;
  failure f;
  watch(&f, why, why_size);
  memset(&d, 0, sizeof d);
  d.err = &f.base;
  if (setjmp(f.escape)) {
    jpeg_destroy_decompress(&d);
    return f.reason;
  }
  jpeg_create_decompress(&d);
  jpeg_mem_src(&d, bytes, count);
  jpeg_read_header(&d, TRUE);
  *width = (int)d.image_width;
  *height = (int)d.image_height;
  jpeg_destroy_decompress(&d);
  return AA_JPEG_OK;
}

static void rgb_from_cmyk(uint8_t *row, size_t width, int inverted) {
  // In place: three bytes are written for every four read, so writing never overtakes reading.
  for (size_t i = 0; i < width; i++) {
    unsigned k = row[4 * i + 3];
    if (!inverted) k = 255 - k;
    for (size_t c = 0; c < 3; c++) {
      unsigned ink = row[4 * i + c];
      row[3 * i + c] = (uint8_t)(((inverted ? ink : 255 - ink) * k + 127) / 255);
    }
  }
}

int aa_jpeg_decode(const uint8_t *bytes, size_t count, int denominator, uint8_t *rgb, size_t capacity, char *why,
                   size_t why_size) {
  struct jpeg_decompress_struct d;
  failure f;
  uint8_t *volatile wide = NULL; // one CMYK row
  watch(&f, why, why_size);
  memset(&d, 0, sizeof d);
  d.err = &f.base;
  if (setjmp(f.escape)) {
    jpeg_destroy_decompress(&d);
    free(wide);
    return f.reason;
  }
  jpeg_create_decompress(&d);
  d.progress = &f.progress;
  jpeg_mem_src(&d, bytes, count);
  jpeg_read_header(&d, TRUE);
  int four = d.jpeg_color_space == JCS_CMYK || d.jpeg_color_space == JCS_YCCK;
  d.out_color_space = four ? JCS_CMYK : JCS_RGB;
  d.scale_num = 1;
  d.scale_denom = (unsigned)denominator;
  d.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&d);
  size_t row = (size_t)d.output_width * 3;
  if (row * d.output_height > capacity) {
    jpeg_destroy_decompress(&d);
    snprintf(why, why_size, "the picture is larger than its header said");
    return AA_JPEG_CORRUPT;
  }
  if (four && !(wide = malloc((size_t)d.output_width * 4))) {
    jpeg_destroy_decompress(&d);
    snprintf(why, why_size, "out of memory");
    return AA_JPEG_UNSUPPORTED;
  }
  while (d.output_scanline < d.output_height) {
    uint8_t *target = rgb + row * d.output_scanline;
    JSAMPROW line = four ? wide : target;
    jpeg_read_scanlines(&d, &line, 1);
    if (four) {
      rgb_from_cmyk(wide, d.output_width, d.saw_Adobe_marker);
      memcpy(target, wide, row);
    }
  }
  jpeg_finish_decompress(&d);
  jpeg_destroy_decompress(&d);
  free(wide);
  return AA_JPEG_OK;
}

int aa_jpeg_encode(const uint8_t *rgb, int width, int height, int quality, int full_chroma, uint8_t **out,
                   size_t *count, char *why, size_t why_size) {
  struct jpeg_compress_struct c;
  failure f;
  // jpeg_mem_dest keeps the addresses of these two and changes them.
  struct { unsigned char *bytes; unsigned long count; } memory = {NULL, 0};
  watch(&f, why, why_size);
  memset(&c, 0, sizeof c);
  c.err = &f.base;
  if (setjmp(f.escape)) {
    jpeg_destroy_compress(&c);
    free(memory.bytes);
    return f.reason;
  }
  jpeg_create_compress(&c);
  jpeg_mem_dest(&c, &memory.bytes, &memory.count);
  c.image_width = (JDIMENSION)width;
  c.image_height = (JDIMENSION)height;
  c.input_components = 3;
  c.in_color_space = JCS_RGB;
  jpeg_set_defaults(&c);
  jpeg_set_quality(&c, quality, TRUE);
  if (full_chroma) c.comp_info[0].h_samp_factor = c.comp_info[0].v_samp_factor = 1;
  c.optimize_coding = TRUE;
  c.dct_method = JDCT_ISLOW;
  jpeg_start_compress(&c, TRUE);
  while (c.next_scanline < c.image_height) {
    JSAMPROW line = (JSAMPROW)(uintptr_t)(rgb + (size_t)c.next_scanline * (size_t)width * 3);
    jpeg_write_scanlines(&c, &line, 1);
  }
  jpeg_finish_compress(&c);
  jpeg_destroy_compress(&c);
  *out = memory.bytes;
  *count = memory.count;
  return AA_JPEG_OK;
}
