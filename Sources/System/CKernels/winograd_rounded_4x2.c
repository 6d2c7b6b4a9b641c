// Winograd F(4x2, 3x3) for AVX-512 with operands of 16 bits.
#if defined(__x86_64__)
#include <immintrin.h>

#include "vector.h"

#define CK_NAME(f) f##_rounded
#define CK_HAS_FMA 1
#define ROWS 8
#define GRADIENT_ROWS 8
#define PAIRS 1
#define TILE_HIGH 4
#define TILE_WIDE 2

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma"))), \
                             apply_to = function)
#include "basics_body.h"
#include "winograd_points.h"
#include "products_rounded.h"
#include "winograd_body.h"
#include "winograd_weights_body.h"
#pragma clang attribute pop

static const ck_winograd_table kernels = {CK_WINOGRAD_FORWARD};

const ck_winograd_table *ck_rounded_winograd_4x2(void) {
  return __builtin_cpu_supports("avx512bf16") && ck_instruction_set(0) ? &kernels : NULL;
}
#else
#include "include/CKernels.h"
const ck_winograd_table *ck_rounded_winograd_4x2(void) { return 0; }
#endif
