// Convolutions of any kernel, stride and padding as products over lists of taps, compiled once per instruction set.
//
// A source pixel is read where it lies: a tap is an offset from it. Only the border needs care, so images are copied
// into scratch with zeros around them where the kernel reaches outside.
//
// What is multiplied, the "operands", is decided by the header included before this one: 32-bit numbers as they are
// (direct_operands.h), or pairs of 16-bit numbers, each pair in the place of one float (direct_pairs.h).

// One pass: every target pixel is a sum over taps and source channels.
typedef struct {
  const float *source;
  int64_t source_image, source_row, source_pixel; // floats from one to the next
  float *target;
  int64_t target_image, target_row, target_pixel;
  int64_t images, height, width; // target pixels
  int64_t inner, outputs;        // operands read of a pixel, channels written
  const int64_t *tap_source, *tap_weights;
  int64_t taps;
  const float *weights; // panels of 16 outputs, each [all taps][inner][16]
  int64_t weight_panel;
  int accumulate;
  const ck_finish *finish;
} direct_pass;

CK_INLINE void store_lanes(float *p, vf v, int64_t lanes, int accumulate) {
  if (lanes == LANES) {
    store(p, accumulate ? load(p) + v : v);
    return;
  }
  for (int64_t lane = 0; lane < lanes; lane++) p[lane] = accumulate ? p[lane] + v[lane] : v[lane];
}
CK_INLINE vf load_lanes(const float *p, int64_t lanes) {
  if (lanes == LANES) return load(p);
  vf v = splat(0);
  for (int64_t lane = 0; lane < lanes; lane++) v[lane] = p[lane];
  return v;
}

// What `put` does with sixteen channels, for the first lanes.
CK_INLINE void put_lanes(float *y, int64_t at, vf v, int64_t lanes, const ck_finish *finish, int64_t c) {
  v = fma16(v, load_lanes(finish->scale + c, lanes), load_lanes(finish->offset + c, lanes));
  if (finish->residual) v += load_lanes(finish->residual + at, lanes);
  store_lanes(y + at, finish->rectify ? positive(v) : v, lanes, 0);
}

// Up to ROWS target pixels and one or two panels. Unused rows repeat the last pixel and are not stored.
CK_INLINE void direct_tile(const int panels, const direct_pass *d, const float *const *source, float *const *target,
                           int64_t rows, int64_t panel, int64_t lanes) {
  vf sum[ROWS][2];
  CK_UNROLL for (int r = 0; r < ROWS; r++) CK_UNROLL for (int p = 0; p < panels; p++) sum[r][p] = splat(0);
  for (int64_t tap = 0; tap < d->taps; tap++) {
    const float *weights = d->weights + panel * d->weight_panel + d->tap_weights[tap];
    const float *a[ROWS];
    CK_UNROLL for (int r = 0; r < ROWS; r++) a[r] = source[r] + d->tap_source[tap];
    for (int64_t c = 0; c < d->inner; c++, weights += LANES) {
      vf factor[2];
      CK_UNROLL for (int p = 0; p < panels; p++) factor[p] = load(weights + p * d->weight_panel);
      CK_UNROLL for (int r = 0; r < ROWS; r++) {
        vf value = splat(a[r][c]);
        CK_UNROLL for (int p = 0; p < panels; p++) sum[r][p] = multiply_operands(value, factor[p], sum[r][p]);
      }
    }
  }
  CK_UNROLL for (int r = 0; r < ROWS; r++) {
    if (r >= rows) break;
    CK_UNROLL for (int p = 0; p < panels; p++) {
      int64_t c = (panel + p) * LANES, at = target[r] - d->target + c;
      if (!d->finish)
        store_lanes(target[r] + c, sum[r][p], lanes, d->accumulate);
      else if (lanes == LANES)
        put(d->target, at, sum[r][p], FINISH, d->finish, finish_of(d->finish, c, FINISH));
      else
        put_lanes(d->target, at, sum[r][p], lanes, d->finish, c);
    }
  }
}

