// Weight transforms of Winograd's convolutions, compiled once per instruction set and kind of numbers.
// Weights are [3][3][inputs][outputs]; transformed weights [frequencies][outputs/16][inputs][16].

// Sixteen weights of one tap: along the outputs, or (transposed) along the inputs, that is a strided gather. Channels
// past the last have zeros.
CK_INLINE vf tap_weights(const float *w, int64_t inputs, int64_t outputs, int tap, int64_t row, int64_t panel,
                         int transposed) {
  if (!transposed) return load(w + (tap * inputs + row) * outputs + panel * LANES);
  vf v = splat(0);
  int lanes = inputs - panel * LANES < LANES ? (int)(inputs - panel * LANES) : LANES;
  for (int lane = 0; lane < lanes; lane++) v[lane] = w[((8 - tap) * inputs + panel * LANES + lane) * outputs + row];
  return v;
}

// From this many floats on transformed weights go past the caches, which they would only sweep clean: 8 MiB.
#define STREAMED (2 << 20)

// One row of sixteen columns, all frequencies.
CK_INLINE void weight_frequencies(vf *o, const float *w, int64_t inputs, int64_t outputs, int64_t row, int64_t panel,
                                  int transposed) {
  if (row >= (transposed ? outputs : inputs)) {
    memset(o, 0, FREQUENCIES * sizeof *o);
    return;
  }
  vf d[3 * WINDOW_HIGH];
  CK_UNROLL for (int j = 0; j < 3; j++) {
    vf g[3];
    CK_UNROLL for (int i = 0; i < 3; i++) g[i] = tap_weights(w, inputs, outputs, 3 * i + j, row, panel, transposed);
    weight_transform(TILE_HIGH, d + j, 3, g);
  }
  CK_UNROLL for (int i = 0; i < WINDOW_HIGH; i++) weight_transform(TILE_WIDE, o + WINDOW_WIDE * i, 1, d + 3 * i);
}

// Transforms panels [panel_begin, panel_end) of 16 columns. Forward: columns are outputs, rows inputs. Transposed (for
// the gradient of the input): columns are inputs, rows outputs, taps turned by half a turn.
static void CK_NAME(winograd_weights)(float *u, const float *w, int64_t inputs, int64_t outputs, int32_t transposed,
                                      int64_t panel_begin, int64_t panel_end) {
  int64_t rows = panels_of(transposed ? outputs : inputs) * LANES, columns = transposed ? inputs : outputs;
  int64_t stride = CK_NAME(winograd_weight_stride)(rows, columns);
  int streamed = FREQUENCIES * stride >= STREAMED;
  for (int64_t panel = panel_begin; panel < panel_end; panel++)
    for (int64_t row = 0; row < rows; row++) {
      // Of two rows that are stored together the second comes WEIGHT_PARTNER rows later.
      if (WEIGHT_ROWS == 2 && row & WEIGHT_PARTNER) continue;
      vf o[WEIGHT_ROWS][FREQUENCIES];
      weight_frequencies(o[0], w, inputs, outputs, row, panel, transposed);
      if (WEIGHT_ROWS == 2 && row + WEIGHT_PARTNER < rows)
        weight_frequencies(o[WEIGHT_ROWS - 1], w, inputs, outputs, row + WEIGHT_PARTNER, panel, transposed);
      else if (WEIGHT_ROWS == 2)
        memset(o[WEIGHT_ROWS - 1], 0, sizeof o[0]);
      if (streamed)
        put_weights(u, stride, o[0], o[WEIGHT_ROWS - 1], panel, row, rows, 1);
      else
        put_weights(u, stride, o[0], o[WEIGHT_ROWS - 1], panel, row, rows, 0);
    }
  // Streamed stores are ordered by fences only.
  if (streamed) __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

#define CK_WINOGRAD_FORWARD                                                                              \
  .tile_rows = PRODUCT_ROWS, .tile_high = TILE_HIGH, .tile_wide = TILE_WIDE, .frequencies = FREQUENCIES, \
  .weight_stride = CK_NAME(winograd_weight_stride), .scratch = CK_NAME(winograd_scratch),                \
  .weights = CK_NAME(winograd_weights), .forward = CK_NAME(winograd_forward), CK_WINOGRAD_STEPS
