// Products of Winograd's frequencies by AMX, without loss of precision. Same interface as products_body.h.
//
// Numbers are cut into parts as add_split_products wants them.
//
// Depth is cut into groups of 32. Position 2 r of a group is its number r, position 2 r + 1 its number r + 16: so
// cutting and pairing take shifts and masks only. Missing numbers are zeros. Rows: [groups][rows][3][32]; columns, as
// tiles: [columns/16][groups][3][16][32], row r of a tile holds positions 2 r and 2 r + 1 of 16 columns.

#define PRODUCT_ROWS 32 // blocks of tiles are rounded up to a multiple of it
#define IN_PLACE 1      // M may take the place of V, which has been copied
#define FETCH_PIXELS 0
#define PARTS 3
#define CUT_GROUP (PARTS * TILE) // 16-bit numbers of a group of 16 columns, or of 16 rows

CK_INLINE void begin_products(void) { configure(); }
CK_INLINE void end_products(void) { _tile_release(); }

CK_INLINE int64_t groups_of(int64_t depth) { return (depth + DEPTH - 1) / DEPTH; }
// Floats of the rows and columns of one frequency, cut; their parts are three times half as long.
static int64_t product_room(int64_t inputs, int64_t outputs, int64_t rows) {
  // Four blocks of rows at a time: up to three past the last are read.
  int64_t forward = groups_of(inputs) * DEPTH * (rows + 48),
          gradient = (inputs + 48 + outputs) * groups_of(rows) * DEPTH;
  return (forward > gradient ? forward : gradient) * PARTS / 2 + LANES;
}

static int64_t CK_NAME(winograd_weight_stride)(int64_t inputs, int64_t outputs) {
  return outputs / LANES * groups_of(inputs) * CUT_GROUP / 2 + LANES;
}

typedef struct {
  __m512i part[PARTS];
} parts;

// Cuts two vectors and interleaves them: even places from `a`, odd ones from `b`.
CK_INLINE parts cut(__m512 a, __m512 b) {
  const __m512i high = _mm512_set1_epi32((int)0xffff0000);
  parts p;
  CK_UNROLL for (int i = 0; i < PARTS; i++) {
    __m512i whole_a = _mm512_castps_si512(a), whole_b = _mm512_castps_si512(b);
    __m512i high_a = _mm512_and_si512(whole_a, high), high_b = _mm512_and_si512(whole_b, high);
    p.part[i] = _mm512_or_si512(_mm512_srli_epi32(whole_a, 16), high_b);
    a = _mm512_sub_ps(a, _mm512_castsi512_ps(high_a));
    b = _mm512_sub_ps(b, _mm512_castsi512_ps(high_b));
  }
  return p;
}

#define NUMBERS 1
#define WEIGHT_ROWS 2
#define WEIGHT_PARTNER 16
CK_INLINE void put_weights(float *u, int64_t stride, const vf *first, const vf *second, int64_t panel, int64_t index,
                           int64_t rows, const int streamed) {
  half *target = (half *)u + (panel * groups_of(rows) + index / DEPTH) * CUT_GROUP + index % DEPTH * DEPTH;
  for (int f = 0; f < 36; f++) {
    parts p = cut((__m512)first[f], (__m512)second[f]);
    CK_UNROLL for (int i = 0; i < PARTS; i++) {
      half *q = target + 2 * f * stride + i * TILE;
      if (streamed)
        _mm512_stream_si512((void *)q, p.part[i]);
      else
        _mm512_storeu_si512(q, p.part[i]);
    }
  }
}

// [depth/16][stride][16] to rows [groups][rows][3][32].
CK_INLINE void cut_rows(half *target, const float *source, int64_t panels, int64_t stride, int64_t rows) {
  for (int64_t panel = 0; panel < panels; panel += 2)
    for (int64_t r = 0; r < rows; r++, target += PARTS * DEPTH) {
      const float *a = source + (panel * stride + r) * LANES;
      parts p = cut(_mm512_loadu_ps(a), panel + 1 < panels ? _mm512_loadu_ps(a + stride * LANES) : _mm512_setzero_ps());
      CK_UNROLL for (int i = 0; i < PARTS; i++) _mm512_storeu_si512(target + i * DEPTH, p.part[i]);
    }
}

