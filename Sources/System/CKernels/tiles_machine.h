// AMX: eight registers ("tiles") of 16 rows of 64 bytes, and products of two of them added to a third. Included inside
// the pragma that allows the instructions.
#pragma once
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#include "halves.h"

#define DEPTH 32 // 16-bit numbers of a row
#define TILE 512 // 16-bit numbers of a tile

// All eight tiles are full.
INLINE void configure(void) {
  struct {
    uint8_t palette, start, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
  } all;
  memset(&all, 0, sizeof all);
  all.palette = 1;
  for (int i = 0; i < 8; i++) {
    all.row_bytes[i] = 64;
    all.rows[i] = 16;
  }
  _tile_loadconfig(&all);
}

// Tiles 0 to 3 are the sums of all products here.
INLINE void zero_sums(void) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
}
INLINE void store_sums(float *sum) {
  _tile_stored(0, sum, 64);
  _tile_stored(1, sum + 256, 64);
  _tile_stored(2, sum + 512, 64);
  _tile_stored(3, sum + 768, 64);
}

INLINE void load_sums(const float *sum, int64_t line, int64_t second_rows) {
  _tile_loadd(0, sum, line);
  _tile_loadd(1, sum + 16, line);
  _tile_loadd(2, sum + second_rows, line);
  _tile_loadd(3, sum + second_rows + 16, line);
}

// Two blocks of 16 rows times two of 16 columns, added to the sums. `line`: bytes from row to row.
INLINE void add_products(const half *a0, const half *a1, int64_t line, const half *b0, const half *b1) {
  _tile_loadd(6, b0, 64);
  _tile_loadd(4, a0, line);
  _tile_dpbf16ps(0, 4, 6);
  _tile_loadd(7, b1, 64);
  _tile_dpbf16ps(1, 4, 7);
  _tile_loadd(5, a1, line);
  _tile_dpbf16ps(2, 5, 6);
  _tile_dpbf16ps(3, 5, 7);
}

#define ROWS_OF(i)                       \
  _tile_loadd(4, a0 + (i)*a_part, line); \
  _tile_loadd(5, a1 + (i)*a_part, line)
#define COLUMNS_OF(j)                  \
  _tile_loadd(6, b0 + (j)*b_part, 64); \
  _tile_loadd(7, b1 + (j)*b_part, 64)
#define MULTIPLY           \
  _tile_dpbf16ps(0, 4, 6); \
  _tile_dpbf16ps(1, 4, 7); \
  _tile_dpbf16ps(2, 5, 6); \
  _tile_dpbf16ps(3, 5, 7)

// The same with numbers of 24 bits, without loss of precision. Each is cut into three of 8 bits, x = x1 + x2 + x3
// exactly. Of the nine products of two such sums six are taken; the other three, together below 2^-23 of the whole, lie
// under the rounding of any sum in 32 bits. Parts of rows and of columns lie `a_part` and `b_part` apart.
INLINE void add_split_products(const half *a0, const half *a1, int64_t line, int64_t a_part, const half *b0,
                               const half *b1, int64_t b_part) {
  ROWS_OF(0);
  COLUMNS_OF(2);
  MULTIPLY;
  COLUMNS_OF(1);
  MULTIPLY;
  ROWS_OF(1);
  MULTIPLY;
  COLUMNS_OF(0);
  MULTIPLY;
  ROWS_OF(2);
  MULTIPLY;
  ROWS_OF(0);
  MULTIPLY;
}
