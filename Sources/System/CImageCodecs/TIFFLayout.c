#include <stdio.h>
#include "TIFFReader.h"

int ck_tiff_fail(ck_decoder *file, const char *what) {
  ck_tiff_reader *state = file->state;
  const char *reason = state->complaint.text;
  char text[ck_message_capacity];
  snprintf(text, sizeof text, "%s%s%s", what, reason[0] == 0 || what[0] == 0 ? "" : ": ", reason);
  return ck_fail(file, text);
}

unsigned ck_tiff_field(ck_tiff_reader *state, uint32_t tag, unsigned otherwise) {
  uint16_t value = 0;
  return state->library->TIFFGetField(state->tiff, tag, &value) == 1 ? value : otherwise;
}

static void read_palette(ck_tiff_reader *state) {
  uint16_t *channels[3];
  if (state->library->TIFFGetField(state->tiff, TIFFTAG_COLORMAP, &channels[0], &channels[1], &channels[2]) != 1)
    return;
  size_t count = (size_t)1 << state->layout.bits;
  // Colours have 16 bits; some programs write 8.
  unsigned largest = 0, shift = 8;
  for (size_t index = 0; index < count; index += 1)
    for (int channel = 0; channel < 3; channel += 1) largest |= channels[channel][index];
  if (largest < 256) shift = 0;
  for (size_t index = 0; index < count; index += 1)
    for (int channel = 0; channel < 3; channel += 1)
      state->layout.palette[index][channel] = (uint8_t)(channels[channel][index] >> shift);
}

// What the photometric interpretation says; 0 where it is not one of those that can be turned to RGB.
static int set_kind(ck_tiff_reader *state, unsigned photometric, unsigned compression) {
  ck_tiff_layout *layout = &state->layout;
  layout->colours = photometric == PHOTOMETRIC_SEPARATED ? 4 : photometric == PHOTOMETRIC_RGB ? 3 : 1;
  switch (photometric) {
  case PHOTOMETRIC_MINISWHITE: layout->is_inverted = 1; break;
  case PHOTOMETRIC_MINISBLACK: break;
  case PHOTOMETRIC_PALETTE: layout->kind = ck_tiff_palette; break;
  case PHOTOMETRIC_RGB: layout->kind = ck_tiff_rgb; break;
  case PHOTOMETRIC_SEPARATED: layout->kind = ck_tiff_cmyk; break;
  case PHOTOMETRIC_YCBCR:
    if (layout->samples == 1) break;
    layout->kind = ck_tiff_rgb;
    layout->colours = 3;
    if (compression == COMPRESSION_JPEG && !state->is_separate)
      state->library->TIFFSetField(state->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    else
      state->is_converted = 1;
    break;
  default: return 0;
  }
  return 1;
}

int ck_tiff_read_layout(ck_decoder *file, ck_tiff_reader *state) {
  ck_tiff_layout *layout = &state->layout;
  unsigned compression = ck_tiff_field(state, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  unsigned format = ck_tiff_field(state, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  layout->bits = ck_tiff_field(state, TIFFTAG_BITSPERSAMPLE, 1);
  layout->samples = ck_tiff_field(state, TIFFTAG_SAMPLESPERPIXEL, 1);
  state->is_separate = ck_tiff_field(state, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
  unsigned guess = layout->samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISWHITE;
  unsigned photometric = ck_tiff_field(state, TIFFTAG_PHOTOMETRIC, guess);
  char text[128];
  if (!state->library->TIFFIsCODECConfigured((uint16_t)compression)) {
    snprintf(text, sizeof text, "its compression (%u) is not one that the installed libtiff knows", compression);
    return ck_fail(file, text);
  }
  int is_signed_byte = format == SAMPLEFORMAT_INT && layout->bits == 8;
  if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID && !is_signed_byte) {
    const char *kind = format == SAMPLEFORMAT_IEEEFP ? "floating-point"
                       : format == SAMPLEFORMAT_INT  ? "signed"
                                                     : "complex";
    snprintf(text, sizeof text, "its samples are %s numbers of %u bits, not colours of 1 to 16 bits", kind,
             layout->bits);
    return ck_fail(file, text);
  }
  if (!set_kind(state, photometric, compression)) {
    snprintf(text, sizeof text, "its colours (photometric interpretation %u) cannot be turned into RGB", photometric);
    return ck_fail(file, text);
  }
  unsigned bits = layout->bits;
  int is_known = bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || (bits == 12 && layout->samples == 1);
  if (!is_known || (layout->kind == ck_tiff_palette && bits > 8) || layout->samples < layout->colours ||
      layout->samples > ck_tiff_most_samples) {
    snprintf(text, sizeof text, "%u samples of %u bits a pixel are not a known kind of image", layout->samples, bits);
    return ck_fail(file, text);
  }
  uint16_t extra_count = 0, *extra = NULL;
  if (state->library->TIFFGetField(state->tiff, TIFFTAG_EXTRASAMPLES, &extra_count, &extra) == 1 && extra_count > 0)
    layout->is_premultiplied = extra[0] == EXTRASAMPLE_ASSOCALPHA && layout->samples > layout->colours;
  if (layout->kind == ck_tiff_palette) read_palette(state);
  return ck_codec_done;
}
