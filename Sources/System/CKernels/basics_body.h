// Loads, stores and fused multiply-add, compiled once per instruction set.

CK_INLINE vf load(const float *p) {
  vf v;
  memcpy(&v, p, sizeof v);
  return v;
}
CK_INLINE void store(float *p, vf v) { memcpy(p, &v, sizeof v); }
// The same for eight floats; the other eight are zeros, and not stored.
typedef float eight __attribute__((ext_vector_type(8)));
CK_INLINE vf load_eight(const float *p) {
  eight v;
  memcpy(&v, p, sizeof v);
  return __builtin_shufflevector(v, (eight)(0.0f), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
CK_INLINE void store_eight(float *p, vf v) {
  eight first = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7);
  memcpy(p, &first, sizeof first);
}
// Past the caches; p is aligned to the vector.
CK_INLINE void stream(float *p, vf v) { __builtin_nontemporal_store(v, (vf *)p); }
CK_INLINE vf splat(float a) { return (vf)(a); }
CK_INLINE vf positive(vf v) { return __builtin_elementwise_max(v, (vf)(0.0f)); }
// `v` where `gate` is above zero, else 0. NaN gates give 0.
CK_INLINE vf gated(vf v, vf gate) {
  vi bits;
  memcpy(&bits, &v, sizeof v);
  bits &= (gate > (vf)(0.0f));
  memcpy(&v, &bits, sizeof v);
  return v;
}
#if CK_HAS_FMA
CK_INLINE vf fma16(vf a, vf b, vf c) { return __builtin_elementwise_fma(a, b, c); }
#else
CK_INLINE vf fma16(vf a, vf b, vf c) { return a * b + c; }
#endif

// Panels of 16 channels; the last of them may hold only eight.
CK_INLINE int64_t panels_of(int64_t channels) { return (channels + LANES - 1) / LANES; }

// How an output is written.
enum { SET, ADD, FINISH };
// What sixteen channels from c on are finished with, loaded once for many pixels.
typedef struct {
  vf scale, offset;
} finish_lanes;
CK_INLINE finish_lanes finish_of(const ck_finish *finish, int64_t c, const int writing) {
  if (writing != FINISH) return (finish_lanes){splat(1), splat(0)};
  return (finish_lanes){load(finish->scale + c), load(finish->offset + c)};
}
// Sixteen outputs, `at` floats from the start of the output.
CK_INLINE void put(float *y, int64_t at, vf v, const int writing, const ck_finish *finish, finish_lanes lanes) {
  if (writing == ADD) v += load(y + at);
  if (writing == FINISH) {
    v = fma16(v, lanes.scale, lanes.offset);
    if (finish->residual) v += load(finish->residual + at);
    if (finish->rectify) v = positive(v);
  }
  store(y + at, v);
}
