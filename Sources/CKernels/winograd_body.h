// Winograd F(4x4, 3x3), compiled once per instruction set.
//
// Scratch layouts, all in panels of 16 channels: V [36][inputs/16][rows][16] transformed input windows,
// M [36][outputs/16][rows][16] products, where rows is the number of tiles of a block, rounded up to ROWS.

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

typedef struct {
  int64_t image, row, column;  // of the tile's first output pixel
} tile_place;

CK_INLINE tile_place place_of(const ck_winograd *g, int64_t tile) {
  int64_t across = (g->width + 3) / 4, down = (g->height + 3) / 4;
  tile_place p = {tile / (across * down), (tile / across) % down * 4, tile % across * 4};
  return p;
}
CK_INLINE int64_t tile_count(const ck_winograd *g) { return g->images * ((g->width + 3) / 4) * ((g->height + 3) / 4); }
CK_INLINE int64_t rounded_rows(int64_t rows) { return (rows + ROWS - 1) / ROWS * ROWS; }

// Pointers to the size x size pixels whose first is (row, column); `blank` stands for pixels outside the image.
CK_INLINE void window(const float **source, const int size, const float *image, const ck_winograd *g, int64_t channels, int64_t row,
                      int64_t column, const float *blank) {
  int inside[6];
  CK_UNROLL for (int j = 0; j < size; j++) inside[j] = (uint64_t)(column + j) < (uint64_t)g->width;
  const float *line = image + (row * g->width + column) * channels;
  CK_UNROLL for (int i = 0; i < size; i++, line += g->width * channels) {
    int seen = (uint64_t)(row + i) < (uint64_t)g->height;
    CK_UNROLL for (int j = 0; j < size; j++) source[i * size + j] = seen & inside[j] ? line + j * channels : blank;
  }
}

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

