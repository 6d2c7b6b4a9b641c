// Weight transforms of the polyphase convolutions of stride 2 (polyphase_body.h), compiled once per instruction set.
// Transformed weights of one frequency: [outputs/16][phases][inputs][16], or transposed
// [phases][inputs/16][outputs][16].

// Normalisers of the interpolation points: 1 / product of differences to the other points; those of -PA and -PB are
// negative.
#define PNA (1.0f / (2 * PA * (PA2 - PB2)))
#define PNB (1.0f / (2 * PB * (PB2 - PA2)))

// 3 taps -> 9: five of the outer taps, for odd rows, then four of the middle one, for even rows.
CK_INLINE void phase_weights(vf g0, vf g1, vf g2, vf *o, const int step) {
  vf a = splat(PNA * PA) * g2, b = splat(PNB * PB) * g2;
  o[0] = fma16(splat(PNA), g0, a);
  o[step] = fma16(splat(-PNA), g0, a);
  o[2 * step] = fma16(splat(PNB), g0, b);
  o[3 * step] = fma16(splat(-PNB), g0, b);
  o[4 * step] = g2;
  o[5 * step] = splat(PNA) * g1;
  o[6 * step] = splat(-PNA) * g1;
  o[7 * step] = splat(PNB) * g1;
  o[8 * step] = splat(-PNB) * g1;
}

// The transpose: 9 -> 3.
CK_INLINE void phase_weight_gradients(const vf *u, vf *o) {
  o[0] = fma16(splat(PNA), u[0] - u[1], splat(PNB) * (u[2] - u[3]));
  o[1] = fma16(splat(PNA), u[5] - u[6], splat(PNB) * (u[7] - u[8]));
  o[2] = fma16(splat(PNA * PA), u[0] + u[1], fma16(splat(PNB * PB), u[2] + u[3], u[4]));
}

// Where the transformed weights of two of these nine lie, for one row of a panel of 16 columns.
CK_INLINE int64_t phase_weight_offset(const int i, const int j, int64_t rows, int64_t panels, int64_t row,
                                      int64_t panel, const int transposed) {
  const int f = i % 5 * 5 + j % 5, phase = (i > 4) * (j % 5 < 4 ? 2 : 1) + (j > 4);
  int64_t line = transposed ? (phase * panels + panel) * rows : (panel * phases_at(f) + phase) * rows;
  return phases_offset(f, rows * panels * LANES) + (line + row) * LANES;
}

CK_INLINE void phase_weight_panel(float *u, const float *w, int64_t inputs, int64_t outputs, int64_t panel,
                                  const int transposed, const int streamed) {
  int64_t rows = transposed ? outputs : inputs, panels = (transposed ? inputs : outputs) / LANES;
  for (int64_t row = 0; row < rows; row++) {
    vf d[27];
    CK_UNROLL for (int j = 0; j < 3; j++)
        phase_weights(tap_weights(w, inputs, outputs, j, row, panel, transposed),
                      tap_weights(w, inputs, outputs, 3 + j, row, panel, transposed),
                      tap_weights(w, inputs, outputs, 6 + j, row, panel, transposed), d + j, 3);
    CK_UNROLL for (int i = 0; i < 9; i++) {
      vf o[9];
      phase_weights(d[3 * i], d[3 * i + 1], d[3 * i + 2], o, 1);
      CK_UNROLL for (int j = 0; j < 9; j++) {
        float *target = u + phase_weight_offset(i, j, rows, panels, row, panel, transposed);
        if (streamed)
          stream(target, o[j]);
        else
          store(target, o[j]);
      }
    }
  }
}

