// Weights and pixel pairs in the order of tiles. Part of tiles.c, which sets the instruction set.
#pragma once

// Pairs of neighbouring pixels, channel by channel: (a0, b0, a1, b1, ...).
INLINE __m512i interleave(__m256i a, __m256i b) {
  const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3,
                                         18, 2, 17, 1, 16, 0);
  return _mm512_permutexvar_epi16(order, _mm512_inserti64x4(_mm512_castsi256_si512(a), b, 1));
}

// Sixteen outputs of two rows of weights, rounded and interleaved.
INLINE __m512i weight_pair(const float *first, const float *second) {
  __m256i a = first ? (__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(first)) : _mm256_setzero_si256();
  __m256i b = second ? (__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(second)) : _mm256_setzero_si256();
  return interleave(a, b);
}

// The weights of one step and panel: 16 rows of two channels each, times 16 outputs. Forward: channels are inputs.
static void weight_tile(half *tile, const float *w, const ck_window *g, int64_t outputs, int transposed, const step *s, int64_t panel) {
  int64_t inner = transposed ? outputs : g->channels;
  if (!transposed) {
    for (int r = 0; r < 16; r++) {
      int64_t tap = inner < DEPTH ? s->tap[r / 8] : s->tap[0], channel = inner < DEPTH ? r % 8 * 2 : s->channel + 2 * r;
      const float *source = tap < 0 ? NULL : w + (tap * g->channels + channel) * outputs + panel * 16;
      _mm512_storeu_si512(tile + r * 32, weight_pair(source, source ? source + outputs : NULL));
    }
    return;
  }
  // Rows of w hold the depth here: 32 numbers of one column at a time, then turned.
  __m512i columns[16];
  for (int n = 0; n < 16; n++) {
    __m512 part[2];
    for (int i = 0; i < 2; i++) {
      int64_t tap = inner < DEPTH ? s->tap[i] : s->tap[0], channel = inner < DEPTH ? 0 : s->channel + 16 * i;
      part[i] = tap < 0 ? _mm512_setzero_ps() : _mm512_loadu_ps(w + (tap * g->channels + panel * 16 + n) * outputs + channel);
    }
    columns[n] = (__m512i)_mm512_cvtne2ps_pbh(part[1], part[0]);
  }
  transpose(columns);
  for (int r = 0; r < 16; r++) _mm512_storeu_si512(tile + r * 32, columns[r]);
}

static void weights(float *packed, const float *w, const ck_window *g, int64_t outputs, int32_t transposed, int64_t panel_begin,
                    int64_t panel_end) {
  ck_lattice l = lattice_of(g, 1);
  int64_t inner = transposed ? outputs : g->channels, panels = (transposed ? g->channels : outputs) / 16;
  half *tiles = (half *)packed;
  step steps[MOST_STEPS(g, inner)];
  for (int64_t phase = transposed ? 0 : -1; phase < (transposed ? g->stride * g->stride : 0); phase++) {
    if (phase >= 0 && (phase / g->stride >= g->height || phase % g->stride >= g->width)) continue;
    int64_t count = list_steps(steps, g, &l, inner, phase);
    for (int64_t panel = panel_begin; panel < panel_end; panel++)
      for (int64_t n = 0; n < count; n++) weight_tile(tiles + (panel * count + n) * TILE, w, g, outputs, transposed, steps + n, panel);
    tiles += count * panels * TILE;
  }
}

static int64_t weight_floats(const ck_window *g, int64_t outputs, int32_t transposed) {
  // At most one step per tap and 32 channels, whatever the phases.
  return MOST_STEPS(g, transposed ? outputs : g->channels) * ((transposed ? g->channels : outputs) / 16) * TILE / 2;
}
