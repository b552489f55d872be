#include "CImaging.h"

#include <lcms2.h>
#include <stdlib.h>
#include <string.h>

struct aa_colour {
  cmsHTRANSFORM transform; // NULL for grey, which is a table
  uint8_t grey[256][3];
};

static cmsHTRANSFORM transform(cmsHPROFILE from, cmsUInt32Number layout) {
  cmsHPROFILE srgb = cmsCreate_sRGBProfile();
  if (!srgb) return NULL;
  // Without its cache a transform may be used by many threads at once.
  cmsHTRANSFORM t = cmsCreateTransform(from, layout, srgb, TYPE_RGB_8, INTENT_PERCEPTUAL, cmsFLAGS_NOCACHE);
  cmsCloseProfile(srgb);
  return t;
}

/// True when no colour changes by more than a level.
static int changes_nothing(cmsHTRANSFORM t) {
  enum { steps = 9, colours = steps * steps * steps + 256 };
  uint8_t in[colours][3], out[colours][3];
  int n = 0;
  for (int r = 0; r < steps; r++)
    for (int g = 0; g < steps; g++)
      for (int b = 0; b < steps; b++, n++) {
        int at[3] = {r, g, b};
        for (int c = 0; c < 3; c++) in[n][c] = (uint8_t)(at[c] * 255 / (steps - 1));
      }
  for (int v = 0; v < 256; v++, n++) memset(in[n], v, 3);
  cmsDoTransform(t, in, out, colours);
  for (int i = 0; i < colours; i++)
    for (int c = 0; c < 3; c++)
      if (abs(in[i][c] - out[i][c]) > 1) return 0;
  return 1;
}

static int open_grey(aa_colour *colour, cmsHPROFILE profile) {
  cmsHTRANSFORM t = transform(profile, TYPE_GRAY_8);
  if (!t) return AA_COLOUR_UNUSABLE;
  uint8_t ramp[256];
  int same = 1;
  for (int v = 0; v < 256; v++) ramp[v] = (uint8_t)v;
  cmsDoTransform(t, ramp, colour->grey, 256);
  cmsDeleteTransform(t);
  for (int v = 0; v < 256; v++)
    for (int c = 0; c < 3; c++)
      if (abs(colour->grey[v][c] - v) > 1) same = 0;
  return same ? AA_COLOUR_SAME : AA_COLOUR_OK;
}

int aa_colour_open(const uint8_t *icc, size_t count, int inks, aa_colour **out, char *name, size_t name_size) {
  if (name_size) name[0] = 0;
  *out = NULL;
  if (count > UINT32_MAX) return AA_COLOUR_UNUSABLE;
  cmsHPROFILE profile = cmsOpenProfileFromMem(icc, (cmsUInt32Number)count);
  if (!profile) return AA_COLOUR_UNUSABLE;
  cmsGetProfileInfoASCII(profile, cmsInfoDescription, "en", "US", name, (cmsUInt32Number)name_size);
  cmsColorSpaceSignature space = cmsGetColorSpace(profile);
  aa_colour *colour = calloc(1, sizeof *colour);
  int result = AA_COLOUR_UNUSABLE;
  if (colour && inks == AA_INKS_NONE && space == cmsSigGrayData) {
    result = open_grey(colour, profile);
  } else if (colour && (inks == AA_INKS_NONE ? space == cmsSigRgbData : space == cmsSigCmykData)) {
    cmsUInt32Number layout = inks == AA_INKS_NONE ? TYPE_RGB_8 : inks == AA_INKS ? TYPE_CMYK_8 : TYPE_CMYK_8_REV;
    colour->transform = transform(profile, layout);
    if (colour->transform)
      result = inks == AA_INKS_NONE && changes_nothing(colour->transform) ? AA_COLOUR_SAME : AA_COLOUR_OK;
  }
  cmsCloseProfile(profile);
  if (result == AA_COLOUR_OK) {
    *out = colour;
  } else {
    aa_colour_close(colour);
  }
  return result;
}

void aa_colour_close(aa_colour *colour) {
  if (!colour) return;
  if (colour->transform) cmsDeleteTransform(colour->transform);
  free(colour);
}

void aa_colour_apply(const aa_colour *colour, const uint8_t *in, uint8_t *rgb, size_t count) {
  if (!colour->transform) {
    for (size_t i = 0; i < count; i++) memcpy(rgb + 3 * i, colour->grey[in[3 * i]], 3);
    return;
  }
  for (size_t at = 0; at < count;) { // lcms counts in 32 bits
    size_t n = count - at < 1 << 20 ? count - at : 1 << 20;
    size_t wide = cmsGetTransformInputFormat(colour->transform) == TYPE_RGB_8 ? 3 : 4;
    cmsDoTransform(colour->transform, in + at * wide, rgb + at * 3, (cmsUInt32Number)n);
    at += n;
  }
}

void aa_colour_over(const aa_colour *colour, const uint8_t *rgba, uint8_t *rgb, size_t count,
                    const uint8_t background[3]) {
  enum { most = 256 };
  for (size_t at = 0; at < count; at += most) {
    size_t n = count - at < most ? count - at : most;
    uint8_t opaque[most * 3];
    for (size_t i = 0; i < n; i++) memcpy(opaque + 3 * i, rgba + 4 * (at + i), 3);
    if (colour) aa_colour_apply(colour, opaque, opaque, n);
    for (size_t i = 0; i < n; i++) {
      unsigned a = rgba[4 * (at + i) + 3];
      for (size_t c = 0; c < 3; c++)
        rgb[3 * (at + i) + c] = (uint8_t)((opaque[3 * i + c] * a + background[c] * (255 - a) + 127) / 255);
    }
  }
}
