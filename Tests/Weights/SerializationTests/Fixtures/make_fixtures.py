"""Writes the fixtures of SafetensorsTests with the reference implementation.

    pip install safetensors==0.8.0 torch numpy
    python make_fixtures.py
"""

import pathlib

import numpy
import torch
from safetensors.torch import save

here = pathlib.Path(__file__).parent


def write(name, tensors, metadata=None):
    (here / name).write_bytes(save(tensors, metadata))


# Every type the writer knows, names that need escapes, a scalar, an empty tensor. One metadata key, because the
# reference leaves the order of several to chance.
write(
    "types.safetensors",
    {
        "fc.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4,
        "fc.bias": torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0, 1e-45]),
        "bn1.num_batches_tracked": torch.tensor(-7, dtype=torch.int64),
        "wide": torch.tensor([1 / 3, -0.0], dtype=torch.float64),
        "indices": torch.tensor([[1, 2**62]], dtype=torch.int64),
        "mask": torch.tensor([0, 127, 255], dtype=torch.uint8),
        "empty": torch.zeros((0, 4), dtype=torch.float32),
        'é "quoted"\\\n\x01\u2028': torch.tensor([2.5]),
    },
    {'key "é"': 'va\\lue/\b\t\n\f\r\x1f\x7f'},
)
write("plain.safetensors", {"a": torch.tensor([1.0, 2.0]), "B": torch.tensor([3.0])})
write("nothing.safetensors", {})

# Types that are only read, beside what they must become.
half = torch.from_numpy(
    numpy.array([0, 1, 0x3FF, 0x400, 0x3C00, 0x7BFF, 0x7C00, 0x7E01, 0x8000, 0x8001, 0xBC00, 0xFC00], dtype=numpy.uint16)
    .view(numpy.float16)
)
brain = torch.tensor([0.0, -0.0, 1.0, -3.140625, 1e-40, float("inf"), 3.3895e38]).to(torch.bfloat16)
write(
    "read-only.safetensors",
    {
        "f16": half,
        "f16.expected": half.float(),
        "bf16": brain,
        "bf16.expected": brain.float(),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "i16": torch.tensor([-32768, 32767], dtype=torch.int16),
        "u16": torch.tensor([0, 65535], dtype=torch.uint16),
        "i32": torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32),
        "u32": torch.tensor([0, 2**32 - 1], dtype=torch.uint32),
        "u64": torch.tensor([0, 2**63 - 1], dtype=torch.uint64),
        "bool": torch.tensor([True, False]),
    },
)
