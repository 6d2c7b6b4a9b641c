// Winograd's numbers in 32 bits, and their products by multiply-add; compiled once per instruction set.
// products_rounded.h does the same in 16 bits, products_split.h by matrix tiles.

#define NUMBERS 1
CK_INLINE vf multiply_add(vf a, vf b, vf sum) { return fma16(a, b, sum); }

// Stores sixteen outputs of one row of transformed weights, all frequencies.
#define WEIGHT_ROWS 1
#define WEIGHT_PARTNER 0
CK_INLINE void put_weights(float *u, int64_t stride, const vf *row, const vf *none, int64_t panel, int64_t index,
                           int64_t rows, const int streamed) {
  (void)none;
  float *target = u + (panel * rows + index) * LANES;
  CK_UNROLL for (int f = 0; f < FREQUENCIES; f++) {
    if (streamed)
      stream(target + f * stride, row[f]);
    else
      store(target + f * stride, row[f]);
  }
}

#include "products_tile.h"
