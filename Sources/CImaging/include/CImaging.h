#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A part of a picture, in its pixels; fractions allowed.
typedef struct {
  double x, y, width, height;
} aa_box;

enum { AA_BICUBIC, AA_LANCZOS };

/// Resamples `box` of an RGB picture to `out_width` x `out_height`, rows `stride` bytes apart, with an antialiased
/// filter (bicubic with a = -1/2, or Lanczos with three lobes; widened when shrinking; pixels around the box count
/// too), first across, then down, with 8 bits between. Integers throughout: the bytes are the same on every machine.
/// `portable` keeps to plain C. Memory: as many rows of the result as the filter is high. Returns 0, or -1 when memory
/// runs out.
int aa_resize_rgb(const uint8_t *rgb, int source_width, int source_height, const aa_box *box, int filter, uint8_t *out,
                  size_t stride, int out_width, int out_height, int portable);

/// Mirrors columns and rows of a stored RGB picture, then, with `exchange`, makes its rows columns.
void aa_turn_rgb(const uint8_t *rgb, size_t width, size_t height, bool mirror_columns, bool mirror_rows, bool exchange,
                 uint8_t *out);

/// An ICC profile as the way from its colours to sRGB, perceptual intent. May be used by many threads at once.
typedef struct aa_colour aa_colour;
enum { AA_COLOUR_OK, AA_COLOUR_SAME, AA_COLOUR_UNUSABLE };
/// AA_INKS: 0 is none; AA_INKS_INVERTED: 255 is none.
enum { AA_INKS_NONE, AA_INKS, AA_INKS_INVERTED };
/// Opens a profile for RGB pixels (of an RGB or a grey profile) or inks. `name` gets its description. AA_COLOUR_SAME:
/// it is sRGB within a level; AA_COLOUR_UNUSABLE: damaged, or not for such pixels. Only with AA_COLOUR_OK there is
/// something to close.
int aa_colour_open(const uint8_t *icc, size_t count, int inks, aa_colour **out, char *name, size_t name_size);
void aa_colour_close(aa_colour *colour);
/// `count` pixels of three bytes, or four of inks, to RGB; in place where both have three.
void aa_colour_apply(const aa_colour *colour, const uint8_t *in, uint8_t *rgb, size_t count);
/// RGBA pixels, through `colour` unless it is NULL, laid over a background: (c * a + b * (255 - a)) / 255, rounded.
void aa_colour_over(const aa_colour *colour, const uint8_t *rgba, uint8_t *rgb, size_t count,
                    const uint8_t background[3]);

enum { AA_PNG_OK, AA_PNG_TRUNCATED, AA_PNG_CORRUPT };
typedef struct {
  int width, height, bits, grey, palette, alpha;
  uint8_t *exif, *icc; // NULL without one
  size_t exif_count, icc_count;
} aa_png_header;
/// Reads everything before the pixels. Returns AA_PNG_OK, or a reason with a sentence in `why`.
int aa_png_read_header(const uint8_t *bytes, size_t count, aa_png_header *header, char *why, size_t why_size);
void aa_png_header_free(aa_png_header *header);
/// Decodes to 8-bit RGB, or RGBA when the header tells of alpha. 16 bits are rounded to the nearest of 8.
int aa_png_decode(const uint8_t *bytes, size_t count, const aa_png_header *header, uint8_t *out, char *why,
                  size_t why_size);

enum { AA_WEBP_OK, AA_WEBP_TRUNCATED, AA_WEBP_CORRUPT, AA_WEBP_UNSUPPORTED };
typedef struct {
  int width, height, alpha, animated;
} aa_webp_header;
int aa_webp_read_header(const uint8_t *bytes, size_t count, aa_webp_header *header);
/// Decodes to RGB, or RGBA when the header tells of alpha; of an animation the first picture.
int aa_webp_decode(const uint8_t *bytes, size_t count, const aa_webp_header *header, uint8_t *out);
/// Encodes RGB; `quality` is libwebp's 0...100. `*out` is to be freed with aa_webp_free.
int aa_webp_encode(const uint8_t *rgb, int width, int height, int quality, int lossless, uint8_t **out, size_t *count);
void aa_webp_free(uint8_t *memory);

enum { AA_TIFF_OK, AA_TIFF_CORRUPT, AA_TIFF_UNSUPPORTED };
typedef struct {
  int width, height, bits, orientation, grey, palette, alpha;
  int inks, plain_inks;         // CMYK; and in rows of 8-bit C M Y K
  int deep_grey, white_is_zero; // one colour of 16 bits
  int premultiplied;            // colours are multiplied by alpha
  int more;                     // further pictures
  uint8_t *icc;                 // NULL without one
  size_t icc_count, most;
} aa_tiff_header;
/// Once, before anything else of TIFF: libtiff would print.
void aa_tiff_quiet(void);
/// No piece of the file may ask for more than `most` bytes (where libtiff is 4.5 or later).
int aa_tiff_read_header(const uint8_t *bytes, size_t count, size_t most, aa_tiff_header *header, char *why,
                        size_t why_size);
void aa_tiff_header_free(aa_tiff_header *header);
/// Decodes to RGBA, not turned, colours not multiplied by alpha; inks without a profile.
int aa_tiff_decode(const uint8_t *bytes, size_t count, const aa_tiff_header *header, uint8_t *out, char *why,
                   size_t why_size);
/// Decodes `plain_inks` to four bytes a pixel, 0 is no ink.
int aa_tiff_decode_inks(const uint8_t *bytes, size_t count, const aa_tiff_header *header, uint8_t *out, char *why,
                        size_t why_size);

/// Full-range BT.601 (the matrix of JFIF) between interleaved RGB and three planes of the same size.
void aa_rgb_to_yuv444(const uint8_t *rgb, uint8_t *y, uint8_t *u, uint8_t *v, size_t count);
/// One row back to RGB. `shift` is the horizontal chroma subsampling (0 or 1); `limited` says that luma lies in
/// 16...235 and chroma in 16...240.
void aa_yuv_row_to_rgb(const uint8_t *y, const uint8_t *u, const uint8_t *v, int shift, int limited, uint8_t *rgb,
                       int width);

/// Encodes RGB as PNG with libpng's choice of predictors. `level` is zlib's. On success `*out` is to be freed with
/// `free`. Returns 0, or -1 with the reason in `why`.
int aa_png_encode(const uint8_t *rgb, int width, int height, int level, uint8_t **out, size_t *count, char *why,
                  size_t why_size);

/// Encodes RGB as PNG, each byte predicted from its left neighbour, with libdeflate's quickest level: a third quicker
/// than zlib's, and smaller. `scratch` and `out` are as large as the two functions say. Returns the size, 0 when memory
/// runs out or the picture is beyond PNG.
size_t aa_png_encode_fast(const uint8_t *rgb, size_t width, size_t height, uint8_t *scratch, uint8_t *out,
                          size_t capacity);
size_t aa_png_fast_scratch(size_t width, size_t height);
size_t aa_png_fast_room(size_t width, size_t height);

/// 16-bit signed little-endian samples from [-1, 1] floats: round to nearest of x * 32767, saturating; NaN is 0.
void aa_pcm16_from_float(const float *samples, uint8_t *out, size_t count);
