// Convolutions by AMX tiles: 16 pixels times 32 channels times 16 outputs in one instruction.
#if defined(__x86_64__)
#define _GNU_SOURCE
#include <immintrin.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "include/CKernels.h"

#define ROWS 16  // pixels of a tile

#pragma clang attribute push( \
    __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,avx2,fma"))), apply_to = function)

#include "tiles_machine.h"
#include "tiles_lattice.h"
#include "tiles_weights.h"

// Writes sums [rows][16 * vectors] to the pixels they belong to.
INLINE void scatter(float *y, const float *sums, const int32_t *target, int64_t outputs, int64_t channel, const int rows,
                    const int vectors, int accumulate, const ck_finish *finish) {
  for (int r = 0; r < rows; r++) {
    if (target[r] < 0) continue;
    for (int v = 0; v < vectors; v++) {
      int64_t c = channel + 16 * v, at = (int64_t)target[r] * outputs + c;
      __m512 sum = _mm512_load_ps(sums + (r * vectors + v) * 16);
      if (accumulate) sum = _mm512_add_ps(sum, _mm512_loadu_ps(y + at));
      if (finish) {
        sum = _mm512_fmadd_ps(sum, _mm512_loadu_ps(finish->scale + c), _mm512_loadu_ps(finish->offset + c));
        if (finish->residual) sum = _mm512_add_ps(sum, _mm512_loadu_ps(finish->residual + at));
        if (finish->rectify) sum = _mm512_max_ps(sum, _mm512_setzero_ps());
      }
      _mm512_storeu_ps(y + at, sum);
    }
  }
}
INLINE int any_target(const int32_t *target, const int rows) {
  __m512i all = _mm512_set1_epi32(-1);
  for (int r = 0; r < rows; r += 16) all = _mm512_and_epi32(all, _mm512_loadu_si512(target + r));
  return _mm512_movepi32_mask(all) != 0xffff;
}

