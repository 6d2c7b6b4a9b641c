#include <stdlib.h>
#include "CImageCodecs.h"

void ck_buffer_free(ck_buffer *buffer) {
  free(buffer->bytes);
  *buffer = (ck_buffer){0};
}