// Transforms the input windows of `count` tiles from `first` on into V.
CK_INLINE void transform_source(float *v, ck_source x, const int affine, const ck_winograd *g, int64_t channels, int64_t first,
                                int64_t count, int64_t rows, const float *blank) {
  int64_t panels = channels / LANES, frequency = ck_frequency_stride(panels, rows);
  for (int64_t t = 0; t < count; t++) {
    tile_place p = place_of(g, first + t);
    const float *source[36];
    window(source, 6, x.values + p.image * g->height * g->width * channels, g, channels, p.row - 1, p.column - 1, blank);
    for (int64_t panel = 0; panel < panels; panel++) {
      vf d[36];
      int64_t c = panel * LANES;
      vf scale = affine ? load(x.scale + c) : splat(1), offset = affine ? load(x.offset + c) : splat(0);
      CK_UNROLL for (int j = 0; j < 6; j++) {
        vf s[6];
        CK_UNROLL for (int i = 0; i < 6; i++) s[i] = input_at(source[6 * i + j] + c, affine, scale, offset);
        INPUT_TRANSFORM(s[0], s[1], s[2], s[3], s[4], s[5], d[j], d[6 + j], d[12 + j], d[18 + j], d[24 + j], d[30 + j]);
      }
      float *target = v + (panel * rows + t) * LANES;
      CK_UNROLL for (int i = 0; i < 6; i++) {
        vf *r = d + 6 * i;
        vf o0, o1, o2, o3, o4, o5;
        INPUT_TRANSFORM(r[0], r[1], r[2], r[3], r[4], r[5], o0, o1, o2, o3, o4, o5);
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

CK_INLINE void transform_inputs(float *v, ck_source x, const ck_winograd *g, int64_t channels, int64_t first, int64_t count,
                                int64_t rows, const float *blank) {
  if (x.scale)
    transform_source(v, x, 1, g, channels, first, count, rows, blank);
  else
    transform_source(v, x, 0, g, channels, first, count, rows, blank);
}

// Transforms the 4x4 output gradients of `count` tiles into W [36][outputs/16][rows][16].
CK_INLINE void transform_gradients(float *w, const float *dy, const ck_winograd *g, int64_t first, int64_t count, int64_t rows,
                                   const float *blank) {
  int64_t channels = g->outputs, panels = channels / LANES, frequency = ck_frequency_stride(panels, rows);
  for (int64_t t = 0; t < count; t++) {
    tile_place p = place_of(g, first + t);
    const float *source[16];
    window(source, 4, dy + p.image * g->height * g->width * channels, g, channels, p.row, p.column, blank);
    for (int64_t panel = 0; panel < panels; panel++) {
      vf d[24];
      int64_t c = panel * LANES;
      CK_UNROLL for (int j = 0; j < 4; j++)
        GRADIENT_TRANSFORM(load(source[j] + c), load(source[4 + j] + c), load(source[8 + j] + c), load(source[12 + j] + c), d[j],
                           d[4 + j], d[8 + j], d[12 + j], d[16 + j], d[20 + j]);
      float *target = w + (panel * rows + t) * LANES;
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

// Transforms M back and writes the output pixels that lie inside the image.
CK_INLINE void transform_outputs(float *y, const float *m, const ck_winograd *g, int64_t first, int64_t count, int64_t rows,
                                 const int writing, const ck_finish *finish) {
  int64_t channels = g->outputs, panels = channels / LANES, frequency = ck_frequency_stride(panels, rows);
  for (int64_t t = 0; t < count; t++) {
    tile_place p = place_of(g, first + t);
    int64_t image = p.image * g->height * g->width * channels;
    int64_t high = g->height - p.row < 4 ? g->height - p.row : 4, wide = g->width - p.column < 4 ? g->width - p.column : 4;
    for (int64_t panel = 0; panel < panels; panel++) {
      const float *source = m + (panel * rows + t) * LANES;
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
        int64_t target = image + ((p.row + i) * g->width + p.column) * channels + panel * LANES;
        CK_UNROLL for (int j = 0; j < 4; j++) {
          if (j >= wide) break;
          put(y, target + j * channels, o[j], writing, finish, panel * LANES);
        }
      }
    }
  }
}

// From so many input channels on the weights of a frequency do not stay in the first-level cache.
#define FETCHED 128

// `next`, if not NULL, is fetched ahead, a line for every k.
// rows x (panels * 16) += sum over k. `a` is walked by (a_row, then a_outer and a_inner over k); `b` is [k][16] per panel.
CK_INLINE void product_tile(const int rows, const int panels, float *out, int64_t out_panel, const float *a, int64_t a_row,
                            int64_t a_outer, int64_t a_inner, int64_t outer, int64_t inner, const float *b, int64_t b_panel,
                            int initial, const float *next) {
  vf sum[16][2];
  CK_UNROLL for (int r = 0; r < rows; r++)
    CK_UNROLL for (int p = 0; p < panels; p++)
      sum[r][p] = initial ? load(out + p * out_panel + r * LANES) : splat(0);
  for (int64_t o = 0; o < outer; o++) {
    const float *ao = a + o * a_outer;
    for (int64_t i = 0; i < inner; i++) {
      vf factor[2];
      CK_UNROLL for (int p = 0; p < panels; p++) factor[p] = load(b + p * b_panel);
      CK_UNROLL for (int r = 0; r < rows; r++) {
        vf value = splat(ao[r * a_row]);
        CK_UNROLL for (int p = 0; p < panels; p++) sum[r][p] = fma16(value, factor[p], sum[r][p]);
      }
      if (next) {
        __builtin_prefetch(next, 0, 3);
        next += LANES;
      }
      ao += a_inner;
      b += LANES;
    }
  }
  CK_UNROLL for (int r = 0; r < rows; r++)
    CK_UNROLL for (int p = 0; p < panels; p++) store(out + p * out_panel + r * LANES, sum[r][p]);
}

static void CK_NAME(winograd_forward)(float *y, ck_source x, const float *u, float *scratch, const ck_winograd *g, int32_t accumulate,
                                      const ck_finish *finish, int64_t block_begin, int64_t block_end) {
  int64_t inputs = g->inputs / LANES, outputs = g->outputs / LANES, tiles = tile_count(g), rows = rounded_rows(g->block);
  int64_t v_step = ck_frequency_stride(inputs, rows), m_step = ck_frequency_stride(outputs, rows);
  int64_t u_step = ck_frequency_stride(outputs, g->inputs);
  float *blank = scratch, *v = scratch + g->inputs, *m = v + 36 * v_step;
  fill_blank(blank, g->inputs, x.scale != NULL);
  for (int64_t block = block_begin; block < block_end; block++) {
    int64_t first = block * g->block, count = tiles - first < g->block ? tiles - first : g->block;
    transform_inputs(v, x, g, g->inputs, first, count, rows, blank);
    for (int f = 0; f < 36; f++) {
      const float *vf_ = v + f * v_step, *uf = u + f * u_step;
      float *mf = m + f * m_step;
      int64_t panel = 0;
      for (; PAIRS && panel + 2 <= outputs; panel += 2) {
        // While the first two tiles of rows work on this pair of panels, each fetches one panel of the next pair.
        const float *ahead = panel + 4 <= outputs ? uf + (panel + 2) * g->inputs * LANES : uf + u_step;
        if (g->inputs < FETCHED || f == 35) ahead = NULL;
        for (int64_t r = 0; r < count; r += ROWS) {
          const float *next = ahead && r < 2 * ROWS ? ahead + r / ROWS * g->inputs * LANES : NULL;
          product_tile(ROWS, 2, mf + (panel * rows + r) * LANES, rows * LANES, vf_ + r * LANES, LANES, rows * LANES, 1, inputs, LANES,
                       uf + panel * g->inputs * LANES, g->inputs * LANES, 0, next);
        }
      }
      for (; panel < outputs; panel++)
        for (int64_t r = 0; r < count; r += ROWS)
          product_tile(ROWS, 1, mf + (panel * rows + r) * LANES, 0, vf_ + r * LANES, LANES, rows * LANES, 1, inputs, LANES,
                       uf + panel * g->inputs * LANES, 0, 0, NULL);
    }
    if (finish)
      transform_outputs(y, m, g, first, count, rows, FINISH, finish);
    else if (accumulate)
      transform_outputs(y, m, g, first, count, rows, ADD, NULL);
    else
      transform_outputs(y, m, g, first, count, rows, SET, NULL);
  }
}

// du[f] += V[f]^T W[f] over `count` tiles.
CK_INLINE void gradient_product(float *du, const float *v, const float *w, int64_t inputs, int64_t outputs, int64_t rows, int64_t count) {
  for (int64_t panel = 0; panel < inputs; panel++)
    for (int64_t r = 0; r < LANES; r += GRADIENT_ROWS) {
      const float *a = v + panel * rows * LANES + r;
      int64_t q = 0;
      for (; PAIRS && q + 2 <= outputs; q += 2)
        product_tile(GRADIENT_ROWS, 2, du + (q * inputs * LANES + panel * LANES + r) * LANES, inputs * LANES * LANES, a, 1, 0, LANES, 1,
                     count, w + q * rows * LANES, rows * LANES, 1, NULL);
      for (; q < outputs; q++)
        product_tile(GRADIENT_ROWS, 1, du + (q * inputs * LANES + panel * LANES + r) * LANES, 0, a, 1, 0, LANES, 1, count,
                     w + q * rows * LANES, 0, 1, NULL);
    }
}

static void CK_NAME(winograd_weight_gradient)(float *du, ck_source x, const float *dy, float *scratch, const ck_winograd *g,
                                              int32_t accumulate, int64_t block_begin, int64_t block_end) {
  int64_t inputs = g->inputs / LANES, outputs = g->outputs / LANES, tiles = tile_count(g), rows = rounded_rows(g->block);
  int64_t v_step = ck_frequency_stride(inputs, rows), w_step = ck_frequency_stride(outputs, rows);
  int64_t u_step = ck_frequency_stride(outputs, g->inputs);
  int64_t most = g->inputs > g->outputs ? g->inputs : g->outputs;
  float *blank = scratch, *zeros = scratch + most, *v = zeros + most, *w = v + 36 * v_step;
  fill_blank(blank, most, x.scale != NULL);
  fill_blank(zeros, most, 0);
  if (!accumulate) memset(du, 0, sizeof(float) * 36 * u_step);
  for (int64_t block = block_begin; block < block_end; block++) {
    int64_t first = block * g->block, count = tiles - first < g->block ? tiles - first : g->block;
    transform_inputs(v, x, g, g->inputs, first, count, rows, blank);
    transform_gradients(w, dy, g, first, count, rows, zeros);
    for (int f = 0; f < 36; f++) gradient_product(du + f * u_step, v + f * v_step, w + f * w_step, inputs, outputs, rows, count);
  }
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
  transform_inputs(v + begin * LANES, x, g, g->inputs, first + begin, end - begin, rows, scratch);
  transform_gradients(w + begin * LANES, dy, g, first + begin, end - begin, rows, scratch + most);
}

static void CK_NAME(winograd_accumulate_chunk)(float *du, const float *v, const float *w, const ck_winograd *g, int64_t block,
                                               int64_t frequency_begin, int64_t frequency_end) {
  int64_t inputs = g->inputs / LANES, outputs = g->outputs / LANES, tiles = tile_count(g), rows = rounded_rows(g->block);
  int64_t first = block * g->block, count = tiles - first < g->block ? tiles - first : g->block;
  int64_t v_step = ck_frequency_stride(inputs, rows), w_step = ck_frequency_stride(outputs, rows);
  int64_t u_step = ck_frequency_stride(outputs, g->inputs);
  for (int64_t f = frequency_begin; f < frequency_end; f++) {
    if (block == 0) memset(du + f * u_step, 0, sizeof(float) * u_step);
    gradient_product(du + f * u_step, v + f * v_step, w + f * w_step, inputs, outputs, rows, count);
  }
}
