#pragma once

#include <stddef.h>

// libcurl's options are variadic, which Swift cannot call: one function for each type of value. `handle` is a CURL,
// `option` a CURLoption; the result is a CURLcode.
int ck_curl_set_long(void *handle, int option, long value);
int ck_curl_set_offset(void *handle, int option, long long value);
int ck_curl_set_string(void *handle, int option, const char *value);

// Receives `size * count` bytes; anything but that number as the answer stops the transfer.
typedef size_t (*ck_curl_receiver)(char *bytes, size_t size, size_t count, void *context);
int ck_curl_set_receiver(void *handle, ck_curl_receiver receiver, void *context);

// Told how many bytes of how many (0 if not known) have come; an answer other than 0 stops the transfer.
typedef int (*ck_curl_observer)(void *context, long total, long received, long upload_total, long uploaded);
int ck_curl_set_observer(void *handle, ck_curl_observer observer, void *context);

// The buffer of at least CURL_ERROR_SIZE bytes must outlive the transfer.
int ck_curl_set_error_buffer(void *handle, char *buffer);

// The HTTP status of the last answer, 0 if there was none.
long ck_curl_response_status(void *handle);
