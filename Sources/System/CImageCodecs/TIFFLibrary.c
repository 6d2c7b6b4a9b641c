#include <pthread.h>
#include <stdio.h>
#include "TIFFLibrary.h"

static ck_tiff_library tiff;
static int is_loaded;
static _Thread_local ck_tiff_complaint *listener;

void ck_tiff_listen(ck_tiff_complaint *complaint) {
  listener = complaint;
  if (complaint != NULL) complaint->text[0] = 0;
}

// The first complaint is nearest to the cause.
__attribute__((format(printf, 2, 0))) static void note_error(const char *module, const char *format, va_list values) {
  (void)module;
  if (listener != NULL && listener->text[0] == 0) vsnprintf(listener->text, sizeof listener->text, format, values);
}

// Warnings after which pixels are made up; the others are about tags.
__attribute__((format(printf, 2, 0))) static void judge(const char *module, const char *format, va_list values) {
  static const char *const damage[] = {"Corrupt JPEG data", "Premature EOF", "Line length mismatch",
                                       "Premature EOL",     "Discarding",    "bad"};
  (void)module;
  if (listener == NULL || listener->text[0] != 0) return;
  char text[sizeof listener->text];
  vsnprintf(text, sizeof text, format, values);
  for (size_t index = 0; index < sizeof damage / sizeof *damage; index += 1)
    if (strstr(text, damage[index]) != NULL) {
      memcpy(listener->text, text, sizeof text);
      return;
    }
}

static void load(void) {
  static const char *const names[] = {"libtiff.so.6", "libtiff.so.5", NULL};
  struct {
    __typeof__(&TIFFSetErrorHandler) TIFFSetErrorHandler;
    __typeof__(&TIFFSetWarningHandler) TIFFSetWarningHandler;
  } handlers;
  void *library = ck_library_open(names);
  is_loaded = library != NULL && CK_LOAD(library, handlers, TIFFSetErrorHandler) &&
              CK_LOAD(library, handlers, TIFFSetWarningHandler) && CK_LOAD(library, tiff, TIFFClientOpen) &&
              CK_LOAD(library, tiff, TIFFClose) && CK_LOAD(library, tiff, TIFFGetField) &&
              CK_LOAD(library, tiff, TIFFGetFieldDefaulted) && CK_LOAD(library, tiff, TIFFSetField) &&
              CK_LOAD(library, tiff, TIFFIsTiled) && CK_LOAD(library, tiff, TIFFTileSize64) &&
              CK_LOAD(library, tiff, TIFFTileRowSize64) && CK_LOAD(library, tiff, TIFFScanlineSize64) &&
              CK_LOAD(library, tiff, TIFFReadScanline) && CK_LOAD(library, tiff, TIFFReadTile) &&
              CK_LOAD(library, tiff, TIFFComputeTile) && CK_LOAD(library, tiff, TIFFComputeStrip) &&
              CK_LOAD(library, tiff, TIFFGetStrileOffset) && CK_LOAD(library, tiff, TIFFGetStrileByteCount) &&
              CK_LOAD(library, tiff, TIFFIsCODECConfigured) && CK_LOAD(library, tiff, TIFFRGBAImageBegin) &&
              CK_LOAD(library, tiff, TIFFRGBAImageGet) && CK_LOAD(library, tiff, TIFFRGBAImageEnd);
  if (!is_loaded) return;
  handlers.TIFFSetErrorHandler(note_error);
  handlers.TIFFSetWarningHandler(judge);
}

const ck_tiff_library *ck_tiff_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return is_loaded ? &tiff : NULL;
}
