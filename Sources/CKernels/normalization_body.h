// Batch normalisation over rows of channels, compiled once per instruction set.
//
// Sums run over groups of up to four panels of 16 channels in registers, 256 rows at a time in single precision, and are
// then added in double: the error does not grow with the batch.

#define SUM_ROWS 256
#define GROUP 4

// sum += x - shift, square += (x - shift)^2 per channel.
CK_INLINE void shifted_sums(const int panels, double *sum, double *square, const float *x, const float *shift, int64_t rows,
                            int64_t channels) {
  vf offset[GROUP];
  CK_UNROLL for (int p = 0; p < panels; p++) offset[p] = load(shift + p * LANES);
  for (int64_t first = 0; first < rows; first += SUM_ROWS) {
    int64_t last = first + SUM_ROWS < rows ? first + SUM_ROWS : rows;
    vf s[GROUP], q[GROUP];
    CK_UNROLL for (int p = 0; p < panels; p++) s[p] = q[p] = splat(0);
    for (int64_t r = first; r < last; r++)
      CK_UNROLL for (int p = 0; p < panels; p++) {
        vf d = load(x + r * channels + p * LANES) - offset[p];
        s[p] += d;
        q[p] = fma16(d, d, q[p]);
      }
    CK_UNROLL for (int p = 0; p < panels; p++)
      for (int lane = 0; lane < LANES; lane++) {
        sum[p * LANES + lane] += s[p][lane];
        square[p * LANES + lane] += q[p][lane];
      }
  }
}

static void CK_NAME(normalization_sums)(double *sum, double *square, const float *x, const float *shift, int64_t rows, int64_t channels) {
  int64_t c = 0;
  for (; c + GROUP * LANES <= channels; c += GROUP * LANES)
    shifted_sums(GROUP, sum + c, square + c, x + c, shift + c, rows, channels);
  for (; c + LANES <= channels; c += LANES) shifted_sums(1, sum + c, square + c, x + c, shift + c, rows, channels);
  for (; c < channels; c++)
    for (int64_t r = 0; r < rows; r++) {
      double d = (double)x[r * channels + c] - shift[c];
      sum[c] += d;
      square[c] += d * d;
    }
}

// y = x * scale + offset (+ residual), rectified if asked.
static void CK_NAME(normalization_apply)(float *y, const float *x, const float *residual, const float *scale, const float *offset,
                                         int64_t rows, int64_t channels, int32_t rectify) {
  for (int64_t r = 0; r < rows; r++) {
    int64_t at = r * channels, c = 0;
    for (; c + LANES <= channels; c += LANES) {
      vf v = fma16(load(x + at + c), load(scale + c), load(offset + c));
      if (residual) v += load(residual + at + c);
      store(y + at + c, rectify ? positive(v) : v);
    }
    for (; c < channels; c++) {
      float v = x[at + c] * scale[c] + offset[c] + (residual ? residual[at + c] : 0);
      y[at + c] = rectify && !(v > 0) ? 0 : v;
    }
  }
}

CK_INLINE void gradient_sums(const int panels, double *sum, double *product, const float *dy, const float *y, const float *x,
                             const float *mean, int64_t rows, int64_t channels, int rectify) {
  vf center[GROUP];
  CK_UNROLL for (int p = 0; p < panels; p++) center[p] = load(mean + p * LANES);
  for (int64_t first = 0; first < rows; first += SUM_ROWS) {
    int64_t last = first + SUM_ROWS < rows ? first + SUM_ROWS : rows;
    vf s[GROUP], q[GROUP];
    CK_UNROLL for (int p = 0; p < panels; p++) s[p] = q[p] = splat(0);
    for (int64_t r = first; r < last; r++)
      CK_UNROLL for (int p = 0; p < panels; p++) {
        int64_t at = r * channels + p * LANES;
        vf g = load(dy + at);
        if (rectify) g = gated(g, load(y + at));
        s[p] += g;
        q[p] = fma16(g, load(x + at) - center[p], q[p]);
      }
    CK_UNROLL for (int p = 0; p < panels; p++)
      for (int lane = 0; lane < LANES; lane++) {
        sum[p * LANES + lane] += s[p][lane];
        product[p * LANES + lane] += q[p][lane];
      }
  }
}

// With g = dy where y > 0 (or dy, if not rectified): sum += g, product += g (x - mean), per channel.
static void CK_NAME(normalization_gradient_sums)(double *sum, double *product, const float *dy, const float *y, const float *x,
                                                 const float *mean, int64_t rows, int64_t channels, int32_t rectify) {
  int64_t c = 0;
  for (; c + GROUP * LANES <= channels; c += GROUP * LANES)
    gradient_sums(GROUP, sum + c, product + c, dy + c, y + c, x + c, mean + c, rows, channels, rectify);
  for (; c + LANES <= channels; c += LANES)
    gradient_sums(1, sum + c, product + c, dy + c, y + c, x + c, mean + c, rows, channels, rectify);
  for (; c < channels; c++)
    for (int64_t r = 0; r < rows; r++) {
      int64_t at = r * channels + c;
      double g = rectify && !(y[at] > 0) ? 0 : dy[at];
      sum[c] += g;
      product[c] += g * ((double)x[at] - mean[c]);
    }
}

// dx = on_gradient g + on_input x + constant; the residual's gradient is g itself. Either is set or added to.
static void CK_NAME(normalization_gradient)(float *dx, float *dresidual, const float *dy, const float *y, const float *x,
                                            const float *on_gradient, const float *on_input, const float *constant, int64_t rows,
                                            int64_t channels, int32_t rectify, int32_t accumulate_x, int32_t accumulate_residual) {
  for (int64_t r = 0; r < rows; r++) {
    int64_t at = r * channels, c = 0;
    for (; c + LANES <= channels; c += LANES) {
      vf g = load(dy + at + c);
      if (rectify) g = gated(g, load(y + at + c));
      vf d = fma16(g, load(on_gradient + c), fma16(load(x + at + c), load(on_input + c), load(constant + c)));
      store(dx + at + c, accumulate_x ? load(dx + at + c) + d : d);
      if (dresidual) store(dresidual + at + c, accumulate_residual ? load(dresidual + at + c) + g : g);
    }
    for (; c < channels; c++) {
      float g = rectify && !(y[at + c] > 0) ? 0 : dy[at + c];
      float d = g * on_gradient[c] + x[at + c] * on_input[c] + constant[c];
      dx[at + c] = accumulate_x ? dx[at + c] + d : d;
      if (dresidual) dresidual[at + c] = accumulate_residual ? dresidual[at + c] + g : g;
    }
  }
}
