// The direct convolutions with operands of 16 bits (bfloat16), for processors that multiply them in AVX-512's
// registers.
#if defined(__x86_64__)
#include <immintrin.h>

#include "vector.h"

#define CK_NAME(f) f##_rounded
#define CK_HAS_FMA 1
#define ROWS 8
#define GRADIENT_ROWS 8
#define PAIRS 1

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma"))), \
                             apply_to = function)
#include "basics_body.h"
#include "halves.h"
#include "direct_pairs.h"
#include "direct_body.h"
#include "direct_gradient_body.h"

// As many operations a round as products by tiles: 1024 vectors of products, in sixteen independent sums.
static void products(int64_t rounds) {
  vf sum[16], pairs = splat(1);
  CK_UNROLL for (int i = 0; i < 16; i++) sum[i] = splat((float)i);
  for (int64_t n = 0; n < rounds * 64; n++) CK_UNROLL for (int i = 0; i < 16; i++) {
      sum[i] = multiply_operands(pairs, pairs, sum[i]);
      __asm__("" : "+v"(sum[i])); // the compiler must not know what comes out
    }
}

static int64_t weight_floats(const ck_window *g, int64_t outputs, int32_t transposed) {
  int64_t rows = transposed ? outputs : g->channels, columns = transposed ? g->channels : outputs;
  return g->kernel * g->kernel * operand_count(rows) * ((columns + LANES - 1) / LANES * LANES);
}

static int64_t scratch_floats(const ck_window *g, int64_t outputs, int64_t images) {
  int64_t before, high, wide, padded = (g->height + 2 * g->padding) * (g->width + 2 * g->padding);
  ck_gradient_margins(g, &before, &high, &wide);
  int64_t forward = images * padded * operand_count(g->channels),
          backward = images * high * wide * operand_count(outputs);
  // The gradient of the weights pairs images instead of channels, those of the output too.
  int64_t pairs = (images + 1) / 2 * (padded * g->channels + g->output_height * g->output_width * outputs);
  int64_t passes = forward > backward ? forward : backward;
  return pairs > passes ? pairs : passes;
}
#pragma clang attribute pop

static const ck_tiles kernels = {
    .products = products,
    .weight_floats = weight_floats,
    .scratch_floats = scratch_floats,
    .weights = CK_NAME(direct_weights),
    .forward = CK_NAME(direct_forward),
    .input_gradient = CK_NAME(direct_input_gradient),
    .weight_gradient = CK_NAME(direct_weight_gradient),
};

const ck_tiles *ck_rounded_direct(void) {
  return __builtin_cpu_supports("avx512bf16") && ck_instruction_set(0) ? &kernels : NULL;
}
#else
#include <stddef.h>

#include "include/CKernels.h"
const ck_tiles *ck_rounded_direct(void) { return NULL; }
#endif
