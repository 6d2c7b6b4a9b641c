// Products of Winograd's frequencies in registers, for numbers of 32 bits and pairs of 16; see winograd_body.h for the
// layouts.
//
// V [inputs/16][rows][16], M [outputs/16][rows][16], transformed weights U [outputs/16][inputs][16], all of one
// frequency and in elements of 32 bits: of pairs there are half as many.

#define PRODUCT_ROWS ROWS // blocks of tiles are rounded up to a multiple of it
#define IN_PLACE 0        // M must not lie where V does
#define FETCH_PIXELS 1    // activations come from memory while products keep the arithmetic busy

CK_INLINE void begin_products(void) {}
CK_INLINE void end_products(void) {}
// Floats of scratch.
static int64_t product_room(int64_t inputs, int64_t outputs, int64_t rows) {
  return (void)inputs, (void)outputs, (void)rows, 0;
}

// Floats from one frequency of the transformed weights to the next.
static int64_t CK_NAME(winograd_weight_stride)(int64_t inputs, int64_t outputs) {
  return ck_frequency_stride(panels_of(outputs), panels_of(inputs) * LANES / NUMBERS);
}

// From this many input channels on the weights of a frequency do not stay in the first-level cache.
#define FETCHED 128

// `next`, if not NULL, is fetched ahead, a line for every k.
// rows x (panels * 16) += sum over k. `a` is walked by (a_row, then a_outer and a_inner over k); `b` is [k][16] per
// panel.
CK_INLINE void product_tile(const int rows, const int panels, float *out, int64_t out_panel, const float *a,
                            int64_t a_row, int64_t a_outer, int64_t a_inner, int64_t outer, int64_t inner,
                            const float *b, int64_t b_panel, int added, const float *next) {
  vf sum[16][2];
  CK_UNROLL for (int r = 0; r < rows; r++) CK_UNROLL for (int p = 0; p < panels; p++) sum[r][p] =
      added ? load(out + p * out_panel + r * LANES) : splat(0);
  for (int64_t o = 0; o < outer; o++) {
    const float *ao = a + o * a_outer;
    for (int64_t i = 0; i < inner; i++) {
      vf factor[2];
      CK_UNROLL for (int p = 0; p < panels; p++) factor[p] = load(b + p * b_panel);
      CK_UNROLL for (int r = 0; r < rows; r++) {
        vf value = splat(ao[r * a_row]);
        CK_UNROLL for (int p = 0; p < panels; p++) sum[r][p] = multiply_add(value, factor[p], sum[r][p]);
      }
      if (next) {
        __builtin_prefetch(next, 0, 3);
        next += LANES;
      }
      ao += a_inner;
      b += LANES;
    }
  }
  CK_UNROLL for (int r = 0; r < rows; r++) CK_UNROLL for (int p = 0; p < panels; p++)
      store(out + p * out_panel + r * LANES, sum[r][p]);
}

// M = V U. The weights of the next frequency, if there is one, are fetched ahead.
CK_INLINE void forward_product(float *m, const float *v, const float *u, const float *next_u, float *room,
                               int64_t inputs, int64_t outputs, int64_t rows, int64_t count) {
  (void)room;
  int64_t channels = inputs * LANES, panel = 0;
  for (; PAIRS && panel + 2 <= outputs; panel += 2) {
    // While the first two tiles of rows work on this pair of panels, each fetches one panel of the next pair.
    const float *ahead = panel + 4 <= outputs ? u + (panel + 2) * channels * LANES : next_u;
    if (channels < FETCHED || !next_u) ahead = NULL;
    for (int64_t r = 0; r < count; r += ROWS) {
      const float *next = ahead && r < 2 * ROWS ? ahead + r / ROWS * channels * LANES : NULL;
      product_tile(ROWS, 2, m + (panel * rows + r) * LANES, rows * LANES, v + r * LANES, LANES, rows * LANES, 1, inputs,
                   LANES, u + panel * channels * LANES, channels * LANES, 0, next);
    }
  }
  for (; panel < outputs; panel++)
    for (int64_t r = 0; r < count; r += ROWS)
      product_tile(ROWS, 1, m + (panel * rows + r) * LANES, 0, v + r * LANES, LANES, rows * LANES, 1, inputs, LANES,
                   u + panel * channels * LANES, 0, 0, NULL);
}

// du = V^T W over `count` tiles, or du += with `added`.
CK_INLINE void gradient_product(float *du, const float *v, const float *w, float *room, int64_t inputs, int64_t outputs,
                                int64_t rows, int64_t count, int added) {
  (void)room;
  int64_t channels = inputs * LANES, q = 0;
  for (; PAIRS && q + 2 <= outputs; q += 2)
    for (int64_t c = 0; c < channels; c += GRADIENT_ROWS)
      product_tile(GRADIENT_ROWS, 2, du + (q * channels + c) * LANES, channels * LANES,
                   v + c / LANES * rows * LANES + c % LANES, 1, 0, LANES, 1, count, w + q * rows * LANES, rows * LANES,
                   added, NULL);
  for (; q < outputs; q++)
    for (int64_t c = 0; c < channels; c += GRADIENT_ROWS)
      product_tile(GRADIENT_ROWS, 1, du + (q * channels + c) * LANES, 0, v + c / LANES * rows * LANES + c % LANES, 1, 0,
                   LANES, 1, count, w + q * rows * LANES, 0, added, NULL);
}
