// Convolutions by AMX tiles: 16 pixels times 32 channels times 16 outputs in one instruction.
#if defined(__x86_64__)
#define _GNU_SOURCE
#include <immintrin.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "include/CKernels.h"

#define ROWS 16 // pixels of a tile

#pragma clang attribute push(                                                                            \
    __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma"))), \
    apply_to = function)

#include "tiles_machine.h"
#include "tiles_lattice.h"
#include "tiles_weights.h"

// Writes sums [rows][16 * vectors] to the pixels they belong to.
INLINE void scatter(float *y, const float *sums, const int32_t *target, int64_t outputs, int64_t channel,
                    const int rows, const int vectors, int accumulate, const ck_finish *finish) {
  for (int r = 0; r < rows; r++) {
    if (target[r] < 0) continue;
    for (int v = 0; v < vectors; v++) {
      int64_t c = channel + 16 * v, at = (int64_t)target[r] * outputs + c;
      __mmask16 seen = outputs - c >= 16 ? 0xffff : outputs > c ? (1 << (outputs - c)) - 1 : 0;
      __m512 sum = _mm512_load_ps(sums + (r * vectors + v) * 16);
      if (accumulate) sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(seen, y + at));
      if (finish) {
        sum = _mm512_fmadd_ps(sum, _mm512_maskz_loadu_ps(seen, finish->scale + c),
                              _mm512_maskz_loadu_ps(seen, finish->offset + c));
        if (finish->residual) sum = _mm512_add_ps(sum, _mm512_maskz_loadu_ps(seen, finish->residual + at));
        if (finish->rectify) sum = _mm512_max_ps(sum, _mm512_setzero_ps());
      }
      _mm512_mask_storeu_ps(y + at, seen, sum);
    }
  }
}
INLINE int any_target(const int32_t *target, const int rows) {
  __m512i all = _mm512_set1_epi32(-1);
  for (int r = 0; r < rows; r += 16) all = _mm512_and_epi32(all, _mm512_loadu_si512(target + r));
  return _mm512_movepi32_mask(all) != 0xffff;
}

// Steps whose weights, in three parts, stay in the first-level cache while all positions meet them.
#define CHUNK 4

// One pass: sums over the steps for every lattice position that has a target. Lattices lie by part and phase,
// `part_step` from part to part. `partial` holds the sums of all positions between two chunks of steps.
INLINE void run(float *y, const int32_t *target, const half *lattices, int64_t part_step, const ck_lattice *l,
                const half *packed, const step *steps, int64_t count, int64_t inner, int64_t outputs, int accumulate,
                ck_part part, const ck_finish *finish, float *partial, const int parts) {
  float sums[1024] __attribute__((aligned(64)));
  int64_t line = inner * sizeof(half), next = ROWS * inner, chunk = parts == 1 ? count : CHUNK,
          weight_part = count * TILE;
  // Parts of the work are runs of positions, panel after panel.
  int64_t panels = padded(outputs) / 16, columns = (panels + 1) / 2, blocks = l->count / 64;
  int64_t begin = columns * blocks * part.index / part.count, end = columns * blocks * (part.index + 1) / part.count;
  for (int64_t panel = 0, before = 0; panel < panels; panel += 2, before += blocks) {
    const half *weights = packed + panel * parts * weight_part, *other = weights + parts * weight_part;
    int64_t from = begin > before ? (begin - before) * 64 : 0,
            to = end - before < blocks ? (end - before) * 64 : l->count;
    // Without any step the sums are zeros, and are written.
    for (int64_t first = 0; panels > 1 && (first == 0 || first < count); first += chunk ? chunk : 1) {
      int64_t last = first + chunk < count ? first + chunk : count;
      for (int64_t q = from; q < to; q += 32) {
        if (!any_target(target + q, 32)) continue;
        float *held = parts == 1 ? sums : partial + q * 32;
        if (first == 0)
          zero_sums();
        else
          load_sums(held, 128, 512);
        for (int64_t n = first; n < last; n++) {
          const half *source =
              lattices + (steps[n].phase * l->pixels + l->lead + q + steps[n].offset) * inner + steps[n].channel;
          if (parts == 1)
            add_products(source, source + next, line, weights + n * TILE, other + n * TILE);
          else
            add_split_products(source, source + next, line, part_step, weights + n * TILE, other + n * TILE,
                               weight_part);
        }
        _tile_stored(0, held, 128);
        _tile_stored(1, held + 16, 128);
        _tile_stored(2, held + 512, 128);
        _tile_stored(3, held + 528, 128);
        if (last == count) scatter(y, held, target + q, outputs, panel * 16, 32, 2, accumulate, finish);
      }
    }
    for (int64_t q = from; panels == 1 && q < to; q += 64) {
      if (!any_target(target + q, 64)) continue;
      zero_sums();
      for (int64_t n = 0; n < count; n++) {
        const half *source =
            lattices + (steps[n].phase * l->pixels + l->lead + q + steps[n].offset) * inner + steps[n].channel;
        _tile_loadd(7, weights + n * TILE, 64);
        _tile_loadd(4, source, line);
        _tile_dpbf16ps(0, 4, 7);
        _tile_loadd(5, source + next, line);
        _tile_dpbf16ps(1, 5, 7);
        _tile_loadd(6, source + 2 * next, line);
        _tile_dpbf16ps(2, 6, 7);
        _tile_loadd(4, source + 3 * next, line);
        _tile_dpbf16ps(3, 4, 7);
      }
      store_sums(sums);
      scatter(y, sums, target + q, outputs, 0, 64, 1, accumulate, finish);
    }
  }
}

