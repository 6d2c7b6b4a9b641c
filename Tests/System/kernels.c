// The kernels against plain loops in double precision, without Swift: `make portable` compiles this and the kernels for
// another processor and runs them under an emulator. Every buffer ends where memory may not be touched, so that a
// kernel that reads or writes past an end is stopped.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "CKernels.h"

#define PAGE (64 << 10) // the largest that arm64 has

static uint64_t state = 1;
static int failures = 0;
static double largest = 0;

static double uniform(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (double)(state >> 40) / (1 << 24);
}

// `count` floats with numbers of about variance 1; never freed.
static float *floats(int64_t count) {
  size_t bytes = sizeof(float) * count, pages = (bytes + PAGE - 1) / PAGE * PAGE;
  char *memory = mmap(NULL, pages + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory + pages, PAGE, PROT_NONE) != 0) abort();
  float *values = (float *)(memory + pages - bytes);
  for (int64_t i = 0; i < count; i++) values[i] = (float)(1.7 * (uniform() + uniform() + uniform() + uniform() - 2));
  return values;
}

// Compares by the relative root-mean-square error.
static void check(const char *what, const float *found, const double *exact, int64_t count, double bound) {
  double squares = 0, whole = 0;
  for (int64_t i = 0; i < count; i++) {
    squares += (found[i] - exact[i]) * (found[i] - exact[i]);
    whole += exact[i] * exact[i];
  }
  double error = sqrt(whole > 0 ? squares / whole : squares);
  if (error > largest) largest = error;
  if (error <= bound) return;
  failures++;
  printf("%s: relative error %.2g, at most %.2g expected\n", what, error, bound);
}

// A convolution with its operands, and its passes in double precision.
typedef struct {
  int64_t images, size, inputs, outputs, kernel, stride, padding, result; // `size` and `result`: height and width
  int64_t x_count, y_count, w_count;
  float *x, *w, *dy, *y, *dx, *dw;
  double *exact_y, *exact_dx, *exact_dw;
} convolution;

static convolution convolve(int64_t images, int64_t size, int64_t inputs, int64_t outputs, int64_t kernel,
                            int64_t stride) {
  convolution c = {images, size, inputs, outputs, kernel, stride, kernel / 2};
  c.result = (size + 2 * c.padding - kernel) / stride + 1;
  c.x_count = images * size * size * inputs;
  c.y_count = images * c.result * c.result * outputs;
  c.w_count = kernel * kernel * inputs * outputs;
  c.x = floats(c.x_count), c.dx = floats(c.x_count);
  c.w = floats(c.w_count), c.dw = floats(c.w_count);
  c.y = floats(c.y_count), c.dy = floats(c.y_count);
  c.exact_y = calloc(c.y_count, sizeof(double));
  c.exact_dx = calloc(c.x_count, sizeof(double));
  c.exact_dw = calloc(c.w_count, sizeof(double));
  for (int64_t pixel = 0; pixel < images * c.result * c.result; pixel++)
    for (int64_t tap = 0; tap < kernel * kernel; tap++) {
      int64_t row = pixel / c.result % c.result * stride + tap / kernel - c.padding;
      int64_t column = pixel % c.result * stride + tap % kernel - c.padding;
      if (row < 0 || column < 0 || row >= size || column >= size) continue;
      int64_t from = ((pixel / (c.result * c.result) * size + row) * size + column) * inputs;
      for (int64_t i = 0; i < inputs; i++)
        for (int64_t o = 0; o < outputs; o++) {
          int64_t weight = (tap * inputs + i) * outputs + o, output = pixel * outputs + o;
          c.exact_y[output] += (double)c.x[from + i] * c.w[weight];
          c.exact_dx[from + i] += (double)c.dy[output] * c.w[weight];
          c.exact_dw[weight] += (double)c.x[from + i] * c.dy[output];
        }
    }
  return c;
}

static int64_t panels(int64_t channels) { return (channels + 15) / 16; }

