#pragma once
#include <stddef.h>
#include <stdint.h>

// libav for Swift: its macros, unions and output parameters stay on this side. Everything reads from and writes to
// memory, nothing opens a file or a network address, nothing prints, every context uses one thread. Every function
// that can fail returns AA_AV_OK or one of these, with a sentence in `why`.
enum {
  AA_AV_OK, AA_AV_UNRECOGNISED, AA_AV_TRUNCATED, AA_AV_CORRUPT, AA_AV_EMPTY, AA_AV_TOO_LARGE, AA_AV_UNSUPPORTED,
  AA_AV_NO_FRAMES
};

/// Silences libav's messages. Call once before anything else.
void aa_av_quiet(void);

typedef struct {
  int width, height;      // of the first video stream, stored pictures; 0 without
  int square_width;       // of it, as wide as it is shown, in square pixels
  int orientation;        // of it, as the container says: EXIF's 1 to 8, 1 for upright
  double duration;        // seconds, negative when unknown
  int rate, channels;     // of the first audio stream, 0 without
  int64_t frames;         // pictures, when the container says so, else 0
} aa_av_facts;

int aa_av_probe(const uint8_t *bytes, size_t count, aa_av_facts *facts, char *why, size_t why_size);

/// A file opened for its pictures. `demuxer` is libav's name of the format (a constant, or NULL to
/// guess).
typedef struct aa_av_video aa_av_video;

/// Opens, and reads (without decoding) when every picture begins. `most_pixels` bounds the size of a picture.
int aa_av_video_open(const uint8_t *bytes, size_t count, const char *demuxer, int64_t most_pixels, aa_av_video **out,
                     char *why, size_t why_size);
void aa_av_video_close(aa_av_video *video);
/// Seconds from the first picture at which pictures begin, ascending; they belong to `video`.
const double *aa_av_video_times(const aa_av_video *video, size_t *count);
/// Seconds from the first picture to the end of the last.
double aa_av_video_duration(const aa_av_video *video);
/// Frames per second as the container says.
void aa_av_video_rate(const aa_av_video *video, int *numerator, int *denominator);
/// Names the pictures that will be asked for: ascending indices into the times, without repetition.
int aa_av_video_choose(aa_av_video *video, const size_t *indices, size_t count, char *why, size_t why_size);
/// From now on every picture is decoded from the first on, whatever key frames there are: what tests compare with.
void aa_av_video_read_on(aa_av_video *video);
/// Decodes every picture and converts none. `*pictures` is how many there are.
int aa_av_video_check(aa_av_video *video, int64_t *pictures, char *why, size_t why_size);
/// From now on pictures come as wide as the container says that they are shown, so that their pixels are square.
void aa_av_video_square(aa_av_video *video);
/// How the container says that pictures are to be turned: EXIF's 1 to 8, 1 for upright.
int aa_av_video_orientation(const aa_av_video *video);

typedef struct {
  const uint8_t *pixels; // RGBA or RGB without padding, overwritten by the next call
  int width, height;     // before it is turned
  int channels;          // 4 or 3
  int orientation;       // how it is to be turned: EXIF's 1 to 8, 1 for upright
} aa_av_picture;

/// Decodes the next chosen picture.
int aa_av_video_next(aa_av_video *video, aa_av_picture *picture, char *why, size_t why_size);

/// A file opened for its sound. The bytes must stay until it is closed.
typedef struct aa_av_sound aa_av_sound;

typedef struct {
  const float *samples; // interleaved; overwritten by the next call
  int frames, rate, channels;
} aa_av_piece;

/// Opens the best audio stream.
int aa_av_sound_open(const uint8_t *bytes, size_t count, aa_av_sound **out, char *why, size_t why_size);
void aa_av_sound_close(aa_av_sound *sound);
/// Decodes a little more. At the end `frames` is 0.
int aa_av_sound_next(aa_av_sound *sound, aa_av_piece *piece, char *why, size_t why_size);

/// Weights to mix the usual layout of `from` channels to that of `to`: `to` rows of `from`.
int aa_av_mix(int from, int to, double *weights, char *why, size_t why_size);

typedef struct {
  const char *format;      // libav's name: "mp4", "webm", "webp"
  const char *encoder;     // "libx264", "libvpx", "libvpx-vp9", "libwebp"
  const char *options;     // "key=value:key=value" for the encoder
  int width, height;
  int rate_numerator, rate_denominator;
} aa_av_target;

/// Encodes `count` RGB pictures of the target's size. `*out` is to be freed with `aa_av_free`.
int aa_av_encode(const aa_av_target *target, const uint8_t *const *pictures, size_t count, uint8_t **out,
                 size_t *out_count, char *why, size_t why_size);
void aa_av_free(void *memory);
