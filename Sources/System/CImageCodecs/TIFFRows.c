#include <string.h>
#include "Inks.h"
#include "TIFFRows.h"

void ck_tiff_unpack(uint8_t *samples, const uint8_t *row, size_t count, const ck_tiff_layout *layout) {
  unsigned bits = layout->bits;
  if (bits == 8) {
    memcpy(samples, row, count);
  } else if (bits == 16) {
    for (size_t index = 0; index < count; index += 1) {
      uint16_t value;
      memcpy(&value, row + index * 2, 2);
      samples[index] = (uint8_t)(value >> 8);
    }
  } else if (bits == 12) {
    // Two samples lie in three bytes; the high bits of the second straddle two of them.
    for (size_t index = 0; index < count; index += 1) {
      const uint8_t *three = row + index / 2 * 3;
      samples[index] = index % 2 == 0 ? three[0] : (uint8_t)(three[1] << 4 | three[2] >> 4);
    }
  } else {
    unsigned mask = (1u << bits) - 1, scale = layout->kind == ck_tiff_palette ? 1 : 255 / mask;
    for (size_t index = 0; index < count; index += 1) {
      size_t bit = index * bits;
      samples[index] = (uint8_t)((row[bit / 8] >> (8 - bits - bit % 8) & mask) * scale);
    }
  }
}

// The colour that was multiplied by `alpha`, which is not 255.
static uint8_t divided(unsigned colour, unsigned alpha) {
  unsigned value = alpha == 0 ? 0 : colour * 255 / alpha;
  return (uint8_t)(value > 255 ? 255 : value);
}

void ck_tiff_put_rgb(uint8_t *pixels, const uint8_t *samples, size_t stride, size_t count,
                     const ck_tiff_layout *layout) {
  uint8_t flip = layout->is_inverted ? 255 : 0;
  for (size_t pixel = 0; pixel < count; pixel += 1, pixels += 3, samples += stride) {
    switch (layout->kind) {
    case ck_tiff_grey: memset(pixels, samples[0] ^ flip, 3); break;
    case ck_tiff_palette: memcpy(pixels, layout->palette[samples[0]], 3); break;
    case ck_tiff_rgb: memcpy(pixels, samples, 3); break;
    case ck_tiff_cmyk: ck_put_inks(pixels, samples, 0); break;
    }
    unsigned alpha = layout->is_premultiplied ? samples[layout->colours] : 255;
    for (int channel = 0; alpha != 255 && channel < 3; channel += 1) pixels[channel] = divided(pixels[channel], alpha);
  }
}
