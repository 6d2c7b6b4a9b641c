#include <pthread.h>
#include <webp/decode.h>
#include "Decoder.h"

// WebP Container Specification: a RIFF file whose chunks are a name, a length and content, padded to an even length.

static struct {
  __typeof__(&WebPGetFeaturesInternal) WebPGetFeaturesInternal;
  __typeof__(&WebPInitDecoderConfigInternal) WebPInitDecoderConfigInternal;
  __typeof__(&WebPDecode) WebPDecode;
} webp;
static int is_loaded;

static void load(void) {
  static const char *const names[] = {"libwebp.so.7", NULL};
  void *library = ck_library_open(names);
  is_loaded = library != NULL && CK_LOAD(library, webp, WebPGetFeaturesInternal) &&
              CK_LOAD(library, webp, WebPInitDecoderConfigInternal) && CK_LOAD(library, webp, WebPDecode);
}

enum { riff_header = 12, chunk_header = 8, frame_header = 16, animation_flag = 2 };

static uint32_t little(const uint8_t *bytes, int count) {
  uint32_t value = 0;
  while (count > 0) value = value << 8 | bytes[count -= 1];
  return value;
}

static int is_named(const uint8_t *chunk, const char *name) { return memcmp(chunk, name, 4) == 0; }

// What the chunks of the file say: the frame to decode, as a file of its own or as the content of a chunk.
typedef struct {
  const uint8_t *data;
  size_t count;
  uint32_t x, y, width, height;
} frame;

static int fail(ck_decoder *file, VP8StatusCode status) {
  // The length that the file begins with leaves out that length and what stands before it.
  int is_cut = file->count < riff_header || ck_is_outside(file, chunk_header, little(file->bytes + 4, 4));
  switch (status) {
  case VP8_STATUS_OUT_OF_MEMORY: return ck_no_memory(file);
  case VP8_STATUS_NOT_ENOUGH_DATA:
  case VP8_STATUS_SUSPENDED: return is_cut ? ck_codec_ended : ck_fail(file, "data are missing");
  case VP8_STATUS_UNSUPPORTED_FEATURE: return ck_fail(file, "it uses a feature that libwebp does not know");
  default: return is_cut ? ck_codec_ended : ck_fail(file, "its compressed data are damaged");
  }
}

static void walk(ck_decoder *file, frame *found) {
  uint64_t position = riff_header;
  while (!ck_is_outside(file, position, chunk_header)) {
    const uint8_t *chunk = file->bytes + position, *content = chunk + chunk_header;
    uint64_t count = little(chunk + 4, 4), left = file->count - position - chunk_header;
    int is_whole = count <= left;
    if (is_named(chunk, "ANMF") && found->data == NULL && count >= frame_header && left >= frame_header) {
      found->x = little(content, 3) * 2;
      found->y = little(content + 3, 3) * 2;
      found->width = little(content + 6, 3) + 1;
      found->height = little(content + 9, 3) + 1;
      found->data = content + frame_header;
      found->count = (is_whole ? count : left) - frame_header;
    }
    if (!is_whole) return;
    if (is_named(chunk, "EXIF") && file->exif == NULL) {
      file->exif = content;
      file->exif_count = count;
    }
    if (is_named(chunk, "XMP ") && file->xmp == NULL) {
      file->xmp = content;
      file->xmp_count = count;
    }
    position += chunk_header + count + (count & 1);
  }
}

static int open(ck_decoder *file) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  if (!is_loaded) {
    file->package = "libwebp7";
    return ck_codec_no_library;
  }
  WebPBitstreamFeatures features;
  VP8StatusCode status = webp.WebPGetFeaturesInternal(file->bytes, file->count, &features, WEBP_DECODER_ABI_VERSION);
  if (status != VP8_STATUS_OK) return fail(file, status);
  frame first = {0};
  walk(file, &first);
  file->width = (uint32_t)features.width;
  file->height = (uint32_t)features.height;
  return ck_codec_done;
}

// The first frame of an animation lies somewhere on a canvas, which is black elsewhere.
static int place(ck_decoder *file, const frame *first, uint8_t *pixels, size_t *start) {
  WebPBitstreamFeatures features;
  VP8StatusCode status = webp.WebPGetFeaturesInternal(first->data, first->count, &features, WEBP_DECODER_ABI_VERSION);
  if (status != VP8_STATUS_OK) return fail(file, status);
  if ((uint32_t)features.width != first->width || (uint32_t)features.height != first->height)
    return ck_fail(file, "its first frame names two sizes");
  if ((uint64_t)first->x + first->width > file->width || (uint64_t)first->y + first->height > file->height)
    return ck_fail(file, "its first frame lies outside the image");
  *start = ((size_t)first->y * file->width + first->x) * 3;
  memset(pixels, 0, (size_t)file->width * file->height * 3);
  return ck_codec_done;
}

static int decode(ck_decoder *file, uint8_t *pixels) {
  WebPDecoderConfig config;
  if (!webp.WebPInitDecoderConfigInternal(&config, WEBP_DECODER_ABI_VERSION))
    return ck_fail(file, "the installed libwebp is another than the one this program was built for");
  frame first = {0};
  size_t start = 0;
  const uint8_t *header = file->bytes + riff_header;
  int is_animated = file->count > riff_header + chunk_header && is_named(header, "VP8X") &&
                    (header[chunk_header] & animation_flag) != 0;
  if (is_animated) {
    walk(file, &first);
    if (first.data == NULL) return fail(file, VP8_STATUS_NOT_ENOUGH_DATA);
    int status = place(file, &first, pixels, &start);
    if (status != ck_codec_done) return status;
  } else {
    first.data = file->bytes;
    first.count = file->count;
  }
  config.output.colorspace = MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels + start;
  config.output.u.RGBA.stride = (int)(file->width * 3);
  config.output.u.RGBA.size = (size_t)file->width * file->height * 3 - start;
  VP8StatusCode status = webp.WebPDecode(first.data, first.count, &config);
  return status == VP8_STATUS_OK ? ck_codec_done : fail(file, status);
}

const ck_format_functions ck_webp_functions = {open, decode, NULL};
