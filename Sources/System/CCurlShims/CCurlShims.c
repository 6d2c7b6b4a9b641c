#include "CCurlShims.h"

#include <curl/curl.h>

int ck_curl_set_long(void *handle, int option, long value) {
  return curl_easy_setopt(handle, (CURLoption)option, value);
}

int ck_curl_set_offset(void *handle, int option, long long value) {
  return curl_easy_setopt(handle, (CURLoption)option, (curl_off_t)value);
}

int ck_curl_set_string(void *handle, int option, const char *value) {
  return curl_easy_setopt(handle, (CURLoption)option, value);
}

int ck_curl_set_receiver(void *handle, ck_curl_receiver receiver, void *context) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receiver);
  return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

// curl_off_t is long where this project runs; the build stops where it is not.
_Static_assert(sizeof(curl_off_t) == sizeof(long), "curl_off_t is not long");

int ck_curl_set_observer(void *handle, ck_curl_observer observer, void *context) {
  CURLcode code = curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, observer);
  if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_XFERINFODATA, context);
  return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
}

int ck_curl_set_error_buffer(void *handle, char *buffer) {
  return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

long ck_curl_response_status(void *handle) {
  long status = 0;
  return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}