// Sixteen numbers of row `r`, zeros past the last.
CK_INLINE __m512 row_or_zeros(const float *source, int64_t r, int64_t count) {
  return r < count ? _mm512_loadu_ps(source + r * LANES) : _mm512_setzero_ps();
}

// [columns/16][stride][16], of which `count` rows are depth, to columns [columns/16][groups][3][16][32].
CK_INLINE void cut_columns(half *target, const float *source, int64_t panels, int64_t stride, int64_t count) {
  for (int64_t panel = 0; panel < panels; panel++, source += stride * LANES)
    for (int64_t group = 0; group < count; group += DEPTH, target += CUT_GROUP)
      for (int64_t r = 0; r < 16; r++) {
        parts p = cut(row_or_zeros(source, group + r, count), row_or_zeros(source, group + 16 + r, count));
        CK_UNROLL for (int i = 0; i < PARTS; i++) _mm512_storeu_si512(target + i * TILE + r * DEPTH, p.part[i]);
      }
}

// The same numbers, turned: the columns become the rows of tiles, [columns/16][groups][3][16][32].
CK_INLINE void cut_turned(half *target, const float *source, int64_t panels, int64_t stride, int64_t count) {
  for (int64_t panel = 0; panel < panels; panel++, source += stride * LANES)
    for (int64_t group = 0; group < count; group += DEPTH, target += CUT_GROUP) {
      __m512i a[16], b[16];
      CK_UNROLL for (int r = 0; r < 16; r++) {
        a[r] = _mm512_castps_si512(row_or_zeros(source, group + r, count));
        b[r] = _mm512_castps_si512(row_or_zeros(source, group + 16 + r, count));
      }
      transpose(a);
      transpose(b);
      CK_UNROLL for (int r = 0; r < 16; r++) {
        parts p = cut(_mm512_castsi512_ps(a[r]), _mm512_castsi512_ps(b[r]));
        CK_UNROLL for (int i = 0; i < PARTS; i++) _mm512_storeu_si512(target + i * TILE + r * DEPTH, p.part[i]);
      }
    }
}

// The rows of a product: `line` numbers from row to row, `part` from part to part, `group` from group to group, `block`
// from 16 rows to the next 16.
typedef struct {
  const half *first;
  int64_t line, part, group, block;
} cut_matrix;

// `next`, if not NULL, is fetched into the second-level cache, `fetched` numbers for every group.
CK_INLINE void sum_two_by_two(cut_matrix a, const half *b, int64_t b_panel, int64_t groups, const half *next,
                              int64_t fetched) {
  zero_sums();
  for (int64_t g = 0; g < groups; g++) {
    for (const half *end = next + fetched; next && next < end; next += DEPTH) __builtin_prefetch(next, 0, 2);
    const half *x = a.first + g * a.group, *w = b + g * CUT_GROUP;
    add_split_products(x, x + a.block, 2 * a.line, a.part, w, w + b_panel, TILE);
  }
}

#define TERM(i, j)                                          \
  _tile_loadd(7, w + (j)*TILE, 2 * DEPTH);                  \
  _tile_loadd(4, x + (i)*a.part, 2 * a.line);               \
  _tile_dpbf16ps(0, 4, 7);                                  \
  _tile_loadd(5, x + (i)*a.part + a.block, 2 * a.line);     \
  _tile_dpbf16ps(1, 5, 7);                                  \
  _tile_loadd(6, x + (i)*a.part + 2 * a.block, 2 * a.line); \
  _tile_dpbf16ps(2, 6, 7);                                  \
  _tile_loadd(4, x + (i)*a.part + 3 * a.block, 2 * a.line); \
  _tile_dpbf16ps(3, 4, 7)

CK_INLINE void sum_four_by_one(cut_matrix a, const half *b, int64_t groups) {
  zero_sums();
  const half *x = a.first, *w = b;
  for (int64_t g = 0; g < groups; g++, x += a.group, w += CUT_GROUP) {
    TERM(0, 2);
    TERM(2, 0);
    TERM(1, 1);
    TERM(0, 1);
    TERM(1, 0);
    TERM(0, 0);
  }
}

// Weights of more floats, all frequencies together, do not stay in the second-level cache.
#define FETCHED (3 << 17)

