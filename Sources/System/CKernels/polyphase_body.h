// 3x3 convolutions of stride 2 and padding 1 by Winograd, compiled once per instruction set.
//
// An output sees odd rows of the input through the outer taps and even rows through the middle one; columns likewise.
// So the convolution is a sum of four of stride 1, by 2x2, 2x1, 1x2 and 1x1 taps, one for each phase of the input. The
// four share the points +-1/2, +-3/2 and infinity, at which filters of one tap vanish: their products add up before
// they are transformed back, 81 products for 4x4 outputs instead of 144. The gradient of the input is the same with one
// input and four phases of outputs.
//
// Frequency f = 5 i + j has one to four phases. They lie one after the other in V, and make one product of that many
// times the channels. Scratch is in panels of 16 channels, as for F(4x4, 3x3).

#define PA 0.5f
#define PB 1.5f
#define PA2 (PA * PA)
#define PB2 (PB * PB)
#define POINTS 5
#define PHASE_FREQUENCIES 25
#define PHASE_PRODUCTS 81

// Pointers to the size x size pixels whose first is (row, column); `blank` stands for pixels outside the image.
CK_INLINE void window(const float **source, const int size, const float *image, const ck_winograd *g, int64_t channels,
                      int64_t row, int64_t column, const float *blank) {
  int inside[9];
  CK_UNROLL for (int j = 0; j < size; j++) inside[j] = (uint64_t)(column + j) < (uint64_t)g->width;
  const float *line = image + (row * g->width + column) * channels;
  CK_UNROLL for (int i = 0; i < size; i++, line += g->width * channels) {
    int seen = (uint64_t)(row + i) < (uint64_t)g->height;
    CK_UNROLL for (int j = 0; j < size; j++) source[i * size + j] = seen & inside[j] ? line + j * channels : blank;
  }
}

CK_INLINE int phases_at(int f) { return (f / POINTS < 4 ? 2 : 1) * (f % POINTS < 4 ? 2 : 1); }
// Where frequency f begins if every phase takes `unit` floats; a cache line of padding for each (see
// ck_frequency_stride).
CK_INLINE int64_t phases_offset(int f, int64_t unit) {
  int i = f / POINTS, j = f % POINTS;
  return (18 * i + j * (i < 4 ? 4 : 2)) * unit + f * LANES;
}
CK_INLINE int64_t phases_floats(int64_t unit) { return PHASE_PRODUCTS * unit + PHASE_FREQUENCIES * LANES; }
// The same for one phase out of four, or, not `split`, for the only one. down, right: 0 for odd rows or columns, 1 for
// even.
CK_INLINE int64_t phase_offset(const int split, int i, int j, const int down, const int right, int64_t unit) {
  if (!split) return (POINTS * i + j) * (unit + LANES);
  return phases_offset(POINTS * i + j, unit) + (down * (j < 4 ? 2 : 1) + right) * unit;
}

// One 1-D input transform: 5 pixels, or 4 for a filter of one tap.
CK_INLINE void phase_points(const int size, const vf *d, vf *o, const int step) {
  vf ea = fma16(splat(-PB2), d[0], d[2]), oa = fma16(splat(-PB2), d[1], d[3]);
  vf eb = fma16(splat(-PA2), d[0], d[2]), ob = fma16(splat(-PA2), d[1], d[3]);
  o[0] = fma16(splat(PA), ea, oa);
  o[step] = fma16(splat(-PA), ea, oa);
  o[2 * step] = fma16(splat(PB), eb, ob);
  o[3 * step] = fma16(splat(-PB), eb, ob);
  if (size == 5) o[4 * step] = fma16(splat(PA2 * PB2), d[0], fma16(splat(-PA2 - PB2), d[2], d[4]));
}

// One 1-D output transform, 4 or 5 -> 4.
CK_INLINE void phase_outputs(const int size, const vf *m, vf *o, const int step) {
  vf sa = m[0] + m[1], da = m[0] - m[1], sb = m[2] + m[3], db = m[2] - m[3];
  o[0] = sa + sb;
  o[step] = fma16(splat(PA), da, splat(PB) * db);
  o[2 * step] = fma16(splat(PA2), sa, splat(PB2) * sb);
  vf last = fma16(splat(PA * PA2), da, splat(PB * PB2) * db);
  o[3 * step] = size == 5 ? last + m[4] : last;
}

