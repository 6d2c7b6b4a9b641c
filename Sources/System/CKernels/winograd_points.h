// Sizes of Winograd F(TILE_HIGH x TILE_WIDE, 3x3), which the including file defines, and its one-dimensional
// transforms.
#define WINDOW_HIGH (TILE_HIGH + 2)
#define WINDOW_WIDE (TILE_WIDE + 2)
#define FREQUENCIES (WINDOW_HIGH * WINDOW_WIDE)

// What products multiply lies in elements of 32 bits, and each holds NUMBERS numbers: those of neighbouring channels,
// or those of one channel from neighbouring tiles, which weight gradients sum over.
enum { BY_CHANNEL, BY_TILE };

// F(tile, 3): `tile` outputs of three weights from a window
// of tile + 2 inputs. Two outputs: points 0, +-1, infinity. Four: 0, +-5/8, +-3/2, infinity, with half the rounding
// error of 0, +-1, +-2. Results lie `step` apart, and may take the place of what they are made from.
#define WA 0.625f
#define WB 1.5f
#define WA2 (WA * WA)
#define WB2 (WB * WB)
#define WSUM (WA2 + WB2)
#define WPRODUCT (WA2 * WB2)
// Normalisers of the points: 1 / product of differences to the other points.
#define N0 (1.0f / WPRODUCT)
#define NA (1.0f / (2 * WA2 * (WA2 - WB2)))
#define NB (1.0f / (2 * WB2 * (WB2 - WA2)))

// Of a window: B^T d.
CK_INLINE void input_transform(const int tile, vf *o, const int step, const vf *d) {
  if (tile == 2) {
    vf first = d[0] - d[2], a = d[2] + d[1], b = d[2] - d[1], last = d[3] - d[1];
    o[0] = first;
    o[step] = a;
    o[2 * step] = b;
    o[3 * step] = last;
    return;
  }
  vf ea = fma16(splat(-WB2), d[2], d[4]), eb = fma16(splat(-WA2), d[2], d[4]);
  vf oa = fma16(splat(-WB2), d[1], d[3]), ob = fma16(splat(-WA2), d[1], d[3]);
  vf first = fma16(splat(WPRODUCT), d[0], fma16(splat(-WSUM), d[2], d[4]));
  vf last = fma16(splat(WPRODUCT), d[1], fma16(splat(-WSUM), d[3], d[5]));
  o[0] = first;
  o[step] = fma16(splat(WA), oa, ea);
  o[2 * step] = fma16(splat(-WA), oa, ea);
  o[3 * step] = fma16(splat(WB), ob, eb);
  o[4 * step] = fma16(splat(-WB), ob, eb);
  o[5 * step] = last;
}

// Of products: A^T m.
CK_INLINE void output_transform(const int tile, vf *o, const int step, const vf *m) {
  if (tile == 2) {
    vf first = m[0] + m[1] + m[2], last = m[1] - m[2] + m[3];
    o[0] = first;
    o[step] = last;
    return;
  }
  vf sa = m[1] + m[2], da = m[1] - m[2], sb = m[3] + m[4], db = m[3] - m[4], last = m[5];
  o[0] = m[0] + sa + sb;
  o[step] = fma16(splat(WA), da, splat(WB) * db);
  o[2 * step] = fma16(splat(WA2), sa, splat(WB2) * sb);
  o[3 * step] = fma16(splat(WA * WA2), da, fma16(splat(WB * WB2), db, last));
}

// Of the gradients of outputs: A d. Four of them only: weight gradients of two are not to be had.
CK_INLINE void gradient_transform(vf *o, const int step, const vf *y) {
  vf ea = fma16(splat(WA2), y[2], y[0]), oa = fma16(splat(WA2), y[3], y[1]);
  vf eb = fma16(splat(WB2), y[2], y[0]), ob = fma16(splat(WB2), y[3], y[1]);
  vf first = y[0], last = y[3];
  o[0] = first;
  o[step] = fma16(splat(WA), oa, ea);
  o[2 * step] = fma16(splat(-WA), oa, ea);
  o[3 * step] = fma16(splat(WB), ob, eb);
  o[4 * step] = fma16(splat(-WB), ob, eb);
  o[5 * step] = last;
}

// Of weights: G g.
CK_INLINE void weight_transform(const int tile, vf *o, const int step, const vf *g) {
  if (tile == 2) {
    vf even = splat(0.5f) * (g[0] + g[2]), odd = splat(0.5f) * g[1];
    o[0] = g[0];
    o[step] = even + odd;
    o[2 * step] = even - odd;
    o[3 * step] = g[2];
    return;
  }
  vf ea = splat(NA) * fma16(splat(WA2), g[2], g[0]), oa = splat(NA * WA) * g[1];
  vf eb = splat(NB) * fma16(splat(WB2), g[2], g[0]), ob = splat(NB * WB) * g[1];
  o[0] = splat(N0) * g[0];
  o[step] = ea + oa;
  o[2 * step] = ea - oa;
  o[3 * step] = eb + ob;
  o[4 * step] = eb - ob;
  o[5 * step] = g[2];
}

// Of products of gradients: G^T u.
CK_INLINE void weight_gradient_transform(vf *o, const int step, const vf *u) {
  vf sa = splat(NA) * (u[1] + u[2]), da = splat(NA * WA) * (u[1] - u[2]);
  vf sb = splat(NB) * (u[3] + u[4]), db = splat(NB * WB) * (u[3] - u[4]);
  o[0] = fma16(splat(N0), u[0], sa + sb);
  o[step] = da + db;
  o[2 * step] = fma16(splat(WA2), sa, fma16(splat(WB2), sb, u[5]));
}
