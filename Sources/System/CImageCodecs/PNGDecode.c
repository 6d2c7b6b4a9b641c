#include <png.h>
#include <setjmp.h>
#include "Message.h"

// Largest ancillary chunk that libpng may allocate for; none is needed to get the pixels.
enum { largest_chunk = 1 << 20, data_chunk = 0x49444154 /* IDAT */ };

typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t position;
  uint8_t *message;
  int status;
  // All rows are decoded.
  int is_complete;
} reader;

static void read_bytes(png_structp png, png_bytep destination, size_t count) {
  reader *source = png_get_io_ptr(png);
  if (count > source->count - source->position) {
    source->position = source->count;
    // What stands behind the data of the pixels may be missing: it changes none of them.
    int is_data = png_get_io_chunk_type(png) == data_chunk && !(png_get_io_state(png) & PNG_IO_CHUNK_HDR);
    if (source->is_complete && !is_data) png_longjmp(png, 1);
    source->status = ck_codec_ended;
    png_error(png, "the file ends inside the image");
  }
  memcpy(destination, source->bytes + source->position, count);
  source->position += count;
}

static void fail(png_structp png, png_const_charp text) {
  reader *source = png_get_error_ptr(png);
  ck_put_message(source->message, text);
  if (source->status == ck_codec_done) source->status = ck_codec_failed;
  png_longjmp(png, 1);
}

// Warnings are about colour profiles, text and other things that do not change the pixels.
static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

// Whatever the file holds comes out as RGB, three bytes a pixel.
static void ask_for_rgb(png_structp png, png_infop info) {
  int color_type = png_get_color_type(png, info);
  if (color_type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (png_get_bit_depth(png, info) == 16) png_set_strip_16(png);
  if (color_type == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  if (!(color_type & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(png);
  png_set_strip_alpha(png);
}

static void decode(png_structp png, png_infop info, uint8_t *pixels, uint32_t width, uint32_t height) {
  png_set_user_limits(png, width, height);
  png_set_chunk_malloc_max(png, largest_chunk);
  // Everything but IHDR, PLTE, tRNS, IDAT and IEND is skipped unread: compressed text is where bombs hide.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  // Some encoders name a smaller window than the one they compressed with.
  png_set_option(png, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
  png_read_info(png, info);
  if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height)
    png_error(png, "the header names two sizes");
  ask_for_rgb(png, info);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t stride = (size_t)width * 3;
  if (png_get_rowbytes(png, info) != stride) png_error(png, "the pixels cannot be turned into RGB");
  for (int pass = 0; pass < passes; pass += 1)
    for (size_t row = 0; row < height; row += 1) png_read_row(png, pixels + row * stride, NULL);
  ((reader *)png_get_io_ptr(png))->is_complete = 1;
  png_read_end(png, NULL);
}

int ck_png_decode(uint8_t *pixels, const uint8_t *bytes, size_t count, uint32_t width, uint32_t height,
                  uint8_t *message, size_t *offset) {
  reader source = {bytes, count, 0, message, ck_codec_done, 0};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, fail, ignore);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    ck_put_message(message, "no memory for the decoder");
    return ck_codec_no_memory;
  }
  png_set_read_fn(png, &source, read_bytes);
  if (setjmp(png_jmpbuf(png)) == 0) decode(png, info, pixels, width, height);
  png_destroy_read_struct(&png, &info, NULL);
  *offset = source.position;
  return source.status;
}
