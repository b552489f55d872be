#include "CImaging.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

// libtiff reads from a file of these functions.
typedef struct {
  const uint8_t *bytes;
  uint64_t count, at;
} memory_file;

static tmsize_t take(thandle_t handle, void *to, tmsize_t n) {
  memory_file *m = handle;
  if (n < 0 || m->at >= m->count) return 0;
  uint64_t left = m->count - m->at, taken = (uint64_t)n < left ? (uint64_t)n : left;
  memcpy(to, m->bytes + m->at, taken);
  m->at += taken;
  return (tmsize_t)taken;
}

static tmsize_t refuse(thandle_t handle, void *from, tmsize_t n) {
  (void)handle;
  (void)from;
  (void)n;
  return -1;
}

static toff_t seek(thandle_t handle, toff_t to, int whence) {
  memory_file *m = handle;
  m->at = whence == SEEK_SET ? to : whence == SEEK_CUR ? m->at + to : m->count + to;
  return m->at;
}

static int keep_open(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t length(thandle_t handle) { return ((memory_file *)handle)->count; }

static int map(thandle_t handle, void **base, toff_t *size) {
  memory_file *m = handle;
  *base = (void *)(uintptr_t)m->bytes; // only read
  *size = m->count;
  return 1;
}

static void unmap(thandle_t handle, void *base, toff_t size) {
  (void)handle;
  (void)base;
  (void)size;
}

static void quiet(const char *module, const char *format, va_list values) {
  (void)module;
  (void)format;
  (void)values;
}

void aa_tiff_quiet(void) {
  TIFFSetErrorHandler(quiet);
  TIFFSetWarningHandler(quiet);
}

static TIFF *open_file(memory_file *m, size_t most) {
  const char *mode = "rM"; // not mapped: reading copies what it needs
#if TIFFLIB_VERSION >= 20221213
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options) return NULL;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)most);
  TIFF *t = TIFFClientOpenExt("", mode, m, take, refuse, seek, keep_open, length, map, unmap, options);
  TIFFOpenOptionsFree(options);
  return t;
#else
  (void)most;
  return TIFFClientOpen("", mode, m, take, refuse, seek, keep_open, length, map, unmap);
#endif
}

