// Image formats and pixel loops for Swift. No function prints; failures come back as a status and a message.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Bytes that every `message` argument must have room for, the final zero included.
enum { ck_message_capacity = 256 };

enum {
  ck_codec_done = 0,
  /// `message` says why.
  ck_codec_failed = 1,
  /// The file ended before the image did.
  ck_codec_ended = 2,
  ck_codec_no_memory = 3,
  /// A library is not installed.
  ck_codec_no_library = 4,
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

/// Decompresses a zlib stream. Fails when it is damaged or needs more than `capacity` bytes.
int ck_inflate(uint8_t *destination, size_t capacity, const uint8_t *bytes, size_t count, size_t *written);

enum { ck_format_jpeg, ck_format_webp, ck_format_gif, ck_format_tiff, ck_format_heif };

/// A file that is being decoded.
typedef struct {
  const uint8_t *bytes;
  size_t count;
  int format;
  /// Pixels of the largest image; no decoder takes memory for more than some times as many.
  size_t largest;

  /// The outcome of the last step.
  int status;
  uint8_t message[ck_message_capacity];
  /// The position in the file where the last step ended; 0 where the library does not tell.
  size_t offset;
  /// With `ck_codec_no_library`: the Debian package to install.
  const char *package;

  uint32_t width, height;
  /// The tag of the format itself, 0 without one.
  int orientation;
  /// EXIF and XMP data with their sizes, or NULL; they live as long as the decoder.
  const uint8_t *exif, *xmp;
  size_t exif_count, xmp_count;

  void *state;
} ck_decoder;

/// Reads the size and what tells the orientation; takes no memory for pixels. NULL when memory is short, else look at
/// `status`. The bytes must outlive the decoder, which `ck_decoder_close` releases.
ck_decoder *ck_decoder_open(int format, const uint8_t *bytes, size_t count, size_t largest);
/// Decodes to 8-bit RGB, as stored: not turned upright. `pixels` has room for `width * height * 3` bytes.
/// Damaged data are a failure; what changes no pixel is not.
int ck_decoder_decode(ck_decoder *decoder, uint8_t *pixels);
void ck_decoder_close(ck_decoder *decoder);
/// A C string, empty without a failure.
const uint8_t *ck_decoder_message(const ck_decoder *decoder);

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
