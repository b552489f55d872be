#pragma once
#include <stddef.h>
#include <stdint.h>

// What Swift cannot import from libjpeg: setjmp and the macros. All functions return AA_JPEG_OK or one of the
// reasons below with a sentence in `why`; none prints, none exits.
enum { AA_JPEG_OK, AA_JPEG_TRUNCATED, AA_JPEG_CORRUPT, AA_JPEG_UNSUPPORTED };

/// Reads the header only: the size of the picture in pixels.
int aa_jpeg_size(const uint8_t *bytes, size_t count, int *width, int *height, char *why, size_t why_size);

/// Decodes to RGB at 1/`denominator` (1, 2, 4, 8) of the size, each side rounded up. `capacity` is the size of `rgb` in
/// bytes and must hold the scaled picture. Warnings about lost or damaged data are errors. Grey becomes RGB; CMYK and
/// YCCK are converted as Adobe writes them (inverted when an Adobe marker says so), without a colour profile.
int aa_jpeg_decode(const uint8_t *bytes, size_t count, int denominator, uint8_t *rgb, size_t capacity, char *why,
                   size_t why_size);

/// Encodes RGB. `full_chroma` keeps a colour sample for each pixel instead of one for four. `*out` is to be freed with
/// `free`.
int aa_jpeg_encode(const uint8_t *rgb, int width, int height, int quality, int full_chroma, uint8_t **out,
                   size_t *count, char *why, size_t why_size);