// M = V U. The weights of the next frequency, if there is one, are fetched ahead.
CK_INLINE void forward_product(float *m, const float *v, const float *u, const float *next_u, float *room,
                               int64_t inputs, int64_t outputs, int64_t rows, int64_t count) {
  int64_t groups = (inputs + 1) / 2, panel = 0, step = groups * CUT_GROUP, blocks = (count + 31) / 32;
  half *cut_v = (half *)(((uintptr_t)room + 63) / 64 * 64);
  cut_rows(cut_v, v, inputs, rows, rows);
  cut_matrix a = {cut_v, PARTS * DEPTH, DEPTH, rows * PARTS * DEPTH, 16 * PARTS * DEPTH};
  int64_t fetched = 18 * outputs * step > FETCHED ? (2 * CUT_GROUP / blocks + DEPTH - 1) / DEPTH * DEPTH : 0;
  for (; panel + 2 <= outputs; panel += 2) {
    const half *columns = (const half *)u + panel * step,
               *next = panel + 4 <= outputs ? columns + 2 * step : (const half *)next_u;
    for (int64_t r = 0; r < count; r += 32) {
      float *target = m + (panel * rows + r) * LANES;
      a.first = cut_v + r * a.line;
      sum_two_by_two(a, columns, step, groups, fetched && next ? next + r / 32 * groups * fetched : NULL, fetched);
      _tile_stored(0, target, 64);
      _tile_stored(1, target + rows * LANES, 64);
      _tile_stored(2, target + 16 * LANES, 64);
      _tile_stored(3, target + (rows + 16) * LANES, 64);
    }
  }
  for (; panel < outputs; panel++)
    for (int64_t r = 0; r < count; r += 64) {
      float *target = m + (panel * rows + r) * LANES;
      a.first = cut_v + r * a.line;
      sum_four_by_one(a, (const half *)u + panel * step, groups);
      _tile_stored(0, target, 64);
      _tile_stored(1, target + 16 * LANES, 64);
      if (r + 32 >= rows) continue;
      _tile_stored(2, target + 32 * LANES, 64);
      _tile_stored(3, target + 48 * LANES, 64);
    }
}

CK_INLINE void add_tile(float *target, const float *sum) {
  CK_UNROLL for (int r = 0; r < 16; r++) store(target + r * LANES, load(target + r * LANES) + load(sum + r * LANES));
}

// du += V^T W over `count` tiles.
CK_INLINE void gradient_product(float *du, const float *v, const float *w, float *room, int64_t inputs, int64_t outputs,
                                int64_t rows, int64_t count, int added) {
  if (!added) memset(du, 0, sizeof(float) * inputs * outputs * 16 * LANES);
  int64_t groups = groups_of(count), step = groups * CUT_GROUP;
  half *cut_v = (half *)(((uintptr_t)room + 63) / 64 * 64), *cut_w = cut_v + inputs * step;
  cut_turned(cut_v, v, inputs, rows, count);
  cut_columns(cut_w, w, outputs, rows, count);
  cut_matrix a = {cut_v, DEPTH, TILE, CUT_GROUP, step};
  float sum[4 * 16 * LANES] __attribute__((aligned(64)));
  int64_t column = 0;
  for (; column + 2 <= outputs; column += 2)
    for (int64_t row = 0; row < inputs; row += 2) {
      // An odd last block of rows is done twice.
      int64_t other = row + 1 < inputs;
      a.first = cut_v + row * step;
      a.block = other * step;
      sum_two_by_two(a, cut_w + column * step, step, groups, NULL, 0);
      store_sums(sum);
      float *target = du + (column * inputs + row) * 16 * LANES;
      add_tile(target, sum);
      add_tile(target + inputs * 16 * LANES, sum + 256);
      if (other) {
        add_tile(target + 16 * LANES, sum + 512);
        add_tile(target + (inputs + 1) * 16 * LANES, sum + 768);
      }
    }
  for (; column < outputs; column++)
    for (int64_t row = 0; row < inputs; row += 4) {
      // Past the last block of rows lies what is multiplied, but not added to anything.
      int64_t blocks = inputs - row < 4 ? inputs - row : 4;
      a.first = cut_v + row * step;
      a.block = step;
      sum_four_by_one(a, cut_w + column * step, groups);
      store_sums(sum);
      for (int64_t i = 0; i < blocks; i++) add_tile(du + (column * inputs + row + i) * 16 * LANES, sum + i * 256);
    }
}
