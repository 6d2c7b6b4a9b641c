// The kernels for AVX-512 (F, BW, VL, DQ).
#if defined(__x86_64__)
#include "vector.h"

#define CK_NAME(f) f##_avx512
#define CK_LABEL "avx512"
#define CK_TABLE ck_table_avx512
#define CK_HAS_FMA 1
#define ROWS 8
#define GRADIENT_ROWS 8
#define PAIRS 1

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))), \
                             apply_to = function)
#include "table_body.h"
#pragma clang attribute pop
#endif
