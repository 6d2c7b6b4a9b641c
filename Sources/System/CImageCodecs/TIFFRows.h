#pragma once
#include <stddef.h>
#include <stdint.h>

// What the samples of a TIFF mean.
typedef struct {
  // Bits of a sample: 1, 2, 4, 8, 12 or 16. 16 bits lie in the order of the machine.
  unsigned bits;
  // Samples of a pixel, and those of them that make its colour.
  unsigned samples, colours;
  enum { ck_tiff_grey, ck_tiff_palette, ck_tiff_rgb, ck_tiff_cmyk } kind;
  // 0 is white.
  int is_inverted;
  // Colours are multiplied by the sample behind them.
  int is_premultiplied;
  uint8_t palette[256][3];
} ck_tiff_layout;

// Takes 8 bits of every sample: the high ones of more, a value of fewer spread over 0 to 255, unless it is an index.
void ck_tiff_unpack(uint8_t *samples, const uint8_t *row, size_t count, const ck_tiff_layout *layout);
// Turns pixels of `stride` 8-bit samples to RGB.
void ck_tiff_put_rgb(uint8_t *pixels, const uint8_t *samples, size_t stride, size_t count,
                     const ck_tiff_layout *layout);