static int reads_phase(const step *steps, int64_t count, int64_t phase) {
  for (int64_t n = 0; n < count; n++)
    if (steps[n].phase == phase) return 1;
  return 0;
}

// Fills those lattices of the input that the steps read.
INLINE void fill_input(half *lattices, const ck_lattice *l, ck_source x, const ck_window *g, int64_t images,
                       const step *steps, int64_t count, const int parts) {
  int64_t phases = g->stride * g->stride, lattice = l->pixels * padded(g->channels);
  for (int64_t phase = 0; phase < phases; phase++)
    if (reads_phase(steps, count, phase))
      fill_parts(lattices + phase * lattice, phases * lattice, l, x, images, g->height, g->width, g->channels,
                 g->stride, phase / g->stride, phase % g->stride, parts);
}

INLINE void forward_pass(float *y, ck_source x, const float *packed, float *scratch, const ck_window *g,
                         int64_t outputs, int64_t images, ck_part part, const ck_finish *finish, const int parts) {
  ck_lattice l = lattice_of(g, images);
  int64_t inner = padded(g->channels);
  step steps[MOST_STEPS(g, inner)];
  int64_t count = list_steps(steps, g, &l, inner, -1), part_step = g->stride * g->stride * l.pixels * inner;
  int32_t *target = (int32_t *)aligned(scratch);
  half *lattices = (half *)(target + l.count);
  list_targets(target, &l, images, g->output_height, g->output_width, g->output_height, g->output_width, 1, 0, 0);
  fill_input(lattices, &l, x, g, images, steps, count, parts);
  configure();
  run(y, target, lattices, part_step, &l, (const half *)packed, steps, count, inner, outputs, 0, part, finish,
      aligned((float *)(lattices + parts * part_step)), parts);
  _tile_release();
}

INLINE void input_gradient_pass(float *dx, const float *dy, const float *packed, float *scratch, const ck_window *g,
                                int64_t outputs, int64_t images, int32_t accumulate, const int parts) {
  ck_lattice l = lattice_of(g, images);
  int64_t inner = padded(outputs);
  step steps[MOST_STEPS(g, inner)];
  int32_t *target = (int32_t *)aligned(scratch);
  half *lattice = (half *)(target + l.count);
  const half *weights = (const half *)packed;
  fill_parts(lattice, l.pixels * inner, &l, (ck_source){.values = dy}, images, g->output_height, g->output_width,
             outputs, 1, 0, 0, parts);
  configure();
  for (int64_t phase = 0; phase < g->stride * g->stride; phase++) {
    int64_t row = phase / g->stride, column = phase % g->stride;
    if (row >= g->height || column >= g->width) continue;
    int64_t count = list_steps(steps, g, &l, inner, phase), part_step = l.pixels * inner;
    list_targets(target, &l, images, g->height, g->width, (g->height - row + g->stride - 1) / g->stride,
                 (g->width - column + g->stride - 1) / g->stride, g->stride, row, column);
    // No tap reaches these pixels: with no step the sums are zeros, which are written unless they would only be added.
    if (count > 0 || !accumulate)
      run(dx, target, lattice, part_step, &l, weights, steps, count, inner, g->channels, accumulate, (ck_part){0, 1},
          NULL, aligned((float *)(lattice + parts * part_step)), parts);
    weights += parts * count * (padded(g->channels) / 16) * TILE;
  }
  _tile_release();
}

