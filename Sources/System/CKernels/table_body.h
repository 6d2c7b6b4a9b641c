// Everything that is compiled per instruction set, and the table that names it. The including file defines CK_NAME,
// CK_LABEL, CK_TABLE, CK_HAS_FMA, ROWS (micro-kernel rows), GRADIENT_ROWS (a divisor of 16) and PAIRS (two panels at
// once).
#define TILE_HIGH 4
#define TILE_WIDE 4
#include "basics_body.h"
#include "winograd_points.h"
#include "products_body.h"
#include "winograd_body.h"
#include "winograd_weights_body.h"
#include "winograd_gradient_body.h"
#include "polyphase_body.h"
#include "polyphase_weights_body.h"
#include "gelu_body.h"
#include "normalization_body.h"
#include "direct_operands.h"
#include "direct_body.h"
#include "direct_gradient_body.h"
#include "stream_body.h"
#include "pooling_body.h"
#include "elementwise_body.h"

const ck_table CK_TABLE = {
    .name = CK_LABEL,
    .winograd = {CK_WINOGRAD_FORWARD, CK_WINOGRAD_GRADIENT},
    .polyphase = CK_POLYPHASE_TABLE,
    .direct_weights = CK_NAME(direct_weights),
    .direct_forward = CK_NAME(direct_forward),
    .direct_input_gradient = CK_NAME(direct_input_gradient),
    .direct_weight_gradient = CK_NAME(direct_weight_gradient),
    .stream_weight_count = CK_NAME(stream_weight_count),
    .stream_scratch = CK_NAME(stream_scratch),
    .stream_weights = CK_NAME(stream_weights),
    .stream_forward = CK_NAME(stream_forward),
    .normalization_sums = CK_NAME(normalization_sums),
    .normalization_apply = CK_NAME(normalization_apply),
    .normalization_gradient_sums = CK_NAME(normalization_gradient_sums),
    .normalization_gradient = CK_NAME(normalization_gradient),
    .pool_maximum = CK_NAME(pool_maximum),
    .pool_maximum_gradient = CK_NAME(pool_maximum_gradient),
    .pool_average = CK_NAME(pool_average),
    .pool_average_gradient = CK_NAME(pool_average_gradient),
    .subsample = CK_NAME(subsample),
    .subsample_gradient = CK_NAME(subsample_gradient),
    .scale = CK_NAME(scale),
    .multiply = CK_NAME(multiply),
    .rectify = CK_NAME(rectify),
    .rectify_gradient = CK_NAME(rectify_gradient),
    .gelu = CK_NAME(gelu),
    .gelu_gradient = CK_NAME(gelu_gradient),
    .sum_of_squares = CK_NAME(sum_of_squares),
    .multiply_adds = CK_NAME(multiply_adds),
    .sgd = CK_NAME(sgd),
    .adamw = CK_NAME(adamw),
    .average = CK_NAME(average),
};
