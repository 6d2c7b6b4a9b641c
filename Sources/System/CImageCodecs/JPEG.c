#include <stdlib.h>
#include <turbojpeg.h>
#include "Message.h"

void *ck_jpeg_open(void) { return tjInitDecompress(); }
void ck_jpeg_close(void *decoder) { tjDestroy(decoder); }

int ck_jpeg_read_header(void *decoder, const uint8_t *bytes, size_t count, ck_jpeg_header *header, uint8_t *message) {
  int width = 0, height = 0, sampling = 0, color_space = -1;
  int status = tjDecompressHeader3(decoder, bytes, count, &width, &height, &sampling, &color_space);
  // TurboJPEG also says no to chroma samplings that it has no name for, yet it decodes them. A size is what matters.
  if (width < 1 || height < 1) {
    ck_put_message(message, status == 0 ? "the image has no pixels" : tjGetErrorStr2(decoder));
    return ck_codec_failed;
  }
  *header = (ck_jpeg_header){width, height, color_space == TJCS_CMYK || color_space == TJCS_YCCK};
  return ck_codec_done;
}

// The product of two fractions of 255, rounded to the nearest.
static unsigned scaled(unsigned first, unsigned second) {
  unsigned product = first * second + 128;
  return ((product >> 8) + product) >> 8;
}

// Ink to light. Files store ink the Adobe way, inverted: 255 is no ink.
static void convert_cmyk(uint8_t *pixels, const uint8_t *inks, size_t count) {
  for (size_t pixel = 0; pixel < count; pixel += 1, pixels += 3, inks += 4)
    for (int channel = 0; channel < 3; channel += 1)
      pixels[channel] = (uint8_t)(inks[3] - scaled(255u - inks[channel], inks[3]));
}

static int decompress(void *decoder, uint8_t *pixels, const uint8_t *bytes, size_t count, ck_jpeg_header header,
                      int format, uint8_t *message) {
  // The scan limit stops files that repeat scans over the whole image to burn time.
  if (tjDecompress2(decoder, bytes, count, pixels, header.width, 0, header.height, format, TJFLAG_LIMITSCANS) == 0)
    return ck_codec_done;
  ck_put_message(message, tjGetErrorStr2(decoder));
  return tjGetErrorCode(decoder) == TJERR_WARNING ? ck_codec_warned : ck_codec_failed;
}

int ck_jpeg_decode(void *decoder, uint8_t *pixels, const uint8_t *bytes, size_t count, ck_jpeg_header header,
                   uint8_t *message) {
  if (!header.is_cmyk) return decompress(decoder, pixels, bytes, count, header, TJPF_RGB, message);
  size_t size = (size_t)header.width * (size_t)header.height;
  uint8_t *inks = malloc(size * 4);
  if (inks == NULL) {
    ck_put_message(message, "no memory for the CMYK pixels");
    return ck_codec_failed;
  }
  int status = decompress(decoder, inks, bytes, count, header, TJPF_CMYK, message);
  if (status != ck_codec_failed) convert_cmyk(pixels, inks, size);
  free(inks);
  return status;
}

int ck_jpeg_encode(ck_buffer *file, const uint8_t *pixels, int width, int height, int quality, int chroma_halved,
                   uint8_t *message) {
  int sampling = chroma_halved ? TJSAMP_420 : TJSAMP_444;
  unsigned long size = tjBufSize(width, height, sampling);
  file->bytes = size == (unsigned long)-1 ? NULL : malloc(size);
  tjhandle encoder = tjInitCompress();
  int status = ck_codec_failed;
  if (file->bytes == NULL || encoder == NULL)
    ck_put_message(message, "no memory for the encoder");
  else if (tjCompress2(encoder, pixels, width, 0, height, TJPF_RGB, &file->bytes, &size, sampling, quality,
                       TJFLAG_NOREALLOC) != 0)
    ck_put_message(message, tjGetErrorStr2(encoder));
  else
    status = ck_codec_done;
  if (encoder != NULL) tjDestroy(encoder);
  file->count = status == ck_codec_done ? size : 0;
  file->capacity = file->count;
  return status;
}