// One pass: sums over the steps for every lattice position that has a target. `lattices` of `pixels` each, by phase.
static void run(float *y, const int32_t *target, const half *lattices, const ck_lattice *l, const half *packed, const step *steps,
                int64_t count, int64_t inner, int64_t outputs, int accumulate, ck_part part, const ck_finish *finish) {
  float sums[1024] __attribute__((aligned(64)));
  int64_t line = inner * sizeof(half), next = ROWS * inner;
  // Parts are runs of positions, panel after panel.
  int64_t columns = (outputs + 31) / 32, blocks = l->count / 64, begin = columns * blocks * part.index / part.count;
  int64_t end = columns * blocks * (part.index + 1) / part.count;
  for (int64_t panel = 0, before = 0; panel < outputs / 16; panel += 2, before += blocks) {
    const half *weights = packed + panel * count * TILE;
    int64_t from = begin > before ? (begin - before) * 64 : 0, to = end - before < blocks ? (end - before) * 64 : l->count;
    for (int64_t q = from; outputs > 16 && q < to; q += 32) {
      if (!any_target(target + q, 32)) continue;
      _tile_zero(0);
      _tile_zero(1);
      _tile_zero(2);
      _tile_zero(3);
      for (int64_t n = 0; n < count; n++) {
        const half *source = lattices + (steps[n].phase * l->pixels + l->lead + q + steps[n].offset) * inner + steps[n].channel;
        _tile_loadd(6, weights + n * TILE, 64);
        _tile_loadd(4, source, line);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(7, weights + (count + n) * TILE, 64);
        _tile_dpbf16ps(1, 4, 7);
        _tile_loadd(5, source + next, line);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
      }
      _tile_stored(0, sums, 128);
      _tile_stored(1, sums + 16, 128);
      _tile_stored(2, sums + 512, 128);
      _tile_stored(3, sums + 528, 128);
      scatter(y, sums, target + q, outputs, panel * 16, 32, 2, accumulate, finish);
    }
    for (int64_t q = from; outputs == 16 && q < to; q += 64) {
      if (!any_target(target + q, 64)) continue;
      _tile_zero(0);
      _tile_zero(1);
      _tile_zero(2);
      _tile_zero(3);
      for (int64_t n = 0; n < count; n++) {
        const half *source = lattices + (steps[n].phase * l->pixels + l->lead + q + steps[n].offset) * inner + steps[n].channel;
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
      _tile_stored(0, sums, 64);
      _tile_stored(1, sums + 256, 64);
      _tile_stored(2, sums + 512, 64);
      _tile_stored(3, sums + 768, 64);
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
static void fill_input(half *lattices, const ck_lattice *l, ck_source x, const ck_window *g, int64_t images, const step *steps,
                       int64_t count) {
  for (int64_t phase = 0; phase < g->stride * g->stride; phase++)
    if (reads_phase(steps, count, phase))
      fill_lattice(lattices + phase * l->pixels * g->channels, l, x, images, g->height, g->width, g->channels, g->stride,
                   phase / g->stride, phase % g->stride);
}

static void forward(float *y, ck_source x, const float *packed, float *scratch, const ck_window *g, int64_t outputs, int64_t images,
                    ck_part part, const ck_finish *finish) {
  ck_lattice l = lattice_of(g, images);
  step steps[MOST_STEPS(g, g->channels)];
  int64_t count = list_steps(steps, g, &l, g->channels, -1);
  int32_t *target = (int32_t *)aligned(scratch);
  half *lattices = (half *)(target + l.count);
  list_targets(target, &l, images, g->output_height, g->output_width, g->output_height, g->output_width, 1, 0, 0);
  fill_input(lattices, &l, x, g, images, steps, count);
  configure();
  run(y, target, lattices, &l, (const half *)packed, steps, count, g->channels, outputs, 0, part, finish);
  _tile_release();
}

static void input_gradient(float *dx, const float *dy, const float *packed, float *scratch, const ck_window *g, int64_t outputs,
                           int64_t images, int32_t accumulate) {
  ck_lattice l = lattice_of(g, images);
  step steps[MOST_STEPS(g, outputs)];
  int32_t *target = (int32_t *)aligned(scratch);
  half *lattice = (half *)(target + l.count);
  const half *weights = (const half *)packed;
  fill_lattice(lattice, &l, (ck_source){.values = dy}, images, g->output_height, g->output_width, outputs, 1, 0, 0);
  configure();
  for (int64_t phase = 0; phase < g->stride * g->stride; phase++) {
    int64_t row = phase / g->stride, column = phase % g->stride;
    if (row >= g->height || column >= g->width) continue;
    int64_t count = list_steps(steps, g, &l, outputs, phase);
    list_targets(target, &l, images, g->height, g->width, (g->height - row + g->stride - 1) / g->stride,
                 (g->width - column + g->stride - 1) / g->stride, g->stride, row, column);
    // No tap reaches these pixels: with no step the sums are zeros, which are written unless they would only be added.
    if (count > 0 || !accumulate)
      run(dx, target, lattice, &l, weights, steps, count, outputs, g->channels, accumulate, (ck_part){0, 1}, NULL);
    weights += count * (g->channels / 16) * TILE;
  }
  _tile_release();
}

// Lattice [pixels][channels] to rows of pixels [channels][row_pixels]; `pixels` is a multiple of 32.
static void transpose_lattice(half *rows, int64_t row_pixels, const half *lattice, int64_t pixels, int64_t channels) {
  for (int64_t c = 0; c < channels; c += 16)
    for (int64_t p = 0; p < pixels; p += 32) {
      __m512i pairs[16];
      for (int i = 0; i < 16; i++) {
        const half *source = lattice + (p + 2 * i) * channels + c;
        pairs[i] = interleave(_mm256_loadu_si256((const __m256i *)source), _mm256_loadu_si256((const __m256i *)(source + channels)));
      }
      transpose(pairs);
      for (int i = 0; i < 16; i++) _mm512_storeu_si512(rows + (c + i) * row_pixels + p, pairs[i]);
    }
}

// The lattice's positions in pairs, by panels of 16 channels: [channels/16][count/2][16][2].
static void pair_lattice(half *pairs, const half *lattice, const ck_lattice *l, int64_t channels) {
  for (int64_t c = 0; c < channels; c += 16)
    for (int64_t q = 0; q < l->count; q += 2, pairs += 32) {
      const half *source = lattice + (l->lead + q) * channels + c;
      _mm512_storeu_si512(pairs, interleave(_mm256_loadu_si256((const __m256i *)source),
                                            _mm256_loadu_si256((const __m256i *)(source + channels))));
    }
}

// Pixels of a transposed lattice's rows: not a power of two, so that 16 rows do not fall into the same cache set.
static int64_t row_pixels(const ck_lattice *l) { return (l->pixels + 63) / 64 * 64 + 32; }

// dw = sum over pixels of x's transposed rows, shifted by the tap, times dy's pairs. Sixteen weight rows (a tap, 16 input
// channels) make a tile: two of them meet two panels of outputs, or four meet the only panel.
static void weight_gradient(float *sum, ck_source x, const float *dy, float *scratch, const ck_window *g, int64_t outputs,
                            int64_t images, int32_t accumulate) {
  ck_lattice l = lattice_of(g, images);
  int64_t channels = g->channels, phases = g->stride * g->stride, width = row_pixels(&l), line = width * sizeof(half);
  half *lattices = (half *)aligned(scratch), *gradient = lattices + phases * l.pixels * channels;
  half *rows = gradient + l.pixels * outputs, *pairs = rows + phases * channels * width;
  // One step per tap: 32 or more channels are asked for, so that taps are not paired.
  step steps[MOST_STEPS(g, DEPTH)];
  int64_t taps = list_steps(steps, g, &l, DEPTH, -1);
  fill_input(lattices, &l, x, g, images, steps, taps);
  for (int64_t phase = 0; phase < phases; phase++)
    if (reads_phase(steps, taps, phase))
      transpose_lattice(rows + phase * channels * width, width,
                        lattices + phase * l.pixels * channels, l.pixels, channels);
  fill_lattice(gradient, &l, (ck_source){.values = dy}, images, g->output_height, g->output_width, outputs, 1, 0, 0);
  pair_lattice(pairs, gradient, &l, outputs);

  configure();
  int64_t blocks = taps * channels / 16, panel_pairs = l.count * 16, sum_line = outputs * sizeof(float);
  int wide = outputs > 16;
  for (int64_t panel = 0; panel < outputs / 16; panel += 2)
    for (int64_t block = 0; block < blocks; block += wide ? 2 : 4) {
      const half *a[4];
      float *target[4];
      for (int i = 0; i < (wide ? 2 : 4); i++) {
        // Past the end the last block is done again and not stored.
        int64_t b = block + i < blocks ? block + i : blocks - 1, tap = b * 16 / channels;
        a[i] = rows + (steps[tap].phase * channels + b * 16 % channels) * width + l.lead + steps[tap].offset;
        target[i] = sum + b * 16 * outputs + panel * 16;
      }
      int64_t stored = blocks - block;
      const half *b = pairs + panel * panel_pairs;
      if (wide) {
        if (accumulate) {
          _tile_loadd(0, target[0], sum_line);
          _tile_loadd(1, target[0] + 16, sum_line);
          _tile_loadd(2, target[1], sum_line);
          _tile_loadd(3, target[1] + 16, sum_line);
        } else {
          _tile_zero(0);
          _tile_zero(1);
          _tile_zero(2);
          _tile_zero(3);
        }
        for (int64_t q = 0; q < l.count; q += 32) {
          _tile_loadd(4, a[0] + q, line);
          _tile_loadd(6, b + q * 16, 64);
          _tile_dpbf16ps(0, 4, 6);
          _tile_loadd(7, b + panel_pairs + q * 16, 64);
          _tile_dpbf16ps(1, 4, 7);
          _tile_loadd(5, a[1] + q, line);
          _tile_dpbf16ps(2, 5, 6);
          _tile_dpbf16ps(3, 5, 7);
        }
        _tile_stored(0, target[0], sum_line);
        _tile_stored(1, target[0] + 16, sum_line);
        if (stored > 1) {
          _tile_stored(2, target[1], sum_line);
          _tile_stored(3, target[1] + 16, sum_line);
        }
        continue;
      }
      if (accumulate) {
        _tile_loadd(0, target[0], sum_line);
        _tile_loadd(1, target[1], sum_line);
        _tile_loadd(2, target[2], sum_line);
        _tile_loadd(3, target[3], sum_line);
      } else {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
      }
      for (int64_t q = 0; q < l.count; q += 32) {
        _tile_loadd(7, b + q * 16, 64);
        _tile_loadd(4, a[0] + q, line);
        _tile_dpbf16ps(0, 4, 7);
        _tile_loadd(5, a[1] + q, line);
        _tile_dpbf16ps(1, 5, 7);
        _tile_loadd(6, a[2] + q, line);
        _tile_dpbf16ps(2, 6, 7);
        _tile_loadd(4, a[3] + q, line);
        _tile_dpbf16ps(3, 4, 7);
      }
      _tile_stored(0, target[0], sum_line);
      if (stored > 1) _tile_stored(1, target[1], sum_line);
      if (stored > 2) _tile_stored(2, target[2], sum_line);
      if (stored > 3) _tile_stored(3, target[3], sum_line);
    }
  _tile_release();
}

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

static int64_t scratch_floats(const ck_window *g, int64_t outputs, int64_t images) {
  ck_lattice l = lattice_of(g, images);
  int64_t phases = g->stride * g->stride, most = larger(phases * g->channels, outputs);
  int64_t passes = l.count + half_floats(l.pixels * most);
  int64_t weights = half_floats(phases * g->channels * (l.pixels + row_pixels(&l)) + outputs * (l.pixels + l.count));
  return larger(passes, weights) + 16;
}

#pragma clang attribute pop

static const ck_tiles kernels = {
    .products = products,
    .weight_floats = weight_floats,
    .scratch_floats = scratch_floats,
    .weights = weights,
    .forward = forward,
    .input_gradient = input_gradient,
    .weight_gradient = weight_gradient,
};

const ck_tiles *ck_matrix_tiles(void) {
  // Linux hands the tiles' registers out on request only: ARCH_REQ_XCOMP_PERM for XTILEDATA.
  if (!__builtin_cpu_supports("avx512bf16") || !__builtin_cpu_supports("amx-bf16") || syscall(SYS_arch_prctl, 0x1023, 18) != 0)
    return NULL;
  return &kernels;
}
#else
#include "include/CKernels.h"
const ck_tiles *ck_matrix_tiles(void) { return NULL; }
#endif
