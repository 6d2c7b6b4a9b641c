#pragma once
#include <stdint.h>
#include <string.h>
#include "include/CImageCodecs.h"

static inline void ck_put_message(uint8_t *message, const char *text) {
  size_t length = strlen(text);
  if (length > ck_message_capacity - 1) length = ck_message_capacity - 1;
  memcpy(message, text, length);
  message[length] = 0;
}
