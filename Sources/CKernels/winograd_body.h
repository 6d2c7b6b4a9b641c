// Winograd F(TILE_HIGH x TILE_WIDE, 3x3), forward, compiled once per instruction set and kind of numbers.
//
// Scratch layouts, all in panels of 16 channels: V [frequencies][inputs/16][rows][16] transformed input windows,
// M [frequencies][outputs/16][rows][16] products, where rows is the number of tiles of a block, rounded up to PRODUCT_ROWS.

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

typedef struct {
  int64_t image, row, column;  // of the tile's first output pixel
} tile_place;

CK_INLINE tile_place place_of(const ck_winograd *g, int64_t tile) {
  int64_t across = (g->width + TILE_WIDE - 1) / TILE_WIDE, down = (g->height + TILE_HIGH - 1) / TILE_HIGH;
  tile_place p = {tile / (across * down), (tile / across) % down * TILE_HIGH, tile % across * TILE_WIDE};
  return p;
}
CK_INLINE int64_t tile_count(const ck_winograd *g) {
  return g->images * ((g->width + TILE_WIDE - 1) / TILE_WIDE) * ((g->height + TILE_HIGH - 1) / TILE_HIGH);
}
CK_INLINE int64_t rounded_rows(int64_t rows) { return (rows + PRODUCT_ROWS - 1) / PRODUCT_ROWS * PRODUCT_ROWS; }

