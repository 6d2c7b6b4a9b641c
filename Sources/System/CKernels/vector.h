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
