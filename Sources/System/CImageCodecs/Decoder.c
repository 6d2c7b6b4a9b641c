#include <stdlib.h>
#include "Decoder.h"

static const ck_format_functions *functions(int format) {
  switch (format) {
  case ck_format_jpeg: return &ck_jpeg_functions;
  case ck_format_webp: return &ck_webp_functions;
  case ck_format_gif: return &ck_gif_functions;
  case ck_format_tiff: return &ck_tiff_functions;
  default: return &ck_heif_functions;
  }
}

ck_decoder *ck_decoder_open(int format, const uint8_t *bytes, size_t count, size_t largest) {
  ck_decoder *decoder = calloc(1, sizeof *decoder);
  if (decoder == NULL) return NULL;
  decoder->format = format;
  decoder->bytes = bytes;
  decoder->count = count;
  decoder->largest = largest;
  decoder->status = functions(format)->open(decoder);
  return decoder;
}

int ck_decoder_decode(ck_decoder *decoder, uint8_t *pixels) {
  decoder->status = functions(decoder->format)->decode(decoder, pixels);
  return decoder->status;
}

void ck_decoder_close(ck_decoder *decoder) {
  if (decoder->state != NULL) functions(decoder->format)->close(decoder);
  free(decoder);
}

const uint8_t *ck_decoder_message(const ck_decoder *decoder) { return decoder->message; }
