// Numbers of 16 bits (bfloat16) in AVX-512 registers. Included inside the pragma that allows the instructions.
#pragma once
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define CK_UNROLL _Pragma("clang loop unroll(full)")

typedef uint16_t half;

// Thirty-two numbers as bfloat16: rounded if there is one part; else part 0, 1 or 2 of the three of 8 bits each that
// together are exactly the number.
INLINE __m512i narrow(__m512 low, __m512 high, const int part, const int parts) {
  const __m512i mask = _mm512_set1_epi32((int)0xffff0000);
  CK_UNROLL for (int i = 0; i < part; i++) {
    low = _mm512_sub_ps(low, _mm512_castsi512_ps(_mm512_and_si512(_mm512_castps_si512(low), mask)));
    high = _mm512_sub_ps(high, _mm512_castsi512_ps(_mm512_and_si512(_mm512_castps_si512(high), mask)));
  }
  if (parts > 1) {
    low = _mm512_castsi512_ps(_mm512_and_si512(_mm512_castps_si512(low), mask));
    high = _mm512_castsi512_ps(_mm512_and_si512(_mm512_castps_si512(high), mask));
  }
  return (__m512i)_mm512_cvtne2ps_pbh(high, low);
}

// Sixteen channels from c on, zeros past the last.
INLINE __m512 channels_at(const float *p, int64_t c, int64_t channels) {
  int64_t left = channels - c;
  return _mm512_maskz_loadu_ps(left >= 16 ? 0xffff : left > 0 ? (1 << left) - 1 : 0, p + c);
}

// Stores the first `count` of 32 numbers.
INLINE void store_halves(half *target, __m512i v, int64_t count) {
  if (count >= 32)
    _mm512_storeu_si512(target, v);
  else
    _mm512_mask_storeu_epi16(target, (1u << count) - 1, v);
}

// Every `step`-th pixel of a row, by panels of 16 or 32 channels, with zeros up to `inner` channels.
INLINE void narrow_row(half *target, const float *source, int64_t pixels, int64_t step, int64_t channels, int64_t inner,
                       ck_source x, const int part, const int parts) {
  if (!x.scale && step == 1 && channels == inner) {
    int64_t c = 0, count = pixels * channels;
    for (; c + 32 <= count; c += 32)
      _mm512_storeu_si512(target + c,
                          narrow(_mm512_loadu_ps(source + c), _mm512_loadu_ps(source + c + 16), part, parts));
    if (c < count)
      store_halves(target + c, narrow(channels_at(source, c, count), channels_at(source, c + 16, count), part, parts),
                   count - c);
    return;
  }
  __m512 least = _mm512_set1_ps(x.scale ? 0 : -__builtin_inff());
  if (channels == 16) {
    // Two pixels at a time fill a vector.
    __m512 scale = x.scale ? _mm512_loadu_ps(x.scale) : _mm512_set1_ps(1);
    __m512 offset = x.scale ? _mm512_loadu_ps(x.offset) : _mm512_setzero_ps();
    for (int64_t p = 0; p < pixels; p += 2) {
      const float *q = source + p * step * 16;
      __m512 low = _mm512_max_ps(_mm512_fmadd_ps(_mm512_loadu_ps(q), scale, offset), least);
      if (p + 1 == pixels) {
        _mm256_storeu_si256((__m256i *)(target + p * 16), _mm512_castsi512_si256(narrow(low, low, part, parts)));
        break;
      }
      __m512 high = _mm512_max_ps(_mm512_fmadd_ps(_mm512_loadu_ps(q + step * 16), scale, offset), least);
      _mm512_storeu_si512(target + p * 16, narrow(low, high, part, parts));
    }
    return;
  }
  for (int64_t c = 0; c < inner; c += 32) {
    __m512 scale[2], offset[2];
    for (int i = 0; i < 2; i++) {
      scale[i] = x.scale ? channels_at(x.scale, c + 16 * i, channels) : _mm512_set1_ps(1);
      offset[i] = x.scale ? channels_at(x.offset, c + 16 * i, channels) : _mm512_setzero_ps();
    }
    for (int64_t p = 0; p < pixels; p++) {
      const float *q = source + p * step * channels;
      __m512 low = _mm512_max_ps(_mm512_fmadd_ps(channels_at(q, c, channels), scale[0], offset[0]), least);
      __m512 high = _mm512_max_ps(_mm512_fmadd_ps(channels_at(q, c + 16, channels), scale[1], offset[1]), least);
      store_halves(target + p * inner + c, narrow(low, high, part, parts), inner - c);
    }
  }
}

// Sixteen numbers and sixteen more, in pairs: (a0, b0, a1, b1, ...).
INLINE __m512i in_pairs(__m512i numbers) {
  const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21,
                                         5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  return _mm512_permutexvar_epi16(order, numbers);
}
INLINE __m512i interleave(__m256i a, __m256i b) {
  return in_pairs(_mm512_inserti64x4(_mm512_castsi256_si512(a), b, 1));
}

// Transposes 16 rows of 16 32-bit numbers in place.
INLINE void transpose(__m512i *r) {
  __m512i t[16];
  for (int i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
  }
  for (int i = 0; i < 16; i += 4)
    for (int j = 0; j < 2; j++) {
      r[i + 2 * j] = _mm512_unpacklo_epi64(t[i + j], t[i + j + 2]);
      r[i + 2 * j + 1] = _mm512_unpackhi_epi64(t[i + j], t[i + j + 2]);
    }
  for (int i = 0; i < 16; i += 8)
    for (int j = 0; j < 4; j++) {
      t[i + j] = _mm512_shuffle_i32x4(r[i + j], r[i + j + 4], 0x88);
      t[i + j + 4] = _mm512_shuffle_i32x4(r[i + j], r[i + j + 4], 0xdd);
    }
  for (int j = 0; j < 8; j++) {
    r[j] = _mm512_shuffle_i32x4(t[j], t[j + 8], 0x88);
    r[j + 8] = _mm512_shuffle_i32x4(t[j], t[j + 8], 0xdd);
  }
}
