// Winograd F(4x4, 3x3), compiled once per instruction set.
//
// Scratch layouts, all in panels of 16 channels: V [36][inputs/16][rows][16] transformed input windows,
// M [36][outputs/16][rows][16] products, where rows is the number of tiles of a block, rounded up to ROWS.

#include "winograd_places.h"

// One 1-D input transform, in place: B^T d (6 -> 6).
#define INPUT_TRANSFORM(d0, d1, d2, d3, d4, d5, o0, o1, o2, o3, o4, o5) \
  do {                                                                  \
    vf ea = fma16(splat(-WB2), d2, d4), eb = fma16(splat(-WA2), d2, d4); \
    vf oa = fma16(splat(-WB2), d1, d3), ob = fma16(splat(-WA2), d1, d3); \
    vf first = fma16(splat(WPRODUCT), d0, fma16(splat(-WSUM), d2, d4)); \
    vf last = fma16(splat(WPRODUCT), d1, fma16(splat(-WSUM), d3, d5));  \
    o1 = fma16(splat(WA), oa, ea);                                      \
    o2 = fma16(splat(-WA), oa, ea);                                     \
    o3 = fma16(splat(WB), ob, eb);                                      \
    o4 = fma16(splat(-WB), ob, eb);                                     \
    o0 = first;                                                         \
    o5 = last;                                                          \
  } while (0)

// One 1-D output transform: A^T m (6 -> 4).
#define OUTPUT_TRANSFORM(m0, m1, m2, m3, m4, m5, o0, o1, o2, o3)                                  \
  do {                                                                                            \
    vf sa = m1 + m2, da = m1 - m2, sb = m3 + m4, db = m3 - m4;                                    \
    o0 = m0 + sa + sb;                                                                            \
    o1 = fma16(splat(WA), da, splat(WB) * db);                                                    \
    o2 = fma16(splat(WA2), sa, splat(WB2) * sb);                                                  \
    o3 = fma16(splat(WA *WA2), da, fma16(splat(WB *WB2), db, m5));                                \
  } while (0)

// One 1-D transform of output gradients: A d (4 -> 6).
#define GRADIENT_TRANSFORM(y0, y1, y2, y3, o0, o1, o2, o3, o4, o5)                   \
  do {                                                                               \
    vf ea = fma16(splat(WA2), y2, y0), oa = fma16(splat(WA2), y3, y1);               \
    vf eb = fma16(splat(WB2), y2, y0), ob = fma16(splat(WB2), y3, y1);               \
    vf first = y0, last = y3;                                                        \
    o1 = fma16(splat(WA), oa, ea);                                                   \
    o2 = fma16(splat(-WA), oa, ea);                                                  \
    o3 = fma16(splat(WB), ob, eb);                                                   \
    o4 = fma16(splat(-WB), ob, eb);                                                  \
    o0 = first;                                                                      \
    o5 = last;                                                                       \
  } while (0)

// Sixteen input channels. Pixels outside the image are no numbers if there is an affine map, and pass no gate.
CK_INLINE vf input_at(const float *p, const int affine, vf scale, vf offset) {
  if (!affine) return load(p);
  vf v = fma16(load(p), scale, offset);
  return gated(v, v);
}

// What stands for the pixels outside the image.
CK_INLINE void fill_blank(float *blank, int64_t channels, int affine) {
  float nothing = affine ? __builtin_nanf("") : 0;
  for (int64_t c = 0; c < channels; c++) blank[c] = nothing;
}

// Fetches one vector of every frequency, to be written (1) or read (0) next: 36 streams are more than processors follow by
// themselves. Those of fewer than MANY channels stay in the first-level cache.
#define MANY 128
#define FETCH_FREQUENCIES(first, frequency, written) \
  CK_UNROLL for (int f = 0; f < 36; f++) __builtin_prefetch((first) + f * (frequency), written, 3)

