#include "CImaging.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
  char *why;
  size_t why_size;
} output;

static void fail(png_structp png, png_const_charp message) {
  output *o = png_get_error_ptr(png);
  strncpy(o->why, message, o->why_size - 1);
  o->why[o->why_size - 1] = 0;
  longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void append(png_structp png, png_bytep data, size_t n) {
  output *o = png_get_io_ptr(png);
  if (o->count + n > o->capacity) {
    size_t capacity = (o->count + n) * 2;
    uint8_t *bytes = realloc(o->bytes, capacity);
    if (!bytes) png_error(png, "out of memory");
    o->bytes = bytes;
    o->capacity = capacity;
  }
  memcpy(o->bytes + o->count, data, n);
  o->count += n;
}

static void nothing(png_structp png) { (void)png; }

int aa_png_encode(const uint8_t *rgb, int width, int height, int level, uint8_t **out, size_t *count, char *why,
                  size_t why_size) {
  output o = {NULL, 0, 0, why, why_size};
  output *kept = &o; // lives across longjmp
  png_infop info = NULL;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, kept, fail, ignore);
  if (!png || !(info = png_create_info_struct(png))) {
    png_destroy_write_struct(&png, NULL);
    strncpy(why, "out of memory", why_size);
    return -1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    free(kept->bytes);
    return -1;
  }
  png_set_write_fn(png, kept, append, nothing);
  png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
  png_set_compression_level(png, level);
  png_set_compression_buffer_size(png, 1 << 16);
  png_write_info(png, info);
  for (int y = 0; y < height; y++) png_write_row(png, rgb + (size_t)y * (size_t)width * 3);
  png_write_end(png, NULL);
  png_destroy_write_struct(&png, &info);
  *out = kept->bytes;
  *count = kept->count;
  return 0;
}