// One 1-D transform of output gradients, 4 -> 5.
CK_INLINE void phase_gradients(const vf *d, vf *o, const int step) {
  vf ea = fma16(splat(PA2), d[2], d[0]), oa = fma16(splat(PA2), d[3], d[1]);
  vf eb = fma16(splat(PB2), d[2], d[0]), ob = fma16(splat(PB2), d[3], d[1]);
  o[0] = fma16(splat(PA), oa, ea);
  o[step] = fma16(splat(-PA), oa, ea);
  o[2 * step] = fma16(splat(PB), ob, eb);
  o[3 * step] = fma16(splat(-PB), ob, eb);
  o[4 * step] = d[3];
}

// The outputs' side: images of half the size.
CK_INLINE ck_winograd halved(const ck_winograd *g) {
  ck_winograd half = *g;
  half.height = (g->height + 1) / 2;
  half.width = (g->width + 1) / 2;
  return half;
}

// One phase of a window, sixteen channels.
CK_INLINE void transform_phase(const int split, const int down, const int right, float *v, int64_t unit,
                               const float *const *source, int64_t c, const int affine, vf scale, vf offset) {
  const int tall = 5 - down, wide = 5 - right, step = split ? 2 : 1, side = split ? 9 : 5;
  vf d[25];
  CK_UNROLL for (int j = 0; j < wide; j++) {
    vf s[5];
    CK_UNROLL for (int i = 0; i < tall; i++) s[i] =
        input_at(source[(step * i + down) * side + step * j + right] + c, 0, affine, scale, offset);
    phase_points(tall, s, d + j, 5);
  }
  CK_UNROLL for (int i = 0; i < tall; i++) {
    vf o[5];
    phase_points(wide, d + 5 * i, o, 1);
    CK_UNROLL for (int j = 0; j < wide; j++) store(v + phase_offset(split, i, j, down, right, unit), o[j]);
  }
}

// Transforms the input windows of `count` tiles from `first` on into V: 9x9 pixels, split into phases, or 5x5 pixels of
// the gradient of the outputs.
CK_INLINE void transform_windows(const int split, float *v, ck_source x, const int affine, int64_t panel,
                                 int64_t panels, const ck_winograd *g, int64_t first, int64_t count, int64_t rows,
                                 const float *blank) {
  ck_winograd half = halved(g), read = split ? *g : half;
  int64_t unit = panels * LANES * rows, channels = split ? g->inputs : g->outputs;
  for (int64_t t = 0; t < count; t++) {
    tile_place p = place_of(&half, first + t);
    const float *image = x.values + p.image * read.height * read.width * channels, *source[81];
    if (split)
      window(source, 9, image, &read, channels, 2 * p.row - 1, 2 * p.column - 1, blank);
    else
      window(source, 5, image, &read, channels, p.row, p.column, blank);
    for (int64_t q = 0; q < panels; q++) {
      int64_t c = (panel + q) * LANES;
      vf scale = affine ? load(x.scale + c) : splat(1), offset = affine ? load(x.offset + c) : splat(0);
      float *target = v + (q * rows + t) * LANES;
      transform_phase(split, 0, 0, target, unit, source, c, affine, scale, offset);
      if (!split) continue;
      transform_phase(1, 0, 1, target, unit, source, c, affine, scale, offset);
      transform_phase(1, 1, 0, target, unit, source, c, affine, scale, offset);
      transform_phase(1, 1, 1, target, unit, source, c, affine, scale, offset);
    }
  }
}

CK_INLINE void transform_phases(float *v, ck_source x, int64_t panel, int64_t panels, const ck_winograd *g,
                                int64_t first, int64_t count, int64_t rows, const float *blank) {
  if (x.scale)
    transform_windows(1, v, x, 1, panel, panels, g, first, count, rows, blank);
  else
    transform_windows(1, v, x, 0, panel, panels, g, first, count, rows, blank);
}

