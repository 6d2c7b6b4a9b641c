#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>
#include <setjmp.h>
#include "Message.h"

typedef struct {
  struct jpeg_compress_struct codec;
  struct jpeg_error_mgr errors;
  jmp_buf stop;
  uint8_t *message;
} encoder;

static void fail(j_common_ptr common) {
  encoder *state = common->client_data;
  char text[JMSG_LENGTH_MAX];
  common->err->format_message(common, text);
  ck_put_message(state->message, text);
  longjmp(state->stop, 1);
}

static void ignore_message(j_common_ptr common) { (void)common; }

// More than any image of this size takes: noise grows when it is compressed.
static size_t largest(int width, int height) {
  size_t across = ((size_t)width + 15) / 16 * 16, down = ((size_t)height + 15) / 16 * 16;
  return across * down * 6 + 2048;
}

static void encode(struct jpeg_compress_struct *codec, const uint8_t *pixels, int width, int height, int quality,
                   int chroma_halved) {
  // From this quality on the exact transform is worth its time.
  enum { exact_quality = 96 };
  codec->image_width = (JDIMENSION)width;
  codec->image_height = (JDIMENSION)height;
  codec->input_components = 3;
  codec->in_color_space = JCS_RGB;
  jpeg_set_defaults(codec);
  jpeg_set_quality(codec, quality, TRUE);
  codec->dct_method = quality >= exact_quality ? JDCT_ISLOW : JDCT_FASTEST;
  codec->comp_info[0].h_samp_factor = codec->comp_info[0].v_samp_factor = chroma_halved ? 2 : 1;
  jpeg_start_compress(codec, TRUE);
  while (codec->next_scanline < codec->image_height) {
    JSAMPROW row = (JSAMPROW)(uintptr_t)(pixels + (size_t)codec->next_scanline * (size_t)width * 3);
    jpeg_write_scanlines(codec, &row, 1);
  }
  jpeg_finish_compress(codec);
}

int ck_jpeg_encode(ck_buffer *file, const uint8_t *pixels, int width, int height, int quality, int chroma_halved,
                   uint8_t *message) {
  unsigned long size = largest(width, height);
  encoder *state = calloc(1, sizeof *state);
  file->bytes = state == NULL ? NULL : malloc(size);
  if (file->bytes == NULL) {
    free(state);
    ck_put_message(message, "no memory for the encoder");
    return ck_codec_no_memory;
  }
  unsigned char *bytes = file->bytes;
  state->message = message;
  state->codec.err = jpeg_std_error(&state->errors);
  state->codec.client_data = state;
  state->errors.error_exit = fail;
  state->errors.output_message = ignore_message;
  int failed = setjmp(state->stop);
  if (failed == 0) {
    jpeg_create_compress(&state->codec);
    // The buffer is large enough, so that it is not replaced.
    jpeg_mem_dest(&state->codec, &bytes, &size);
    encode(&state->codec, pixels, width, height, quality, chroma_halved);
    file->count = size;
    file->capacity = size;
  }
  jpeg_destroy_compress(&state->codec);
  free(state);
  return failed == 0 ? ck_codec_done : ck_codec_failed;
}
