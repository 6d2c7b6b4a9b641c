// Winograd's numbers rounded to bfloat16 as the transforms store them, and their products in pairs, summed in 32 bits
// (AVX512_BF16). Same interface as products_body.h. Panels of channels are even in number.

#define NUMBERS 2
// sum += a0 b0 + a1 b1 in every lane.
CK_INLINE vf multiply_add(vf a, vf b, vf sum) { return (vf)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b); }

// Sixteen numbers of 16 bits, rounded to the nearest.
CK_INLINE __m256i rounded(vf v) { return (__m256i)_mm512_cvtneps_pbh((__m512)v); }

// Where tile t of one frequency keeps the channels of a panel. By channel, two panels share a row of 16 pairs; by tile,
// two tiles do.
CK_INLINE float *number_place(float *v, int64_t panel, int64_t t, int64_t rows, const int pairing) {
  return pairing == BY_CHANNEL ? v + (panel / 2 * rows + t) * LANES + panel % 2 * (LANES / 2)
                               : v + (panel * (rows / 2) + t / 2) * LANES;
}
CK_INLINE void put_numbers(float *q, vf v, int64_t t, const int pairing) {
  if (pairing == BY_CHANNEL) {
    _mm256_storeu_si256((void *)q, rounded(v));
    return;
  }
  // The first tile of a pair leaves a zero for the second, which may be missing.
  __m512i wide = _mm512_sll_epi32(_mm512_cvtepu16_epi32(rounded(v)), _mm_cvtsi64_si128(t % 2 * 16));
  __m512i first = _mm512_maskz_loadu_epi32((__mmask16) - (t % 2), q);
  _mm512_storeu_si512(q, _mm512_or_si512(wide, first));
}

// Stores sixteen outputs of two rows of transformed weights, all frequencies.
#define WEIGHT_ROWS 2
#define WEIGHT_PARTNER 1
CK_INLINE void put_weights(float *u, int64_t stride, const vf *first, const vf *second, int64_t panel, int64_t index,
                           int64_t rows, const int streamed) {
  float *target = u + (panel * rows + index) / 2 * LANES;
  CK_UNROLL for (int f = 0; f < FREQUENCIES; f++) {
    __m512i high = _mm512_slli_epi32(_mm512_cvtepu16_epi32(rounded(second[f])), 16);
    vf pairs = (vf)_mm512_or_si512(_mm512_cvtepu16_epi32(rounded(first[f])), high);
    if (streamed)
      stream(target + f * stride, pairs);
    else
      store(target + f * stride, pairs);
  }
}

#include "products_tile.h"
