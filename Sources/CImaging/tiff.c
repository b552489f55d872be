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

static TIFF *open_file(memory_file *m) {
  return TIFFClientOpen("", "rM", m, take, refuse, seek, keep_open, length, map, unmap);
}

int aa_tiff_read_header(const uint8_t *bytes, size_t count, aa_tiff_header *h, char *why, size_t why_size) {
  memory_file m = {bytes, count, 0};
  memset(h, 0, sizeof *h);
  TIFF *t = open_file(&m);
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
    // A second directory that is not a small copy or a page mask is another picture.
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

int aa_tiff_decode(const uint8_t *bytes, size_t count, const aa_tiff_header *h, uint8_t *out, char *why,
                   size_t why_size) {
  memory_file m = {bytes, count, 0};
  TIFF *t = open_file(&m);
  TIFFRGBAImage image;
  char reason[1024] = "";
  if (!t || !TIFFRGBAImageBegin(&image, t, 1, reason)) {
    snprintf(why, why_size, "%s", reason);
    if (t) TIFFClose(t);
    return AA_TIFF_CORRUPT;
  }
  int done = 0;
  size_t pixels = (size_t)h->width * (size_t)h->height;
  if ((int)image.width == h->width && (int)image.height == h->height) {
    // Rows and columns as they are stored: turning them is the caller's, who also knows the five other ways.
    image.req_orientation = image.orientation;
    uint32_t *raster = malloc(pixels * sizeof(uint32_t));
    done = raster && TIFFRGBAImageGet(&image, raster, image.width, image.height);
    for (size_t i = 0; done && i < pixels; i++) {
      out[4 * i] = (uint8_t)TIFFGetR(raster[i]);
      out[4 * i + 1] = (uint8_t)TIFFGetG(raster[i]);
      out[4 * i + 2] = (uint8_t)TIFFGetB(raster[i]);
      out[4 * i + 3] = (uint8_t)TIFFGetA(raster[i]);
    }
    free(raster);
  }
  TIFFRGBAImageEnd(&image);
  TIFFClose(t);
  if (done) return AA_TIFF_OK;
  snprintf(why, why_size, "pixels are missing or damaged");
  return AA_TIFF_CORRUPT;
}

int aa_tiff_decode_inks(const uint8_t *bytes, size_t count, const aa_tiff_header *h, uint8_t *out, char *why,
                        size_t why_size) {
  memory_file m = {bytes, count, 0};
  TIFF *t = open_file(&m);
  size_t row = (size_t)h->width * 4;
  int done = t && TIFFScanlineSize64(t) == row;
  for (int y = 0; done && y < h->height; y++) done = TIFFReadScanline(t, out + (size_t)y * row, (uint32_t)y, 0) == 1;
  if (t) TIFFClose(t);
  if (done) return AA_TIFF_OK;
  snprintf(why, why_size, "pixels are missing or damaged");
  return AA_TIFF_CORRUPT;
}
