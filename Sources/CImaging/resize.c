#include "CImaging.h"
#include "resize_axis.h"
#include "resize_rows.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  resize_axis across, down;
  uint8_t **rows;   // rows resampled across, row r in slot r % slots
  uint8_t *storage, *padded[2];
  size_t slot, slots;
} work;

static void done_with(work *w) {
  resize_axis_free(&w->across);
  resize_axis_free(&w->down);
  free(w->rows);
  free(w->storage);
  free(w->padded[0]);
}

/// Bytes from the start of a source row that resampling across may look at.
static size_t reach(const resize_axis *a, int out_width) {
  return 3 * ((size_t)a->first[out_width - 1] + (size_t)a->taps) + resize_slack;
}

static int prepare(work *w, int out_width, size_t row_bytes) {
  w->slots = (size_t)w->down.taps + 2;
  w->slot = ((size_t)out_width * 3 + resize_slack + 63) / 64 * 64;
  size_t room = reach(&w->across, out_width);
  if (room < row_bytes) room = row_bytes;
  w->rows = malloc(sizeof(uint8_t *) * (size_t)w->down.taps);
  w->storage = malloc(w->slot * w->slots);
  w->padded[0] = calloc(room, 2);
  w->padded[1] = w->padded[0] ? w->padded[0] + room : NULL;
  return w->rows && w->storage && w->padded[0] ? 0 : -1;
}

int aa_resize_rgb(const uint8_t *rgb, int source_width, int source_height, const aa_box *box, int filter, uint8_t *out,
                  size_t stride, int out_width, int out_height, int portable) {
  work w = {0};
  size_t row = (size_t)source_width * 3;
  const uint8_t *end = rgb + row * (size_t)source_height;
  if (resize_axis_make(&w.across, source_width, box->x, box->width, out_width, filter, 4) ||
      resize_axis_make(&w.down, source_height, box->y, box->height, out_height, filter, 2) ||
      prepare(&w, out_width, row)) {
    done_with(&w);
    return -1;
  }
  resize_rows_functions f = resize_rows_for(portable);
  size_t looked_at = reach(&w.across, out_width);
  int next = 0; // the row that has not been resampled across yet
  for (int i = 0; i < out_height; i++) {
    int first = w.down.first[i], last = first + w.down.taps;
    if (last > source_height) last = source_height;
    if (next < first) next = first;
    while (next < last) {
      // Two rows at a time; an odd one is done twice.
      int second = next + 1 < source_height ? next + 1 : next;
      const uint8_t *in[2] = {rgb + (size_t)next * row, rgb + (size_t)second * row};
      for (int k = 0; k < 2; k++)
        if ((size_t)(end - in[k]) < looked_at) in[k] = memcpy(w.padded[k], in[k], row);
      f.across(in[0], in[1], w.storage + (size_t)next % w.slots * w.slot, w.storage + (size_t)second % w.slots * w.slot,
               &w.across, out_width);
      next = second + 1;
    }
    for (int t = 0; t < w.down.taps; t++) {
      int r = first + t < source_height ? first + t : source_height - 1; // past the end weights are zero
      w.rows[t] = w.storage + (size_t)r % w.slots * w.slot;
    }
    f.down((const uint8_t *const *)w.rows, w.down.weight + (size_t)i * (size_t)w.down.taps, w.down.taps,
           w.down.precision, out + (size_t)i * stride, (size_t)out_width * 3);
  }
  done_with(&w);
  return 0;
}
