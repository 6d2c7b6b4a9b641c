#!/usr/bin/env python3
"""Images per second of a training step of the airbench94 network in PyTorch on this processor.

A fair peer of `cifar-bench step --model airbench`: the same network, synthetic input in channels-last order, forward, cross-entropy
with smoothed labels, backward, SGD with Nesterov's momentum. The whitening layer does not train, as after the third of ten epochs.
Prints one JSON line like pytorch_step.py.

usage: pytorch_airbench.py [--batch 1024] [--steps 5] [--threads 2] [--precision fp32|bf16]
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

from pytorch_step import peak_memory


def normalisation(channels):
    layer = nn.BatchNorm2d(channels, eps=1e-12, momentum=0.4)
    layer.weight.requires_grad = False
    return layer


class Group(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norms = nn.ModuleList([normalisation(outputs), normalisation(outputs)])

    def forward(self, x):
        x = functional.gelu(self.norms[0](functional.max_pool2d(self.first(x), 2)))
        return functional.gelu(self.norms[1](self.second(x)))


class Airbench(nn.Module):
    def __init__(self, widths=(64, 256, 256)):
        super().__init__()
        self.whitening = nn.Conv2d(3, 24, 2)
        self.whitening.requires_grad_(False)
        self.groups = nn.Sequential(*[Group(i, o) for i, o in zip((24, *widths), widths)])
        self.head = nn.Linear(widths[-1], 10, bias=False)

    def forward(self, x):
        x = self.groups(functional.gelu(self.whitening(x)))
        return self.head(functional.max_pool2d(x, 3).flatten(1)) / 9


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--model", default="airbench", choices=["airbench"])
    options.add_argument("--batch", type=int, default=1024)
    options.add_argument("--steps", type=int, default=5)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--precision", choices=["fp32", "bf16"], default="bf16")
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(1)
    model = Airbench().to(memory_format=torch.channels_last).train()
    images = torch.randn(chosen.batch, 3, 32, 32).to(memory_format=torch.channels_last)
    labels = torch.randint(0, 10, (chosen.batch,))
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.01, momentum=0.85, nesterov=True)
    seconds = []
    for _ in range(chosen.steps + 2):
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=chosen.precision == "bf16"):
            logits = model(images)
        loss = functional.cross_entropy(logits.float(), labels, label_smoothing=0.2)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    speed = chosen.batch / statistics.median(seconds[2:])
    print(json.dumps({"program": f"PyTorch {torch.__version__}", "model": "airbench", "batch": chosen.batch,
                      "threads": chosen.threads, "precision": chosen.precision, "imagesPerSecond": round(speed, 1),
                      "peakMemoryBytes": peak_memory()}))


if __name__ == "__main__":
    main()