// Transforms the 4x4 output gradients of `count` tiles into W, one phase.
CK_INLINE void transform_phase_gradients(float *w, const float *dy, const ck_winograd *g, int64_t first, int64_t count,
                                         int64_t rows, const float *blank) {
  ck_winograd half = halved(g);
  int64_t channels = g->outputs, unit = channels * rows;
  for (int64_t t = 0; t < count; t++) {
    tile_place p = place_of(&half, first + t);
    const float *source[16];
    window(source, 4, dy + p.image * half.height * half.width * channels, &half, channels, p.row, p.column, blank);
    for (int64_t c = 0; c < channels; c += LANES) {
      vf d[20];
      CK_UNROLL for (int j = 0; j < 4; j++) {
        vf s[4];
        CK_UNROLL for (int i = 0; i < 4; i++) s[i] = load(source[4 * i + j] + c);
        phase_gradients(s, d + j, 4);
      }
      CK_UNROLL for (int i = 0; i < POINTS; i++) {
        vf o[5];
        phase_gradients(d + 4 * i, o, 1);
        CK_UNROLL for (int j = 0; j < POINTS; j++)
            store(w + c * rows + t * LANES + phase_offset(0, i, j, 0, 0, unit), o[j]);
      }
    }
  }
}

// Transforms one phase of M back and writes the pixels that lie inside the image, up to high x wide of them.
CK_INLINE void phase_pixels(const int split, const int down, const int right, float *y, int64_t at, int64_t line,
                            int64_t pixel, int64_t high, int64_t wide, const float *m, int64_t unit, const int writing,
                            const ck_finish *finish, int64_t c) {
  const int rows = 5 - down, columns = 5 - right;
  finish_lanes lanes = finish_of(finish, c, writing);
  vf d[20];
  CK_UNROLL for (int j = 0; j < columns; j++) {
    vf s[5];
    CK_UNROLL for (int i = 0; i < rows; i++) s[i] = load(m + phase_offset(split, i, j, down, right, unit));
    phase_outputs(rows, s, d + j, 5);
  }
  CK_UNROLL for (int i = 0; i < 4; i++) {
    if (i >= high) break;
    vf o[4];
    phase_outputs(columns, d + 5 * i, o, 1);
    CK_UNROLL for (int j = 0; j < 4; j++) {
      if (j >= wide) break;
      put(y, at + i * line + j * pixel + c, o[j], writing, finish, lanes);
    }
  }
}

// Transforms M back: into the outputs, or (split) into the four phases of the gradient of the input.
CK_INLINE void transform_pixels(const int split, float *y, const float *m, int64_t channels, const ck_winograd *g,
                                int64_t first, int64_t count, int64_t rows, const int writing,
                                const ck_finish *finish) {
  ck_winograd half = halved(g), written = split ? *g : half;
  int64_t unit = channels * rows, line = written.width * channels;
  for (int64_t t = 0; t < count; t++) {
    tile_place p = place_of(&half, first + t);
    int64_t image = p.image * written.height * line;
    for (int64_t c = 0; c < channels; c += LANES) {
      const float *source = m + c * rows + t * LANES;
      if (!split) {
        phase_pixels(0, 0, 0, y, image + p.row * line + p.column * channels, line, channels, half.height - p.row,
                     half.width - p.column, source, unit, writing, finish, c);
        continue;
      }
      CK_UNROLL for (int down = 0; down < 2; down++) CK_UNROLL for (int right = 0; right < 2; right++) {
        // Row 2 i + 1 of the odd phase, 2 i of the even one.
        int64_t row = 2 * p.row + 1 - down, column = 2 * p.column + 1 - right;
        phase_pixels(1, down, right, y, image + row * line + column * channels, 2 * line, 2 * channels,
                     (g->height - row + 1) / 2, (g->width - column + 1) / 2, source, unit, writing, finish, c);
      }
    }
  }
}

// What the passes count with: tiles and the room for those of a block, panels of channels, and floats of one phase (of
// V or M on the inputs' side, of weights), or on the outputs' side, where there is one phase, of a frequency.
typedef struct {
  int64_t tiles, rows, inputs, outputs, input_unit, weight_unit, output_step;
} phase_sizes;

CK_INLINE phase_sizes sizes_of(const ck_winograd *g) {
  ck_winograd half = halved(g);
  int64_t rows = rounded_rows(g->block);
  phase_sizes s = {
      tile_count(&half),        rows, g->inputs / LANES, g->outputs / LANES, g->inputs * rows, g->inputs * g->outputs,
      g->outputs * rows + LANES};
  return s;
}
CK_INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

