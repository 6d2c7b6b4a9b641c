// Elementwise kernels and optimizer sweeps, compiled once per instruction set. Plain loops: the compiler vectorises
// them.

static void CK_NAME(scale)(float *y, const float *x, float a, int64_t count, int32_t accumulate) {
  if (accumulate)
    for (int64_t i = 0; i < count; i++) y[i] += a * x[i];
  else
    for (int64_t i = 0; i < count; i++) y[i] = a * x[i];
}

static void CK_NAME(multiply)(float *y, const float *a, const float *b, int64_t count, int32_t accumulate) {
  if (accumulate)
    for (int64_t i = 0; i < count; i++) y[i] += a[i] * b[i];
  else
    for (int64_t i = 0; i < count; i++) y[i] = a[i] * b[i];
}

// NaN passes through: a broken number must not be hidden.
static void CK_NAME(rectify)(float *y, const float *x, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] = x[i] < 0 ? 0 : x[i];
}

static void CK_NAME(rectify_gradient)(float *dx, const float *dy, const float *y, int64_t count, int32_t accumulate) {
  if (accumulate)
    for (int64_t i = 0; i < count; i++) dx[i] += y[i] > 0 ? dy[i] : 0;
  else
    for (int64_t i = 0; i < count; i++) dx[i] = y[i] > 0 ? dy[i] : 0;
}

// Sixteen partial sums of up to 4096 terms in single precision, then double.
static double CK_NAME(sum_of_squares)(const float *x, int64_t count) {
  double total = 0;
  for (int64_t first = 0; first < count; first += 4096) {
    int64_t last = first + 4096 < count ? first + 4096 : count, i = first;
    vf s = splat(0);
    for (; i + LANES <= last; i += LANES) s = fma16(load(x + i), load(x + i), s);
    for (int lane = 0; lane < LANES; lane++) total += s[lane];
    for (; i < last; i++) total += (double)x[i] * x[i];
  }
  return total;
}

// v = momentum v + (scale g + decay w); w -= rate v, or with Nesterov's look-ahead w -= rate (g' + momentum v).
static void CK_NAME(sgd)(float *w, float *velocity, const float *g, int64_t count, const ck_sgd *s) {
  float rate = s->rate, momentum = s->momentum, decay = s->decay, scale = s->gradient_scale;
  if (s->nesterov)
    for (int64_t i = 0; i < count; i++) {
      float d = scale * g[i] + decay * w[i], v = momentum * velocity[i] + d;
      velocity[i] = v;
      w[i] -= rate * (d + momentum * v);
    }
  else
    for (int64_t i = 0; i < count; i++) {
      float v = momentum * velocity[i] + (scale * g[i] + decay * w[i]);
      velocity[i] = v;
      w[i] -= rate * v;
    }
}

// m = beta1 m + rest1 g'; v = beta2 v + rest2 g' g', g' = scale g; w -= decay w + rate m / (root sqrt v + epsilon).
static void CK_NAME(adamw)(float *w, float *m, float *v, const float *g, int64_t count, const ck_adamw *s) {
  float rate = s->rate, beta1 = s->beta1, beta2 = s->beta2, rest1 = s->rest1, rest2 = s->rest2, root = s->root;
  float epsilon = s->epsilon, decay = s->decay, scale = s->gradient_scale;
  for (int64_t i = 0; i < count; i++) {
    float d = scale * g[i], first = beta1 * m[i] + rest1 * d, second = beta2 * v[i] + rest2 * (d * d);
    m[i] = first;
    v[i] = second;
    w[i] -= decay * w[i] + rate * first / (root * __builtin_elementwise_sqrt(second) + epsilon);
  }
}

// average += (1 - decay) (w - average).
static void CK_NAME(average)(float *average, const float *w, int64_t count, float decay) {
  for (int64_t i = 0; i < count; i++) average[i] += (1 - decay) * (w[i] - average[i]);
}

static float CK_NAME(multiply_adds)(int64_t rounds) {
  vf sum[12];
  CK_UNROLL for (int i = 0; i < 12; i++) sum[i] = splat(i);
  vf factor = splat(0.999f), offset = splat(1e-3f);
  for (int64_t round = 0; round < rounds; round++)
    CK_UNROLL for (int i = 0; i < 12; i++) sum[i] = fma16(sum[i], factor, offset);
  float total = 0;
  CK_UNROLL for (int i = 0; i < 12; i++) total += sum[i][0];
  return total;
}
