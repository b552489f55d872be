#pragma once
#include <stddef.h>
#include <stdint.h>

// What Swift cannot import from libjpeg: setjmp and the macros. All functions return AA_JPEG_OK or one of the
// reasons below with a sentence in `why`; none prints, none exits.
enum { AA_JPEG_OK, AA_JPEG_TRUNCATED, AA_JPEG_CORRUPT, AA_JPEG_UNSUPPORTED };

typedef struct {
  int width, height; // pixels
  int components;    // 1 grey, 3 colour, 4 inks
  int inverted;      // inks as Adobe writes them: 0 is full
} aa_jpeg_header;

/// Reads the header only.
int aa_jpeg_read_header(const uint8_t *bytes, size_t count, aa_jpeg_header *header, char *why, size_t why_size);

/// What of a picture is decoded, and how.
typedef struct {
  int denominator;         // 1, 2, 4 or 8: the picture at 1/denominator of its size, each side rounded up
  int x, y, width, height; // the part, in pixels of the picture at that size
  int keeps_ink;           // four bytes a pixel, C M Y K as they are in the file; only of pictures of 4 components
} aa_jpeg_part;

/// Decodes to RGB, `part->width * part->height * 3` bytes; the pixels are those of decoding everything. Warnings about
/// lost or damaged data anywhere in the picture are errors. Grey becomes RGB; CMYK and YCCK, unless they are kept, are
/// converted without a colour profile: (255 - ink) * (255 - black) / 255, inverted when an Adobe marker says so.
int aa_jpeg_decode(const uint8_t *bytes, size_t count, const aa_jpeg_part *part, uint8_t *out, char *why,
                   size_t why_size);

typedef struct {
  int quality;     // 1...100
  int full_chroma; // a colour sample for each pixel instead of one for four
  int optimised;   // a second pass makes the code fit the picture: some per cent smaller, three times slower
} aa_jpeg_target;

/// Encodes RGB. `*out` is to be freed with `free`.
int aa_jpeg_encode(const uint8_t *rgb, int width, int height, const aa_jpeg_target *target, uint8_t **out,
                   size_t *count, char *why, size_t why_size);
