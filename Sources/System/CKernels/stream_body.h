// Convolutions of so few pixels that reading the weights takes as long as the arithmetic, compiled once per instruction
// set.
//
// A call works on panels of 16 outputs. It reads their weights once, as one stream, [outputs/16][inputs][taps][16], and
// all of the input. Winograd's weights are transformed on the way, or beforehand where there are few:
// [outputs/16][inputs/STREAM_CHANNELS][36][STREAM_CHANNELS][16].

#define STREAM_SIDE 4     // output pixels per side of a small map
#define STREAM_CHANNELS 8 // input channels whose weights are transformed at a time
#define STREAM_READY 64   // up to this many input channels transformed weights are kept: the caches hold them
#define STREAM_AHEAD 9216 // bytes of weights fetched ahead into the second-level cache

// Output pixels of a small map in registers: all 16 where there are 32 of them, else one row.
#define STREAM_ROWS (PAIRS ? STREAM_SIDE : 1)

CK_INLINE void fetch_weights(const float *weights, const int taps) {
  CK_UNROLL for (int tap = 0; tap < taps; tap++)
      __builtin_prefetch((const char *)(weights + tap * LANES) + STREAM_AHEAD, 0, 2);
}

// One panel, from output c on, of rows [first, first + STREAM_ROWS) of a 4x4 map. x is [channels][side * side]. Taps
// outside the image are left out: 100 products instead of 144.
CK_INLINE void stream_rows(const int kernel, const int stride, const int first, float *y, const float *x,
                           const float *weights, int64_t channels, int64_t outputs, const int writing,
                           const ck_finish *finish, int64_t c) {
  const int side = STREAM_SIDE * stride, padding = kernel / 2, taps = kernel * kernel;
  vf sum[STREAM_ROWS * STREAM_SIDE];
  CK_UNROLL for (int r = 0; r < STREAM_ROWS * STREAM_SIDE; r++) sum[r] = splat(0);
  for (int64_t channel = 0; channel < channels; channel++, x += side * side, weights += taps * LANES) {
    fetch_weights(weights, taps);
    CK_UNROLL for (int tap = 0; tap < taps; tap++) {
      vf factor = load(weights + tap * LANES);
      CK_UNROLL for (int r = 0; r < STREAM_ROWS * STREAM_SIDE; r++) {
        const int row = (first + r / STREAM_SIDE) * stride + tap / kernel - padding;
        const int column = r % STREAM_SIDE * stride + tap % kernel - padding;
        if (row < 0 || row >= side || column < 0 || column >= side) continue;
        sum[r] = fma16(splat(x[row * side + column]), factor, sum[r]);
      }
    }
  }
  CK_UNROLL for (int r = 0; r < STREAM_ROWS * STREAM_SIDE; r++)
      put(y, (first * STREAM_SIDE + r) * outputs + c, sum[r], writing, finish, finish_of(finish, c, writing));
}

CK_INLINE void stream_maps(const int kernel, const int stride, float *y, const float *x, const float *weights,
                           const ck_window *g, int64_t outputs, int64_t images, const ck_finish *finish,
                           int64_t panel) {
  int64_t pixels = STREAM_SIDE * STREAM_SIDE;
  for (int64_t image = 0; image < images; image++, x += g->height * g->width * g->channels) {
    ck_finish own = finish ? *finish : (ck_finish){0};
    if (own.residual) own.residual += image * pixels * outputs;
    float *target = y + image * pixels * outputs;
    CK_UNROLL for (int first = 0; first < STREAM_SIDE; first += STREAM_ROWS) if (finish)
        stream_rows(kernel, stride, first, target, x, weights, g->channels, outputs, FINISH, &own, panel * LANES);
    else stream_rows(kernel, stride, first, target, x, weights, g->channels, outputs, SET, NULL, panel * LANES);
  }
}