// Also that the forward pass in steps gives the same bits.
static void check_winograd(const ck_winograd_table *t, convolution c, int64_t block) {
  ck_winograd g = {c.images, c.size, c.size, c.inputs, c.outputs, block},
              turned = {c.images, c.size, c.size, c.outputs, c.inputs, block};
  int64_t tiles =
      c.images * ((c.size + t->tile_high - 1) / t->tile_high) * ((c.size + t->tile_wide - 1) / t->tile_wide);
  int64_t blocks = (tiles + block - 1) / block, rows = (block + t->tile_rows - 1) / t->tile_rows * t->tile_rows;
  float *u = floats(t->frequencies * t->weight_stride(c.inputs, c.outputs));
  float *turned_u = floats(t->frequencies * t->weight_stride(c.outputs, c.inputs));
  float *scratch = floats(t->scratch(&g)), *turned_scratch = floats(t->scratch(&turned));
  t->weights(u, c.w, c.inputs, c.outputs, 0, 0, panels(c.outputs));
  t->weights(turned_u, c.w, c.inputs, c.outputs, 1, 0, panels(c.inputs));
  ck_source x = {c.x, NULL, NULL}, dy = {c.dy, NULL, NULL};
  t->forward(c.y, x, u, scratch, &g, 0, NULL, 0, blocks);
  check("winograd", c.y, c.exact_y, c.y_count, 5e-6);
  t->forward(c.dx, dy, turned_u, turned_scratch, &turned, 0, NULL, 0, blocks);
  check("winograd, gradient of the input", c.dx, c.exact_dx, c.x_count, 5e-6);

  float *v = floats(t->frequencies * ck_frequency_stride(panels(c.inputs), rows));
  float *m = floats(t->frequencies * ck_frequency_stride(panels(c.outputs), rows));
  float *y = floats(c.y_count), *blank = floats(16 * panels(c.inputs));
  for (int64_t b = 0; b < blocks; b++) {
    for (int part = 0; part < 3; part++) t->transform_inputs(v, x, blank, &g, b, (ck_part){part, 3});
    for (int part = 0; part < 2 * t->frequencies; part++) t->multiply(m, v, u, &g, b, part);
    for (int part = 0; part < 5; part++) t->transform_outputs(y, m, &g, 0, b, (ck_part){part, 5});
  }
  if (memcmp(y, c.y, sizeof(float) * c.y_count) != 0) {
    failures++;
    printf("winograd in steps gives other bits\n");
  }

  float *du = floats(36 * ck_frequency_stride(panels(c.outputs), 16 * panels(c.inputs)));
  t->weight_gradient(du, x, c.dy, scratch, &g, 0, 0, blocks);
  t->weight_gradient_finish(c.dw, du, 1, c.inputs, c.outputs, 0, 0, panels(c.outputs));
  check("winograd, gradient of the weights", c.dw, c.exact_dw, c.w_count, 5e-6);
}

static void check_direct(const ck_table *t, convolution c) {
  ck_window g = {c.size, c.size, c.inputs, c.kernel, c.stride, c.padding, c.result, c.result};
  float *packed = floats(c.kernel * c.kernel * c.inputs * 16 * panels(c.outputs));
  float *turned = floats(c.kernel * c.kernel * c.outputs * 16 * panels(c.inputs));
  float *scratch = floats(ck_direct_scratch(&g, c.outputs, c.images));
  t->direct_weights(packed, c.w, &g, c.outputs, 0, 0, panels(c.outputs));
  t->direct_weights(turned, c.w, &g, c.outputs, 1, 0, panels(c.inputs));
  ck_source x = {c.x, NULL, NULL};
  t->direct_forward(c.y, x, packed, scratch, &g, c.outputs, c.images, (ck_part){0, 1}, NULL);
  check("direct", c.y, c.exact_y, c.y_count, 1e-6);
  t->direct_input_gradient(c.dx, c.dy, turned, scratch, &g, c.outputs, c.images, 0);
  check("direct, gradient of the input", c.dx, c.exact_dx, c.x_count, 1e-6);
  t->direct_weight_gradient(c.dw, x, c.dy, scratch, &g, c.outputs, c.images, 0);
  check("direct, gradient of the weights", c.dw, c.exact_dw, c.w_count, 1e-6);
}