static void CK_NAME(polyphase_weights)(float *u, const float *w, int64_t inputs, int64_t outputs, int32_t transposed,
                                       int64_t panel_begin, int64_t panel_end) {
  int streamed = phases_floats(inputs * outputs) >= STREAMED;
  for (int64_t panel = panel_begin; panel < panel_end; panel++) {
    if (transposed)
      phase_weight_panel(u, w, inputs, outputs, panel, 1, streamed);
    else
      phase_weight_panel(u, w, inputs, outputs, panel, 0, streamed);
  }
  // Streamed stores are ordered by fences only.
  if (streamed) __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

// Adds the partial gradients of some inputs in order and transforms them back: dw of these inputs, `tap` floats from
// one tap to the next.
CK_INLINE void phase_gradient_panel(float *dw, int64_t tap, const float *du, int64_t partials, int64_t inputs,
                                    int64_t outputs, int64_t panel, int32_t accumulate) {
  int64_t part = phases_floats(inputs * outputs);
  for (int64_t row = 0; row < inputs; row++) {
    vf d[27];
    CK_UNROLL for (int j = 0; j < 9; j++) {
      vf s[9], o[3];
      CK_UNROLL for (int i = 0; i < 9; i++) {
        const float *source = du + phase_weight_offset(i, j, inputs, outputs / LANES, row, panel, 0);
        s[i] = load(source);
        for (int64_t p = 1; p < partials; p++) s[i] += load(source + p * part);
      }
      phase_weight_gradients(s, o);
      CK_UNROLL for (int i = 0; i < 3; i++) d[9 * i + j] = o[i];
    }
    CK_UNROLL for (int i = 0; i < 3; i++) {
      vf o[3];
      phase_weight_gradients(d + 9 * i, o);
      CK_UNROLL for (int j = 0; j < 3; j++) {
        float *q = dw + (3 * i + j) * tap + row * outputs + panel * LANES;
        store(q, accumulate ? load(q) + o[j] : o[j]);
      }
    }
  }
}

static void CK_NAME(polyphase_weight_gradient_finish)(float *dw, const float *du, int64_t partials, int64_t inputs,
                                                      int64_t outputs, int32_t accumulate, int64_t panel_begin,
                                                      int64_t panel_end) {
  for (int64_t panel = panel_begin; panel < panel_end; panel++)
    phase_gradient_panel(dw, inputs * outputs, du, partials, inputs, outputs, panel, accumulate);
}

// Many channels, W first: PHASE_FREQUENCIES * output_step floats a block.
static int64_t CK_NAME(polyphase_gradient_floats)(const ck_winograd *g) {
  phase_sizes s = sizes_of(g);
  return (s.tiles + g->block - 1) / g->block * PHASE_FREQUENCIES * s.output_step;
}

static void CK_NAME(polyphase_transform_gradients)(float *w, const float *dy, float *scratch, const ck_winograd *g,
                                                   int64_t block) {
  phase_sizes s = sizes_of(g);
  int64_t first = block * g->block;
  fill_blank(scratch, g->outputs, 0);
  transform_phase_gradients(w + block * PHASE_FREQUENCIES * s.output_step, dy, g, first,
                            least(g->block, s.tiles - first), s.rows, scratch);
}

// Then one panel of inputs: V and du of its own.
static int64_t CK_NAME(polyphase_panel_scratch)(const ck_winograd *g) {
  return g->inputs + g->outputs + phases_floats(LANES * rounded_rows(g->block)) + phases_floats(LANES * g->outputs);
}

static void CK_NAME(polyphase_gradient_panel)(float *dw, ck_source x, const float *w, float *scratch,
                                              const ck_winograd *g, int32_t accumulate, int64_t panel) {
  phase_sizes s = sizes_of(g);
  int64_t v_unit = LANES * s.rows, du_unit = LANES * g->outputs;
  float *blank = scratch, *v = blank + g->inputs, *du = v + phases_floats(v_unit);
  fill_blank(blank, g->inputs, x.scale != NULL);
  for (int64_t first = 0; first < s.tiles; first += g->block, w += PHASE_FREQUENCIES * s.output_step) {
    int64_t count = least(g->block, s.tiles - first);
    transform_phases(v, x, panel, 1, g, first, count, s.rows, blank);
    for (int f = 0; f < PHASE_FREQUENCIES; f++)
      gradient_product(du + phases_offset(f, du_unit), v + phases_offset(f, v_unit), w + f * s.output_step, NULL,
                       phases_at(f), s.outputs, s.rows, count, first > 0);
  }
  for (int64_t q = 0; q < s.outputs; q++)
    phase_gradient_panel(dw + panel * du_unit, s.weight_unit, du, 1, LANES, g->outputs, q, accumulate);
}

#define CK_POLYPHASE_TABLE                                                                                      \
  {                                                                                                             \
    .weight_floats = CK_NAME(polyphase_weight_floats), .scratch = CK_NAME(polyphase_scratch),                   \
    .weights = CK_NAME(polyphase_weights), .forward = CK_NAME(polyphase_forward),                               \
    .input_gradient = CK_NAME(polyphase_input_gradient), .weight_gradient = CK_NAME(polyphase_weight_gradient), \
    .weight_gradient_finish = CK_NAME(polyphase_weight_gradient_finish),                                        \
    .gradient_floats = CK_NAME(polyphase_gradient_floats), .panel_scratch = CK_NAME(polyphase_panel_scratch),   \
    .transform_gradients = CK_NAME(polyphase_transform_gradients),                                              \
    .gradient_panel = CK_NAME(polyphase_gradient_panel),                                                        \
  }