// Transforms sixteen channels of the windows of `count` tiles beside each other. They share two columns, so the columns of all
// are transformed first, then every window along its rows.
// What is written after them begins at `next`, or is not to be fetched.
CK_INLINE void transform_run(float *target, const float *next, int64_t frequency, int64_t count, const strip *x, int64_t column,
                             int64_t width, const int affine, vf scale, vf offset) {
  vf d[6 * (4 * RUN + 2)];
  for (int64_t j = 0; j < 4 * count + 2; j++) {
    vf s[6], *o = d + 6 * j;
    int seen = (uint64_t)(column + j) < (uint64_t)width;
    CK_UNROLL for (int i = 0; i < 6; i++) s[i] = seen ? input_at(x->line[i] + j * x->pixel[i], affine, scale, offset) : splat(0);
    INPUT_TRANSFORM(s[0], s[1], s[2], s[3], s[4], s[5], o[0], o[1], o[2], o[3], o[4], o[5]);
  }
  for (int64_t t = 0; t < count; t++, target += LANES) {
    const vf *r = d + 24 * t;
    if (next) FETCH_FREQUENCIES(t + 1 < count ? target + LANES : next, frequency, 1);
    CK_UNROLL for (int i = 0; i < 6; i++, r++) {
      vf o0, o1, o2, o3, o4, o5;
      INPUT_TRANSFORM(r[0], r[6], r[12], r[18], r[24], r[30], o0, o1, o2, o3, o4, o5);
      float *q = target + 6 * i * frequency;
      store(q, o0);
      store(q + frequency, o1);
      store(q + 2 * frequency, o2);
      store(q + 3 * frequency, o3);
      store(q + 4 * frequency, o4);
      store(q + 5 * frequency, o5);
    }
  }
}

// Transforms the input windows of `count` tiles from `first` on into V, `frequency` floats from one to the next.
CK_INLINE void transform_source(float *v, int64_t frequency, ck_source x, const int affine, const ck_winograd *g, int64_t first,
                                int64_t count, int64_t rows, const float *blank) {
  int64_t channels = g->inputs;
  for (int64_t t = 0, run; t < count; t += run) {
    tile_place p = run_from(g, first + t, count - t, &run);
    strip s = strip_of(6, x.values + p.image * g->height * g->width * channels, g, channels, p.row - 1, p.column - 1, blank);
    for (int64_t c = 0; c < channels; c += LANES) {
      vf scale = affine ? load(x.scale + c) : splat(1), offset = affine ? load(x.offset + c) : splat(0);
      float *target = v + c * rows + t * LANES, *next = c + LANES < channels ? target + rows * LANES : v + (t + run) * LANES;
      if (channels < MANY) next = NULL;
      transform_run(target, next, frequency, run, &s, p.column - 1, g->width, affine, scale, offset);
      CK_UNROLL for (int i = 0; i < 6; i++) s.line[i] += LANES;
    }
  }
}

CK_INLINE void transform_inputs(float *v, int64_t frequency, ck_source x, const ck_winograd *g, int64_t first, int64_t count,
                                int64_t rows, const float *blank) {
  if (x.scale)
    transform_source(v, frequency, x, 1, g, first, count, rows, blank);
  else
    transform_source(v, frequency, x, 0, g, first, count, rows, blank);
}

// Transforms the 4x4 output gradients of `count` tiles into W [36][outputs/16][rows][16].
CK_INLINE void transform_gradients(float *w, const float *dy, const ck_winograd *g, int64_t first, int64_t count, int64_t rows,
                                   const float *blank) {
  int64_t channels = g->outputs, frequency = ck_frequency_stride(channels / LANES, rows);
  for (int64_t t = 0, run; t < count; t += run) {
    tile_place p = run_from(g, first + t, count - t, &run);
    strip s = strip_of(4, dy + p.image * g->height * g->width * channels, g, channels, p.row, p.column, blank);
    for (int64_t k = 0; k < run; k++)
      for (int64_t c = 0; c < channels; c += LANES) {
        vf d[24];
        CK_UNROLL for (int j = 0; j < 4; j++) {
          vf y[4];
          int64_t column = 4 * k + j;
          int seen = p.column + column < g->width;
          CK_UNROLL for (int i = 0; i < 4; i++) y[i] = seen ? load(s.line[i] + column * s.pixel[i] + c) : splat(0);
          GRADIENT_TRANSFORM(y[0], y[1], y[2], y[3], d[j], d[4 + j], d[8 + j], d[12 + j], d[16 + j], d[20 + j]);
        }
        float *target = w + c * rows + (t + k) * LANES;
        CK_UNROLL for (int i = 0; i < 6; i++) {
          vf *r = d + 4 * i;
          vf o0, o1, o2, o3, o4, o5;
          GRADIENT_TRANSFORM(r[0], r[1], r[2], r[3], o0, o1, o2, o3, o4, o5);
          float *q = target + 6 * i * frequency;
          store(q, o0);
          store(q + frequency, o1);
          store(q + 2 * frequency, o2);
          store(q + 3 * frequency, o3);
          store(q + 4 * frequency, o4);
          store(q + 5 * frequency, o5);
        }
      }
  }
}

