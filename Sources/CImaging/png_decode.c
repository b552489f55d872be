#include "CImaging.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const uint8_t *bytes;
  size_t count, at;
  char *why;
  size_t why_size;
  int reason;
} input;

static void give_up(png_structp png, png_const_charp message) {
  input *in = png_get_error_ptr(png);
  snprintf(in->why, in->why_size, "%s", message);
  longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void take(png_structp png, png_bytep data, size_t n) {
  input *in = png_get_io_ptr(png);
  if (n > in->count - in->at) {
    in->reason = AA_PNG_TRUNCATED;
    png_error(png, "the file ends within a chunk");
  }
  memcpy(data, in->bytes + in->at, n);
  in->at += n;
}

static png_structp begin(input *in, png_infop *info) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, in, give_up, ignore);
  if (!png) return NULL;
  *info = png_create_info_struct(png);
  if (!*info) {
    png_destroy_read_struct(&png, NULL, NULL);
    return NULL;
  }
  png_set_read_fn(png, in, take);
  png_set_user_limits(png, 1 << 20, 1 << 20);
  return png;
}

static uint8_t *copy(const void *bytes, size_t count) {
  uint8_t *kept = count ? malloc(count) : NULL;
  return kept ? memcpy(kept, bytes, count) : NULL;
}

static void look(png_structp png, png_infop info, aa_png_header *h) {
  int colour = png_get_color_type(png, info);
  h->width = (int)png_get_image_width(png, info);
  h->height = (int)png_get_image_height(png, info);
  h->bits = png_get_bit_depth(png, info);
  h->grey = !(colour & PNG_COLOR_MASK_COLOR);
  h->palette = colour == PNG_COLOR_TYPE_PALETTE;
  h->alpha = (colour & PNG_COLOR_MASK_ALPHA) || png_get_valid(png, info, PNG_INFO_tRNS);
  png_bytep exif = NULL, icc = NULL;
  png_uint_32 exif_count = 0, icc_count = 0;
  png_charp name = NULL;
  int method = 0;
  if (png_get_eXIf_1(png, info, &exif_count, &exif) && (h->exif = copy(exif, exif_count))) h->exif_count = exif_count;
  if (png_get_iCCP(png, info, &name, &method, &icc, &icc_count) && (h->icc = copy(icc, icc_count)))
    h->icc_count = icc_count;
}

static int run(const uint8_t *bytes, size_t count, aa_png_header *header, uint8_t *out, char *why, size_t why_size) {
  input in = {bytes, count, 0, why, why_size, AA_PNG_CORRUPT};
  input *kept = &in; // lives across longjmp
  png_infop info = NULL;
  png_structp png = begin(kept, &info);
  if (!png) {
    snprintf(why, why_size, "out of memory");
    return AA_PNG_CORRUPT;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return kept->reason;
  }
  png_read_info(png, info);
  if (!out) {
    look(png, info, header);
    png_destroy_read_struct(&png, &info, NULL);
    return AA_PNG_OK;
  }
  if ((int)png_get_image_width(png, info) != header->width || (int)png_get_image_height(png, info) != header->height)
    png_error(png, "the picture is not what its header said");
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t row = (size_t)header->width * (header->alpha ? 4 : 3);
  if (png_get_rowbytes(png, info) != row) png_error(png, "the picture is not what its header said");
  for (int pass = 0; pass < passes; pass++)
    for (int y = 0; y < header->height; y++) png_read_row(png, out + (size_t)y * row, NULL);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return AA_PNG_OK;
}

int aa_png_read_header(const uint8_t *bytes, size_t count, aa_png_header *header, char *why, size_t why_size) {
  memset(header, 0, sizeof *header);
  int code = run(bytes, count, header, NULL, why, why_size);
  if (code != AA_PNG_OK) aa_png_header_free(header);
  return code;
}

void aa_png_header_free(aa_png_header *header) {
  free(header->exif);
  free(header->icc);
  header->exif = header->icc = NULL;
}

int aa_png_decode(const uint8_t *bytes, size_t count, const aa_png_header *header, uint8_t *out, char *why,
                  size_t why_size) {
  aa_png_header same = *header;
  return run(bytes, count, &same, out, why, why_size);
}
