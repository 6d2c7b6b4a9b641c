#!/usr/bin/env python3
"""Images per second of a training step of ResNet-20, ResNet-18 or the airbench network in PyTorch on this processor.

A fair peer of `cifar-bench step`: the same network (3x3 stem, projection shortcuts; airbench's whitening does not train, of which
ours trains the bias), synthetic input in channels-last order, forward, cross-entropy, backward, SGD with momentum 0.9 and weight
decay 5e-4. Prints one JSON line with the median and the process's peak memory.

usage: pytorch_step.py [--model resnet20|resnet18|airbench] [--batch 128] [--steps 10] [--threads 2] [--precision fp32|bf16]
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

from pytorch_airbench import Airbench


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())
        self.second = nn.Sequential(nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        same = stride == 1 and inputs == outputs
        self.way = nn.Identity() if same else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return functional.relu(self.second(self.first(x)) + self.way(x))


def network(name):
    if name == "airbench":
        return Airbench()
    widths, blocks = {"resnet20": ([16, 32, 64], 3), "resnet18": ([64, 128, 256, 512], 2)}[name]
    layers = [nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()]
    inputs = widths[0]
    for stage, width in enumerate(widths):
        for block in range(blocks):
            layers.append(Residual(inputs, width, 2 if stage and not block else 1))
            inputs = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10))


def peak_memory():
    """The most physical memory that this process has held, in bytes."""
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return None


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--model", default="resnet20")
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--steps", type=int, default=10)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(1)
    model = network(chosen.model).to(memory_format=torch.channels_last).train()
    images = torch.randn(chosen.batch, 3, 32, 32).to(memory_format=torch.channels_last)
    labels = torch.randint(0, 10, (chosen.batch,))
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.01, momentum=0.9, weight_decay=5e-4)
    seconds = []
    for _ in range(chosen.steps + 2):
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=chosen.precision == "bf16"):
            logits = model(images)
        loss = functional.cross_entropy(logits.float(), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    speed = chosen.batch / statistics.median(seconds[2:])
    print(json.dumps({"program": f"PyTorch {torch.__version__}", "model": chosen.model, "batch": chosen.batch,
                      "threads": chosen.threads, "precision": chosen.precision, "imagesPerSecond": round(speed, 1),
                      "peakMemoryBytes": peak_memory()}))


if __name__ == "__main__":
    main()
