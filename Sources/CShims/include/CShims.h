#pragma once
#include "ck_process.h"
