// Loads, stores and fused multiply-add, compiled once per instruction set.

CK_INLINE vf load(const float *p) {
  vf v;
  memcpy(&v, p, sizeof v);
  return v;
}
CK_INLINE void store(float *p, vf v) { memcpy(p, &v, sizeof v); }
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

// How an output is written.
enum { SET, ADD, FINISH };
// Sixteen outputs of the channels from c on, `at` floats from the start of the output.
CK_INLINE void put(float *y, int64_t at, vf v, const int writing, const ck_finish *finish, int64_t c) {
  if (writing == ADD) v += load(y + at);
  if (writing == FINISH) {
    v = fma16(v, load(finish->scale + c), load(finish->offset + c));
    if (finish->residual) v += load(finish->residual + at);
    if (finish->rectify) v = positive(v);
  }
  store(y + at, v);
}
