// Weights and pixel pairs in the order of tiles. Part of tiles.c, which sets the instruction set.
#pragma once

// One of the parts of sixteen numbers.
INLINE __m256i weight_part(const float *p, const int part, const int parts) {
  if (!p) return _mm256_setzero_si256();
  __m512 v = _mm512_loadu_ps(p);
  return _mm512_castsi512_si256(narrow(v, v, part, parts));
}

// The weights of one step and panel: 16 rows of two channels each, times 16 outputs. Forward: channels are inputs.
INLINE void weight_tile(half *tile, const float *w, const ck_window *g, int64_t outputs, int transposed, const step *s,
                        int64_t panel, const int part, const int parts) {
  int64_t inner = padded(transposed ? outputs : g->channels);
  if (!transposed) {
    for (int r = 0; r < 16; r++) {
      int64_t tap = inner < DEPTH ? s->tap[r / 8] : s->tap[0], channel = inner < DEPTH ? r % 8 * 2 : s->channel + 2 * r;
      // Past the last channel there are zeros, and a pair may end with one.
      const float *source =
          tap < 0 || channel >= g->channels ? NULL : w + (tap * g->channels + channel) * outputs + panel * 16;
      const float *next = source && channel + 1 < g->channels ? source + outputs : NULL;
      __m256i first = weight_part(source, part, parts), second = weight_part(next, part, parts);
      _mm512_storeu_si512(tile + r * 32, interleave(first, second));
    }
    return;
  }
  // Rows of w hold the depth here: 32 numbers of one column at a time, then turned.
  __m512i columns[16];
  for (int n = 0; n < 16; n++) {
    __m512 half_row[2];
    for (int i = 0; i < 2; i++) {
      int64_t tap = inner < DEPTH ? s->tap[i] : s->tap[0], channel = inner < DEPTH ? 0 : s->channel + 16 * i;
      int64_t at = (tap * g->channels + panel * 16 + n) * outputs + channel;
      half_row[i] = tap < 0 || panel * 16 + n >= g->channels ? _mm512_setzero_ps() : _mm512_loadu_ps(w + at);
    }
    columns[n] = narrow(half_row[0], half_row[1], part, parts);
  }
  transpose(columns);
  for (int r = 0; r < 16; r++) _mm512_storeu_si512(tile + r * 32, columns[r]);
}

// By phases (of the gradient of the input), panels, parts, steps.
INLINE void pack_weights(float *packed, const float *w, const ck_window *g, int64_t outputs, int32_t transposed,
                         int64_t panel_begin, int64_t panel_end, const int parts) {
  ck_lattice l = lattice_of(g, 1);
  int64_t inner = padded(transposed ? outputs : g->channels), panels = padded(transposed ? g->channels : outputs) / 16;
  half *tiles = (half *)packed;
  step steps[MOST_STEPS(g, inner)];
  for (int64_t phase = transposed ? 0 : -1; phase < (transposed ? g->stride * g->stride : 0); phase++) {
    if (phase >= 0 && (phase / g->stride >= g->height || phase % g->stride >= g->width)) continue;
    int64_t count = list_steps(steps, g, &l, inner, phase);
    for (int64_t panel = panel_begin; panel < panel_end; panel++)
      for (int64_t n = 0; n < count; n++) {
        half *tile = tiles + (panel * parts * count + n) * TILE;
        weight_tile(tile, w, g, outputs, transposed, steps + n, panel, 0, parts);
        if (parts == 1) continue;
        weight_tile(tile + count * TILE, w, g, outputs, transposed, steps + n, panel, 1, parts);
        weight_tile(tile + 2 * count * TILE, w, g, outputs, transposed, steps + n, panel, 2, parts);
      }
    tiles += parts * count * panels * TILE;
  }
}

INLINE int64_t packed_floats(const ck_window *g, int64_t outputs, int32_t transposed, const int parts) {
  // At most one step per tap and 32 channels, whatever the phases.
  return parts * MOST_STEPS(g, padded(transposed ? outputs : g->channels)) *
         (padded(transposed ? g->channels : outputs) / 16) * TILE / 2;
}
