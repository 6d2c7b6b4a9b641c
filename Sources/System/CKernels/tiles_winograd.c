// Winograd's passes for AMX beside AVX-512: the transforms of AVX-512, the products by matrix tiles.
#if defined(__x86_64__)
#include <immintrin.h>

#include "vector.h"

#define CK_NAME(f) f##_split
#define CK_HAS_FMA 1
#define TILE_HIGH 4
#define TILE_WIDE 4

#pragma clang attribute push(__attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))), \
                             apply_to = function)
#include "basics_body.h"
#include "tiles_machine.h"
#include "winograd_points.h"
#include "products_split.h"
#include "winograd_body.h"
#include "winograd_weights_body.h"
#include "winograd_gradient_body.h"
#pragma clang attribute pop

static const ck_winograd_table kernels = {CK_WINOGRAD_FORWARD, CK_WINOGRAD_GRADIENT};

const ck_winograd_table *ck_split_winograd(void) { return ck_matrix_tiles() ? &kernels : NULL; }
#else
#include "include/CKernels.h"
const ck_winograd_table *ck_split_winograd(void) { return 0; }
#endif
