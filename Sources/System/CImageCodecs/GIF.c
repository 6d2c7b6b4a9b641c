#include <gif_lib.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include "Decoder.h"

static struct {
  __typeof__(&DGifOpen) DGifOpen;
  __typeof__(&DGifCloseFile) DGifCloseFile;
  __typeof__(&DGifGetRecordType) DGifGetRecordType;
  __typeof__(&DGifGetImageDesc) DGifGetImageDesc;
  __typeof__(&DGifGetExtension) DGifGetExtension;
  __typeof__(&DGifGetExtensionNext) DGifGetExtensionNext;
  __typeof__(&DGifGetLine) DGifGetLine;
  __typeof__(&GifErrorString) GifErrorString;
} gif;
static int is_loaded;

static void load(void) {
  static const char *const names[] = {"libgif.so.7", NULL};
  void *library = ck_library_open(names);
  is_loaded = library != NULL && CK_LOAD(library, gif, DGifOpen) && CK_LOAD(library, gif, DGifCloseFile) &&
              CK_LOAD(library, gif, DGifGetRecordType) && CK_LOAD(library, gif, DGifGetImageDesc) &&
              CK_LOAD(library, gif, DGifGetExtension) && CK_LOAD(library, gif, DGifGetExtensionNext) &&
              CK_LOAD(library, gif, DGifGetLine) && CK_LOAD(library, gif, GifErrorString);
}

typedef struct {
  GifFileType *gif;
  size_t position;
  int has_ended;
  // Where the blocks of the first frame's data begin.
  size_t data;
  // The index of the transparent colour, -1 without one.
  int transparent;
  uint8_t palette[256][3];
} reader;

// Behind the last byte zeros are read: an empty block, which ends data, and no kind of record. So a file that lacks
// only what follows the pixels is whole. `is_cut` tells whether the zeros stood in a block of data.
static int read_bytes(GifFileType *file, GifByteType *destination, int count) {
  ck_decoder *decoder = file->UserData;
  reader *state = decoder->state;
  size_t left = decoder->count - state->position, wanted = (size_t)count;
  size_t taken = wanted < left ? wanted : left;
  memcpy(destination, decoder->bytes + state->position, taken);
  memset(destination + taken, 0, wanted - taken);
  state->position += taken;
  if (taken < wanted) state->has_ended = 1;
  return count;
}

static int fail(ck_decoder *file, int error, int row) {
  reader *state = file->state;
  file->offset = state->position;
  if (error == D_GIF_ERR_NOT_ENOUGH_MEM) return ck_no_memory(file);
  if (state->has_ended) return ck_codec_ended;
  const char *reason = gif.GifErrorString(error);
  if (reason == NULL) reason = "no frame";
  char text[ck_message_capacity];
  if (row < 0)
    snprintf(text, sizeof text, "%s", reason);
  else
    snprintf(text, sizeof text, "its compressed data are damaged from row %d of its first frame on: %s", row, reason);
  return ck_fail(file, text);
}

static int skip_extension(reader *state) {
  int code;
  GifByteType *block;
  if (gif.DGifGetExtension(state->gif, &code, &block) == GIF_ERROR) return GIF_ERROR;
  // A length, flags, a delay of two bytes and the index.
  if (code == GRAPHICS_EXT_FUNC_CODE && block != NULL && block[0] >= 4)
    state->transparent = (block[1] & 1) != 0 ? block[4] : -1;
  while (block != NULL)
    if (gif.DGifGetExtensionNext(state->gif, &block) == GIF_ERROR) return GIF_ERROR;
  return GIF_OK;
}

// Colours that the palette lacks are black; a file without palette is grey.
static void fill_palette(reader *state) {
  const ColorMapObject *map = state->gif->Image.ColorMap != NULL ? state->gif->Image.ColorMap : state->gif->SColorMap;
  int count = map == NULL ? 0 : map->ColorCount < 256 ? map->ColorCount : 256;
  for (int index = 0; index < 256; index += 1) {
    uint8_t *colour = state->palette[index];
    colour[0] = colour[1] = colour[2] = map == NULL ? (uint8_t)index : 0;
    if (index < count) {
      colour[0] = map->Colors[index].Red;
      colour[1] = map->Colors[index].Green;
      colour[2] = map->Colors[index].Blue;
    }
  }
}

