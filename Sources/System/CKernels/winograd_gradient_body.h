// The weight gradient of Winograd F(4x4, 3x3), compiled once per instruction set and kind of numbers.
// W [36][outputs/16][rows][16]: transformed gradients of outputs.

// Transforms the 4x4 output gradients of `count` tiles, from `first` on, into rows t on of W.
CK_INLINE void transform_gradients(float *w, const float *dy, const ck_winograd *g, int64_t first, int64_t t,
                                   int64_t count, int64_t rows, const float *blank) {
  int64_t channels = g->outputs, frequency = ck_frequency_stride(channels / LANES, rows);
  for (int64_t run; count > 0; first += run, t += run, count -= run) {
    tile_place p = run_from(g, first, count, &run);
    strip x = strip_of(4, dy + p.image * g->height * g->width * channels, g, channels, p.row, p.column, blank);
    for (int64_t k = 0; k < run; k++)
      for (int64_t c = 0; c < channels; c += LANES) {
        vf d[24];
        CK_UNROLL for (int j = 0; j < 4; j++) {
          vf s[4];
          int64_t column = 4 * k + j;
          int seen = p.column + column < g->width;
          CK_UNROLL for (int i = 0; i < 4; i++) s[i] = seen ? load(x.line[i] + column * x.pixel[i] + c) : splat(0);
          gradient_transform(d + j, 4, s);
        }
        float *target = number_place(w, c / LANES, t + k, rows, BY_TILE);
        CK_UNROLL for (int i = 0; i < 6; i++) {
          vf o[6];
          gradient_transform(o, 1, d + 4 * i);
          CK_UNROLL for (int j = 0; j < 6; j++) put_numbers(target + (6 * i + j) * frequency, o[j], t + k, BY_TILE);
        }
      }
  }
}

static void CK_NAME(winograd_weight_gradient)(float *du, ck_source x, const float *dy, float *scratch,
                                              const ck_winograd *g, int32_t accumulate, int64_t block_begin,
                                              int64_t block_end) {
  int64_t inputs = panels_of(g->inputs), outputs = g->outputs / LANES, tiles = tile_count(g),
          rows = rounded_rows(g->block);
  int64_t v_step = ck_frequency_stride(inputs, rows), w_step = ck_frequency_stride(outputs, rows);
  int64_t u_step = ck_frequency_stride(outputs, inputs * LANES);
  int64_t most = panels_of(g->inputs > g->outputs ? g->inputs : g->outputs) * LANES;
  float *blank = scratch, *zeros = scratch + most, *v = zeros + most, *w = v + 36 * v_step, *room = w + 36 * w_step;
  fill_blank(blank, most, x.scale != NULL);
  fill_blank(zeros, most, 0);
  begin_products();
  for (int64_t block = block_begin; block < block_end; block++) {
    int64_t first = block * g->block, count = tiles - first < g->block ? tiles - first : g->block;
    transform_inputs(v, v_step, x, g, first, 0, count, rows, blank, BY_TILE);
    transform_gradients(w, dy, g, first, 0, count, rows, zeros);
    int64_t next = first + count, ahead = block + 1 == block_end    ? 0
                                          : tiles - next < g->block ? tiles - next
                                                                    : g->block;
    stretch windows = rows_of(x.values, g, g->inputs, next, ahead, 1),
            gradients = rows_of(dy, g, g->outputs, next, ahead, 0);
    for (int f = 0; f < 36; f++) {
      fetch(windows, 0, f);
      fetch(gradients, 0, f);
      gradient_product(du + f * u_step, v + f * v_step, w + f * w_step, room, inputs, outputs, rows / NUMBERS,
                       (count + NUMBERS - 1) / NUMBERS, accumulate || block > block_begin);
    }
  }
  end_products();
}