// Transforms panels of M back and writes the output pixels that lie inside the image. `m` begins with the first of them.
CK_INLINE void transform_outputs(float *y, const float *m, int64_t frequency, const ck_winograd *g, int64_t first, int64_t count,
                                 int64_t rows, const int writing, const ck_finish *finish, int64_t panel_begin, int64_t panel_end) {
  int64_t channels = g->outputs, begin = panel_begin * LANES, end = panel_end * LANES;
  for (int64_t t = 0, run; t < count; t += run) {
    tile_place p = run_from(g, first + t, count - t, &run);
    int64_t pixel = (p.image * g->height + p.row) * g->width + p.column, high = g->height - p.row < 4 ? g->height - p.row : 4;
    for (int64_t k = 0; k < run; k++, pixel += 4) {
      int64_t wide = g->width - p.column - 4 * k < 4 ? g->width - p.column - 4 * k : 4;
      for (int64_t c = begin; c < end; c += LANES) {
        const float *source = m + (c - begin) * rows + (t + k) * LANES;
        finish_lanes lanes = finish_of(finish, c, writing);
        if (channels >= MANY) FETCH_FREQUENCIES(c + LANES < end ? source + rows * LANES : m + (t + k + 1) * LANES, frequency, 0);
        vf d[24];
        CK_UNROLL for (int j = 0; j < 6; j++) {
          const float *q = source + j * frequency;
          OUTPUT_TRANSFORM(load(q), load(q + 6 * frequency), load(q + 12 * frequency), load(q + 18 * frequency),
                           load(q + 24 * frequency), load(q + 30 * frequency), d[j], d[6 + j], d[12 + j], d[18 + j]);
        }
        CK_UNROLL for (int i = 0; i < 4; i++) {
          if (i >= high) break;
          vf *r = d + 6 * i;
          vf o[4];
          OUTPUT_TRANSFORM(r[0], r[1], r[2], r[3], r[4], r[5], o[0], o[1], o[2], o[3]);
          int64_t target = (pixel + i * g->width) * channels + c;
          CK_UNROLL for (int j = 0; j < 4; j++) {
            if (j >= wide) break;
            put(y, target + j * channels, o[j], writing, finish, lanes);
          }
        }
      }
    }
  }
}

// Scratch in floats: zeros for what lies outside the images, V, M or W, and room for the products.
static int64_t CK_NAME(winograd_scratch)(const ck_winograd *g) {
  int64_t rows = rounded_rows(g->block), most = g->inputs > g->outputs ? g->inputs : g->outputs;
  return 2 * most + 2 * 36 * ck_frequency_stride(most / LANES, rows) + product_room(g->inputs, g->outputs, rows);
}