static void check_phases(const ck_polyphase_table *t, convolution c) {
  ck_winograd g = {c.images, c.size, c.size, c.inputs, c.outputs, 32};
  int64_t tiles = c.images * ((c.result + 3) / 4) * ((c.result + 3) / 4);
  float *u = floats(t->weight_floats(c.inputs, c.outputs)), *du = floats(t->weight_floats(c.inputs, c.outputs));
  float *turned = floats(t->weight_floats(c.outputs, c.inputs)), *scratch = floats(t->scratch(&g));
  t->weights(u, c.w, c.inputs, c.outputs, 0, 0, panels(c.outputs));
  t->weights(turned, c.w, c.inputs, c.outputs, 1, 0, panels(c.inputs));
  ck_source x = {c.x, NULL, NULL};
  t->forward(c.y, x, u, scratch, &g, NULL, 0, (tiles + 31) / 32);
  check("stride 2 by phases", c.y, c.exact_y, c.y_count, 3e-6);
  t->input_gradient(c.dx, c.dy, turned, scratch, &g, 0);
  check("stride 2 by phases, gradient of the input", c.dx, c.exact_dx, c.x_count, 3e-6);
  t->weight_gradient(du, x, c.dy, scratch, &g, 0);
  t->weight_gradient_finish(c.dw, du, 1, c.inputs, c.outputs, 0, 0, panels(c.outputs));
  check("stride 2 by phases, gradient of the weights", c.dw, c.exact_dw, c.w_count, 3e-6);
}

// y = act(scale x + offset) and its gradient, for each activation.
static void check_normalization(const ck_table *t, int64_t rows, int64_t channels) {
  int64_t count = rows * channels;
  float *x = floats(count), *y = floats(count), *dy = floats(count), *dx = floats(count), *scale = floats(channels);
  float *offset = floats(channels), *on_gradient = floats(channels), *on_input = floats(channels),
        *constant = floats(channels);
  double *exact_y = calloc(count, sizeof(double)), *exact_dx = calloc(count, sizeof(double));
  for (int activation = CK_IDENTITY; activation <= CK_GELU; activation++) {
    for (int64_t i = 0; i < count; i++) {
      int64_t c = i % channels;
      double v = (double)x[i] * scale[c] + offset[c], normal = 0.5 * erfc(-v / sqrt(2)), slope = 1;
      if (activation == CK_RECTIFIER) slope = v > 0;
      if (activation == CK_GELU) slope = normal + v * exp(-v * v / 2) / sqrt(2 * acos(-1));
      exact_y[i] = activation == CK_IDENTITY ? v : activation == CK_GELU ? v * normal : v > 0 ? v : 0;
      exact_dx[i] = dy[i] * slope * on_gradient[c] + (double)x[i] * on_input[c] + constant[c];
    }
    t->normalization_apply(y, x, NULL, scale, offset, rows, channels, activation);
    check("normalisation", y, exact_y, count, 1e-6);
    ck_affine affine = {scale, offset, activation == CK_IDENTITY ? 0 : activation + 1};
    t->normalization_gradient(dx, NULL, dy, y, x, &affine, on_gradient, on_input, constant, rows, channels, 0, 0);
    check("normalisation, gradient", dx, exact_dx, count, 1e-6);
  }
}

int main(void) {
  for (int set = 0; set < 3; set++) {
    const ck_table *t = ck_instruction_set(set);
    if (!t) continue;
    largest = 0;
    for (int64_t block = 8; block <= 32; block *= 2) {
      check_winograd(&t->winograd, convolve(3, 15, 24, 64, 3, 1), block);
      check_winograd(&t->winograd, convolve(1, 5, 40, 16, 3, 1), block);
      check_winograd(&t->winograd, convolve(7, 4, 160, 272, 3, 1), block);
      check_winograd(&t->winograd, convolve(1, 1, 16, 16, 3, 1), block);
    }
    check_direct(t, convolve(2, 6, 3, 16, 3, 1));
    check_direct(t, convolve(1, 7, 5, 7, 3, 2));
    check_direct(t, convolve(2, 7, 16, 32, 1, 2));
    check_direct(t, convolve(1, 9, 2, 3, 5, 3));
    check_direct(t, convolve(3, 8, 33, 40, 3, 2));
    check_phases(&t->polyphase, convolve(9, 13, 48, 16, 3, 2));
    check_phases(&t->polyphase, convolve(33, 4, 64, 32, 3, 2));
    for (int64_t channels = 1; channels < 100; channels = 2 * channels + 1) {
      check_normalization(t, 7, channels);
      check_normalization(t, 501, channels);
    }
    check_normalization(t, 33, 24);
    printf("%s: largest relative error %.2g\n", t->name, largest);
  }
  return failures > 0;
}
