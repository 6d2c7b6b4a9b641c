// Pooling over NHWC images, compiled once per instruction set. `c` runs in the inner loops, which the compiler
// vectorises.

// Largest of each window, and which of its taps it was (the first of equals).
static void CK_NAME(pool_maximum)(float *y, float *tap, const float *x, const ck_window *g) {
  int64_t channels = g->channels;
  for (int64_t row = 0; row < g->output_height; row++)
    for (int64_t column = 0; column < g->output_width; column++, y += channels, tap += channels)
      for (int64_t i = 0; i < g->kernel; i++)
        for (int64_t j = 0; j < g->kernel; j++) {
          const float *source = x + ((row * g->stride + i) * g->width + column * g->stride + j) * channels;
          float number = i * g->kernel + j;
          if (number == 0)
            for (int64_t c = 0; c < channels; c++) y[c] = source[c], tap[c] = 0;
          else
            for (int64_t c = 0; c < channels; c++) {
              int larger = source[c] > y[c] || source[c] != source[c];
              y[c] = larger ? source[c] : y[c];
              tap[c] = larger ? number : tap[c];
            }
        }
}

// Adds each gradient to the pixel that was the largest.
static void CK_NAME(pool_maximum_gradient)(float *dx, const float *dy, const float *tap, const ck_window *g) {
  int64_t channels = g->channels;
  for (int64_t row = 0; row < g->output_height; row++)
    for (int64_t column = 0; column < g->output_width; column++, dy += channels, tap += channels)
      for (int64_t i = 0; i < g->kernel; i++)
        for (int64_t j = 0; j < g->kernel; j++) {
          float *target = dx + ((row * g->stride + i) * g->width + column * g->stride + j) * channels;
          float number = i * g->kernel + j;
          for (int64_t c = 0; c < channels; c++) target[c] += tap[c] == number ? dy[c] : 0;
        }
}

// Mean over all pixels of one image.
static void CK_NAME(pool_average)(float *y, const float *x, int64_t pixels, int64_t channels) {
  for (int64_t c = 0; c < channels; c++) y[c] = 0;
  for (int64_t p = 0; p < pixels; p++)
    for (int64_t c = 0; c < channels; c++) y[c] += x[p * channels + c];
  for (int64_t c = 0; c < channels; c++) y[c] /= pixels;
}

static void CK_NAME(pool_average_gradient)(float *dx, const float *dy, int64_t pixels, int64_t channels,
                                           int32_t accumulate) {
  float fraction = 1.0f / pixels;
  for (int64_t p = 0; p < pixels; p++)
    for (int64_t c = 0; c < channels; c++)
      dx[p * channels + c] = (accumulate ? dx[p * channels + c] : 0) + fraction * dy[c];
}

// Every stride-th pixel, its channels placed from `first` on among `outputs` channels, the others zero.
static void CK_NAME(subsample)(float *y, const float *x, const ck_window *g, int64_t outputs, int64_t first) {
  for (int64_t row = 0; row < g->output_height; row++)
    for (int64_t column = 0; column < g->output_width; column++, y += outputs) {
      const float *source = x + (row * g->width + column) * g->stride * g->channels;
      for (int64_t c = 0; c < outputs; c++) y[c] = 0;
      for (int64_t c = 0; c < g->channels; c++) y[first + c] = source[c];
    }
}

static void CK_NAME(subsample_gradient)(float *dx, const float *dy, const ck_window *g, int64_t outputs,
                                        int64_t first) {
  for (int64_t row = 0; row < g->output_height; row++)
    for (int64_t column = 0; column < g->output_width; column++, dy += outputs) {
      float *target = dx + (row * g->width + column) * g->stride * g->channels;
      for (int64_t c = 0; c < g->channels; c++) target[c] += dy[first + c];
    }
}
