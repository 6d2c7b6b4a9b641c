// The machine's side of the engine: SIMD kernels behind one function table per instruction set.
//
// Conventions: destination first, then sources, sizes, scalars. Activations are NHWC, 32-bit float. Sizes are counts of
// floats. Nothing here allocates, locks or starts threads: a kernel works on the range of blocks it is given, and the
// caller cuts the work by shape.
#pragma once
#include <stdint.h>

// A stride-1 3x3 convolution with padding 1 by Winograd: windows of the input, two pixels longer and wider, give tiles
// of the output. Tiles are numbered image by image, row by row; `block` tiles are worked on at a time.
typedef struct {
  int64_t images, height, width;
  int64_t inputs, outputs; // channels, multiples of 16; of the inputs a last panel of 16 may hold eight
  int64_t block;
} ck_winograd;

// Windows of an image, for convolution and pooling: `kernel` taps per side, `stride`, `padding` on each side, square in
// both directions.
typedef struct {
  int64_t height, width, channels;
  int64_t kernel, stride, padding;
  int64_t output_height, output_width;
} ck_window;

// What follows a normalisation, element by element.
enum { CK_IDENTITY = 0, CK_RECTIFIER = 1, CK_GELU = 2 };

// What the forward pass of a normalisation did with each channel, and where gradients pass: everywhere (0, not
// rectified), where y > 0 (1), or where x * scale + offset > 0 (2), which saves reading y; 3: everywhere, times GELU's
// slope at x * scale + offset.
typedef struct {
  const float *scale, *offset;
  int32_t rectified;
} ck_affine;

// What a convolution reads: values as they are, or, where there is a scale, max(0, scale * value + offset) by channel,
// so that a normalised activation need not be stored.
typedef struct {
  const float *values;
  const float *scale, *offset;
} ck_source;

// What inference does with a convolution's output before it is stored: scale * y + offset by channel, plus a residual
// laid out like y unless NULL, rectified if asked.
typedef struct {
  const float *scale, *offset, *residual;
  int32_t rectify;
} ck_finish;

// A part of the work of one call, for few images and many threads: part `index` of `count`.
typedef struct {
  int64_t index, count;
} ck_part;

// Coefficients of one SGD step for one range of parameters.
typedef struct {
  float rate, momentum, decay, gradient_scale;
  int32_t nesterov;
} ck_sgd;

// Coefficients of one AdamW step for one range of parameters. Rest: 1 - beta; root: what sqrt v is multiplied by.
typedef struct {
  float rate, beta1, rest1, beta2, rest2, root, epsilon, decay, gradient_scale;
} ck_adamw;

// The passes of a Winograd convolution. Frequency-major layouts in panels of 16 channels: du
// [36][outputs/16][inputs][16], `ck_frequency_stride` apart; u, transformed weights, in a form of the table's own,
// `weight_stride` floats apart. The passes of the weight gradient are for tiles of 4x4 outputs only, else NULL.
typedef struct {
  int32_t tile_rows; // rows of the matrix micro-kernel: blocks of tiles are rounded up to a multiple of it
  int32_t tile_high, tile_wide, frequencies; // pixels of an output tile, and its products for each pair of channels
  int64_t (*weight_stride)(int64_t inputs, int64_t outputs);
  // Floats that all passes but the transforms of weights need for one thread.
  int64_t (*scratch)(const ck_winograd *g);
  void (*weights)(float *u, const float *w, int64_t inputs, int64_t outputs, int32_t transposed, int64_t panel_begin,
                  int64_t panel_end);
  void (*forward)(float *y, ck_source x, const float *u, float *scratch, const ck_winograd *g, int32_t accumulate,
                  const ck_finish *finish, int64_t block_begin, int64_t block_end);
  // The forward pass of one block by all threads together, in three steps: V [frequencies][inputs/16][rows][16] of the
  // block's windows, parts 0 to 2 frequencies - 1 of the products M [frequencies][outputs/16][rows][16], and the
  // outputs. NULL where threads work best alone.
  void (*transform_inputs)(float *v, ck_source x, float *scratch, const ck_winograd *g, int64_t block, ck_part part);
  void (*multiply)(float *m, const float *v, const float *u, const ck_winograd *g, int64_t block, int64_t part);
  void (*transform_outputs)(float *y, const float *m, const ck_winograd *g, int32_t accumulate, int64_t block,
                            ck_part part);
  void (*weight_gradient)(float *du, ck_source x, const float *dy, float *scratch, const ck_winograd *g,
                          int32_t accumulate, int64_t block_begin, int64_t block_end);
  void (*transform_chunk)(float *v, float *w, ck_source x, const float *dy, float *scratch, const ck_winograd *g,
                          int64_t block, int64_t part, int64_t parts);
  void (*accumulate_chunk)(float *du, const float *v, const float *w, float *scratch, const ck_winograd *g,
                           int64_t block, int64_t frequency_begin, int64_t frequency_end);
  void (*weight_gradient_finish)(float *dw, float *du, int64_t partials, int64_t inputs, int64_t outputs,
                                 int32_t accumulate, int64_t panel_begin, int64_t panel_end);
} ck_winograd_table;

