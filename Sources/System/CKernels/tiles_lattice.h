// Images as lattices, and which taps and pixels a pass over one has. Part of tiles.c, which sets the instruction set.
#pragma once

// Images lie in a "lattice": pixels one after the other with zeros between rows and images, so that a tap is one offset
// for all pixels of all images, and 16 neighbours make the rows of a tile whatever the width. Strided convolutions
// split images by the remainders of row and column: stride * stride lattices, on each of which the convolution is
// dense.
typedef struct {
  int64_t zeros;         // between rows and between images
  int64_t pitch, height; // from row to row in pixels, from image to image in rows
  int64_t lead;          // pixels before the first
  int64_t count;         // pixels that have a place, multiple of 32: images * height * pitch and some
  int64_t pixels;        // of the whole buffer
} ck_lattice;

// Channels with zeros up to what fills tiles.
static int64_t padded(int64_t channels) { return channels == 16 ? 16 : (channels + 31) / 32 * 32; }

static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static ck_lattice lattice_of(const ck_window *g, int64_t images) {
  int64_t s = g->stride, reach = g->kernel - 1 - g->padding;
  int64_t zeros =
      larger((g->padding + s - 1) / s, larger(reach > 0 ? (reach + s - 1) / s : 0, (s - 1 + g->padding) / s));
  ck_lattice l;
  l.zeros = zeros;
  l.pitch = larger((g->width + s - 1) / s, g->output_width) + zeros;
  l.height = larger((g->height + s - 1) / s, g->output_height) + zeros;
  l.lead = zeros * l.pitch + zeros;
  l.count = (images * l.height * l.pitch + 63) / 64 * 64;
  // A tile of two taps reads one pixel more.
  l.pixels = (l.lead + l.count + l.lead + 1 + 31) / 32 * 32;
  return l;
}

INLINE float *aligned(float *p) { return (float *)(((uintptr_t)p + 63) / 64 * 64); }
// Floats that hold that many 16-bit numbers, in whole cache lines.
static int64_t half_floats(int64_t count) { return (count + 31) / 32 * 16; }

// Puts the pixels (row, column) + stride * (i, j) of every image into the lattice, and zeros everywhere else.
INLINE void fill_lattice(half *lattice, const ck_lattice *l, ck_source x, int64_t images, int64_t height, int64_t width,
                         int64_t channels, int64_t stride, int64_t row, int64_t column, const int part,
                         const int parts) {
  int64_t rows = (height - row + stride - 1) / stride, pixels = (width - column + stride - 1) / stride;
  int64_t inner = padded(channels);
  half *target = lattice;
  memset(target, 0, sizeof(half) * l->lead * inner);
  target += l->lead * inner;
  for (int64_t image = 0; image < images; image++)
    for (int64_t i = 0; i < l->height; i++, target += l->pitch * inner) {
      int64_t filled = i < rows ? pixels : 0;
      if (filled)
        narrow_row(target, x.values + ((image * height + i * stride + row) * width + column) * channels, pixels, stride,
                   channels, inner, x, part, parts);
      memset(target + filled * inner, 0, sizeof(half) * (l->pitch - filled) * inner);
    }
  memset(target, 0, sizeof(half) * (lattice + l->pixels * inner - target));
}

// One lattice for every part.
INLINE void fill_parts(half *lattices, int64_t lattice_step, const ck_lattice *l, ck_source x, int64_t images,
                       int64_t height, int64_t width, int64_t channels, int64_t stride, int64_t row, int64_t column,
                       const int parts) {
  fill_lattice(lattices, l, x, images, height, width, channels, stride, row, column, 0, parts);
  if (parts == 1) return;
  fill_lattice(lattices + lattice_step, l, x, images, height, width, channels, stride, row, column, 1, parts);
  fill_lattice(lattices + 2 * lattice_step, l, x, images, height, width, channels, stride, row, column, 2, parts);
}

// One step of the depth: which lattice, how far from the target pixel, and which taps its 32 channels belong to.
typedef struct {
  int64_t phase, offset;   // offset in pixels
  int64_t tap[2], channel; // second tap: the right neighbour's where pixels have 16 channels, or -1
} step;

// The steps of a pass. Forward (phase < 0): all taps. Gradient of the input: those taps that reach the pixels whose row
// and column leave the remainders of `phase`. Fills `steps`, returns how many.
static int64_t list_steps(step *steps, const ck_window *g, const ck_lattice *l, int64_t inner, int64_t phase) {
  int64_t count = 0, k = g->kernel, s = g->stride;
  for (int64_t i = 0; i < k; i++) {
    // Where the tap's row lies: s * shift + remainder, on the source for the forward pass, on the target for the
    // gradient.
    int64_t down = phase < 0 ? i - g->padding : phase / s + g->padding - i;
    if (phase >= 0 && down % s) continue;
    int64_t row_phase = ((down % s) + s) % s, row_shift = (down - row_phase) / s;
    for (int64_t first = 0; first < k; first++) {
      int64_t j = phase < 0 ? first : k - 1 - first; // rightward on the source either way
      int64_t right = phase < 0 ? j - g->padding : phase % s + g->padding - j;
      if (phase >= 0 && right % s) continue;
      int64_t column_phase = ((right % s) + s) % s, column_shift = (right - column_phase) / s;
      step next = {.phase = phase < 0 ? row_phase * s + column_phase : 0,
                   .offset = row_shift * l->pitch + column_shift,
                   .tap = {i * k + j, -1}};
      if (inner < DEPTH) {
        step *twin = NULL;
        for (int64_t n = 0; n < count; n++)
          if (steps[n].phase == next.phase && steps[n].offset + 1 == next.offset && steps[n].tap[1] < 0 &&
              steps[n].tap[0] / k == i)
            twin = steps + n;
        if (twin) {
          twin->tap[1] = next.tap[0];
          continue;
        }
        steps[count++] = next;
      } else {
        for (next.channel = 0; next.channel < inner; next.channel += DEPTH) steps[count++] = next;
      }
    }
  }
  return count;
}
#define MOST_STEPS(g, inner) ((g)->kernel * (g)->kernel * ((inner) < DEPTH ? 1 : (inner) / DEPTH))

// Where the pixels of one pass go: lattice position q to `target[q]`, a pixel, or -1.
static void list_targets(int32_t *target, const ck_lattice *l, int64_t images, int64_t height, int64_t width,
                         int64_t rows, int64_t columns, int64_t stride, int64_t row, int64_t column) {
  for (int64_t q = 0; q < l->count; q++) target[q] = -1;
  for (int64_t image = 0; image < images; image++)
    for (int64_t i = 0; i < rows; i++)
      for (int64_t j = 0; j < columns; j++)
        target[(image * l->height + i) * l->pitch + j] =
            (int32_t)((image * height + i * stride + row) * width + j * stride + column);
}
