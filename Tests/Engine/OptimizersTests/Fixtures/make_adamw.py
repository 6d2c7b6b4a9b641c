"""Writes adamw.json: ten steps of AdamW by the formulas of PyTorch's documentation, in double precision (numpy).

python3 make_adamw.py
The operations and their order are those of torch.optim.AdamW without amsgrad.
"""

import json
import math
import pathlib

import numpy


def adamw(weights, gradients, rates, beta1, beta2, epsilon, decay):
    first, second = numpy.zeros_like(weights), numpy.zeros_like(weights)
    for step, (gradient, rate) in enumerate(zip(gradients, rates), start=1):
        weights = weights * (1 - rate * decay)
        first = first + (gradient - first) * (1 - beta1)
        second = second * beta2 + (1 - beta2) * gradient * gradient
        denominator = numpy.sqrt(second) / math.sqrt(1 - beta2**step) + epsilon
        weights = weights - rate / (1 - beta1**step) * first / denominator
    return weights


def case(name, rates, beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.01):
    random = numpy.random.default_rng(5)
    weights = random.standard_normal(24).astype(numpy.float32)
    gradients = (random.standard_normal((10, 24)) * 10.0 ** random.integers(-3, 3, 24)).astype(numpy.float32)
    after = adamw(weights.astype(float), gradients.astype(float), rates, beta1, beta2, epsilon, decay)
    return {
        "name": name, "beta1": beta1, "beta2": beta2, "epsilon": epsilon, "decay": decay, "rates": rates,
        "weights": weights.tolist(), "gradients": gradients.tolist(), "after": after.tolist(),
    }


cases = [
    case("defaults", [0.001] * 10),
    case("without decay", [0.01] * 10, decay=0),
    case("a falling rate", [0.05 / (1 + step) for step in range(10)], decay=0.1),
    case("other constants", [0.002] * 10, beta1=0.5, beta2=0.95, epsilon=1e-3),
    case("no memory", [0.003] * 10, beta1=0, beta2=0),
]
text = "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n"
(pathlib.Path(__file__).parent / "adamw.json").write_text(text)
