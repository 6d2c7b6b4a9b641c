#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include "Message.h"

enum { first_capacity = 4096, largest_side = 0x7fffffff };

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  ck_buffer *file = png_get_io_ptr(png);
  if (count > file->capacity - file->count) {
    size_t capacity = file->capacity == 0 ? first_capacity : file->capacity;
    while (capacity - file->count < count) capacity *= 2;
    uint8_t *grown = realloc(file->bytes, capacity);
    if (grown == NULL) png_error(png, "no memory for the encoded image");
    file->bytes = grown;
    file->capacity = capacity;
  }
  memcpy(file->bytes + file->count, bytes, count);
  file->count += count;
}

static void flush(png_structp png) { (void)png; }

static void fail(png_structp png, png_const_charp text) {
  ck_put_message(png_get_error_ptr(png), text);
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void encode(png_structp png, png_infop info, const uint8_t *pixels, uint32_t width, uint32_t height) {
  png_set_user_limits(png, largest_side, largest_side);
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE,
               PNG_FILTER_TYPE_BASE);
  png_write_info(png, info);
  for (size_t row = 0; row < height; row += 1) png_write_row(png, pixels + row * (size_t)width * 3);
  png_write_end(png, info);
}

int ck_png_encode(ck_buffer *file, const uint8_t *pixels, uint32_t width, uint32_t height, uint8_t *message) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_write_struct(&png, NULL);
    ck_put_message(message, "no memory for the encoder");
    return ck_codec_failed;
  }
  png_set_write_fn(png, file, write_bytes, flush);
  int failed = setjmp(png_jmpbuf(png));
  if (failed == 0) encode(png, info, pixels, width, height);
  png_destroy_write_struct(&png, &info);
  return failed == 0 ? ck_codec_done : ck_codec_failed;
}
