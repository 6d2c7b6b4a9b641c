// Where Winograd's tiles lie in an activation, and how their pixels are walked; compiled once per instruction set and
// tile.

typedef struct {
  int64_t image, row, column; // of the tile's first output pixel
} tile_place;

CK_INLINE int64_t tiles_across(const ck_winograd *g) { return (g->width + TILE_WIDE - 1) / TILE_WIDE; }
CK_INLINE int64_t tiles_down(const ck_winograd *g) { return (g->height + TILE_HIGH - 1) / TILE_HIGH; }
CK_INLINE int64_t tile_count(const ck_winograd *g) { return g->images * tiles_across(g) * tiles_down(g); }
CK_INLINE tile_place place_of(const ck_winograd *g, int64_t tile) {
  int64_t across = tiles_across(g), down = tiles_down(g);
  tile_place p = {tile / (across * down), (tile / across) % down * TILE_HIGH, tile % across * TILE_WIDE};
  return p;
}
CK_INLINE int64_t rounded_rows(int64_t rows) { return (rows + PRODUCT_ROWS - 1) / PRODUCT_ROWS * PRODUCT_ROWS; }

// Tiles beside each other are transformed together, up to this many.
#define RUN 8

// The first tile of a run, and how many of `most` tiles from it on lie beside each other.
CK_INLINE tile_place run_from(const ck_winograd *g, int64_t tile, int64_t most, int64_t *count) {
  tile_place p = place_of(g, tile);
  int64_t across = tiles_across(g) - p.column / TILE_WIDE;
  *count = most < across ? most : across;
  if (*count > RUN) *count = RUN;
  return p;
}

// `size` rows of pixels from (row, column) on; rows outside the image are one `blank` pixel again and again.
typedef struct {
  const float *line[6];
  int64_t pixel[6]; // floats from one pixel to the next
} strip;
CK_INLINE strip strip_of(const int size, const float *image, const ck_winograd *g, int64_t channels, int64_t row,
                         int64_t column, const float *blank) {
  strip s;
  CK_UNROLL for (int i = 0; i < size; i++) {
    int seen = (uint64_t)(row + i) < (uint64_t)g->height;
    s.pixel[i] = seen ? channels : 0;
    s.line[i] = seen ? image + ((row + i) * g->width + column) * channels : blank;
  }
  return s;
}

// The rows of pixels that tiles lie in, in cache lines: what the products of one block fetch for the transforms around
// them.
typedef struct {
  const char *begin;
  int64_t lines;
} stretch;

// The rows of `count` tiles from `first` on, `below` rows further down, of an activation of `channels`.
CK_INLINE stretch rows_of(const float *values, const ck_winograd *g, int64_t channels, int64_t first, int64_t count,
                          int64_t below) {
  if (!FETCH_PIXELS || !values || count <= 0) return (stretch){NULL, 0};
  tile_place from = place_of(g, first), to = place_of(g, first + count - 1);
  int64_t row = g->width * channels,
          end = to.row + TILE_HIGH + below < g->height ? to.row + TILE_HIGH + below : g->height;
  const float *begin = values + (from.image * g->height + from.row + below) * row;
  return (stretch){(const char *)begin, (values + (to.image * g->height + end) * row - begin) / LANES};
}
// Fetches the part of one frequency.
CK_INLINE void fetch(stretch s, const int written, int frequency) {
  for (int64_t line = s.lines * frequency / FREQUENCIES; line < s.lines * (frequency + 1) / FREQUENCIES; line++) {
    if (written)
      __builtin_prefetch(s.begin + line * 64, 1, 3);
    else
      __builtin_prefetch(s.begin + line * 64, 0, 3);
  }
}
