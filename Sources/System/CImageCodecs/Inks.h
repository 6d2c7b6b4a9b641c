#pragma once
#include <stdint.h>

// The product of two fractions of 255, rounded to the nearest.
static inline unsigned ck_scaled(unsigned first, unsigned second) {
  unsigned product = first * second + 128;
  return ((product >> 8) + product) >> 8;
}

// Cyan, magenta, yellow and black to light. `flip` is 0 where 255 is full ink, 255 where it is none.
static inline void ck_put_inks(uint8_t *pixel, const uint8_t *inks, uint8_t flip) {
  unsigned light = 255u - (inks[3] ^ flip);
  for (int channel = 0; channel < 3; channel += 1)
    pixel[channel] = (uint8_t)(light - ck_scaled(inks[channel] ^ flip, light));
}