static uint32_t larger(int64_t first, int64_t second) { return (uint32_t)(first > second ? first : second); }

static int open(ck_decoder *file) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  if (!is_loaded) {
    file->package = "libgif7";
    return ck_codec_no_library;
  }
  reader *state = calloc(1, sizeof *state);
  if (state == NULL) return ck_no_memory(file);
  file->state = state;
  state->transparent = -1;
  int error = 0;
  state->gif = gif.DGifOpen(file, read_bytes, &error);
  if (state->gif == NULL) return fail(file, error, -1);
  GifRecordType kind = UNDEFINED_RECORD_TYPE;
  while (kind != IMAGE_DESC_RECORD_TYPE) {
    if (gif.DGifGetRecordType(state->gif, &kind) == GIF_ERROR) return fail(file, state->gif->Error, -1);
    if (kind == TERMINATE_RECORD_TYPE) return ck_fail(file, "it has no frame");
    if (kind == EXTENSION_RECORD_TYPE && skip_extension(state) == GIF_ERROR) return fail(file, state->gif->Error, -1);
  }
  if (gif.DGifGetImageDesc(state->gif) == GIF_ERROR) return fail(file, state->gif->Error, -1);
  state->data = state->position;
  fill_palette(state);
  // A frame that sticks out makes the image larger.
  const GifImageDesc *frame = &state->gif->Image;
  file->width = larger(state->gif->SWidth, (int64_t)frame->Left + frame->Width);
  file->height = larger(state->gif->SHeight, (int64_t)frame->Top + frame->Height);
  if (frame->Width < 1 || frame->Height < 1 || frame->Left < 0 || frame->Top < 0)
    return ck_fail(file, "its first frame has no pixels");
  return ck_codec_done;
}

static void close(ck_decoder *file) {
  reader *state = file->state;
  int error;
  if (state->gif != NULL) gif.DGifCloseFile(state->gif, &error);
  free(state);
}

static int read_rows(ck_decoder *file, uint8_t *pixels, GifPixelType *line, int start, int step) {
  reader *state = file->state;
  const GifImageDesc *frame = &state->gif->Image;
  for (int row = start; row < frame->Height; row += step) {
    if (gif.DGifGetLine(state->gif, line, frame->Width) == GIF_ERROR) return fail(file, state->gif->Error, row);
    uint8_t *to = pixels + ((size_t)(frame->Top + row) * file->width + (size_t)frame->Left) * 3;
    for (int column = 0; column < frame->Width; column += 1) memcpy(to + column * 3, state->palette[line[column]], 3);
  }
  return ck_codec_done;
}

// Whether the file ends within a block of data: a length and that many bytes.
static int is_cut(const ck_decoder *file, size_t position) {
  while (position < file->count && file->bytes[position] != 0) {
    size_t length = file->bytes[position];
    if (ck_is_outside(file, position + 1, length)) return 1;
    position += 1 + length;
  }
  return 0;
}

static int decode(ck_decoder *file, uint8_t *pixels) {
  reader *state = file->state;
  const GifImageDesc *frame = &state->gif->Image;
  GifPixelType *line = malloc((size_t)frame->Width);
  if (line == NULL) return ck_no_memory(file);
  const uint8_t *around = state->palette[state->transparent < 0 ? 0 : state->transparent];
  if ((uint32_t)frame->Width < file->width || (uint32_t)frame->Height < file->height)
    for (size_t pixel = 0; pixel < (size_t)file->width * file->height; pixel += 1)
      memcpy(pixels + pixel * 3, around, 3);
  static const int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
  int status = ck_codec_done;
  if (!frame->Interlace) status = read_rows(file, pixels, line, 0, 1);
  for (int pass = 0; frame->Interlace && pass < 4 && status == ck_codec_done; pass += 1)
    status = read_rows(file, pixels, line, starts[pass], steps[pass]);
  free(line);
  return status == ck_codec_done && state->has_ended && is_cut(file, state->data) ? ck_codec_ended : status;
}

const ck_format_functions ck_gif_functions = {open, decode, close};
