// GELU, x P(x), and its slope P(x) + x p(x), with P and p the normal distribution and its density; compiled once per
// instruction set.
//
// The tail 1 - P(|x|) is exp(-x^2/2) times half of erfcx(|x|/sqrt 2), which is smooth: a polynomial of degree 8 in
// 1 / (1 + 0.23 |x|) without constant term, fitted by linear programming to the smallest relative error (1.5e-7 for |x|
// up to 13.3, where single precision ends). Both functions come from one exponential. For normal x the relative
// root-mean-square error is 6e-8 for GELU and 1.1e-7 for the slope; no error exceeds 4e-7 max(1, |x|).

typedef unsigned vu __attribute__((ext_vector_type(16)));

// exp(v) for v from -87 to 0: 2^n exp(r) with |r| at most half of ln 2, by Taylor's series to r^7, whose rest is 5e-9.
CK_INLINE vf falling_exponential(vf v) {
  const vf whole = splat(12582912.0f); // 1.5 * 2^23: adding it rounds to whole numbers
  vf shifted = fma16(v, splat(1.44269504f), whole), n = shifted - whole;
  vf r = fma16(n, splat(2.12194440e-4f), fma16(n, splat(-0.693359375f), v)); // ln 2 in two parts, the first exact
  vf sum = splat(1.0f / 5040);
  sum = fma16(sum, r, splat(1.0f / 720));
  sum = fma16(sum, r, splat(1.0f / 120));
  sum = fma16(sum, r, splat(1.0f / 24));
  sum = fma16(sum, r, splat(1.0f / 6));
  sum = fma16(sum, r, splat(0.5f));
  sum = fma16(sum, r, splat(1));
  sum = fma16(sum, r, splat(1));
  vu bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 127) << 23; // the exponent of 2^n
  vf power;
  memcpy(&power, &bits, sizeof power);
  return sum * power;
}

// P(x); `exponential` becomes exp(-x^2/2). Of x that is NaN neither needs to be NaN: callers multiply by x, which
// brings it back.
CK_INLINE vf normal_fraction(vf x, vf *exponential) {
  vf e = falling_exponential(__builtin_elementwise_max(splat(-0.5f) * x * x, splat(-87)));
  vf t = splat(1) / fma16(splat(0.23f), __builtin_elementwise_abs(x), splat(1)), tail = splat(-0.07361276f);
  tail = fma16(tail, t, splat(0.26767290f));
  tail = fma16(tail, t, splat(-0.23284609f));
  tail = fma16(tail, t, splat(0.25150195f));
  tail = fma16(tail, t, splat(0.00045993645f));
  tail = fma16(tail, t, splat(0.10570980f));
  tail = fma16(tail, t, splat(0.08921168f));
  tail = fma16(tail, t, splat(0.09190266f));
  tail *= t * e;
  *exponential = e;
  // 1 - tail for positive x, without rounding away small tails of negative ones.
  vf upper = splat(1) - tail;
  vu low, high, positives = (vu)(x > splat(0));
  memcpy(&low, &tail, sizeof low);
  memcpy(&high, &upper, sizeof high);
  low ^= (low ^ high) & positives;
  vf fraction;
  memcpy(&fraction, &low, sizeof fraction);
  return fraction;
}

CK_INLINE vf gelu16(vf x) {
  vf e;
  return x * normal_fraction(x, &e);
}
CK_INLINE vf gelu_slope16(vf x) {
  vf e, fraction = normal_fraction(x, &e);
  return fma16(x, e * splat(0.39894228f), fraction);
}

static void CK_NAME(gelu)(float *y, const float *x, int64_t count) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) store(y + i, gelu16(load(x + i)));
  for (; i < count; i++) y[i] = gelu16(splat(x[i]))[0];
}

static void CK_NAME(gelu_gradient)(float *dx, const float *dy, const float *x, int64_t count, int32_t accumulate) {
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    vf d = load(dy + i) * gelu_slope16(load(x + i));
    store(dx + i, accumulate ? load(dx + i) + d : d);
  }
  for (; i < count; i++) dx[i] = (accumulate ? dx[i] : 0) + dy[i] * gelu_slope16(splat(x[i]))[0];
}