#include "tiles_gradient.h"

static void products(int64_t rounds) {
  configure();
  for (int64_t round = 0; round < rounds; round++) {
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_release();
}

INLINE int64_t pass_floats(const ck_window *g, int64_t outputs, int64_t images, const int parts) {
  ck_lattice l = lattice_of(g, images);
  int64_t phases = g->stride * g->stride, inputs = padded(g->channels), most = larger(phases * inputs, padded(outputs));
  int64_t passes = l.count + half_floats(parts * l.pixels * most) + (parts > 1 ? l.count * 32 + 16 : 0);
  int64_t weights = half_floats(phases * inputs * (l.pixels + row_pixels(&l)) + padded(outputs) * (l.pixels + l.count));
  return larger(passes, weights) + 16;
}

// One set of functions for each number of parts.
#define TILES_OF(name, parts, gradient)                                                                              \
  static int64_t weight_floats_##name(const ck_window *g, int64_t outputs, int32_t transposed) {                     \
    return packed_floats(g, outputs, transposed, parts);                                                             \
  }                                                                                                                  \
  static int64_t scratch_floats_##name(const ck_window *g, int64_t outputs, int64_t images) {                        \
    return pass_floats(g, outputs, images, parts);                                                                   \
  }                                                                                                                  \
  static void weights_##name(float *packed, const float *w, const ck_window *g, int64_t outputs, int32_t transposed, \
                             int64_t panel_begin, int64_t panel_end) {                                               \
    pack_weights(packed, w, g, outputs, transposed, panel_begin, panel_end, parts);                                  \
  }                                                                                                                  \
  static void forward_##name(float *y, ck_source x, const float *packed, float *scratch, const ck_window *g,         \
                             int64_t outputs, int64_t images, ck_part part, const ck_finish *finish) {               \
    forward_pass(y, x, packed, scratch, g, outputs, images, part, finish, parts);                                    \
  }                                                                                                                  \
  static void input_gradient_##name(float *dx, const float *dy, const float *packed, float *scratch,                 \
                                    const ck_window *g, int64_t outputs, int64_t images, int32_t accumulate) {       \
    input_gradient_pass(dx, dy, packed, scratch, g, outputs, images, accumulate, parts);                             \
  }                                                                                                                  \
  static const ck_tiles tiles_##name = {                                                                             \
      .products = products,                                                                                          \
      .weight_floats = weight_floats_##name,                                                                         \
      .scratch_floats = scratch_floats_##name,                                                                       \
      .weights = weights_##name,                                                                                     \
      .forward = forward_##name,                                                                                     \
      .input_gradient = input_gradient_##name,                                                                       \
      .weight_gradient = gradient,                                                                                   \
  }
TILES_OF(rounded, 1, weight_gradient);
TILES_OF(split, 3, NULL);

#pragma clang attribute pop

const ck_tiles *ck_matrix_tiles(void) {
  // Linux hands the tiles' registers out on request only: ARCH_REQ_XCOMP_PERM for XTILEDATA.
  if (!__builtin_cpu_supports("avx512bf16") || !__builtin_cpu_supports("amx-bf16") ||
      syscall(SYS_arch_prctl, 0x1023, 18) != 0)
    return NULL;
  return &tiles_rounded;
}
const ck_tiles *ck_split_tiles(void) { return ck_matrix_tiles() ? &tiles_split : NULL; }
#else
#include <stddef.h>

#include "include/CKernels.h"
const ck_tiles *ck_matrix_tiles(void) { return NULL; }
const ck_tiles *ck_split_tiles(void) { return NULL; }
#endif
