#include <stdio.h>
#include <stdlib.h>
#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>
#include "Decoder.h"
#include "Inks.h"

enum {
  // Scans of a JPEG that was not made to burn time have at most some dozens; a limit of libjpeg-turbo's own tools.
  largest_scans = 500,
  // This many bytes may lie between the data of a scan and the next marker: some encoders pad. More are data that the
  // decoder should have needed, which means that it lost its way in damaged ones before.
  largest_padding = 8,
};
// Pixels times scans: what 32 scans of the largest image cost.
static const uint64_t largest_work = UINT64_C(32) * ((256 << 20) / 3);

typedef struct {
  struct jpeg_decompress_struct codec;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf stop;
  ck_decoder *file;
  int status;
  // The decoder asked for more bytes than the file has.
  int has_ended;
  int has_scans;
  // Components for which a scan was met.
  unsigned seen;
} reader;

static const JOCTET end_marker[2] = {0xff, JPEG_EOI};

_Noreturn static void stop(reader *decoder, int status) {
  decoder->status = status;
  longjmp(decoder->stop, 1);
}

static size_t position(const reader *decoder) {
  return decoder->has_ended ? decoder->file->count : decoder->file->count - decoder->source.bytes_in_buffer;
}

// The first row of the picture that is not decoded yet.
static unsigned next_row(const struct jpeg_decompress_struct *codec) {
  unsigned row = codec->input_iMCU_row * (unsigned)codec->max_v_samp_factor * DCTSIZE;
  return row < codec->image_height ? row : codec->image_height;
}

// A file that has its end marker is whole, wherever damage made the decoder look for more.
static int is_cut(const reader *decoder) {
  const uint8_t *end = decoder->file->bytes + decoder->file->count;
  return decoder->has_ended && !(decoder->file->count > 2 && end[-2] == 0xff && end[-1] == JPEG_EOI);
}

// Damage ends decoding at once: libjpeg would forgive it and fill the rest with grey.
static void refuse(reader *decoder, const char *what) {
  if (is_cut(decoder)) stop(decoder, ck_codec_ended);
  ck_put_message(decoder->file->message, what);
  stop(decoder, ck_codec_failed);
}

static void refuse_data(reader *decoder, const char *what) {
  const struct jpeg_decompress_struct *codec = &decoder->codec;
  char text[ck_message_capacity], scan[32] = "";
  if (decoder->has_scans) snprintf(scan, sizeof scan, " in scan %d", codec->input_scan_number);
  snprintf(text, sizeof text, "its compressed data are damaged%s from row %u of %u on: %s", scan, next_row(codec),
           codec->image_height, what);
  refuse(decoder, text);
}

static void fail(j_common_ptr common) {
  reader *decoder = common->client_data;
  char text[JMSG_LENGTH_MAX];
  common->err->format_message(common, text);
  ck_put_message(decoder->file->message, text);
  // A marker that the file breaks off in is read to its end from nothing.
  stop(decoder, common->err->msg_code == JERR_OUT_OF_MEMORY ? ck_codec_no_memory
                : is_cut(decoder)                           ? ck_codec_ended
                                                            : ck_codec_failed);
}

// Whether bytes behind the data of a scan are padding.
static int is_padding(const uint8_t *bytes, size_t count) {
  if (count <= largest_padding) return 1;
  for (size_t index = 1; index < count; index += 1)
    if (bytes[index] != bytes[0]) return 0;
  return 1;
}

static void judge_stray_bytes(reader *decoder, int count, int marker) {
  if (decoder->codec.input_scan_number == 0) return; // between the segments of the header
  size_t end = position(decoder), stray = (size_t)count;
  int restarts = JPEG_RST0 <= marker && marker <= JPEG_RST0 + 7;
  if (!restarts && end >= stray + 2 && is_padding(decoder->file->bytes + end - 2 - stray, stray)) return;
  char text[64];
  snprintf(text, sizeof text, "%d bytes of data are left over", count);
  refuse_data(decoder, text);
}

