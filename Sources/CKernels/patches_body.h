// Patches of an NHWC image as matrix rows, for convolutions as matrix products. Compiled once per instruction set.

// Output rows [row_begin, row_end) of one image: columns receives their patches, zero outside the image.
static void CK_NAME(patches)(float *columns, const float *image, const ck_patches *g, int64_t row_begin, int64_t row_end) {
  int64_t channels = g->channels, taps = g->kernel, line = taps * channels;
  for (int64_t row = row_begin; row < row_end; row++)
    for (int64_t column = 0; column < g->output_width; column++)
      for (int64_t i = 0; i < taps; i++, columns += line) {
        int64_t h = row * g->stride + i - g->padding, w = column * g->stride - g->padding;
        if (h < 0 || h >= g->height) {
          memset(columns, 0, sizeof(float) * line);
          continue;
        }
        int64_t from = w < 0 ? -w : 0, to = g->width - w < taps ? g->width - w : taps;
        if (from > taps) from = taps;
        if (to < from) to = from;
        const float *source = image + (h * g->width + w) * channels;
        for (int64_t k = 0; k < from * channels; k++) columns[k] = 0;
        for (int64_t k = from * channels; k < to * channels; k++) columns[k] = source[k];
        for (int64_t k = to * channels; k < line; k++) columns[k] = 0;
      }
}

// Adds every patch to the pixels it was taken from.
static void CK_NAME(patches_transposed)(float *image, const float *columns, const ck_patches *g) {
  int64_t channels = g->channels, taps = g->kernel, line = taps * channels;
  for (int64_t row = 0; row < g->output_height; row++)
    for (int64_t column = 0; column < g->output_width; column++)
      for (int64_t i = 0; i < taps; i++, columns += line) {
        int64_t h = row * g->stride + i - g->padding, w = column * g->stride - g->padding;
        if (h < 0 || h >= g->height) continue;
        int64_t from = w < 0 ? -w : 0, to = g->width - w < taps ? g->width - w : taps;
        float *target = image + (h * g->width + w) * channels;
        for (int64_t k = from * channels; k < to * channels; k++) target[k] += columns[k];
      }
}