// Pointers to the high x wide pixels whose first is (row, column); `blank` stands for pixels outside the image.
CK_INLINE void window(const float **source, const int high, const int wide, const float *image, const ck_winograd *g, int64_t channels,
                      int64_t row, int64_t column, const float *blank) {
  int inside[6];
  CK_UNROLL for (int j = 0; j < wide; j++) inside[j] = (uint64_t)(column + j) < (uint64_t)g->width;
  const float *line = image + (row * g->width + column) * channels;
  CK_UNROLL for (int i = 0; i < high; i++, line += g->width * channels) {
    int seen = (uint64_t)(row + i) < (uint64_t)g->height;
    CK_UNROLL for (int j = 0; j < wide; j++) source[i * wide + j] = seen & inside[j] ? line + j * channels : blank;
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

// Fetches one vector of every frequency, to be written (1) or read (0) next: so many streams are more than processors follow by
// themselves.
#define FETCH_FREQUENCIES(first, frequency, written) \
  CK_UNROLL for (int f = 0; f < FREQUENCIES; f++) __builtin_prefetch((first) + f * (frequency), written, 3)

// Transforms the input windows of `count` tiles, from `first` on, into rows t on of V, `frequency` floats from one frequency to the
// next.
CK_INLINE void transform_source(float *v, int64_t frequency, ck_source x, const int affine, const ck_winograd *g, int64_t first,
                                int64_t t, int64_t count, int64_t rows, const float *blank, const int pairing) {
  int64_t channels = g->inputs, panels = channels / LANES;
  for (int64_t end = t + count; t < end; t++) {
    tile_place p = place_of(g, first + t);
    const float *source[FREQUENCIES];
    window(source, WINDOW_HIGH, WINDOW_WIDE, x.values + p.image * g->height * g->width * channels, g, channels, p.row - 1, p.column - 1,
           blank);
    for (int64_t panel = 0; panel < panels; panel++) {
      vf d[FREQUENCIES];
      int64_t c = panel * LANES;
      vf scale = affine ? load(x.scale + c) : splat(1), offset = affine ? load(x.offset + c) : splat(0);
      CK_UNROLL for (int j = 0; j < WINDOW_WIDE; j++) {
        vf s[WINDOW_HIGH];
        CK_UNROLL for (int i = 0; i < WINDOW_HIGH; i++) s[i] = input_at(source[WINDOW_WIDE * i + j] + c, affine, scale, offset);
        input_transform(TILE_HIGH, d + j, WINDOW_WIDE, s);
      }
      float *target = number_place(v, panel, t, rows, pairing);
      FETCH_FREQUENCIES(panel + 1 < panels ? number_place(v, panel + 1, t, rows, pairing) : number_place(v, 0, t + 1, rows, pairing),
                        frequency, 1);
      CK_UNROLL for (int i = 0; i < WINDOW_HIGH; i++) {
        vf o[WINDOW_WIDE];
        input_transform(TILE_WIDE, o, 1, d + WINDOW_WIDE * i);
        CK_UNROLL for (int j = 0; j < WINDOW_WIDE; j++) put_numbers(target + (WINDOW_WIDE * i + j) * frequency, o[j], t, pairing);
      }
    }
  }
}

CK_INLINE void transform_inputs(float *v, int64_t frequency, ck_source x, const ck_winograd *g, int64_t first, int64_t t,
                                int64_t count, int64_t rows, const float *blank, const int pairing) {
  if (x.scale)
    transform_source(v, frequency, x, 1, g, first, t, count, rows, blank, pairing);
  else
    transform_source(v, frequency, x, 0, g, first, t, count, rows, blank, pairing);
}

// Transforms M back and writes the output pixels that lie inside the image.
CK_INLINE void transform_outputs(float *y, const float *m, int64_t frequency, const ck_winograd *g, int64_t first, int64_t count,
                                 int64_t rows, const int writing, const ck_finish *finish) {
  int64_t channels = g->outputs, panels = channels / LANES;
  for (int64_t t = 0; t < count; t++) {
    tile_place p = place_of(g, first + t);
    int64_t image = p.image * g->height * g->width * channels, below = g->height - p.row, right = g->width - p.column;
    for (int64_t panel = 0; panel < panels; panel++) {
      const float *source = m + (panel * rows + t) * LANES;
      FETCH_FREQUENCIES(panel + 1 < panels ? source + rows * LANES : m + (t + 1) * LANES, frequency, 0);
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
        int64_t target = image + ((p.row + i) * g->width + p.column) * channels + panel * LANES;
        CK_UNROLL for (int j = 0; j < TILE_WIDE; j++) {
          if (j >= right) break;
          put(y, target + j * channels, o[j], writing, finish, panel * LANES);
        }
      }
    }
  }
}

// Scratch in floats: zeros for what lies outside the images, V, M or W, and room for the products.
static int64_t CK_NAME(winograd_scratch)(const ck_winograd *g) {
  int64_t rows = rounded_rows(g->block), most = g->inputs > g->outputs ? g->inputs : g->outputs;
  return 2 * most + 2 * FREQUENCIES * ck_frequency_stride(most / LANES, rows) + product_room(g->inputs, g->outputs, rows);
}

// Pixels before the first of a tile, all images together.
CK_INLINE int64_t pixels_before(const ck_winograd *g, int64_t tile) {
  tile_place p = place_of(g, tile);
  return (p.image * g->height + p.row) * g->width + p.column;
}
// Fetches part `index` of FREQUENCIES of the pixels of `count` tiles from `first` on. Past the last image most likely lies what the
// thread does next.
CK_INLINE void fetch_pixels(const float *image, int64_t channels, const ck_winograd *g, int64_t first, int64_t count, int64_t index) {
  if (!FETCH_PIXELS) return;
  int64_t before = pixels_before(g, first) * channels, all = pixels_before(g, first + count) * channels - before;
  const float *p = image + before + all * index / FREQUENCIES, *end = image + before + all * (index + 1) / FREQUENCIES;
  for (; p < end; p += LANES) __builtin_prefetch(p, 0, 2);
}

static void CK_NAME(winograd_forward)(float *y, ck_source x, const float *u, float *scratch, const ck_winograd *g, int32_t accumulate,
                                      const ck_finish *finish, int64_t block_begin, int64_t block_end) {
  int64_t inputs = g->inputs / LANES, outputs = g->outputs / LANES, tiles = tile_count(g), rows = rounded_rows(g->block);
  int64_t step = ck_frequency_stride(inputs > outputs ? inputs : outputs, rows);
  int64_t u_step = CK_NAME(winograd_weight_stride)(g->inputs, g->outputs);
  float *blank = scratch, *v = scratch + g->inputs, *m = IN_PLACE ? v : v + FREQUENCIES * step, *room = m + FREQUENCIES * step;
  fill_blank(blank, g->inputs, x.scale != NULL);
  begin_products();
  for (int64_t block = block_begin; block < block_end; block++) {
    int64_t first = block * g->block, count = tiles - first < g->block ? tiles - first : g->block;
    transform_inputs(v, step, x, g, first, 0, count, rows, blank, BY_CHANNEL);
    for (int f = 0; f < FREQUENCIES; f++) {
      const float *uf = u + f * u_step;
      forward_product(m + f * step, v + f * step, uf, f + 1 < FREQUENCIES ? uf + u_step : NULL, room, inputs / NUMBERS, outputs, rows,
                      count);
      fetch_pixels(x.values, g->inputs, g, first + count, count, f);
      fetch_pixels(y, g->outputs, g, first, count, f);
    }
    if (finish)
      transform_outputs(y, m, step, g, first, count, rows, FINISH, finish);
    else if (accumulate)
      transform_outputs(y, m, step, g, first, count, rows, ADD, NULL);
    else
      transform_outputs(y, m, step, g, first, count, rows, SET, NULL);
  }
  end_products();
}
