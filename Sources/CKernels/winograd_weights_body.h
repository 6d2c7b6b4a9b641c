// Weight transforms of Winograd F(4x4, 3x3), compiled once per instruction set.
// Weights are [3][3][inputs][outputs]; transformed weights [36][outputs/16][inputs][16].

// Normalisers of the interpolation points: 1 / product of differences to the other points.
#define N0 (1.0f / WPRODUCT)
#define NA (1.0f / (2 * WA2 * (WA2 - WB2)))
#define NB (1.0f / (2 * WB2 * (WB2 - WA2)))

// G g (3 -> 6).
#define WEIGHT_TRANSFORM(g0, g1, g2, o0, o1, o2, o3, o4, o5)            \
  do {                                                                  \
    vf ea = splat(NA) * fma16(splat(WA2), g2, g0), oa = splat(NA *WA) * g1; \
    vf eb = splat(NB) * fma16(splat(WB2), g2, g0), ob = splat(NB *WB) * g1; \
    o0 = splat(N0) * g0;                                                \
    o1 = ea + oa;                                                       \
    o2 = ea - oa;                                                       \
    o3 = eb + ob;                                                       \
    o4 = eb - ob;                                                       \
    o5 = g2;                                                            \
  } while (0)

// G^T u (6 -> 3).
#define WEIGHT_GRADIENT_TRANSFORM(u0, u1, u2, u3, u4, u5, o0, o1, o2)                                   \
  do {                                                                                                  \
    vf sa = splat(NA) * (u1 + u2), da = splat(NA *WA) * (u1 - u2);                                      \
    vf sb = splat(NB) * (u3 + u4), db = splat(NB *WB) * (u3 - u4);                                      \
    o0 = fma16(splat(N0), u0, sa + sb);                                                                 \
    o1 = da + db;                                                                                       \
    o2 = fma16(splat(WA2), sa, fma16(splat(WB2), sb, u5));                                              \
  } while (0)

// Sixteen weights of one tap: along the outputs, or (transposed) along the inputs, that is a strided gather.
CK_INLINE vf tap_weights(const float *w, int64_t inputs, int64_t outputs, int tap, int64_t row, int64_t panel, int transposed) {
  if (!transposed) return load(w + (tap * inputs + row) * outputs + panel * LANES);
  vf v;
  for (int lane = 0; lane < LANES; lane++) v[lane] = w[((8 - tap) * inputs + panel * LANES + lane) * outputs + row];
  return v;
}

// From so many floats on transformed weights go past the caches, which they would only sweep clean: 8 MiB.
#define STREAMED (2 << 20)

// One row of sixteen columns, all frequencies.
CK_INLINE void weight_frequencies(vf *o, const float *w, int64_t inputs, int64_t outputs, int64_t row, int64_t panel, int transposed) {
  vf d[18];
  CK_UNROLL for (int j = 0; j < 3; j++) {
    vf g0 = tap_weights(w, inputs, outputs, j, row, panel, transposed);
    vf g1 = tap_weights(w, inputs, outputs, 3 + j, row, panel, transposed);
    vf g2 = tap_weights(w, inputs, outputs, 6 + j, row, panel, transposed);
    WEIGHT_TRANSFORM(g0, g1, g2, d[j], d[3 + j], d[6 + j], d[9 + j], d[12 + j], d[15 + j]);
  }
  CK_UNROLL for (int i = 0; i < 6; i++) {
    vf *r = o + 6 * i;
    WEIGHT_TRANSFORM(d[3 * i], d[3 * i + 1], d[3 * i + 2], r[0], r[1], r[2], r[3], r[4], r[5]);
  }
}

// Transforms panels [panel_begin, panel_end) of 16 columns. Forward: columns are outputs, rows inputs. Transposed (for the
// gradient of the input): columns are inputs, rows outputs, taps turned by half a turn.
static void CK_NAME(winograd_weights)(float *u, const float *w, int64_t inputs, int64_t outputs, int32_t transposed, int64_t panel_begin,
                                      int64_t panel_end) {
  int64_t rows = transposed ? outputs : inputs, columns = transposed ? inputs : outputs;
  int64_t stride = CK_NAME(winograd_weight_stride)(rows, columns);
  int streamed = 36 * stride >= STREAMED;
  for (int64_t panel = panel_begin; panel < panel_end; panel++)
    for (int64_t row = 0; row < rows; row++) {
      // Of two rows that are stored together the second comes 16 rows later.
      if (WEIGHT_ROWS == 2 && row & 16) continue;
      vf o[WEIGHT_ROWS][36];
      weight_frequencies(o[0], w, inputs, outputs, row, panel, transposed);
      if (WEIGHT_ROWS == 2 && row + 16 < rows)
        weight_frequencies(o[WEIGHT_ROWS - 1], w, inputs, outputs, row + 16, panel, transposed);
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

// Adds the partial gradients in order and transforms them back: dw = G^T (sum of du) G.
static void CK_NAME(winograd_weight_gradient_finish)(float *dw, float *du, int64_t partials, int64_t inputs, int64_t outputs,
                                                     int32_t accumulate, int64_t panel_begin, int64_t panel_end) {
  int64_t frequency = ck_frequency_stride(outputs / LANES, inputs), part = 36 * frequency;
  for (int64_t panel = panel_begin; panel < panel_end; panel++)
    for (int64_t row = 0; row < inputs; row++) {
      const float *source = du + (panel * inputs + row) * LANES;
      vf d[18];
      CK_UNROLL for (int j = 0; j < 6; j++) {
        vf s[6];
        CK_UNROLL for (int i = 0; i < 6; i++) {
          s[i] = load(source + (6 * i + j) * frequency);
          for (int64_t p = 1; p < partials; p++) s[i] += load(source + p * part + (6 * i + j) * frequency);
        }
        WEIGHT_GRADIENT_TRANSFORM(s[0], s[1], s[2], s[3], s[4], s[5], d[j], d[6 + j], d[12 + j]);
      }
      CK_UNROLL for (int i = 0; i < 3; i++) {
        vf *r = d + 6 * i;
        vf o[3];
        WEIGHT_GRADIENT_TRANSFORM(r[0], r[1], r[2], r[3], r[4], r[5], o[0], o[1], o[2]);
        CK_UNROLL for (int j = 0; j < 3; j++) {
          float *q = dw + ((3 * i + j) * inputs + row) * outputs + panel * LANES;
          store(q, accumulate ? load(q) + o[j] : o[j]);
        }
      }
    }
}

#define CK_WINOGRAD_TABLE                                            \
  {                                                                  \
    .tile_rows = PRODUCT_ROWS,                                       \
    .weight_stride = CK_NAME(winograd_weight_stride),                \
    .scratch = CK_NAME(winograd_scratch),                            \
    .weights = CK_NAME(winograd_weights),                            \
    .forward = CK_NAME(winograd_forward),                            \
    .weight_gradient = CK_NAME(winograd_weight_gradient),            \
    .transform_chunk = CK_NAME(winograd_transform_chunk),            \
    .accumulate_chunk = CK_NAME(winograd_accumulate_chunk),          \
    .weight_gradient_finish = CK_NAME(winograd_weight_gradient_finish), \
  }
