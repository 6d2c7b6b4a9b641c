#pragma once
#include "ck_process.h"
#include "curl_shim.h"
