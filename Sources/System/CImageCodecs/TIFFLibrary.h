#pragma once
#include <tiffio.h>
#include "Decoder.h"

// What libtiff is needed for, by its own names.
typedef struct {
  __typeof__(&TIFFClientOpen) TIFFClientOpen;
  __typeof__(&TIFFClose) TIFFClose;
  __typeof__(&TIFFGetField) TIFFGetField;
  __typeof__(&TIFFGetFieldDefaulted) TIFFGetFieldDefaulted;
  __typeof__(&TIFFSetField) TIFFSetField;
  __typeof__(&TIFFIsTiled) TIFFIsTiled;
  __typeof__(&TIFFTileSize64) TIFFTileSize64;
  __typeof__(&TIFFTileRowSize64) TIFFTileRowSize64;
  __typeof__(&TIFFScanlineSize64) TIFFScanlineSize64;
  __typeof__(&TIFFReadScanline) TIFFReadScanline;
  __typeof__(&TIFFReadTile) TIFFReadTile;
  __typeof__(&TIFFComputeTile) TIFFComputeTile;
  __typeof__(&TIFFComputeStrip) TIFFComputeStrip;
  __typeof__(&TIFFGetStrileOffset) TIFFGetStrileOffset;
  __typeof__(&TIFFGetStrileByteCount) TIFFGetStrileByteCount;
  __typeof__(&TIFFIsCODECConfigured) TIFFIsCODECConfigured;
  __typeof__(&TIFFRGBAImageBegin) TIFFRGBAImageBegin;
  __typeof__(&TIFFRGBAImageGet) TIFFRGBAImageGet;
  __typeof__(&TIFFRGBAImageEnd) TIFFRGBAImageEnd;
} ck_tiff_library;

// NULL when libtiff is not installed.
const ck_tiff_library *ck_tiff_load(void);

// What libtiff complained about since `ck_tiff_listen`, on this thread. It tells its complaints to functions that all
// files share.
typedef struct {
  // An error, or a warning of damaged data; empty without one.
  char text[200];
} ck_tiff_complaint;
void ck_tiff_listen(ck_tiff_complaint *complaint);
