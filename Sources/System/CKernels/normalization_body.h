// Batch normalisation over rows of channels, compiled once per instruction set.
//
// Sums run over groups of up to four panels of 16 channels in registers, 256 rows at a time in single precision, and
// are then added in double: the error does not grow with the batch.

#define SUM_ROWS 256
#define GROUP 4

// Channels that do not fill vectors: `fold` rows are taken as one row of fold times the channels, which do, where that
// makes no more than FOLDED of them. What there is for each channel is repeated, sums are added up.
#define FOLDED 256
CK_INLINE int64_t fold_of(int64_t rows, int64_t channels) {
  int64_t fold = 1;
  while (fold * channels % LANES) fold *= 2;
  return fold <= rows && fold * channels <= FOLDED ? fold : 1;
}
CK_INLINE const float *repeated(float *room, const float *values, int64_t channels, int64_t fold) {
  for (int64_t i = 0; i < fold; i++) memcpy(room + i * channels, values, sizeof(float) * channels);
  return room;
}
CK_INLINE void add_folded(double *sum, const double *wide, int64_t channels, int64_t fold) {
  for (int64_t i = 0; i < fold * channels; i++) sum[i % channels] += wide[i];
}

// sum += x - shift, square += (x - shift)^2 per channel.
CK_INLINE void shifted_sums(const int panels, double *sum, double *square, const float *x, const float *shift,
                            int64_t rows, int64_t channels) {
  vf offset[GROUP];
  CK_UNROLL for (int p = 0; p < panels; p++) offset[p] = load(shift + p * LANES);
  for (int64_t first = 0; first < rows; first += SUM_ROWS) {
    int64_t last = first + SUM_ROWS < rows ? first + SUM_ROWS : rows;
    vf s[GROUP], q[GROUP];
    CK_UNROLL for (int p = 0; p < panels; p++) s[p] = q[p] = splat(0);
    for (int64_t r = first; r < last; r++) CK_UNROLL for (int p = 0; p < panels; p++) {
        vf d = load(x + r * channels + p * LANES) - offset[p];
        s[p] += d;
        q[p] = fma16(d, d, q[p]);
      }
    CK_UNROLL for (int p = 0; p < panels; p++) for (int lane = 0; lane < LANES; lane++) {
      sum[p * LANES + lane] += s[p][lane];
      square[p * LANES + lane] += q[p][lane];
    }
  }
}