// The passes of a 3x3 convolution of stride 2 and padding 1 by Winograd on the four phases of its input. Sizes are
// those of the input; tiles are 4x4 outputs. u and du take `weight_floats`.
typedef struct {
  int64_t (*weight_floats)(int64_t inputs, int64_t outputs);
  // Floats that forward, input_gradient and weight_gradient need for one thread.
  int64_t (*scratch)(const ck_winograd *g);
  void (*weights)(float *u, const float *w, int64_t inputs, int64_t outputs, int32_t transposed, int64_t panel_begin,
                  int64_t panel_end);
  void (*forward)(float *y, ck_source x, const float *u, float *scratch, const ck_winograd *g, const ck_finish *finish,
                  int64_t block_begin, int64_t block_end);
  void (*input_gradient)(float *dx, const float *dy, const float *u, float *scratch, const ck_winograd *g,
                         int32_t accumulate);
  void (*weight_gradient)(float *du, ck_source x, const float *dy, float *scratch, const ck_winograd *g,
                          int32_t accumulate);
  void (*weight_gradient_finish)(float *dw, const float *du, int64_t partials, int64_t inputs, int64_t outputs,
                                 int32_t accumulate, int64_t panel_begin, int64_t panel_end);
  // For many channels, where a du of all of them would not fit the caches: W of all tiles (`gradient_floats`) is made
  // first, a block at a time, then dw for every panel of 16 inputs by itself, which takes `panel_scratch` floats.
  int64_t (*gradient_floats)(const ck_winograd *g);
  int64_t (*panel_scratch)(const ck_winograd *g);
  void (*transform_gradients)(float *w, const float *dy, float *scratch, const ck_winograd *g, int64_t block);
  void (*gradient_panel)(float *dw, ck_source x, const float *w, float *scratch, const ck_winograd *g,
                         int32_t accumulate, int64_t panel);
} ck_polyphase_table;

typedef struct {
  const char *name;
  ck_winograd_table winograd;
  ck_polyphase_table polyphase;

  // Convolution of any kernel, stride and padding, on a few images. Weights come packed in panels of 16 columns, each
  // [tap][rows][16]: outputs for the forward pass, inputs (transposed) for the gradient of the input. `sum` has the
  // form of the weights, [kernel, kernel, channels, outputs].
  void (*direct_weights)(float *packed, const float *w, const ck_window *g, int64_t outputs, int32_t transposed,
                         int64_t panel_begin, int64_t panel_end);
  void (*direct_forward)(float *y, ck_source x, const float *packed, float *scratch, const ck_window *g,
                         int64_t outputs, int64_t images, ck_part part, const ck_finish *finish);
  void (*direct_input_gradient)(float *dx, const float *dy, const float *packed, float *scratch, const ck_window *g,
                                int64_t outputs, int64_t images, int32_t accumulate);
  void (*direct_weight_gradient)(float *sum, ck_source x, const float *dy, float *scratch, const ck_window *g,
                                 int64_t outputs, int64_t images, int32_t accumulate);

  // The forward pass where there are few pixels for many weights: 4x4 outputs of 3x3 kernels with stride 1 or 2 or of
  // 1x1 kernels with stride 2, or other outputs of 3x3 kernels with stride 1 between multiples of 16 channels. Outputs
  // are a multiple of 16. Panels of 16 outputs are independent of each other.
  int64_t (*stream_weight_count)(const ck_window *g, int64_t outputs);
  int64_t (*stream_scratch)(const ck_window *g, int64_t outputs, int64_t images);
  void (*stream_weights)(float *packed, const float *w, const ck_window *g, int64_t outputs, int64_t panel_begin,
                         int64_t panel_end);
  void (*stream_forward)(float *y, const float *x, const float *packed, float *scratch, const ck_window *g,
                         int64_t outputs, int64_t images, const ck_finish *finish, int64_t panel_begin,
                         int64_t panel_end);

  // Batch normalisation over rows of `channels`. Sums are per range, in double.
  void (*normalization_sums)(double *sum, double *square, const float *x, const float *shift, int64_t rows,
                             int64_t channels);
  void (*normalization_apply)(float *y, const float *x, const float *residual, const float *scale, const float *offset,
                              int64_t rows, int64_t channels, int32_t activation);
  void (*normalization_gradient_sums)(double *sum, double *product, const float *dy, const float *y, const float *x,
                                      const float *mean, const ck_affine *a, int64_t rows, int64_t channels);
  void (*normalization_gradient)(float *dx, float *dresidual, const float *dy, const float *y, const float *x,
                                 const ck_affine *a, const float *on_gradient, const float *on_input,
                                 const float *constant, int64_t rows, int64_t channels, int32_t accumulate_x,
                                 int32_t accumulate_residual);

  // Pooling of one image. The transposed passes add.
  void (*pool_maximum)(float *y, float *tap, const float *x, const ck_window *g);
  void (*pool_maximum_gradient)(float *dx, const float *dy, const float *tap, const ck_window *g);
  void (*pool_average)(float *y, const float *x, int64_t pixels, int64_t channels);
  void (*pool_average_gradient)(float *dx, const float *dy, int64_t pixels, int64_t channels, int32_t accumulate);
  void (*subsample)(float *y, const float *x, const ck_window *g, int64_t outputs, int64_t first);
  void (*subsample_gradient)(float *dx, const float *dy, const ck_window *g, int64_t outputs, int64_t first);

  // Elementwise, any count. `accumulate` adds to the destination.
  void (*scale)(float *y, const float *x, float a, int64_t count, int32_t accumulate);
  void (*multiply)(float *y, const float *a, const float *b, int64_t count, int32_t accumulate);
  void (*rectify)(float *y, const float *x, int64_t count);
  void (*rectify_gradient)(float *dx, const float *dy, const float *y, int64_t count, int32_t accumulate);
  void (*gelu)(float *y, const float *x, int64_t count);
  void (*gelu_gradient)(float *dx, const float *dy, const float *x, int64_t count, int32_t accumulate);
  double (*sum_of_squares)(const float *x, int64_t count);

  // Multiplies and adds `rounds` times in 12 independent vectors: 24 * 16 operations a round. For measuring the
  // processor.
  float (*multiply_adds)(int64_t rounds);

  // Optimizer sweeps.
  void (*sgd)(float *w, float *velocity, const float *g, int64_t count, const ck_sgd *s);
  void (*adamw)(float *w, float *m, float *v, const float *g, int64_t count, const ck_adamw *s);
  void (*average)(float *average, const float *w, int64_t count, float decay);
} ck_table;

