#include "internal.h"

#include <stdlib.h>
#include <string.h>

// A matrix maps the stored point (x, y) to (a x + c y, b x + d y), and is stored by rows of three: a b . c d . . . .
int orientation_of_matrix(const uint8_t *data, size_t size) {
  int32_t m[9];
  if (!data || size < sizeof m) return 1;
  memcpy(m, data, sizeof m);
  const long long a = m[0], b = m[1], c = m[3], d = m[4];
  // Within a degree of a right angle, as ffmpeg takes it.
  const long long cotangent = 57;
  if (llabs(b) * cotangent < llabs(a) && llabs(c) * cotangent < llabs(d))
    return a > 0 ? (d > 0 ? 1 : 4) : (d > 0 ? 2 : 3);
  if (llabs(a) * cotangent < llabs(b) && llabs(d) * cotangent < llabs(c))
    return b > 0 ? (c > 0 ? 5 : 6) : (c > 0 ? 8 : 7);
  return 1;
}

int stream_orientation(const AVStream *stream) {
  size_t size = 0;
  const uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  return orientation_of_matrix(data, size);
}

int frame_orientation(const AVFrame *frame, const AVStream *stream, int before) {
  const AVFrameSideData *own = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
  if (own) return orientation_of_matrix(own->data, own->size);
  return frame->key_frame ? stream_orientation(stream) : before;
}