// The two halves of the weight gradient for many channels, where a private du per part would not fit the caches:
// all parts transform one block into shared V and W, then each works on frequencies of its own.
static void CK_NAME(winograd_transform_chunk)(float *v, float *w, ck_source x, const float *dy, float *scratch,
                                              const ck_winograd *g, int64_t block, int64_t part, int64_t parts) {
  int64_t tiles = tile_count(g), rows = rounded_rows(g->block), first = block * g->block;
  int64_t count = tiles - first < g->block ? tiles - first : g->block;
  int64_t elements = (count + NUMBERS - 1) / NUMBERS, begin = elements * part / parts * NUMBERS;
  int64_t end = elements * (part + 1) / parts * NUMBERS;
  if (end > count) end = count;
  int64_t most = panels_of(g->inputs > g->outputs ? g->inputs : g->outputs) * LANES;
  fill_blank(scratch, most, x.scale != NULL);
  fill_blank(scratch + most, most, 0);
  transform_inputs(v, ck_frequency_stride(panels_of(g->inputs), rows), x, g, first + begin, begin, end - begin, rows,
                   scratch, BY_TILE);
  transform_gradients(w, dy, g, first + begin, begin, end - begin, rows, scratch + most);
}

static void CK_NAME(winograd_accumulate_chunk)(float *du, const float *v, const float *w, float *room,
                                               const ck_winograd *g, int64_t block, int64_t frequency_begin,
                                               int64_t frequency_end) {
  int64_t inputs = panels_of(g->inputs), outputs = g->outputs / LANES, tiles = tile_count(g),
          rows = rounded_rows(g->block);
  int64_t first = block * g->block, count = tiles - first < g->block ? tiles - first : g->block;
  int64_t v_step = ck_frequency_stride(inputs, rows), w_step = ck_frequency_stride(outputs, rows);
  int64_t u_step = ck_frequency_stride(outputs, inputs * LANES);
  begin_products();
  for (int64_t f = frequency_begin; f < frequency_end; f++) {
    gradient_product(du + f * u_step, v + f * v_step, w + f * w_step, room, inputs, outputs, rows / NUMBERS,
                     (count + NUMBERS - 1) / NUMBERS, block > 0);
  }
  end_products();
}

// Adds the partial gradients in order and transforms them back: dw = G^T (sum of du) G.
static void CK_NAME(winograd_weight_gradient_finish)(float *dw, float *du, int64_t partials, int64_t inputs,
                                                     int64_t outputs, int32_t accumulate, int64_t panel_begin,
                                                     int64_t panel_end) {
  int64_t rows = panels_of(inputs) * LANES, frequency = ck_frequency_stride(outputs / LANES, rows),
          part = 36 * frequency;
  for (int64_t panel = panel_begin; panel < panel_end; panel++)
    for (int64_t row = 0; row < inputs; row++) {
      const float *source = du + (panel * rows + row) * LANES;
      vf d[18];
      CK_UNROLL for (int j = 0; j < 6; j++) {
        vf s[6];
        CK_UNROLL for (int i = 0; i < 6; i++) {
          s[i] = load(source + (6 * i + j) * frequency);
          for (int64_t p = 1; p < partials; p++) s[i] += load(source + p * part + (6 * i + j) * frequency);
        }
        weight_gradient_transform(d + j, 6, s);
      }
      CK_UNROLL for (int i = 0; i < 3; i++) {
        vf o[3];
        weight_gradient_transform(o, 1, d + 6 * i);
        CK_UNROLL for (int j = 0; j < 3; j++) {
          float *q = dw + ((3 * i + j) * inputs + row) * outputs + panel * LANES;
          store(q, accumulate ? load(q) + o[j] : o[j]);
        }
      }
    }
}

#define CK_WINOGRAD_GRADIENT                                                                                  \
  .weight_gradient = CK_NAME(winograd_weight_gradient), .transform_chunk = CK_NAME(winograd_transform_chunk), \
  .accumulate_chunk = CK_NAME(winograd_accumulate_chunk),                                                     \
  .weight_gradient_finish = CK_NAME(winograd_weight_gradient_finish)
