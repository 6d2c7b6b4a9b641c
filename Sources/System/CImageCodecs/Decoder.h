#pragma once
#include <dlfcn.h>
#include "Message.h"

// How a format is decoded: `open` reads the size, `decode` fills the pixels, `close` releases `state`, which may be
// NULL.
typedef struct {
  int (*open)(ck_decoder *decoder);
  int (*decode)(ck_decoder *decoder, uint8_t *pixels);
  void (*close)(ck_decoder *decoder);
} ck_format_functions;

extern const ck_format_functions ck_jpeg_functions, ck_webp_functions, ck_gif_functions, ck_tiff_functions,
    ck_heif_functions;

// A library that is loaded when a picture of its format is met, so that programs start without it. The first of some
// file names that is there, up to a NULL; NULL without any.
static inline void *ck_library_open(const char *const *names) {
  void *library = NULL;
  for (; library == NULL && *names != NULL; names += 1) library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
  return library;
}

// Sets the pointer `table.function` to the function of that name; 0 without it.
#define CK_LOAD(library, table, function) \
  (((table).function = (__typeof__(&function))dlsym(library, #function)) != NULL)

static inline int ck_fail(ck_decoder *decoder, const char *text) {
  ck_put_message(decoder->message, text);
  return ck_codec_failed;
}

static inline int ck_no_memory(ck_decoder *decoder) {
  ck_put_message(decoder->message, "no memory for the decoder");
  return ck_codec_no_memory;
}

// Whether a part of the range lies outside the file.
static inline int ck_is_outside(const ck_decoder *decoder, uint64_t start, uint64_t count) {
  return start > decoder->count || count > decoder->count - start;
}