// Images [pixels][channels] to [channels][pixels], so that one pointer reaches all pixels.
CK_INLINE void turn_images(float *turned, const float *x, int64_t images, int64_t pixels, int64_t channels) {
  for (int64_t image = 0; image < images; image++, x += pixels * channels, turned += pixels * channels)
    for (int64_t c = 0; c < channels; c += LANES)
      for (int64_t pixel = 0; pixel < pixels; pixel++)
        for (int64_t lane = 0; lane < LANES; lane++)
          turned[(c + lane) * pixels + pixel] = x[pixel * channels + c + lane];
}

// Winograd's transform of weights but for the normalisers, which the products get later.
#define STREAM_TRANSFORM(g0, g1, g2, o0, o1, o2, o3, o4, o5)           \
  do {                                                                 \
    vf ea = fma16(splat(WA2), g2, g0), eb = fma16(splat(WB2), g2, g0); \
    o0 = g0;                                                           \
    o1 = fma16(splat(WA), g1, ea);                                     \
    o2 = fma16(splat(-WA), g1, ea);                                    \
    o3 = fma16(splat(WB), g1, eb);                                     \
    o4 = fma16(splat(-WB), g1, eb);                                    \
    o5 = g2;                                                           \
  } while (0)

// Transforms the weights of STREAM_CHANNELS channels into u [36][STREAM_CHANNELS][16].
CK_INLINE void stream_frequencies(float *u, const float *weights) {
  for (int64_t i = 0; i < STREAM_CHANNELS; i++, weights += 9 * LANES) {
    vf d[18];
    fetch_weights(weights, 9);
    CK_UNROLL for (int j = 0; j < 3; j++) {
      vf g0 = load(weights + j * LANES), g1 = load(weights + (3 + j) * LANES), g2 = load(weights + (6 + j) * LANES);
      STREAM_TRANSFORM(g0, g1, g2, d[j], d[3 + j], d[6 + j], d[9 + j], d[12 + j], d[15 + j]);
    }
    CK_UNROLL for (int k = 0; k < 6; k++) {
      vf o[6];
      STREAM_TRANSFORM(d[3 * k], d[3 * k + 1], d[3 * k + 2], o[0], o[1], o[2], o[3], o[4], o[5]);
      CK_UNROLL for (int j = 0; j < 6; j++) store(u + ((6 * k + j) * STREAM_CHANNELS + i) * LANES, o[j]);
    }
  }
}

// M [36][rows][16] of one panel.
CK_INLINE void stream_products(const int tile_rows, float *m, const float *v, int64_t step, float *room,
                               const float *weights, int64_t channels, int64_t rows) {
  for (int64_t c = 0; c < channels; c += STREAM_CHANNELS) {
    const float *u = channels <= STREAM_READY ? weights + c * 36 * LANES : room;
    if (u == room) stream_frequencies(room, weights + c * 9 * LANES);
    const float *source = v + (c / LANES * rows) * LANES + c % LANES;
    for (int f = 0; f < 36; f++)
      for (int64_t r = 0; r < rows; r += tile_rows)
        product_tile(tile_rows, 1, m + (f * rows + r) * LANES, 0, source + f * step + r * LANES, LANES, 0, 1, 1,
                     STREAM_CHANNELS, u + f * STREAM_CHANNELS * LANES, 0, c > 0, NULL);
  }
  static const float normalisers[6] = {N0, NA, NA, NB, NB, 1};
  for (int f = 0; f < 36; f++)
    for (int64_t r = 0; r < rows; r++) {
      float *product = m + (f * rows + r) * LANES;
      store(product, splat(normalisers[f / 6] * normalisers[f % 6]) * load(product));
    }
}

CK_INLINE int64_t stream_tile_rows(const ck_winograd *g) {
  int64_t tiles = tile_count(g);
  return tiles <= 4 ? 4 : (tiles + ROWS - 1) / ROWS * ROWS;
}

