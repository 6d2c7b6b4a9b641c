// The operands of direct_body.h as they are stored: 32-bit numbers, multiplied and added in 32 bits.

#define OPERANDS_AS_THEY_ARE 1 // images that need no zeros around them are read where they lie
#define OPERANDS_TOGETHER 1    // images that the gradient of the weights takes at once

// Floats of a pixel.
CK_INLINE int64_t operand_count(int64_t channels) { return channels; }
CK_INLINE vf multiply_operands(vf value, vf factor, vf sum) { return fma16(value, factor, sum); }

// Every `step`-th pixel of a row.
CK_INLINE void copy_operands(const int together, float *target, const float *source, const float *second,
                             int64_t pixels, int64_t step, int64_t channels, ck_source x) {
  (void)together, (void)second;
  int64_t run = step == 1 ? pixels : 1;
  for (int64_t p = 0; p < pixels; p += run, target += run * channels, source += run * step * channels) {
    if (x.scale)
      CK_NAME(normalization_apply)(target, source, NULL, x.scale, x.offset, run, channels, 1);
    else
      memcpy(target, source, sizeof(float) * run * channels);
  }
}

// Weights [kernel, kernel, channels, outputs] in panels of 16 columns, [columns/16][tap][rows][16], the last filled
// with zeros. Forward: columns are outputs, rows inputs; transposed the other way round.
static void CK_NAME(direct_weights)(float *packed, const float *w, const ck_window *g, int64_t outputs,
                                    int32_t transposed, int64_t panel_begin, int64_t panel_end) {
  int64_t taps = g->kernel * g->kernel, rows = transposed ? outputs : g->channels,
          columns = transposed ? g->channels : outputs;
  for (int64_t panel = panel_begin; panel < panel_end; panel++) {
    int64_t lanes = columns - panel * LANES < LANES ? columns - panel * LANES : LANES;
    for (int64_t tap = 0; tap < taps; tap++)
      for (int64_t row = 0; row < rows; row++) {
        float *target = packed + ((panel * taps + tap) * rows + row) * LANES;
        const float *source = transposed ? w + (tap * g->channels + panel * LANES) * outputs + row
                                         : w + (tap * g->channels + row) * outputs + panel * LANES;
        int64_t step = transposed ? outputs : 1;
        for (int64_t lane = 0; lane < LANES; lane++) target[lane] = lane < lanes ? source[lane * step] : 0;
      }
  }
}
