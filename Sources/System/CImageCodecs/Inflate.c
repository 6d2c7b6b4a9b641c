#include <limits.h>
#include <zlib.h>
#include "CImageCodecs.h"

int ck_inflate(uint8_t *destination, size_t capacity, const uint8_t *bytes, size_t count, size_t *written) {
  z_stream stream = {0};
  if (count > UINT_MAX || capacity > UINT_MAX || inflateInit(&stream) != Z_OK) return ck_codec_failed;
  stream.next_in = (Bytef *)(uintptr_t)bytes;
  stream.avail_in = (uInt)count;
  stream.next_out = destination;
  stream.avail_out = (uInt)capacity;
  int status = inflate(&stream, Z_FINISH);
  *written = stream.total_out;
  inflateEnd(&stream);
  return status == Z_STREAM_END ? ck_codec_done : ck_codec_failed;
}
