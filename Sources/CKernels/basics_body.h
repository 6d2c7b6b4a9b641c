// Loads, stores and fused multiply-add, compiled once per instruction set.

CK_INLINE vf load(const float *p) {
  vf v;
  memcpy(&v, p, sizeof v);
  return v;
}
CK_INLINE void store(float *p, vf v) { memcpy(p, &v, sizeof v); }
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