static int64_t CK_NAME(polyphase_weight_floats)(int64_t inputs, int64_t outputs) {
  return phases_floats(inputs * outputs);
}

// Scratch: what stands for pixels outside the images, V, and M or W.
static int64_t CK_NAME(polyphase_scratch)(const ck_winograd *g) {
  phase_sizes s = sizes_of(g);
  return g->inputs + g->outputs + phases_floats(s.input_unit) + PHASE_FREQUENCIES * s.output_step;
}

static void CK_NAME(polyphase_forward)(float *y, ck_source x, const float *u, float *scratch, const ck_winograd *g,
                                       const ck_finish *finish, int64_t block_begin, int64_t block_end) {
  phase_sizes s = sizes_of(g);
  float *blank = scratch, *v = blank + g->inputs, *m = v + phases_floats(s.input_unit);
  fill_blank(blank, g->inputs, x.scale != NULL);
  for (int64_t first = block_begin * g->block; first < least(block_end * g->block, s.tiles); first += g->block) {
    int64_t count = least(g->block, s.tiles - first);
    transform_phases(v, x, 0, s.inputs, g, first, count, s.rows, blank);
    for (int f = 0; f < PHASE_FREQUENCIES; f++) {
      const float *uf = u + phases_offset(f, s.weight_unit);
      const float *next = f + 1 < PHASE_FREQUENCIES ? u + phases_offset(f + 1, s.weight_unit) : NULL;
      forward_product(m + f * s.output_step, v + phases_offset(f, s.input_unit), uf, next, NULL,
                      phases_at(f) * s.inputs, s.outputs, s.rows, count);
    }
    if (finish)
      transform_pixels(0, y, m, g->outputs, g, first, count, s.rows, FINISH, finish);
    else
      transform_pixels(0, y, m, g->outputs, g, first, count, s.rows, SET, NULL);
  }
}

static void CK_NAME(polyphase_input_gradient)(float *dx, const float *dy, const float *u, float *scratch,
                                              const ck_winograd *g, int32_t accumulate) {
  phase_sizes s = sizes_of(g);
  float *zeros = scratch, *v = zeros + g->outputs, *m = v + PHASE_FREQUENCIES * s.output_step;
  fill_blank(zeros, g->outputs, 0);
  for (int64_t first = 0; first < s.tiles; first += g->block) {
    int64_t count = least(g->block, s.tiles - first);
    transform_windows(0, v, (ck_source){.values = dy}, 0, 0, s.outputs, g, first, count, s.rows, zeros);
    for (int f = 0; f < PHASE_FREQUENCIES; f++) {
      const float *uf = u + phases_offset(f, s.weight_unit);
      const float *next = f + 1 < PHASE_FREQUENCIES ? u + phases_offset(f + 1, s.weight_unit) : NULL;
      forward_product(m + phases_offset(f, s.input_unit), v + f * s.output_step, uf, next, NULL, s.outputs,
                      phases_at(f) * s.inputs, s.rows, count);
    }
    if (accumulate)
      transform_pixels(1, dx, m, g->inputs, g, first, count, s.rows, ADD, NULL);
    else
      transform_pixels(1, dx, m, g->inputs, g, first, count, s.rows, SET, NULL);
  }
}

static void CK_NAME(polyphase_weight_gradient)(float *du, ck_source x, const float *dy, float *scratch,
                                               const ck_winograd *g, int32_t accumulate) {
  phase_sizes s = sizes_of(g);
  float *blank = scratch, *zeros = blank + g->inputs, *v = zeros + g->outputs, *w = v + phases_floats(s.input_unit);
  fill_blank(blank, g->inputs, x.scale != NULL);
  fill_blank(zeros, g->outputs, 0);
  for (int64_t first = 0; first < s.tiles; first += g->block) {
    int64_t count = least(g->block, s.tiles - first);
    transform_phases(v, x, 0, s.inputs, g, first, count, s.rows, blank);
    transform_phase_gradients(w, dy, g, first, count, s.rows, zeros);
    for (int f = 0; f < PHASE_FREQUENCIES; f++)
      gradient_product(du + phases_offset(f, s.weight_unit), v + phases_offset(f, s.input_unit), w + f * s.output_step,
                       NULL, phases_at(f) * s.inputs, s.outputs, s.rows, count, accumulate || first > 0);
  }
}
