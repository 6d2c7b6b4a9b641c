// The operands of direct_body.h as 16-bit numbers (bfloat16) in pairs: of channels for the passes over images, of
// images for the gradient of the weights, which is a sum over pixels. One product of two pairs and its sum in 32 bits
// take the time of one product of 32-bit numbers.

#define OPERANDS_AS_THEY_ARE 0
#define OPERANDS_TOGETHER 2

CK_INLINE int64_t operand_count(int64_t channels) { return (channels + 1) / 2; }
// The last operand may be broadcast from memory as it is read: with one panel that is a third faster than by a load
// before.
CK_INLINE vf multiply_operands(vf value, vf factor, vf sum) {
  return (vf)_mm512_dpbf16_ps((__m512)sum, (__m512bh)factor, (__m512bh)value);
}

// Every `step`-th pixel of a row, or of the same row of two images; where there is no second image, with zeros.
CK_INLINE void copy_operands(const int together, float *target, const float *source, const float *second,
                             int64_t pixels, int64_t step, int64_t channels, ck_source x) {
  if (together == 1) {
    narrow_row((half *)target, source, pixels, step, channels, 2 * operand_count(channels), x, 0, 1);
    return;
  }
  // Pixels that lie one behind the other are one row of numbers.
  if (step == 1 && !x.scale) {
    channels *= pixels;
    pixels = 1;
  }
  __m512 least = _mm512_set1_ps(x.scale ? 0 : -__builtin_inff()), one = _mm512_set1_ps(1), none = _mm512_setzero_ps();
  for (int64_t p = 0; p < pixels; p++, target += channels)
    for (int64_t c = 0; c < channels; c += LANES) {
      __m512 scale = x.scale ? channels_at(x.scale, c, channels) : one,
             offset = x.scale ? channels_at(x.offset, c, channels) : none;
      __m512 a = _mm512_max_ps(_mm512_fmadd_ps(channels_at(source + p * step * channels, c, channels), scale, offset),
                               least),
             b = none;
      if (second)
        b = _mm512_max_ps(_mm512_fmadd_ps(channels_at(second + p * step * channels, c, channels), scale, offset),
                          least);
      __m512 pairs = (__m512)in_pairs(narrow(a, b, 0, 1));
      if (channels - c >= LANES)
        _mm512_storeu_ps(target + c, pairs);
      else
        _mm512_mask_storeu_ps(target + c, (1 << (channels - c)) - 1, pairs);
    }
}

// Weights [kernel, kernel, channels, outputs] in panels of 16 columns, [columns/16][tap][pairs of rows][16], with zeros
// in the places of missing rows and columns. Forward: columns are outputs, rows inputs; transposed the other way round.
static void CK_NAME(direct_weights)(float *packed, const float *w, const ck_window *g, int64_t outputs,
                                    int32_t transposed, int64_t panel_begin, int64_t panel_end) {
  int64_t taps = g->kernel * g->kernel, channels = g->channels, pairs = operand_count(transposed ? outputs : channels);
  for (int64_t panel = panel_begin; panel < panel_end; panel++)
    for (int64_t tap = 0; tap < taps; tap++) {
      float *target = packed + (panel * taps + tap) * pairs * LANES;
      const float *source = w + tap * channels * outputs;
      for (int64_t row = 0; !transposed && row < channels; row += 2, target += LANES) {
        __m512 even = channels_at(source + row * outputs, panel * LANES, outputs), odd = _mm512_setzero_ps();
        if (row + 1 < channels) odd = channels_at(source + (row + 1) * outputs, panel * LANES, outputs);
        _mm512_storeu_si512(target, in_pairs(narrow(even, odd, 0, 1)));
      }
      // The pairs are neighbours in memory here: sixteen of a column at a time, then turned.
      for (int64_t first = 0; transposed && first < pairs; first += LANES) {
        __m512i columns[LANES];
        for (int n = 0; n < LANES; n++) {
          const float *column = source + (panel * LANES + n) * outputs;
          int64_t seen = panel * LANES + n < channels ? outputs : 0;
          columns[n] = narrow(channels_at(column, 2 * first, seen), channels_at(column, 2 * first + 16, seen), 0, 1);
        }
        transpose(columns);
        for (int64_t n = 0; n < LANES && first + n < pairs; n++, target += LANES)
          _mm512_storeu_si512(target, columns[n]);
      }
    }
}
