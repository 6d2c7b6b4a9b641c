// Winograd F(TILE_HIGH x TILE_WIDE, 3x3), forward, compiled once per instruction set and kind of numbers.
//
// Scratch layouts, all in panels of 16 channels: V [frequencies][inputs/16][rows][16] transformed input windows,
// M [frequencies][outputs/16][rows][16] products, where rows is the number of tiles of a block, rounded up to
// PRODUCT_ROWS.

#if NUMBERS == 1
// Where tile t of one frequency keeps the channels of a panel, of `rows` tiles, and how they are written there.
CK_INLINE float *number_place(float *v, int64_t panel, int64_t t, int64_t rows, const int pairing) {
  return (void)pairing, v + (panel * rows + t) * LANES;
}
CK_INLINE void put_numbers(float *q, vf v, int64_t t, const int pairing) {
  (void)t, (void)pairing;
  store(q, v);
}
#endif

#include "winograd_places.h"

// Sixteen numbers of a panel of channels, or, `cut`, its eight.
CK_INLINE vf load_channels(const float *p, const int cut) { return cut ? load_eight(p) : load(p); }

// A panel of input channels. Pixels outside the image are no numbers if there is an affine map, and pass no gate.
CK_INLINE vf input_at(const float *p, const int cut, const int affine, vf scale, vf offset) {
  if (!affine) return load_channels(p, cut);
  vf v = fma16(load_channels(p, cut), scale, offset);
  return gated(v, v);
}

// What stands for the pixels outside the image.
CK_INLINE void fill_blank(float *blank, int64_t channels, int affine) {
  float nothing = affine ? __builtin_nanf("") : 0;
  for (int64_t c = 0; c < channels; c++) blank[c] = nothing;
}

// Fetches one vector of every frequency, to be written (1) or read (0) next: these are more streams than processors
// follow by themselves. Those of fewer than MANY channels stay in the first-level cache.
#define FETCH_FREQUENCIES(first, frequency, written) \
  CK_UNROLL for (int f = 0; f < FREQUENCIES; f++) __builtin_prefetch((first) + f * (frequency), written, 3)
#define MANY 128

// Transforms a panel of channels of the windows of `count` tiles beside each other into rows t on of a panel of V,
// `frequency` floats from one frequency to the next. The windows share two columns, so the columns of all are
// transformed first, then every window along its rows.
CK_INLINE void transform_run(float *v, int64_t frequency, int64_t panel, int64_t t, int64_t count, int64_t rows,
                             const strip *x, int64_t column, int64_t width, const int cut, const int affine, vf scale,
                             vf offset, const int pairing, int fetched) {
  vf d[WINDOW_HIGH * (TILE_WIDE * RUN + 2)];
  for (int64_t j = 0; j < TILE_WIDE * count + 2; j++) {
    vf s[WINDOW_HIGH];
    int seen = (uint64_t)(column + j) < (uint64_t)width;
    CK_UNROLL for (int i = 0; i < WINDOW_HIGH; i++) s[i] =
        seen ? input_at(x->line[i] + j * x->pixel[i], cut, affine, scale, offset) : splat(0);
    input_transform(TILE_HIGH, d + WINDOW_HIGH * j, 1, s);
  }
  for (int64_t k = 0; k < count; k++) {
    const vf *r = d + WINDOW_HIGH * TILE_WIDE * k;
    float *target = number_place(v, panel, t + k, rows, pairing);
    if (fetched)
      FETCH_FREQUENCIES(number_place(v, panel + (k + 1 == count), t + (k + 1) % count, rows, pairing), frequency, 1);
    CK_UNROLL for (int i = 0; i < WINDOW_HIGH; i++) {
      vf s[WINDOW_WIDE], o[WINDOW_WIDE];
      CK_UNROLL for (int j = 0; j < WINDOW_WIDE; j++) s[j] = r[WINDOW_HIGH * j + i];
      input_transform(TILE_WIDE, o, 1, s);
      CK_UNROLL for (int j = 0; j < WINDOW_WIDE; j++)
          put_numbers(target + (WINDOW_WIDE * i + j) * frequency, o[j], t + k, pairing);
    }
  }
}

