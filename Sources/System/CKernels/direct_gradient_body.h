// The gradient of the weights of direct_body.h's convolutions: sums over pixels, compiled once per instruction set.

// Output pixels that a tap sees inside the images.
typedef struct {
  int64_t begin, end;
} direct_range;

CK_INLINE direct_range seen_by(int64_t tap, const ck_window *g, int64_t size, int64_t output_size) {
  int64_t before = g->padding - tap, last = g->padding + size - 1 - tap;
  direct_range seen = {before > 0 ? (before + g->stride - 1) / g->stride : 0, last < 0 ? 0 : last / g->stride + 1};
  if (seen.end > output_size) seen.end = output_size;
  return seen;
}

// GRADIENT_ROWS rows of the weights (a tap and an input channel each) and one or two panels, summed over pixels.
CK_INLINE void direct_gradient_tile(const int panels, float *sum, const int64_t *row_source, int64_t rows,
                                    const direct_images *d, const float *dy, const ck_window *g, direct_range high,
                                    direct_range wide, int64_t outputs, int64_t images, int64_t lanes, int accumulate) {
  int64_t line = d->wide * g->channels, image_floats = d->high * line;
  vf total[GRADIENT_ROWS][2];
  CK_UNROLL for (int r = 0; r < GRADIENT_ROWS; r++) CK_UNROLL for (int p = 0; p < panels; p++) {
    total[r][p] = splat(0);
    // The sums so far have left the caches, and will be here by the time they are needed.
    if (accumulate) __builtin_prefetch(sum + (r < rows ? r : 0) * outputs + p * LANES, 1, 3);
  }
  for (int64_t image = 0; image < images; image++)
    for (int64_t row = high.begin; row < high.end; row++) {
      const float *a[GRADIENT_ROWS];
      CK_UNROLL for (int r = 0; r < GRADIENT_ROWS; r++) a[r] =
          d->values + image * image_floats + row * d->stride * line + row_source[r];
      const float *gradient = dy + ((image * g->output_height + row) * g->output_width + wide.begin) * outputs;
      int64_t step = d->stride * g->channels, at = wide.begin * step;
      for (int64_t column = wide.begin; column < wide.end; column++, at += step, gradient += outputs) {
        vf factor[2];
        CK_UNROLL for (int p = 0; p < panels; p++) factor[p] = load_lanes(gradient + p * LANES, lanes);
        CK_UNROLL for (int r = 0; r < GRADIENT_ROWS; r++) {
          vf value = splat(a[r][at]);
          CK_UNROLL for (int p = 0; p < panels; p++) total[r][p] = multiply_operands(value, factor[p], total[r][p]);
        }
      }
    }
  for (int64_t r = 0; r < rows; r++)
    for (int p = 0; p < panels; p++) store_lanes(sum + r * outputs + p * LANES, total[r][p], lanes, accumulate);
}

static void CK_NAME(direct_weight_gradient)(float *sum, ck_source x, const float *dy, float *scratch,
                                            const ck_window *g, int64_t outputs, int64_t images, int32_t accumulate) {
  direct_images d = padded_images(OPERANDS_TOGETHER, x, scratch, g, images);
  if (OPERANDS_TOGETHER > 1) {
    float *pairs = scratch + (images + 1) / 2 * d.high * d.wide * g->channels;
    surround(OPERANDS_TOGETHER, pairs, (ck_source){.values = dy}, images, g->output_height, g->output_width, outputs, 1,
             0, g->output_height, g->output_width);
    dy = pairs;
  }
  images = (images + OPERANDS_TOGETHER - 1) / OPERANDS_TOGETHER;
  int64_t rows = g->kernel * g->kernel * g->channels;
  int64_t whole = outputs / LANES, tail = outputs % LANES;
  for (int64_t panel = 0; panel < whole + (tail > 0);) {
    int pair = PAIRS && panel + 2 <= whole;
    for (int64_t first = 0; first < rows; first += GRADIENT_ROWS) {
      int64_t row_source[GRADIENT_ROWS], count = rows - first < GRADIENT_ROWS ? rows - first : GRADIENT_ROWS;
      for (int r = 0; r < GRADIENT_ROWS; r++) {
        int64_t row = first + (r < count ? r : count - 1), tap = row / g->channels;
        row_source[r] = (tap / g->kernel * d.wide + tap % g->kernel) * g->channels + row % g->channels;
      }
      // Rows of one tap leave out the pixels where it lies on the padding.
      int64_t tap = first / g->channels, one = (first + count - 1) / g->channels == tap;
      direct_range high = {0, g->output_height}, wide = {0, g->output_width};
      if (one) high = seen_by(tap / g->kernel, g, g->height, g->output_height);
      if (one) wide = seen_by(tap % g->kernel, g, g->width, g->output_width);
      float *target = sum + first * outputs + panel * LANES;
      const float *gradient = dy + panel * LANES;
      if (pair)
        direct_gradient_tile(2, target, row_source, count, &d, gradient, g, high, wide, outputs, images, LANES,
                             accumulate);
      else if (panel < whole)
        direct_gradient_tile(1, target, row_source, count, &d, gradient, g, high, wide, outputs, images, LANES,
                             accumulate);
      else
        direct_gradient_tile(1, target, row_source, count, &d, gradient, g, high, wide, outputs, images, tail,
                             accumulate);
    }
    panel += pair ? 2 : 1;
  }
}
