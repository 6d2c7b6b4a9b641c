// Portable 16-lane vectors. The compiler lowers them to one AVX-512, two AVX2, four SSE or four NEON registers.
#pragma once
#include <stddef.h>
#include <string.h>

#include "include/CKernels.h"

typedef float vf __attribute__((ext_vector_type(16)));
typedef int vi __attribute__((ext_vector_type(16)));
#define LANES 16

// Vectors are passed by value between always-inlined functions only, so their calling convention does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

#define CK_INLINE static inline __attribute__((always_inline))
#define CK_UNROLL _Pragma("clang loop unroll(full)")

// F(4x4, 3x3) with the interpolation points 0, +-5/8, +-3/2, infinity: half the rounding error of 0, +-1, +-2.
#define WA 0.625f
#define WB 1.5f
#define WA2 (WA * WA)
#define WB2 (WB * WB)
#define WSUM (WA2 + WB2)
#define WPRODUCT (WA2 * WB2)