// Transforms the input windows of `count` tiles, from `first` on, into rows t on of V.
CK_INLINE void transform_source(float *v, int64_t frequency, ck_source x, const int affine, const ck_winograd *g,
                                int64_t first, int64_t t, int64_t count, int64_t rows, const float *blank,
                                const int pairing) {
  int64_t channels = g->inputs;
  for (int64_t run; count > 0; first += run, t += run, count -= run) {
    tile_place p = run_from(g, first, count, &run);
    strip s = strip_of(WINDOW_HIGH, x.values + p.image * g->height * g->width * channels, g, channels, p.row - 1,
                       p.column - 1, blank);
    int64_t c = 0;
    for (; c + LANES <= channels; c += LANES) {
      vf scale = affine ? load(x.scale + c) : splat(1), offset = affine ? load(x.offset + c) : splat(0);
      transform_run(v, frequency, c / LANES, t, run, rows, &s, p.column - 1, g->width, 0, affine, scale, offset,
                    pairing, channels >= MANY);
      CK_UNROLL for (int i = 0; i < WINDOW_HIGH; i++) s.line[i] += LANES;
    }
    if (c == channels) continue;
    vf scale = affine ? load_eight(x.scale + c) : splat(1), offset = affine ? load_eight(x.offset + c) : splat(0);
    transform_run(v, frequency, c / LANES, t, run, rows, &s, p.column - 1, g->width, 1, affine, scale, offset, pairing,
                  0);
  }
}

CK_INLINE void transform_inputs(float *v, int64_t frequency, ck_source x, const ck_winograd *g, int64_t first,
                                int64_t t, int64_t count, int64_t rows, const float *blank, const int pairing) {
  if (x.scale)
    transform_source(v, frequency, x, 1, g, first, t, count, rows, blank, pairing);
  else
    transform_source(v, frequency, x, 0, g, first, t, count, rows, blank, pairing);
}

// Transforms panels of M back and writes the output pixels that lie inside the image. `m` begins with the first of
// them.
CK_INLINE void transform_outputs(float *y, const float *m, int64_t frequency, const ck_winograd *g, int64_t first,
                                 int64_t count, int64_t rows, const int writing, const ck_finish *finish,
                                 int64_t panel_begin, int64_t panel_end) {
  int64_t channels = g->outputs, begin = panel_begin * LANES, end = panel_end * LANES;
  // Only gradients of inputs have a cut panel.
  int64_t cut = writing == FINISH ? end : channels - LANES;
  for (int64_t t = 0, run; t < count; t += run) {
    tile_place p = run_from(g, first + t, count - t, &run);
    int64_t pixel = (p.image * g->height + p.row) * g->width + p.column, below = g->height - p.row,
            right = g->width - p.column;
    for (int64_t k = 0; k < run; k++, pixel += TILE_WIDE, right -= TILE_WIDE)
      for (int64_t c = begin; c < end; c += LANES) {
        const float *source = m + (c - begin) * rows + (t + k) * LANES;
        finish_lanes lanes = finish_of(finish, c, writing);
        if (channels >= MANY)
          FETCH_FREQUENCIES(c + LANES < end ? source + rows * LANES : m + (t + k + 1) * LANES, frequency, 0);
        vf d[TILE_HIGH * WINDOW_WIDE];
        CK_UNROLL for (int j = 0; j < WINDOW_WIDE; j++) {
          vf s[WINDOW_HIGH];
          CK_UNROLL for (int i = 0; i < WINDOW_HIGH; i++) s[i] = load(source + (WINDOW_WIDE * i + j) * frequency);
          output_transform(TILE_HIGH, d + j, WINDOW_WIDE, s);
        }
        CK_UNROLL for (int i = 0; i < TILE_HIGH; i++) {
          if (i >= below) break;
          vf o[TILE_WIDE];
          output_transform(TILE_WIDE, o, 1, d + WINDOW_WIDE * i);
          CK_UNROLL for (int j = 0; j < TILE_WIDE; j++) {
            if (j >= right) break;
            int64_t at = (pixel + i * g->width + j) * channels + c;
            if (c > cut)
              store_eight(y + at, writing == ADD ? o[j] + load_eight(y + at) : o[j]);
            else
              put(y, at, o[j], writing, finish, lanes);
          }
        }
      }
  }
}

// Scratch in floats: zeros for what lies outside the images, V, M or W, and room for the products.
static int64_t CK_NAME(winograd_scratch)(const ck_winograd *g) {
  int64_t rows = rounded_rows(g->block), most = panels_of(g->inputs > g->outputs ? g->inputs : g->outputs);
  return 2 * most * LANES + 2 * FREQUENCIES * ck_frequency_stride(most, rows) +
         product_room(g->inputs, g->outputs, rows);
}