static void CK_NAME(winograd_forward)(float *y, ck_source x, const float *u, float *scratch, const ck_winograd *g, int32_t accumulate,
                                      const ck_finish *finish, int64_t block_begin, int64_t block_end) {
  int64_t inputs = g->inputs / LANES, outputs = g->outputs / LANES, tiles = tile_count(g), rows = rounded_rows(g->block);
  int64_t step = ck_frequency_stride(inputs > outputs ? inputs : outputs, rows);
  int64_t u_step = CK_NAME(winograd_weight_stride)(g->inputs, g->outputs);
  float *blank = scratch, *v = scratch + g->inputs, *m = IN_PLACE ? v : v + 36 * step, *room = m + 36 * step;
  fill_blank(blank, g->inputs, x.scale != NULL);
  begin_products();
  for (int64_t block = block_begin; block < block_end; block++) {
    int64_t first = block * g->block, count = tiles - first < g->block ? tiles - first : g->block;
    transform_inputs(v, step, x, g, first, count, rows, blank);
    int64_t next = first + count, ahead = block + 1 == block_end ? 0 : tiles - next < g->block ? tiles - next : g->block;
    // The windows of the next block begin one row higher; that row has been read already.
    stretch windows = rows_of(x.values, g, g->inputs, next, ahead, 1), targets = rows_of(y, g, g->outputs, first, count, 0);
    stretch residual = finish && finish->residual ? rows_of(finish->residual, g, g->outputs, first, count, 0) : (stretch){NULL, 0};
    for (int f = 0; f < 36; f++) {
      const float *uf = u + f * u_step;
      fetch(windows, 0, f);
      fetch(targets, 1, f);
      fetch(residual, 0, f);
      forward_product(m + f * step, v + f * step, uf, f < 35 ? uf + u_step : NULL, room, inputs, outputs, rows, count);
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

static void CK_NAME(winograd_weight_gradient)(float *du, ck_source x, const float *dy, float *scratch, const ck_winograd *g,
                                              int32_t accumulate, int64_t block_begin, int64_t block_end) {
  int64_t inputs = g->inputs / LANES, outputs = g->outputs / LANES, tiles = tile_count(g), rows = rounded_rows(g->block);
  int64_t v_step = ck_frequency_stride(inputs, rows), w_step = ck_frequency_stride(outputs, rows);
  int64_t u_step = ck_frequency_stride(outputs, g->inputs);
  int64_t most = g->inputs > g->outputs ? g->inputs : g->outputs;
  float *blank = scratch, *zeros = scratch + most, *v = zeros + most, *w = v + 36 * v_step, *room = w + 36 * w_step;
  fill_blank(blank, most, x.scale != NULL);
  fill_blank(zeros, most, 0);
  begin_products();
  for (int64_t block = block_begin; block < block_end; block++) {
    int64_t first = block * g->block, count = tiles - first < g->block ? tiles - first : g->block;
    transform_inputs(v, v_step, x, g, first, count, rows, blank);
    transform_gradients(w, dy, g, first, count, rows, zeros);
    for (int f = 0; f < 36; f++)
      gradient_product(du + f * u_step, v + f * v_step, w + f * w_step, room, inputs, outputs, rows, count,
                       accumulate || block > block_begin);
  }
  end_products();
}

// The two halves of the weight gradient for many channels, where a private du per part would not fit the caches:
// all parts transform one block into shared V and W, then each works on frequencies of its own.
static void CK_NAME(winograd_transform_chunk)(float *v, float *w, ck_source x, const float *dy, float *scratch, const ck_winograd *g,
                                              int64_t block, int64_t part, int64_t parts) {
  int64_t tiles = tile_count(g), rows = rounded_rows(g->block), first = block * g->block;
  int64_t count = tiles - first < g->block ? tiles - first : g->block;
  int64_t begin = count * part / parts, end = count * (part + 1) / parts;
  int64_t most = g->inputs > g->outputs ? g->inputs : g->outputs;
  fill_blank(scratch, most, x.scale != NULL);
  fill_blank(scratch + most, most, 0);
  transform_inputs(v + begin * LANES, ck_frequency_stride(g->inputs / LANES, rows), x, g, first + begin, end - begin, rows, scratch);
  transform_gradients(w + begin * LANES, dy, g, first + begin, end - begin, rows, scratch + most);
}

static void CK_NAME(winograd_accumulate_chunk)(float *du, const float *v, const float *w, float *room, const ck_winograd *g, int64_t block,
                                               int64_t frequency_begin, int64_t frequency_end) {
  int64_t inputs = g->inputs / LANES, outputs = g->outputs / LANES, tiles = tile_count(g), rows = rounded_rows(g->block);
  int64_t first = block * g->block, count = tiles - first < g->block ? tiles - first : g->block;
  int64_t v_step = ck_frequency_stride(inputs, rows), w_step = ck_frequency_stride(outputs, rows);
  int64_t u_step = ck_frequency_stride(outputs, g->inputs);
  begin_products();
  for (int64_t f = frequency_begin; f < frequency_end; f++) {
    gradient_product(du + f * u_step, v + f * v_step, w + f * w_step, room, inputs, outputs, rows, count, block > 0);
  }
  end_products();
}
