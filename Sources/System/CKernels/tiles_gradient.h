// The gradient of the weights by matrix tiles. Part of tiles.c, which sets the instruction set.
#pragma once

// Lattice [pixels][channels] to rows of pixels [channels][row_pixels]; `pixels` is a multiple of 32.
static void transpose_lattice(half *rows, int64_t row_pixels, const half *lattice, int64_t pixels, int64_t channels) {
  for (int64_t c = 0; c < channels; c += 16)
    for (int64_t p = 0; p < pixels; p += 32) {
      __m512i pairs[16];
      for (int i = 0; i < 16; i++) {
        const half *source = lattice + (p + 2 * i) * channels + c;
        pairs[i] = interleave(_mm256_loadu_si256((const __m256i *)source),
                              _mm256_loadu_si256((const __m256i *)(source + channels)));
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

// Writes or adds the first rows of one sum.
INLINE void put_sum(float *target, int64_t line, const float *sum, int64_t rows, int accumulate) {
  for (int64_t r = 0; r < rows; r++, target += line) {
    __m512 v = _mm512_loadu_ps(sum + r * 16);
    _mm512_storeu_ps(target, accumulate ? _mm512_add_ps(v, _mm512_loadu_ps(target)) : v);
  }
}

// dw = sum over pixels of x's transposed rows, shifted by the tap, times dy's pairs. Two blocks of weight rows meet two
// panels of outputs, or four meet the only panel.
static void weight_gradient(float *sum, ck_source x, const float *dy, float *scratch, const ck_window *g,
                            int64_t outputs, int64_t images, int32_t accumulate) {
  ck_lattice l = lattice_of(g, images);
  int64_t channels = g->channels, inner = padded(channels), phases = g->stride * g->stride, width = row_pixels(&l);
  int64_t lattice = l.pixels * inner;
  half *lattices = (half *)aligned(scratch), *gradient = lattices + phases * lattice;
  half *rows = gradient + l.pixels * outputs, *pairs = rows + phases * inner * width;
  // One step per tap: 32 or more channels are asked for, so that taps are not paired.
  step steps[MOST_STEPS(g, DEPTH)];
  int64_t taps = list_steps(steps, g, &l, DEPTH, -1);
  int64_t line = width * sizeof(half);
  fill_input(lattices, &l, x, g, images, steps, taps, 1);
  for (int64_t phase = 0; phase < phases; phase++)
    if (reads_phase(steps, taps, phase))
      transpose_lattice(rows + phase * inner * width, width, lattices + phase * lattice, l.pixels, inner);
  fill_lattice(gradient, &l, (ck_source){.values = dy}, images, g->output_height, g->output_width, outputs, 1, 0, 0, 0,
               1);
  pair_lattice(pairs, gradient, &l, outputs);

  configure();
  float sums[4 * 256] __attribute__((aligned(64)));
  int64_t blocks = taps * inner / 16, panel_pairs = l.count * 16;
  int at_once = outputs > 16 ? 2 : 4;
  for (int64_t panel = 0; panel < outputs / 16; panel += 2)
    for (int64_t block = 0; block < blocks; block += at_once) {
      const half *a[4];
      float *target[4];
      int64_t seen[4];
      for (int i = 0; i < at_once; i++) {
        // Past the end the last block is done again and not stored; nor are the zeros past the last channel.
        int64_t b = block + i < blocks ? block + i : blocks - 1, tap = b * 16 / inner, channel = b * 16 % inner;
        a[i] = rows + (steps[tap].phase * inner + channel) * width + l.lead + steps[tap].offset;
        target[i] = sum + (tap * channels + channel) * outputs + panel * 16;
        seen[i] = block + i >= blocks ? 0 : channels - channel < 16 ? channels - channel : 16;
      }
      const half *b = pairs + panel * panel_pairs;
      zero_sums();
      for (int64_t q = 0; at_once == 2 && q < l.count; q += 32)
        add_products(a[0] + q, a[1] + q, line, b + q * 16, b + q * 16 + panel_pairs);
      for (int64_t q = 0; at_once == 4 && q < l.count; q += 32) {
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
      store_sums(sums);
      for (int64_t i = 0; i < at_once; i++) {
        const float *own = sums + i * (at_once == 2 ? 512 : 256);
        put_sum(target[i], outputs, own, seen[i], accumulate);
        if (at_once == 2) put_sum(target[i] + 16, outputs, own + 256, seen[i], accumulate);
      }
    }
  _tile_release();
}
