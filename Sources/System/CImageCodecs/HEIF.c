#include "Decoder.h"

#if __has_include(<libheif/heif.h>)
#include <libheif/heif.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
  __typeof__(&heif_context_alloc) heif_context_alloc;
  __typeof__(&heif_context_free) heif_context_free;
  __typeof__(&heif_context_read_from_memory_without_copy) heif_context_read_from_memory_without_copy;
  __typeof__(&heif_context_set_maximum_image_size_limit) heif_context_set_maximum_image_size_limit;
  __typeof__(&heif_context_get_primary_image_handle) heif_context_get_primary_image_handle;
  __typeof__(&heif_image_handle_release) heif_image_handle_release;
  __typeof__(&heif_image_handle_get_width) heif_image_handle_get_width;
  __typeof__(&heif_image_handle_get_height) heif_image_handle_get_height;
  __typeof__(&heif_decoding_options_alloc) heif_decoding_options_alloc;
  __typeof__(&heif_decoding_options_free) heif_decoding_options_free;
  __typeof__(&heif_decode_image) heif_decode_image;
  __typeof__(&heif_image_release) heif_image_release;
  __typeof__(&heif_image_get_width) heif_image_get_width;
  __typeof__(&heif_image_get_height) heif_image_get_height;
  __typeof__(&heif_image_get_plane_readonly) heif_image_get_plane_readonly;
} heif;
static int is_loaded;
// Newer than the oldest release that is supported: threads are counted by this program.
static __typeof__(&heif_context_set_max_decoding_threads) set_threads;

static void load(void) {
  static const char *const names[] = {"libheif.so.1", NULL};
  void *library = ck_library_open(names);
  if (library == NULL) return;
  is_loaded =
      CK_LOAD(library, heif, heif_context_alloc) && CK_LOAD(library, heif, heif_context_free) &&
      CK_LOAD(library, heif, heif_context_read_from_memory_without_copy) &&
      CK_LOAD(library, heif, heif_context_set_maximum_image_size_limit) &&
      CK_LOAD(library, heif, heif_context_get_primary_image_handle) &&
      CK_LOAD(library, heif, heif_image_handle_release) && CK_LOAD(library, heif, heif_image_handle_get_width) &&
      CK_LOAD(library, heif, heif_image_handle_get_height) && CK_LOAD(library, heif, heif_decoding_options_alloc) &&
      CK_LOAD(library, heif, heif_decoding_options_free) && CK_LOAD(library, heif, heif_decode_image) &&
      CK_LOAD(library, heif, heif_image_release) && CK_LOAD(library, heif, heif_image_get_width) &&
      CK_LOAD(library, heif, heif_image_get_height) && CK_LOAD(library, heif, heif_image_get_plane_readonly);
  set_threads = (__typeof__(set_threads))dlsym(library, "heif_context_set_max_decoding_threads");
}

// The longest side. Images inside the file, such as the tiles of a grid, may claim other sizes than the file's, and
// libheif compares their sides only.
enum { longest_side = 16384 };

typedef struct {
  struct heif_context *context;
  struct heif_image_handle *image;
} reader;

static int fail(ck_decoder *file, struct heif_error error) {
  switch (error.code) {
  case heif_error_Memory_allocation_error:
    return error.subcode == heif_suberror_Security_limit_exceeded
               ? ck_fail(file, "it claims more memory than images of its size need")
               : ck_no_memory(file);
  case heif_error_Unsupported_filetype:
  case heif_error_Unsupported_feature: {
    char text[ck_message_capacity];
    snprintf(text, sizeof text, "the installed libheif has no decoder for it (%s)", error.message);
    return ck_fail(file, text);
  }
  default: break;
  }
  if (error.subcode == heif_suberror_End_of_data) return ck_codec_ended;
  return ck_fail(file, error.message);
}

static int open(ck_decoder *file) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  if (!is_loaded) {
    file->package = "libheif1";
    return ck_codec_no_library;
  }
  reader *state = calloc(1, sizeof *state);
  if (state == NULL) return ck_no_memory(file);
  file->state = state;
  state->context = heif.heif_context_alloc();
  if (state->context == NULL) return ck_no_memory(file);
  heif.heif_context_set_maximum_image_size_limit(state->context, longest_side);
  if (set_threads != NULL) set_threads(state->context, 0);
  struct heif_error error =
      heif.heif_context_read_from_memory_without_copy(state->context, file->bytes, file->count, NULL);
  if (error.code == heif_error_Ok) error = heif.heif_context_get_primary_image_handle(state->context, &state->image);
  if (error.code != heif_error_Ok) return fail(file, error);
  int width = heif.heif_image_handle_get_width(state->image), height = heif.heif_image_handle_get_height(state->image);
  if (width < 1 || height < 1) return ck_fail(file, "it names no size");
  if (width > longest_side || height > longest_side) {
    char text[96];
    snprintf(text, sizeof text, "it claims %dx%d pixels; the longest side is %d", width, height, longest_side);
    return ck_fail(file, text);
  }
  file->width = (uint32_t)width;
  file->height = (uint32_t)height;
  // libheif turns images as the file says; EXIF data repeat that.
  file->orientation = 1;
  return ck_codec_done;
}

static void close(ck_decoder *file) {
  reader *state = file->state;
  if (state->image != NULL) heif.heif_image_handle_release(state->image);
  if (state->context != NULL) heif.heif_context_free(state->context);
  free(state);
}

static int decode(ck_decoder *file, uint8_t *pixels) {
  reader *state = file->state;
  struct heif_image *image = NULL;
  struct heif_decoding_options *options = heif.heif_decoding_options_alloc();
  if (options == NULL) return ck_no_memory(file);
  // Else what is damaged is made up. Of the decoders for AV1, this one tells damage best; another is taken without it.
  if (options->version >= 3) options->strict_decoding = 1;
  if (options->version >= 4) options->decoder_id = "aom";
  struct heif_error error =
      heif.heif_decode_image(state->image, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGB, options);
  heif.heif_decoding_options_free(options);
  if (error.code != heif_error_Ok) return fail(file, error);
  int stride = 0, status = ck_codec_done;
  const uint8_t *plane = heif.heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  int width = heif.heif_image_get_width(image, heif_channel_interleaved);
  int height = heif.heif_image_get_height(image, heif_channel_interleaved);
  if (plane == NULL || width != (int)file->width || height != (int)file->height)
    status = ck_fail(file, "its data are of another size than it claims");
  else
    for (int row = 0; row < height; row += 1)
      memcpy(pixels + (size_t)row * file->width * 3, plane + (ptrdiff_t)row * stride, (size_t)file->width * 3);
  heif.heif_image_release(image);
  return status;
}

const ck_format_functions ck_heif_functions = {open, decode, close};

#else

static int open(ck_decoder *file) {
  file->package = "libheif-dev";
  return ck_codec_no_library;
}

static int decode(ck_decoder *file, uint8_t *pixels) {
  (void)pixels;
  return file->status;
}

const ck_format_functions ck_heif_functions = {open, decode, NULL};

#endif