int aa_tiff_read_header(const uint8_t *bytes, size_t count, size_t most, aa_tiff_header *h, char *why,
                        size_t why_size) {
  memory_file m = {bytes, count, 0};
  memset(h, 0, sizeof *h);
  h->most = most;
  TIFF *t = open_file(&m, most);
  if (!t) {
    snprintf(why, why_size, "the directory cannot be read");
    return AA_TIFF_CORRUPT;
  }
  uint32_t width = 0, height = 0, icc_count = 0;
  uint16_t bits = 1, samples = 1, photometric = 0, orientation = 1, extra_count = 0, planar = PLANARCONFIG_CONTIG;
  uint16_t *extra = NULL;
  void *icc = NULL;
  char reason[1024] = "";
  TIFFGetField(t, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(t, TIFFTAG_IMAGELENGTH, &height);
  TIFFGetFieldDefaulted(t, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetFieldDefaulted(t, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetField(t, TIFFTAG_PHOTOMETRIC, &photometric);
  TIFFGetFieldDefaulted(t, TIFFTAG_ORIENTATION, &orientation);
  TIFFGetFieldDefaulted(t, TIFFTAG_PLANARCONFIG, &planar);
  if (!TIFFGetFieldDefaulted(t, TIFFTAG_EXTRASAMPLES, &extra_count, &extra)) extra_count = 0;
  int code = AA_TIFF_OK;
  if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX) {
    snprintf(why, why_size, "a picture of %ux%u pixels", (unsigned)width, (unsigned)height);
    code = AA_TIFF_CORRUPT;
  } else if (!TIFFRGBAImageOK(t, reason)) {
    snprintf(why, why_size, "%s", reason);
    code = AA_TIFF_UNSUPPORTED;
  } else {
    h->width = (int)width;
    h->height = (int)height;
    h->bits = bits;
    h->orientation = orientation;
    h->grey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    h->palette = photometric == PHOTOMETRIC_PALETTE;
    h->alpha = extra_count > 0 && (extra[0] == EXTRASAMPLE_ASSOCALPHA || extra[0] == EXTRASAMPLE_UNASSALPHA);
    h->inks = photometric == PHOTOMETRIC_SEPARATED;
    h->plain_inks = h->inks && bits == 8 && samples == 4 && planar == PLANARCONFIG_CONTIG && !TIFFIsTiled(t);
    h->deep_grey = h->grey && bits == 16 && samples == 1 && !TIFFIsTiled(t);
    h->white_is_zero = photometric == PHOTOMETRIC_MINISWHITE;
    h->premultiplied = h->alpha && extra[0] == EXTRASAMPLE_ASSOCALPHA;
    if (TIFFGetField(t, TIFFTAG_ICCPROFILE, &icc_count, &icc) && icc_count > 0 && (h->icc = malloc(icc_count))) {
      memcpy(h->icc, icc, icc_count);
      h->icc_count = icc_count;
    }
    h->more = !TIFFLastDirectory(t);
  }
  TIFFClose(t);
  return code;
}

void aa_tiff_header_free(aa_tiff_header *header) {
  free(header->icc);
  header->icc = NULL;
}

// libtiff cuts 16-bit grey off where it rounds 16-bit colours.
static int deep_grey(TIFF *t, const aa_tiff_header *h, uint8_t *out) {
  size_t width = (size_t)h->width;
  uint16_t *row = TIFFScanlineSize64(t) == width * 2 ? malloc(width * 2) : NULL;
  int done = row != NULL;
  for (int y = 0; done && y < h->height; y++) {
    done = TIFFReadScanline(t, row, (uint32_t)y, 0) == 1;
    for (size_t x = 0; done && x < width; x++, out += 4) {
      uint8_t v = (uint8_t)(((uint32_t)row[x] * 255 + 32767) / 65535);
      out[0] = out[1] = out[2] = h->white_is_zero ? (uint8_t)(255 - v) : v;
      out[3] = 255;
    }
  }
  free(row);
  return done;
}

static int any_picture(TIFF *t, const aa_tiff_header *h, uint8_t *out, char *reason) {
  // Told that colours are multiplied by alpha already, libtiff leaves them as they are.
  uint16_t multiplied = EXTRASAMPLE_ASSOCALPHA;
  if (h->alpha && !h->premultiplied) TIFFSetField(t, TIFFTAG_EXTRASAMPLES, 1, &multiplied);
  TIFFRGBAImage image;
  if (!TIFFRGBAImageBegin(&image, t, 1, reason)) return 0;
  size_t pixels = (size_t)h->width * (size_t)h->height;
  uint32_t *raster = NULL;
  int done = 0;
  if ((int)image.width == h->width && (int)image.height == h->height) {
    // Rows and columns as they are stored: turning them is the caller's, who knows all eight ways.
    image.req_orientation = image.orientation;
    raster = malloc(pixels * sizeof(uint32_t));
    done = raster && TIFFRGBAImageGet(&image, raster, image.width, image.height);
  }
  for (size_t i = 0; done && i < pixels; i++, out += 4) {
    out[0] = (uint8_t)TIFFGetR(raster[i]);
    out[1] = (uint8_t)TIFFGetG(raster[i]);
    out[2] = (uint8_t)TIFFGetB(raster[i]);
    unsigned a = out[3] = (uint8_t)TIFFGetA(raster[i]);
    for (int c = 0; h->premultiplied && a > 0 && c < 3; c++) {
      unsigned v = (out[c] * 255 + a / 2) / a;
      out[c] = v > 255 ? 255 : (uint8_t)v;
    }
  }
  free(raster);
  TIFFRGBAImageEnd(&image);
  return done;
}

int aa_tiff_decode(const uint8_t *bytes, size_t count, const aa_tiff_header *h, uint8_t *out, char *why,
                   size_t why_size) {
  memory_file m = {bytes, count, 0};
  TIFF *t = open_file(&m, h->most);
  char reason[1024] = "pixels are missing or damaged";
  int done = t && (h->deep_grey ? deep_grey(t, h, out) : any_picture(t, h, out, reason));
  if (t) TIFFClose(t);
  if (done) return AA_TIFF_OK;
  snprintf(why, why_size, "%s", reason);
  return AA_TIFF_CORRUPT;
}

int aa_tiff_decode_inks(const uint8_t *bytes, size_t count, const aa_tiff_header *h, uint8_t *out, char *why,
                        size_t why_size) {
  memory_file m = {bytes, count, 0};
  TIFF *t = open_file(&m, h->most);
  size_t row = (size_t)h->width * 4;
  int done = t && TIFFScanlineSize64(t) == row;
  for (int y = 0; done && y < h->height; y++) done = TIFFReadScanline(t, out + (size_t)y * row, (uint32_t)y, 0) == 1;
  if (t) TIFFClose(t);
  if (done) return AA_TIFF_OK;
  snprintf(why, why_size, "pixels are missing or damaged");
  return AA_TIFF_CORRUPT;
}
