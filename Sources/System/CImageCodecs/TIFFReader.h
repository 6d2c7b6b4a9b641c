#pragma once
#include "TIFFLibrary.h"
#include "TIFFRows.h"

enum { ck_tiff_most_samples = 16 };

typedef struct {
  const ck_tiff_library *library;
  ck_tiff_complaint complaint;
  TIFF *tiff;
  size_t position;
  ck_tiff_layout layout;
  int is_tiled, is_separate;
  // libtiff turns the colours into RGB.
  int is_converted;
  uint32_t tile_width, tile_height;
  // One row or tile as stored, and a row of 8-bit samples.
  uint8_t *stored, *samples;
  // With separate planes: the samples of all pixels that make colours.
  uint8_t *planes;
  size_t plane_samples;
} ck_tiff_reader;

// A failure with what libtiff complained about, or that alone.
int ck_tiff_fail(ck_decoder *file, const char *what);
// The value of a tag, or another where the file does not have it.
unsigned ck_tiff_field(ck_tiff_reader *state, uint32_t tag, unsigned otherwise);
// Fills `layout`; fails for what cannot be turned into RGB.
int ck_tiff_read_layout(ck_decoder *file, ck_tiff_reader *state);