// What libjpeg forgives. The code of a complaint decides, not its text.
static void judge(j_common_ptr common, int level) {
  if (level >= 0) return; // what is found, for the curious
  reader *decoder = common->client_data;
  struct jpeg_error_mgr *errors = common->err;
  switch (errors->msg_code) {
  case JWRN_JFIF_MAJOR:     // a revision that libjpeg does not know, of a header without pixels
  case JWRN_ADOBE_XFORM:    // colours are then taken as YCbCr or YCCK
  case JWRN_NOT_SEQUENTIAL: // the parameters of a progressive scan in a file that has none; they are ignored
  case JWRN_JPEG_EOF:       // whether pixels are missing is told by what comes next
    return;
  case JWRN_EXTRANEOUS_DATA: judge_stray_bytes(decoder, errors->msg_parm.i[0], errors->msg_parm.i[1]); return;
  case JWRN_BOGUS_PROGRESSION:
    // High frequencies before the mean: unusual, and the mean may still come. `judge_scans` looks.
    if (decoder->codec.Ss > 0 && errors->msg_parm.i[1] == 0) return;
    refuse(decoder, "its scans are damaged, missing or in a wrong order");
    return;
  case JWRN_HIT_MARKER: refuse_data(decoder, "data are missing"); return;
  case JWRN_MUST_RESYNC: refuse_data(decoder, "a restart marker is missing"); return;
  case JWRN_HUFF_BAD_CODE: refuse_data(decoder, "bad Huffman code"); return;
  case JWRN_ARITH_BAD_CODE: refuse_data(decoder, "bad arithmetic code"); return;
  default: {
    char text[JMSG_LENGTH_MAX];
    errors->format_message(common, text);
    refuse(decoder, text);
  }
  }
}

static void ignore_message(j_common_ptr common) { (void)common; }

static void ignore_source(j_decompress_ptr codec) { (void)codec; }

// Behind the last byte end markers are read, so that libjpeg comes to an end.
static boolean fill(j_decompress_ptr codec) {
  reader *decoder = codec->client_data;
  decoder->has_ended = 1;
  codec->src->next_input_byte = end_marker;
  codec->src->bytes_in_buffer = sizeof end_marker;
  WARNMS(codec, JWRN_JPEG_EOF);
  return TRUE;
}

static void skip(j_decompress_ptr codec, long count) {
  if (count <= 0) return;
  if ((size_t)count > codec->src->bytes_in_buffer) {
    fill(codec);
    return;
  }
  codec->src->next_input_byte += count;
  codec->src->bytes_in_buffer -= (size_t)count;
}

static void note_scan(j_common_ptr common) {
  reader *decoder = common->client_data;
  struct jpeg_decompress_struct *codec = &decoder->codec;
  uint64_t pixels = (uint64_t)codec->image_width * codec->image_height;
  if (codec->input_scan_number > largest_scans || pixels * (uint64_t)codec->input_scan_number > largest_work) {
    ck_put_message(decoder->file->message, "it has more scans than an image of its size needs");
    stop(decoder, ck_codec_failed);
  }
  for (int index = 0; index < codec->comps_in_scan; index += 1)
    decoder->seen |= 1u << codec->cur_comp_info[index]->component_index;
}

static int open(ck_decoder *file) {
  reader *decoder = calloc(1, sizeof *decoder);
  if (decoder == NULL) return ck_no_memory(file);
  file->state = decoder;
  decoder->file = file;
  decoder->codec.err = jpeg_std_error(&decoder->errors);
  decoder->codec.client_data = decoder;
  decoder->errors.error_exit = fail;
  decoder->errors.emit_message = judge;
  decoder->errors.output_message = ignore_message;
  decoder->source = (struct jpeg_source_mgr){
      file->bytes, file->count, ignore_source, fill, skip, jpeg_resync_to_restart, ignore_source,
  };
  decoder->progress.progress_monitor = note_scan;
  if (setjmp(decoder->stop) == 0) {
    jpeg_create_decompress(&decoder->codec);
    decoder->codec.src = &decoder->source;
    decoder->codec.progress = &decoder->progress;
    jpeg_read_header(&decoder->codec, TRUE);
    file->width = decoder->codec.image_width;
    file->height = decoder->codec.image_height;
  }
  file->offset = position(decoder);
  return decoder->status;
}