static void CK_NAME(normalization_sums)(double *sum, double *square, const float *x, const float *shift, int64_t rows,
                                        int64_t channels) {
  int64_t c = 0, fold = fold_of(rows, channels), wide = fold * channels;
  if (fold > 1) {
    double sums[FOLDED] = {0}, squares[FOLDED] = {0};
    float shifts[FOLDED];
    CK_NAME(normalization_sums)(sums, squares, x, repeated(shifts, shift, channels, fold), rows / fold, wide);
    add_folded(sum, sums, channels, fold);
    add_folded(square, squares, channels, fold);
    x += rows / fold * wide;
    rows %= fold;
  }
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

// One scalar of x * scale + offset, rounded as fma16 rounds: forward and backward must agree on the sign.
CK_INLINE float affine_one(float x, float scale, float offset) {
#if CK_HAS_FMA
  return __builtin_fmaf(x, scale, offset);
#else
  return x * scale + offset;
#endif
}

CK_INLINE void apply_rows(const int gelu, float *y, const float *x, const float *residual, const float *scale,
                          const float *offset, int64_t rows, int64_t channels, int32_t rectify) {
  for (int64_t r = 0; r < rows; r++) {
    int64_t at = r * channels, c = 0;
    for (; c + LANES <= channels; c += LANES) {
      vf v = fma16(load(x + at + c), load(scale + c), load(offset + c));
      if (residual) v += load(residual + at + c);
      store(y + at + c, gelu ? gelu16(v) : rectify ? positive(v) : v);
    }
    for (; c < channels; c++) {
      float v = affine_one(x[at + c], scale[c], offset[c]) + (residual ? residual[at + c] : 0);
      y[at + c] = gelu ? gelu16(splat(v))[0] : rectify && !(v > 0) ? 0 : v;
    }
  }
}

// y = x * scale + offset (+ residual), and the activation.
static void CK_NAME(normalization_apply)(float *y, const float *x, const float *residual, const float *scale,
                                         const float *offset, int64_t rows, int64_t channels, int32_t activation) {
  int64_t fold = fold_of(rows, channels), done = rows / fold * fold * channels;
  if (fold > 1) {
    float scales[FOLDED], offsets[FOLDED];
    CK_NAME(normalization_apply)
    (y, x, residual, repeated(scales, scale, channels, fold), repeated(offsets, offset, channels, fold), rows / fold,
     fold * channels, activation);
    y += done;
    x += done;
    residual = residual ? residual + done : NULL;
    rows %= fold;
  }
  if (activation == CK_GELU)
    apply_rows(1, y, x, residual, scale, offset, rows, channels, 0);
  else
    apply_rows(0, y, x, residual, scale, offset, rows, channels, activation == CK_RECTIFIER);
}

// The gradient where it passes the rectifier, or times GELU's slope, for the 16 channels at `c` of the row that starts
// at `row`.
CK_INLINE vf passing(const int gelu, vf g, vf x, const float *y, int64_t at, const ck_affine *a, int64_t c) {
  if (gelu) return g * gelu_slope16(fma16(x, load(a->scale + c), load(a->offset + c)));
  if (a->rectified == 1) return gated(g, load(y + at));
  if (a->rectified == 2) return gated(g, fma16(x, load(a->scale + c), load(a->offset + c)));
  return g;
}
CK_INLINE float passing_one(float g, float x, const float *y, int64_t at, const ck_affine *a, int64_t c) {
  if (a->rectified == 1) return y[at] > 0 ? g : 0;
  if (a->rectified == 2) return affine_one(x, a->scale[c], a->offset[c]) > 0 ? g : 0;
  if (a->rectified == 3) return g * gelu_slope16(splat(affine_one(x, a->scale[c], a->offset[c])))[0];
  return g;
}

CK_INLINE void gradient_sums(const int gelu, const int panels, double *sum, double *product, const float *dy,
                             const float *y, const float *x, const float *mean, const ck_affine *a,
                             int64_t first_channel, int64_t rows, int64_t channels) {
  vf center[GROUP];
  CK_UNROLL for (int p = 0; p < panels; p++) center[p] = load(mean + first_channel + p * LANES);
  for (int64_t first = 0; first < rows; first += SUM_ROWS) {
    int64_t last = first + SUM_ROWS < rows ? first + SUM_ROWS : rows;
    vf s[GROUP], q[GROUP];
    CK_UNROLL for (int p = 0; p < panels; p++) s[p] = q[p] = splat(0);
    for (int64_t r = first; r < last; r++) CK_UNROLL for (int p = 0; p < panels; p++) {
        int64_t c = first_channel + p * LANES, at = r * channels + c;
        vf input = load(x + at), g = passing(gelu, load(dy + at), input, y, at, a, c);
        s[p] += g;
        q[p] = fma16(g, input - center[p], q[p]);
      }
    CK_UNROLL for (int p = 0; p < panels; p++) for (int lane = 0; lane < LANES; lane++) {
      sum[first_channel + p * LANES + lane] += s[p][lane];
      product[first_channel + p * LANES + lane] += q[p][lane];
    }
  }
}

CK_INLINE void all_gradient_sums(const int gelu, double *sum, double *product, const float *dy, const float *y,
                                 const float *x, const float *mean, const ck_affine *a, int64_t rows,
                                 int64_t channels) {
  int64_t c = 0;
  for (; c + GROUP * LANES <= channels; c += GROUP * LANES)
    gradient_sums(gelu, GROUP, sum, product, dy, y, x, mean, a, c, rows, channels);
  for (; c + LANES <= channels; c += LANES) gradient_sums(gelu, 1, sum, product, dy, y, x, mean, a, c, rows, channels);
  for (; c < channels; c++)
    for (int64_t r = 0; r < rows; r++) {
      int64_t at = r * channels + c;
      double g = passing_one(dy[at], x[at], y, at, a, c);
      sum[c] += g;
      product[c] += g * ((double)x[at] - mean[c]);
    }
}

// With g = dy where it passes the rectifier, or times GELU's slope: sum += g, product += g (x - mean), per channel.
static void CK_NAME(normalization_gradient_sums)(double *sum, double *product, const float *dy, const float *y,
                                                 const float *x, const float *mean, const ck_affine *a, int64_t rows,
                                                 int64_t channels) {
  int64_t fold = fold_of(rows, channels), done = rows / fold * fold * channels;
  if (fold > 1) {
    double sums[FOLDED] = {0}, products[FOLDED] = {0};
    float means[FOLDED], scales[FOLDED], offsets[FOLDED];
    ck_affine wide = {repeated(scales, a->scale, channels, fold), repeated(offsets, a->offset, channels, fold),
                      a->rectified};
    CK_NAME(normalization_gradient_sums)
    (sums, products, dy, y, x, repeated(means, mean, channels, fold), &wide, rows / fold, fold * channels);
    add_folded(sum, sums, channels, fold);
    add_folded(product, products, channels, fold);
    dy += done;
    x += done;
    y = y ? y + done : NULL;
    rows %= fold;
  }
  if (a->rectified == 3)
    all_gradient_sums(1, sum, product, dy, y, x, mean, a, rows, channels);
  else
    all_gradient_sums(0, sum, product, dy, y, x, mean, a, rows, channels);
}

CK_INLINE void all_gradients(const int gelu, float *dx, float *dresidual, const float *dy, const float *y,
                             const float *x, const ck_affine *a, const float *on_gradient, const float *on_input,
                             const float *constant, int64_t rows, int64_t channels, int32_t accumulate_x,
                             int32_t accumulate_residual) {
  for (int64_t r = 0; r < rows; r++) {
    int64_t first = r * channels, c = 0;
    for (; c + LANES <= channels; c += LANES) {
      int64_t at = first + c;
      vf input = load(x + at), g = passing(gelu, load(dy + at), input, y, at, a, c);
      vf d = fma16(g, load(on_gradient + c), fma16(input, load(on_input + c), load(constant + c)));
      store(dx + at, accumulate_x ? load(dx + at) + d : d);
      if (dresidual) store(dresidual + at, accumulate_residual ? load(dresidual + at) + g : g);
    }
    for (; c < channels; c++) {
      int64_t at = first + c;
      float g = passing_one(dy[at], x[at], y, at, a, c);
      float d = g * on_gradient[c] + x[at] * on_input[c] + constant[c];
      dx[at] = accumulate_x ? dx[at] + d : d;
      if (dresidual) dresidual[at] = accumulate_residual ? dresidual[at] + g : g;
    }
  }
}

// dx = on_gradient g + on_input x + constant; the residual's gradient is g itself. Either is set or added to.
static void CK_NAME(normalization_gradient)(float *dx, float *dresidual, const float *dy, const float *y,
                                            const float *x, const ck_affine *a, const float *on_gradient,
                                            const float *on_input, const float *constant, int64_t rows,
                                            int64_t channels, int32_t accumulate_x, int32_t accumulate_residual) {
  int64_t fold = fold_of(rows, channels), done = rows / fold * fold * channels;
  if (fold > 1) {
    float scales[FOLDED], offsets[FOLDED], on_gradients[FOLDED], on_inputs[FOLDED], constants[FOLDED];
    ck_affine wide = {repeated(scales, a->scale, channels, fold), repeated(offsets, a->offset, channels, fold),
                      a->rectified};
    CK_NAME(normalization_gradient)
    (dx, dresidual, dy, y, x, &wide, repeated(on_gradients, on_gradient, channels, fold),
     repeated(on_inputs, on_input, channels, fold), repeated(constants, constant, channels, fold), rows / fold,
     fold * channels, accumulate_x, accumulate_residual);
    dx += done;
    dresidual = dresidual ? dresidual + done : NULL;
    dy += done;
    y = y ? y + done : NULL;
    x += done;
    rows %= fold;
  }
  if (a->rectified == 3)
    all_gradients(1, dx, dresidual, dy, y, x, a, on_gradient, on_input, constant, rows, channels, accumulate_x,
                  accumulate_residual);
  else
    all_gradients(0, dx, dresidual, dy, y, x, a, on_gradient, on_input, constant, rows, channels, accumulate_x,
                  accumulate_residual);
}
