// The kernels for any processor: plain vector types, no instruction set assumed beyond the target's own.
#include "vector.h"

#define CK_NAME(f) f##_baseline
#define CK_LABEL "baseline"
#define CK_TABLE ck_table_baseline
#define CK_HAS_FMA 0
#define ROWS 2
#define GRADIENT_ROWS 2
#define PAIRS 0

#include "table_body.h"