static void CK_NAME(direct_run)(const direct_pass *d, ck_part part) {
  int64_t whole = d->outputs / LANES, tail = d->outputs % LANES, pixels = d->images * d->height * d->width;
  int64_t panels = whole + (tail > 0), columns = PAIRS ? whole / 2 + whole % 2 + (tail > 0) : panels;
  // Panels outside: the weights of a pair stay in the second-level cache while all pixels pass. Parts are runs of tiles
  // in this order.
  int64_t tiles = (pixels + ROWS - 1) / ROWS, begin = columns * tiles * part.index / part.count;
  int64_t end = columns * tiles * (part.index + 1) / part.count;
  for (int64_t panel = 0, before = 0; panel < panels; before += tiles) {
    int pair = PAIRS && panel + 2 <= whole;
    int64_t from = begin > before ? (begin - before) * ROWS : 0;
    int64_t to = end - before < tiles ? (end - before) * ROWS : pixels;
    int64_t image = from / (d->height * d->width), row = from / d->width % d->height, column = from % d->width;
    for (int64_t first = from; first < to; first += ROWS) {
      const float *source[ROWS];
      float *target[ROWS];
      int64_t rows = pixels - first < ROWS ? pixels - first : ROWS;
      for (int r = 0; r < ROWS; r++) {
        source[r] = d->source + image * d->source_image + row * d->source_row + column * d->source_pixel;
        target[r] = d->target + image * d->target_image + row * d->target_row + column * d->target_pixel;
        if (r + 1 >= rows && first + rows == pixels) continue;
        if (++column < d->width) continue;
        column = 0;
        if (++row < d->height) continue;
        row = 0;
        image++;
      }
      if (pair)
        direct_tile(2, d, source, target, rows, panel, LANES);
      else
        direct_tile(1, d, source, target, rows, panel, panel < whole ? LANES : tail);
    }
    panel += pair ? 2 : 1;
  }
}

// How source images lie in scratch or in memory: pixels and rows of one image, and pixels from one window to the next.
typedef struct {
  const float *values;
  int64_t high, wide, stride;
} direct_images;

// Copies images [height][width][channels], every `step`-th row and pixel of them, into the middle of zeroed images with
// margins before and after; `together` images become one, if their operands are paired.
CK_INLINE void surround(const int together, float *padded, ck_source x, int64_t images, int64_t height, int64_t width,
                        int64_t channels, int64_t step, int64_t before, int64_t high, int64_t wide) {
  int64_t pixel = together > 1 ? channels : operand_count(channels), padded_line = wide * pixel,
          image_floats = height * width * channels;
  int64_t rows = (height + step - 1) / step, pixels = (width + step - 1) / step,
          after = (wide - before - pixels) * pixel;
  for (int64_t image = 0; image < images; image += together)
    for (int64_t row = 0; row < high; row++, padded += padded_line) {
      if (row < before || row >= before + rows) {
        memset(padded, 0, sizeof(float) * padded_line);
        continue;
      }
      memset(padded, 0, sizeof(float) * before * pixel);
      const float *source = x.values + image * image_floats + (row - before) * step * width * channels;
      const float *second = image + 1 < images ? source + image_floats : NULL;
      copy_operands(together, padded + before * pixel, source, second, pixels, step, channels, x);
      memset(padded + padded_line - after, 0, sizeof(float) * after);
    }
}

// The images with their zero padding: a copy in scratch, or themselves where nothing is to be done.
CK_INLINE direct_images padded_images(const int together, ck_source x, float *scratch, const ck_window *g,
                                      int64_t images) {
  direct_images d = {.values = x.values, .high = g->height, .wide = g->width, .stride = g->stride};
  if (OPERANDS_AS_THEY_ARE && g->padding == 0 && !x.scale) return d;
  // A kernel of one pixel never sees the pixels between its steps: they are left out.
  int64_t step = g->kernel == 1 && g->padding == 0 ? g->stride : 1;
  d = (direct_images){.values = scratch, .stride = g->stride / step};
  d.high = (g->height + step - 1) / step + 2 * g->padding;
  d.wide = (g->width + step - 1) / step + 2 * g->padding;
  surround(together, scratch, x, images, g->height, g->width, g->channels, step, g->padding, d.high, d.wide);
  return d;
}