static void CK_NAME(winograd_forward)(float *y, ck_source x, const float *u, float *scratch, const ck_winograd *g,
                                      int32_t accumulate, const ck_finish *finish, int64_t block_begin,
                                      int64_t block_end) {
  int64_t inputs = panels_of(g->inputs), outputs = panels_of(g->outputs), tiles = tile_count(g),
          rows = rounded_rows(g->block);
  int64_t step = ck_frequency_stride(inputs > outputs ? inputs : outputs, rows);
  int64_t u_step = CK_NAME(winograd_weight_stride)(g->inputs, g->outputs);
  float *blank = scratch, *v = scratch + inputs * LANES, *m = IN_PLACE ? v : v + FREQUENCIES * step,
        *room = m + FREQUENCIES * step;
  fill_blank(blank, g->inputs, x.scale != NULL);
  begin_products();
  for (int64_t block = block_begin; block < block_end; block++) {
    int64_t first = block * g->block, count = tiles - first < g->block ? tiles - first : g->block;
    transform_inputs(v, step, x, g, first, 0, count, rows, blank, BY_CHANNEL);
    int64_t next = first + count, ahead = block + 1 == block_end    ? 0
                                          : tiles - next < g->block ? tiles - next
                                                                    : g->block;
    // The windows of the next block begin one row higher; that row has been read already.
    stretch windows = rows_of(x.values, g, g->inputs, next, ahead, 1),
            targets = rows_of(y, g, g->outputs, first, count, 0);
    stretch residual = rows_of(finish ? finish->residual : NULL, g, g->outputs, first, count, 0);
    for (int f = 0; f < FREQUENCIES; f++) {
      const float *uf = u + f * u_step;
      fetch(windows, 0, f);
      fetch(targets, 1, f);
      fetch(residual, 0, f);
      forward_product(m + f * step, v + f * step, uf, f + 1 < FREQUENCIES ? uf + u_step : NULL, room, inputs / NUMBERS,
                      outputs, rows, count);
    }
    if (finish)
      transform_outputs(y, m, step, g, first, count, rows, FINISH, finish, 0, outputs);
    else if (accumulate)
      transform_outputs(y, m, step, g, first, count, rows, ADD, NULL, 0, outputs);
    else
      transform_outputs(y, m, step, g, first, count, rows, SET, NULL, 0, outputs);
  }
  end_products();
}

#if IN_PLACE
#define CK_WINOGRAD_STEPS .transform_inputs = NULL
#else
// The forward pass of one block in three steps, for few blocks of many channels: all threads transform windows into one
// V, then each multiplies parts of its own into one M, then each transforms tiles of its own back. The weights are
// read once.
static void CK_NAME(winograd_transform_inputs)(float *v, ck_source x, float *scratch, const ck_winograd *g,
                                               int64_t block, ck_part part) {
  int64_t rows = rounded_rows(g->block), first = block * g->block, left = tile_count(g) - first;
  int64_t count = left < g->block ? left : g->block, begin = count * part.index / part.count,
          end = count * (part.index + 1) / part.count;
  fill_blank(scratch, panels_of(g->inputs) * LANES, x.scale != NULL);
  transform_inputs(v, ck_frequency_stride(panels_of(g->inputs), rows), x, g, first + begin, begin, end - begin, rows,
                   scratch, BY_CHANNEL);
}

// Part i is the half i % 2 of the outputs of frequency i / 2.
static void CK_NAME(winograd_multiply)(float *m, const float *v, const float *u, const ck_winograd *g, int64_t block,
                                       int64_t part) {
  int64_t inputs = panels_of(g->inputs), outputs = panels_of(g->outputs), rows = rounded_rows(g->block);
  int64_t left = tile_count(g) - block * g->block, count = left < g->block ? left : g->block;
  int64_t frequency = part / 2, half = outputs / 4 * 2, panel = part % 2 * half;
  int64_t u_step = CK_NAME(winograd_weight_stride)(g->inputs, g->outputs), u_panel = inputs * LANES / NUMBERS * LANES;
  const float *next = u + frequency * u_step + half * u_panel;
  if (part % 2) next = frequency + 1 < FREQUENCIES ? u + (frequency + 1) * u_step : NULL;
  forward_product(m + frequency * ck_frequency_stride(outputs, rows) + panel * rows * LANES,
                  v + frequency * ck_frequency_stride(inputs, rows), u + frequency * u_step + panel * u_panel, next,
                  NULL, inputs / NUMBERS, part % 2 ? outputs - half : half, rows, count);
}

static void CK_NAME(winograd_transform_outputs)(float *y, const float *m, const ck_winograd *g, int32_t accumulate,
                                                int64_t block, ck_part part) {
  int64_t outputs = panels_of(g->outputs), rows = rounded_rows(g->block), step = ck_frequency_stride(outputs, rows);
  int64_t first = block * g->block, left = tile_count(g) - first, count = left < g->block ? left : g->block;
  int64_t begin = count * part.index / part.count, end = count * (part.index + 1) / part.count;
  if (accumulate)
    transform_outputs(y, m + begin * LANES, step, g, first + begin, end - begin, rows, ADD, NULL, 0, outputs);
  else
    transform_outputs(y, m + begin * LANES, step, g, first + begin, end - begin, rows, SET, NULL, 0, outputs);
}
#define CK_WINOGRAD_STEPS                                                                         \
  .transform_inputs = CK_NAME(winograd_transform_inputs), .multiply = CK_NAME(winograd_multiply), \
  .transform_outputs = CK_NAME(winograd_transform_outputs)
#endif