// Convolution with operands of 16 bits (bfloat16) and sums of 32, by the matrix tiles of AMX. Outputs are 16 or a
// multiple of 32; inputs that do not fill tiles are padded with zeros.
typedef struct {
  // Multiplies 16x32 by 32x16 numbers `rounds` times into each of four sums: 4 * 16384 operations a round.
  void (*products)(int64_t rounds);
  // Floats that the packed weights take, and the scratch of the passes.
  int64_t (*weight_floats)(const ck_window *g, int64_t outputs, int32_t transposed);
  int64_t (*scratch_floats)(const ck_window *g, int64_t outputs, int64_t images);
  void (*weights)(float *packed, const float *w, const ck_window *g, int64_t outputs, int32_t transposed,
                  int64_t panel_begin, int64_t panel_end);
  void (*forward)(float *y, ck_source x, const float *packed, float *scratch, const ck_window *g, int64_t outputs,
                  int64_t images, ck_part part, const ck_finish *finish);
  void (*input_gradient)(float *dx, const float *dy, const float *packed, float *scratch, const ck_window *g,
                         int64_t outputs, int64_t images, int32_t accumulate);
  void (*weight_gradient)(float *sum, ck_source x, const float *dy, float *scratch, const ck_window *g, int64_t outputs,
                          int64_t images, int32_t accumulate);
} ck_tiles;

// NULL where the processor or the system has no such tiles.
const ck_tiles *ck_matrix_tiles(void);
// The same in full precision: every number in three parts. Channels in and out are multiples of 32. There is no
// gradient of the weights, which the direct kernels make as fast.
const ck_tiles *ck_split_tiles(void);
// The first without tiles, for any shape, where AVX-512 multiplies numbers of 16 bits.
const ck_tiles *ck_rounded_direct(void);
// Winograd's passes in full precision by the same tiles, for many channels; NULL where there are none.
const ck_winograd_table *ck_split_winograd(void);

// Winograd's passes with operands of 16 bits (bfloat16) and sums of 32 (AVX512_BF16), an even number of panels in and
// out; NULL where there are none. F(4x2, 3x3), without weight gradients, and F(4x4, 3x3): a quarter fewer products,
// errors nearly twice as large.
const ck_winograd_table *ck_rounded_winograd_4x2(void);
const ck_winograd_table *ck_rounded_winograd_4x4(void);

// The instruction sets compiled in, best first; NULL where this processor lacks one or the index is past the end.
const ck_table *ck_instruction_set(int32_t index);
// Floats of scratch that the direct convolution needs for `images` images in any of its passes.
int64_t ck_direct_scratch(const ck_window *g, int64_t outputs, int64_t images);
// The zeros around output gradients that the gradient of the input reads: `before` on top and left, and the full
// extents.
void ck_gradient_margins(const ck_window *g, int64_t *before, int64_t *high, int64_t *wide);
// Floats between two frequencies of a [36][panels][rows][16] array: one cache line more than the data, so that the 36
// streams do not fall into the same cache sets.
int64_t ck_frequency_stride(int64_t panels, int64_t rows);
// A hint to the processor that the caller spins.
void ck_pause(void);
