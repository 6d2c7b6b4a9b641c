// PNG, JPEG and pixel loops for Swift. No function prints; failures come back as a status and a message.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Bytes that every `message` argument must have room for, the final zero included.
enum { ck_message_capacity = 256 };

enum {
  ck_codec_done = 0,
  /// Every pixel was written, but the codec complained; `message` holds the first complaint.
  ck_codec_warned = 1,
  ck_codec_failed = 2,
  /// The file ended before the image did.
  ck_codec_ended = 3,
};

/// Memory of an encoder; release it with `ck_buffer_free`.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} ck_buffer;
void ck_buffer_free(ck_buffer *buffer);

/// Decodes a PNG of any kind to 8-bit RGB: alpha is dropped, 16-bit samples keep their high byte.
/// `pixels` has room for `width * height * 3` bytes, the size that the file's header gives.
/// `offset` receives the position in the file where decoding stopped.
int ck_png_decode(uint8_t *pixels, const uint8_t *bytes, size_t count, uint32_t width, uint32_t height,
                  uint8_t *message, size_t *offset);
int ck_png_encode(ck_buffer *file, const uint8_t *pixels, uint32_t width, uint32_t height, uint8_t *message);

/// A TurboJPEG decompressor, or NULL when memory is short; release it with `ck_jpeg_close`.
void *ck_jpeg_open(void);
void ck_jpeg_close(void *decoder);

typedef struct {
  int width, height;
  /// 1 when pixels are stored as cyan, magenta, yellow and black.
  int is_cmyk;
} ck_jpeg_header;

/// Reads the size and colour space; takes no memory for pixels.
int ck_jpeg_read_header(void *decoder, const uint8_t *bytes, size_t count, ck_jpeg_header *header, uint8_t *message);
/// Decodes to 8-bit RGB. `pixels` has room for the header's `width * height * 3` bytes.
int ck_jpeg_decode(void *decoder, uint8_t *pixels, const uint8_t *bytes, size_t count, ck_jpeg_header header,
                   uint8_t *message);
/// `chroma_halved`: 1 stores colour at half resolution in both directions (4:2:0), 0 in full (4:4:4).
int ck_jpeg_encode(ck_buffer *file, const uint8_t *pixels, int width, int height, int quality, int chroma_halved,
                   uint8_t *message);

/// destination[y][x] = source[start + x * x_step + y * y_step], in RGB pixels: crops, mirrors and turns.
void ck_gather_pixels(uint8_t *destination, const uint8_t *source, ptrdiff_t start, ptrdiff_t x_step, ptrdiff_t y_step,
                      size_t width, size_t height);

/// For each output position: `count[i]` weights, from `weights[i * stride]` on, for the inputs from `first[i]` on.
typedef struct {
  const int32_t *first;
  const int32_t *count;
  const int32_t *weights;
  size_t stride;
  size_t outputs;
} ck_resampling;
/// Binary digits behind the point of a resampling weight: 1.0 is `1 << ck_weight_bits`.
enum { ck_weight_bits = 22 };

/// [rows, source_width, 3] to [rows, outputs, 3].
void ck_resample_columns(uint8_t *destination, const uint8_t *source, size_t source_width, size_t rows,
                         ck_resampling plan);
/// [source rows, row_bytes] to [outputs, row_bytes].
void ck_resample_rows(uint8_t *destination, const uint8_t *source, size_t row_bytes, ck_resampling plan);