static void close(ck_decoder *file) {
  reader *decoder = file->state;
  jpeg_destroy_decompress(&decoder->codec);
  free(decoder);
}

static int is_cmyk(const struct jpeg_decompress_struct *codec) {
  return codec->jpeg_color_space == JCS_CMYK || codec->jpeg_color_space == JCS_YCCK;
}

// Files store ink the Adobe way, inverted: 255 is no ink.
static void read_cmyk(struct jpeg_decompress_struct *codec, uint8_t *pixels) {
  JSAMPARRAY row = codec->mem->alloc_sarray((j_common_ptr)codec, JPOOL_IMAGE, codec->output_width * 4, 1);
  size_t stride = (size_t)codec->output_width * 3;
  while (codec->output_scanline < codec->output_height) {
    uint8_t *to = pixels + codec->output_scanline * stride;
    if (jpeg_read_scanlines(codec, row, 1) != 1) continue;
    for (size_t pixel = 0; pixel < codec->output_width; pixel += 1)
      ck_put_inks(to + pixel * 3, row[0] + pixel * 4, 255);
  }
}

static void read_rgb(struct jpeg_decompress_struct *codec, uint8_t *pixels) {
  enum { most = 16 };
  size_t stride = (size_t)codec->output_width * 3;
  while (codec->output_scanline < codec->output_height) {
    JSAMPROW rows[most];
    unsigned count = codec->output_height - codec->output_scanline;
    if (count > most) count = most;
    for (unsigned row = 0; row < count; row += 1) rows[row] = pixels + (codec->output_scanline + row) * stride;
    jpeg_read_scanlines(codec, rows, count);
  }
}

// The data of a file's only scan are read; what lies between them and the next marker tells whether all were needed.
static void judge_rest(reader *decoder) {
  if (decoder->codec.unread_marker != 0 || decoder->has_ended) return;
  const uint8_t *rest = decoder->source.next_input_byte;
  size_t count = 0, most = decoder->source.bytes_in_buffer;
  while (count < most && !(rest[count] == 0xff && count + 1 < most && rest[count + 1] != 0)) count += 1;
  if (is_padding(rest, count)) return;
  char text[64];
  snprintf(text, sizeof text, "%zu bytes of data are left over", count);
  refuse_data(decoder, text);
}

// Everything that the scans should have brought is there, or decoding stops.
static void judge_scans(reader *decoder) {
  struct jpeg_decompress_struct *codec = &decoder->codec;
  for (int index = 0; index < codec->num_components; index += 1) {
    int is_missing = (decoder->seen >> index & 1) == 0;
    if (codec->progressive_mode) {
      is_missing = codec->coef_bits[index][0] < 0;
      // Without an end marker further scans may have been meant to refine the image, unless none can.
      for (int bit = 0; decoder->has_ended && bit < DCTSIZE2; bit += 1) is_missing |= codec->coef_bits[index][bit] != 0;
    }
    if (!is_missing) continue;
    char text[64];
    snprintf(text, sizeof text, "it has no data for component %d", index + 1);
    refuse(decoder, text);
  }
}

static void read(reader *decoder, uint8_t *pixels) {
  struct jpeg_decompress_struct *codec = &decoder->codec;
  // The exact transform and smooth chroma, as libjpeg does by default.
  codec->out_color_space = is_cmyk(codec) ? JCS_CMYK : JCS_RGB;
  decoder->has_scans = jpeg_has_multiple_scans(codec);
  jpeg_start_decompress(codec);
  if (decoder->has_scans) judge_scans(decoder);
  if (codec->out_color_space == JCS_CMYK)
    read_cmyk(codec, pixels);
  else
    read_rgb(codec, pixels);
  if (!decoder->has_scans) judge_rest(decoder);
  // Arithmetic codes need no bytes for what the model expects: that some are missing does not show.
  if (decoder->has_ended && codec->arith_code) refuse_data(decoder, "data are missing");
}

static int decode(ck_decoder *file, uint8_t *pixels) {
  reader *decoder = file->state;
  if (setjmp(decoder->stop) == 0) read(decoder, pixels);
  file->offset = position(decoder);
  return decoder->status;
}

const ck_format_functions ck_jpeg_functions = {open, decode, close};
