// The kernels for AVX2 with FMA.
#if defined(__x86_64__)
#include "vector.h"

#define CK_NAME(f) f##_avx2
#define CK_LABEL "avx2"
#define CK_TABLE ck_table_avx2
#define CK_HAS_FMA 1
#define ROWS 6
#define GRADIENT_ROWS 4
#define PAIRS 0

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "table_body.h"
#pragma clang attribute pop
#endif