static void CK_NAME(direct_forward)(float *y, ck_source x, const float *weights, float *scratch, const ck_window *g,
                                    int64_t outputs, int64_t images, ck_part part, const ck_finish *finish) {
  int64_t taps = g->kernel * g->kernel, inner = operand_count(g->channels);
  direct_images d = padded_images(1, x, scratch, g, images);
  int64_t tap_source[taps], tap_weights[taps];
  for (int64_t tap = 0; tap < taps; tap++) {
    tap_source[tap] = (tap / g->kernel * d.wide + tap % g->kernel) * inner;
    tap_weights[tap] = tap * inner * LANES;
  }
  direct_pass pass = {
      .source = d.values,
      .source_image = d.high * d.wide * inner,
      .source_row = d.stride * d.wide * inner,
      .source_pixel = d.stride * inner,
      .target = y,
      .target_image = g->output_height * g->output_width * outputs,
      .target_row = g->output_width * outputs,
      .target_pixel = outputs,
      .images = images,
      .height = g->output_height,
      .width = g->output_width,
      .inner = inner,
      .outputs = outputs,
      .tap_source = tap_source,
      .tap_weights = tap_weights,
      .taps = taps,
      .weights = weights,
      .weight_panel = taps * inner * LANES,
      .finish = finish,
  };
  CK_NAME(direct_run)(&pass, part);
}

// Input pixels whose row and column leave the same remainders by the stride see the same taps: a dense pass for each.
static void CK_NAME(direct_input_gradient)(float *dx, const float *dy, const float *weights, float *scratch,
                                           const ck_window *g, int64_t outputs, int64_t images, int32_t accumulate) {
  int64_t taps = g->kernel * g->kernel, inner = operand_count(outputs), before, high, wide;
  // Pixels between the windows are seen by no tap.
  if (g->kernel < g->stride && !accumulate) memset(dx, 0, sizeof(float) * images * g->height * g->width * g->channels);
  ck_gradient_margins(g, &before, &high, &wide);
  ck_source gradient = {.values = dy};
  surround(1, scratch, gradient, images, g->output_height, g->output_width, outputs, 1, before, high, wide);
  int64_t tap_source[taps], tap_weights[taps];
  direct_pass pass = {
      .source = scratch,
      .source_image = high * wide * inner,
      .source_row = wide * inner,
      .source_pixel = inner,
      .target_image = g->height * g->width * g->channels,
      .target_row = g->stride * g->width * g->channels,
      .target_pixel = g->stride * g->channels,
      .images = images,
      .inner = inner,
      .outputs = g->channels,
      .tap_source = tap_source,
      .tap_weights = tap_weights,
      .weights = weights,
      .weight_panel = taps * inner * LANES,
      .accumulate = accumulate,
  };
  for (int64_t row = 0; row < g->stride && row < g->height; row++)
    for (int64_t column = 0; column < g->stride && column < g->width; column++) {
      pass.taps = 0;
      for (int64_t tap = 0; tap < taps; tap++) {
        int64_t down = row + g->padding - tap / g->kernel, right = column + g->padding - tap % g->kernel;
        if (down % g->stride || right % g->stride) continue;
        tap_source[pass.taps] = ((down / g->stride + before) * wide + right / g->stride + before) * inner;
        tap_weights[pass.taps++] = tap * inner * LANES;
      }
      if (g->kernel < g->stride && pass.taps == 0) continue;
      pass.target = dx + (row * g->width + column) * g->channels;
      pass.height = (g->height - row + g->stride - 1) / g->stride;
      pass.width = (g->width - column + g->stride - 1) / g->stride;
      CK_NAME(direct_run)(&pass, (ck_part){0, 1});
    }
}
