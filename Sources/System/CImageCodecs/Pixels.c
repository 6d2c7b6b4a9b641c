#include <string.h>
#include "CImageCodecs.h"

void ck_gather_pixels(uint8_t *destination, const uint8_t *source, ptrdiff_t start, ptrdiff_t x_step, ptrdiff_t y_step,
                      size_t width, size_t height) {
  for (size_t y = 0; y < height; y += 1) {
    const uint8_t *from = source + 3 * (start + (ptrdiff_t)y * y_step);
    uint8_t *to = destination + 3 * y * width;
    if (x_step == 1) {
      memcpy(to, from, width * 3);
      continue;
    }
    for (size_t x = 0; x < width; x += 1, to += 3, from += 3 * x_step) {
      to[0] = from[0];
      to[1] = from[1];
      to[2] = from[2];
    }
  }
}

enum { half = 1 << (ck_weight_bits - 1) };

// Weights are never negative and sum to one, so a sum is at most a rounding error above 255.
static uint8_t rounded(int32_t sum) {
  int32_t value = sum >> ck_weight_bits;
  return (uint8_t)(value > 255 ? 255 : value);
}

void ck_resample_columns(uint8_t *destination, const uint8_t *source, size_t source_width, size_t rows,
                         ck_resampling plan) {
  for (size_t row = 0; row < rows; row += 1, source += source_width * 3) {
    for (size_t output = 0; output < plan.outputs; output += 1, destination += 3) {
      const int32_t *weights = plan.weights + output * plan.stride;
      const uint8_t *from = source + (size_t)plan.first[output] * 3;
      int32_t red = half, green = half, blue = half;
      for (int32_t tap = 0; tap < plan.count[output]; tap += 1, from += 3) {
        red += weights[tap] * from[0];
        green += weights[tap] * from[1];
        blue += weights[tap] * from[2];
      }
      destination[0] = rounded(red);
      destination[1] = rounded(green);
      destination[2] = rounded(blue);
    }
  }
}

// Columns are summed in blocks, so that the inner loop runs along memory and the sums stay in registers.
enum { block = 64 };

void ck_resample_rows(uint8_t *destination, const uint8_t *source, size_t row_bytes, ck_resampling plan) {
  for (size_t output = 0; output < plan.outputs; output += 1, destination += row_bytes) {
    const int32_t *weights = plan.weights + output * plan.stride;
    const uint8_t *top = source + (size_t)plan.first[output] * row_bytes;
    for (size_t start = 0; start < row_bytes; start += block) {
      size_t width = row_bytes - start < block ? row_bytes - start : block;
      int32_t sums[block];
      for (size_t column = 0; column < block; column += 1) sums[column] = half;
      const uint8_t *from = top + start;
      for (int32_t tap = 0; tap < plan.count[output]; tap += 1, from += row_bytes)
        for (size_t column = 0; column < width; column += 1) sums[column] += weights[tap] * from[column];
      for (size_t column = 0; column < width; column += 1) destination[start + column] = rounded(sums[column]);
    }
  }
}