CK_INLINE void stream_tiles(float *y, const float *x, const float *weights, float *scratch, const ck_winograd *g,
                            const ck_finish *finish, int64_t panel_begin, int64_t panel_end) {
  int64_t tiles = tile_count(g), rows = stream_tile_rows(g), step = ck_frequency_stride(g->inputs / LANES, rows);
  float *blank = scratch, *v = blank + g->inputs, *m = v + 36 * step, *room = m + 36 * rows * LANES;
  ck_source source = {.values = x};
  fill_blank(blank, g->inputs, 0);
  transform_inputs(v, step, source, g, 0, 0, tiles, rows, blank, BY_CHANNEL);
  for (int64_t panel = panel_begin; panel < panel_end; panel++) {
    const float *own = weights + panel * (g->inputs <= STREAM_READY ? 36 : 9) * g->inputs * LANES;
    if (rows == 4)
      stream_products(4, m, v, step, room, own, g->inputs, rows);
    else
      stream_products(ROWS, m, v, step, room, own, g->inputs, rows);
    if (finish)
      transform_outputs(y, m, rows * LANES, g, 0, tiles, rows, FINISH, finish, panel, panel + 1);
    else
      transform_outputs(y, m, rows * LANES, g, 0, tiles, rows, SET, NULL, panel, panel + 1);
  }
}

CK_INLINE int is_small_map(const ck_window *g) {
  return g->output_height == STREAM_SIDE && g->output_width == STREAM_SIDE;
}
CK_INLINE ck_winograd stream_winograd(const ck_window *g, int64_t outputs, int64_t images) {
  return (ck_winograd){
      .images = images, .height = g->height, .width = g->width, .inputs = g->channels, .outputs = outputs};
}

// Whether weights are transformed beforehand.
CK_INLINE int is_ready(const ck_window *g) { return !is_small_map(g) && g->channels <= STREAM_READY; }

static int64_t CK_NAME(stream_weight_count)(const ck_window *g, int64_t outputs) {
  return (is_ready(g) ? 36 : g->kernel * g->kernel) * g->channels * outputs;
}

static int64_t CK_NAME(stream_scratch)(const ck_window *g, int64_t outputs, int64_t images) {
  if (is_small_map(g)) return images * g->height * g->width * g->channels;
  ck_winograd w = stream_winograd(g, outputs, images);
  int64_t rows = stream_tile_rows(&w);
  return g->channels + 36 * (ck_frequency_stride(g->channels / LANES, rows) + (rows + STREAM_CHANNELS) * LANES);
}

static void CK_NAME(stream_forward)(float *y, const float *x, const float *weights, float *scratch, const ck_window *g,
                                    int64_t outputs, int64_t images, const ck_finish *finish, int64_t panel_begin,
                                    int64_t panel_end) {
  if (!is_small_map(g)) {
    ck_winograd w = stream_winograd(g, outputs, images);
    stream_tiles(y, x, weights, scratch, &w, finish, panel_begin, panel_end);
    return;
  }
  turn_images(scratch, x, images, g->height * g->width, g->channels);
  for (int64_t panel = panel_begin; panel < panel_end; panel++) {
    const float *own = weights + panel * g->kernel * g->kernel * g->channels * LANES;
    if (g->kernel == 1)
      stream_maps(1, 2, y, scratch, own, g, outputs, images, finish, panel);
    else if (g->stride == 1)
      stream_maps(3, 1, y, scratch, own, g, outputs, images, finish, panel);
    else
      stream_maps(3, 2, y, scratch, own, g, outputs, images, finish, panel);
  }
}

// Brings panels of weights [kernel, kernel, channels, outputs] into the form that the forward pass reads.
static void CK_NAME(stream_weights)(float *packed, const float *w, const ck_window *g, int64_t outputs,
                                    int64_t panel_begin, int64_t panel_end) {
  int64_t taps = g->kernel * g->kernel, count = is_ready(g) ? 36 : taps;
  for (int64_t panel = panel_begin; panel < panel_end; panel++)
    for (int64_t first = 0; first < g->channels; first += STREAM_CHANNELS) {
      float *target = packed + (panel * g->channels + first) * count * LANES;
      float block[STREAM_CHANNELS * 9 * LANES], *order = is_ready(g) ? block : target;
      for (int64_t channel = first; channel < first + STREAM_CHANNELS; channel++)
        for (int64_t tap = 0; tap < taps; tap++, order += LANES)
          store(order, load(w + (tap * g->channels + channel) * outputs + panel * LANES));
      if (is_ready(g)) stream_frequencies(target, block);
    }
}
