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

int aa_jpeg_read_header(const uint8_t *bytes, size_t count, aa_jpeg_header *header, char *why, size_t why_size) {
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
  header->width = (int)d.image_width;
  header->height = (int)d.image_height;
  header->components = d.num_components;
  header->inverted = d.num_components == 4 && d.saw_Adobe_marker;
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

int aa_jpeg_decode(const uint8_t *bytes, size_t count, const aa_jpeg_part *part, uint8_t *out, char *why,
                   size_t why_size) {
  struct jpeg_decompress_struct d;
  failure f;
  uint8_t *volatile wide = NULL; // one row as libjpeg gives it
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
  int four = d.num_components == 4;
  d.out_color_space = four ? JCS_CMYK : JCS_RGB;
  d.scale_num = 1;
  d.scale_denom = (unsigned)part->denominator;
  d.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&d);
  JDIMENSION x = (JDIMENSION)part->x, width = (JDIMENSION)part->width, y = (JDIMENSION)part->y,
             height = (JDIMENSION)part->height, end = x + width, all = d.output_width;
  if (end > d.output_width || y + height > d.output_height || (part->keeps_ink && !four)) {
    jpeg_destroy_decompress(&d);
    snprintf(why, why_size, "the picture is not what its header said");
    return AA_JPEG_CORRUPT;
  }
  // Columns outside are not transformed. The outermost ones come out differently at a cut than within the picture,
  // because their colours are interpolated from what lies beside them: hence two more at each side.
  JDIMENSION from = x > 2 ? x - 2 : 0, span = (end + 2 < all ? end + 2 : all) - from;
  if (span < all) jpeg_crop_scanline(&d, &from, &span);
  size_t pixel = four ? 4 : 3, kept = part->keeps_ink ? 4 : 3;
  if (!(wide = malloc((size_t)all * pixel))) {
    jpeg_destroy_decompress(&d);
    snprintf(why, why_size, "out of memory");
    return AA_JPEG_UNSUPPORTED;
  }
  if (y > 0) jpeg_skip_scanlines(&d, y);
  int direct = !four && from == x && d.output_width == width;
  while (d.output_scanline < y + height) {
    uint8_t *target = out + (size_t)(d.output_scanline - y) * width * kept, *row = wide + (size_t)(x - from) * pixel;
    JSAMPROW line = direct ? target : wide;
    jpeg_read_scanlines(&d, &line, 1);
    if (four && !part->keeps_ink) rgb_from_cmyk(row, width, d.saw_Adobe_marker);
    if (!direct) memcpy(target, row, width * kept);
  }
  // The rest is read too: damage in it is damage of the picture. Skipping to the very end would not look at it.
  if (d.output_scanline + 1 < d.output_height) jpeg_skip_scanlines(&d, d.output_height - d.output_scanline - 1);
  while (d.output_scanline < d.output_height) {
    JSAMPROW line = wide;
    jpeg_read_scanlines(&d, &line, 1);
  }
  jpeg_finish_decompress(&d);
  jpeg_destroy_decompress(&d);
  free(wide);
  return AA_JPEG_OK;
}

int aa_jpeg_encode(const uint8_t *rgb, int width, int height, const aa_jpeg_target *target, uint8_t **out,
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
  jpeg_set_quality(&c, target->quality, TRUE);
  if (target->full_chroma) c.comp_info[0].h_samp_factor = c.comp_info[0].v_samp_factor = 1;
  c.optimize_coding = target->optimised ? TRUE : FALSE;
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
