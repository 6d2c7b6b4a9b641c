#include <stdio.h>
#include <stdlib.h>
#include "TIFFReader.h"

// The first page of a TIFF. Strips are read row by row and tiles one by one, so that their sizes take no memory.

enum { largest_tile = 1 << 24 };

static tmsize_t read_bytes(thandle_t handle, void *destination, tmsize_t count) {
  ck_decoder *file = handle;
  ck_tiff_reader *state = file->state;
  size_t left = state->position < file->count ? file->count - state->position : 0;
  size_t taken = (size_t)count < left ? (size_t)count : left;
  memcpy(destination, file->bytes + state->position, taken);
  state->position += taken;
  return (tmsize_t)taken;
}

static tmsize_t write_bytes(thandle_t handle, void *bytes, tmsize_t count) {
  (void)handle;
  (void)bytes;
  (void)count;
  return 0;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
  ck_decoder *file = handle;
  ck_tiff_reader *state = file->state;
  state->position = (whence == SEEK_CUR ? state->position : whence == SEEK_END ? file->count : 0) + offset;
  return state->position;
}

static int close_handle(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size(thandle_t handle) { return ((ck_decoder *)handle)->count; }

static int map(thandle_t handle, void **base, toff_t *count) {
  ck_decoder *file = handle;
  *base = (void *)(uintptr_t)file->bytes;
  *count = file->count;
  return 1;
}

static void unmap(thandle_t handle, void *base, toff_t count) {
  (void)handle;
  (void)base;
  (void)count;
}

static int is_directory_missing(const ck_decoder *file) {
  // Classic files have the offset of their first directory behind the number 42.
  const uint8_t *bytes = file->bytes;
  if (file->count < 8) return 1;
  uint32_t offset = bytes[0] == 'I' ? (uint32_t)bytes[7] << 24 | bytes[6] << 16 | bytes[5] << 8 | bytes[4]
                                    : (uint32_t)bytes[4] << 24 | bytes[5] << 16 | bytes[6] << 8 | bytes[7];
  return (bytes[2] | bytes[3]) == 42 && ck_is_outside(file, offset, 2);
}

static int open(ck_decoder *file) {
  const ck_tiff_library *library = ck_tiff_load();
  if (library == NULL) {
    file->package = "libtiff6";
    return ck_codec_no_library;
  }
  ck_tiff_reader *state = calloc(1, sizeof *state);
  if (state == NULL) return ck_no_memory(file);
  file->state = state;
  state->library = library;
  ck_tiff_listen(&state->complaint);
  state->tiff =
      library->TIFFClientOpen("picture", "r", file, read_bytes, write_bytes, seek, close_handle, size, map, unmap);
  if (state->tiff == NULL)
    return is_directory_missing(file) ? ck_codec_ended : ck_tiff_fail(file, "its directory is damaged");
  if (library->TIFFGetField(state->tiff, TIFFTAG_IMAGEWIDTH, &file->width) != 1 ||
      library->TIFFGetField(state->tiff, TIFFTAG_IMAGELENGTH, &file->height) != 1 || file->width == 0 ||
      file->height == 0)
    return ck_fail(file, "it names no size");
  state->is_tiled = library->TIFFIsTiled(state->tiff);
  file->orientation = (int)ck_tiff_field(state, TIFFTAG_ORIENTATION, 0);
  uint32_t xmp_count = 0;
  void *xmp = NULL;
  if (library->TIFFGetField(state->tiff, TIFFTAG_XMLPACKET, &xmp_count, &xmp) == 1) {
    file->xmp = xmp;
    file->xmp_count = xmp_count;
  }
  return ck_tiff_read_layout(file, state);
}

static void close(ck_decoder *file) {
  ck_tiff_reader *state = file->state;
  ck_tiff_listen(&state->complaint);
  if (state->tiff != NULL) state->library->TIFFClose(state->tiff);
  ck_tiff_listen(NULL);
  free(state->stored);
  free(state->samples);
  free(state->planes);
  free(state);
}

// Pixels of a row or of a tile's row: to the image, or to the planes when each holds one sample of every pixel.
static void put(ck_decoder *file, uint8_t *pixels, const uint8_t *row, uint32_t x, uint32_t y, uint32_t count,
                unsigned plane) {
  ck_tiff_reader *state = file->state;
  const ck_tiff_layout *layout = &state->layout;
  size_t first = (size_t)y * file->width + x;
  if (!state->is_separate) {
    ck_tiff_unpack(state->samples, row, (size_t)count * layout->samples, layout);
    ck_tiff_put_rgb(pixels + first * 3, state->samples, layout->samples, count, layout);
    return;
  }
  ck_tiff_unpack(state->samples, row, count, layout);
  uint8_t *to = state->planes + first * state->plane_samples + plane;
  for (size_t pixel = 0; pixel < count; pixel += 1) to[pixel * state->plane_samples] = state->samples[pixel];
}

static int refuse_data(ck_decoder *file, uint32_t row, uint32_t part) {
  ck_tiff_reader *state = file->state;
  uint64_t start = state->library->TIFFGetStrileOffset(state->tiff, part);
  uint64_t count = state->library->TIFFGetStrileByteCount(state->tiff, part);
  if (ck_is_outside(file, start, count)) return ck_codec_ended;
  file->offset = start;
  char text[96];
  snprintf(text, sizeof text, "its compressed data are damaged from row %u of %u on", row, file->height);
  return ck_tiff_fail(file, text);
}

static int read_strips(ck_decoder *file, uint8_t *pixels, unsigned plane) {
  ck_tiff_reader *state = file->state;
  for (uint32_t row = 0; row < file->height; row += 1) {
    int status = state->library->TIFFReadScanline(state->tiff, state->stored, row, (uint16_t)plane);
    if (status < 0 || state->complaint.text[0] != 0)
      return refuse_data(file, row, state->library->TIFFComputeStrip(state->tiff, row, (uint16_t)plane));
    put(file, pixels, state->stored, 0, row, file->width, plane);
  }
  return ck_codec_done;
}

static int read_tiles(ck_decoder *file, uint8_t *pixels, unsigned plane) {
  ck_tiff_reader *state = file->state;
  size_t stride = state->library->TIFFTileRowSize64(state->tiff);
  for (uint32_t y = 0; y < file->height; y += state->tile_height)
    for (uint32_t x = 0; x < file->width; x += state->tile_width) {
      tmsize_t read = state->library->TIFFReadTile(state->tiff, state->stored, x, y, 0, (uint16_t)plane);
      if (read < 0 || state->complaint.text[0] != 0)
        return refuse_data(file, y, state->library->TIFFComputeTile(state->tiff, x, y, 0, (uint16_t)plane));
      uint32_t right = file->width - x, bottom = file->height - y;
      uint32_t width = right < state->tile_width ? right : state->tile_width;
      uint32_t height = bottom < state->tile_height ? bottom : state->tile_height;
      for (uint32_t row = 0; row < height; row += 1)
        put(file, pixels, state->stored + row * stride, x, y + row, width, plane);
    }
  return ck_codec_done;
}

// Colours that libtiff converts for a whole image.
static int read_converted(ck_decoder *file, uint8_t *pixels) {
  ck_tiff_reader *state = file->state;
  const ck_tiff_library *library = state->library;
  size_t count = (size_t)file->width * file->height;
  TIFFRGBAImage image;
  char text[1024] = "";
  if (!library->TIFFRGBAImageBegin(&image, state->tiff, 1, text)) return ck_fail(file, text);
  uint32_t *raster = malloc(count * sizeof *raster);
  if (raster == NULL) {
    library->TIFFRGBAImageEnd(&image);
    return ck_no_memory(file);
  }
  // As stored: it is turned upright later.
  image.req_orientation = image.orientation;
  int is_done = library->TIFFRGBAImageGet(&image, raster, file->width, file->height);
  library->TIFFRGBAImageEnd(&image);
  for (size_t pixel = 0; pixel < count; pixel += 1)
    for (int channel = 0; channel < 3; channel += 1)
      pixels[pixel * 3 + (size_t)channel] = (uint8_t)(raster[pixel] >> 8 * channel);
  free(raster);
  return is_done && state->complaint.text[0] == 0 ? ck_codec_done : refuse_data(file, 0, 0);
}

// Memory for one row or tile, and for the planes.
static int prepare(ck_decoder *file) {
  ck_tiff_reader *state = file->state;
  const ck_tiff_library *library = state->library;
  uint64_t stored = library->TIFFScanlineSize64(state->tiff), width = file->width;
  if (state->is_tiled) {
    library->TIFFGetField(state->tiff, TIFFTAG_TILEWIDTH, &state->tile_width);
    library->TIFFGetField(state->tiff, TIFFTAG_TILELENGTH, &state->tile_height);
    uint64_t tile = (uint64_t)state->tile_width * state->tile_height;
    if (tile == 0 || tile > largest_tile) return ck_fail(file, "a tile claims more pixels than any program writes");
    stored = library->TIFFTileSize64(state->tiff);
    width = state->tile_width;
  }
  uint64_t needed = (width * state->layout.bits * (state->is_separate ? 1 : state->layout.samples) + 7) / 8;
  if (stored < needed || stored > (uint64_t)largest_tile * ck_tiff_most_samples * 2)
    return ck_tiff_fail(file, "its rows have no possible size");
  state->stored = malloc(stored);
  state->samples = malloc((size_t)width * state->layout.samples + 1);
  if (state->stored == NULL || state->samples == NULL) return ck_no_memory(file);
  if (!state->is_separate) return ck_codec_done;
  state->plane_samples = state->layout.colours + (state->layout.is_premultiplied ? 1 : 0);
  state->planes = malloc((size_t)file->width * file->height * state->plane_samples);
  return state->planes == NULL ? ck_no_memory(file) : ck_codec_done;
}

static int decode(ck_decoder *file, uint8_t *pixels) {
  ck_tiff_reader *state = file->state;
  ck_tiff_listen(&state->complaint);
  if (state->is_converted) return read_converted(file, pixels);
  int status = prepare(file);
  unsigned planes = state->is_separate ? (unsigned)state->plane_samples : 1;
  for (unsigned plane = 0; plane < planes && status == ck_codec_done; plane += 1)
    status = state->is_tiled ? read_tiles(file, pixels, plane) : read_strips(file, pixels, plane);
  if (status != ck_codec_done || !state->is_separate) return status;
  size_t count = (size_t)file->width * file->height;
  ck_tiff_put_rgb(pixels, state->planes, state->plane_samples, count, &state->layout);
  return ck_codec_done;
}

const ck_format_functions ck_tiff_functions = {open, decode, close};
