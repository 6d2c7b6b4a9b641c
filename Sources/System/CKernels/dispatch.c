// Which kernels this processor can run, and the few sizes that callers and kernels must agree on.
#include <stddef.h>

#include "include/CKernels.h"

extern const ck_table ck_table_baseline;
#if defined(__x86_64__)
extern const ck_table ck_table_avx512, ck_table_avx2;
#endif

const ck_table *ck_instruction_set(int32_t index) {
#if defined(__x86_64__)
  switch (index) {
  case 0:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
               ? &ck_table_avx512
               : NULL;
  case 1: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &ck_table_avx2 : NULL;
  case 2: return &ck_table_baseline;
  default: return NULL;
  }
#else
  return index == 2 ? &ck_table_baseline : NULL;
#endif
}

int64_t ck_frequency_stride(int64_t panels, int64_t rows) { return panels * rows * 16 + 16; }

void ck_gradient_margins(const ck_window *g, int64_t *before, int64_t *high, int64_t *wide) {
  int64_t reach = g->kernel - 1 - g->padding;
  *before = reach > 0 ? (reach + g->stride - 1) / g->stride : 0;
  int64_t down = (g->height - 1 + g->padding) / g->stride + 1, right = (g->width - 1 + g->padding) / g->stride + 1;
  *high = *before + (down > g->output_height ? down : g->output_height);
  *wide = *before + (right > g->output_width ? right : g->output_width);
}

int64_t ck_direct_scratch(const ck_window *g, int64_t outputs, int64_t images) {
  int64_t before, high, wide;
  ck_gradient_margins(g, &before, &high, &wide);
  int64_t forward = (g->height + 2 * g->padding) * (g->width + 2 * g->padding) * g->channels,
          backward = high * wide * outputs;
  return images * (forward > backward ? forward : backward);
}

void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
