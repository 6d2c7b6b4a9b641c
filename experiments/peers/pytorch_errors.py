#!/usr/bin/env python3
"""Rounding errors of convolutions and their gradients: ours beside PyTorch's, on the same shapes and the same kind of numbers.

Runs `cifar-bench errors` in every precision, then the same convolutions in PyTorch, in channels-last order, in 32 bits and as its
bf16 autocast runs them. Errors are relative root-mean-square errors against double precision: PyTorch's over all elements, ours over
2,000. Prints a Markdown table; --output also writes JSON.

usage: pytorch_errors.py [--bench .build/release/cifar-bench] [--batch 32] [--threads 2] [--output FILE]
"""
import argparse
import json
import pathlib
import platform
import subprocess

import torch
from torch.nn import functional

PASSES = ["outputError", "inputGradientError", "weightGradientError"]


def ours(options, precision):
    command = [options.bench, "errors", "--json", "--precision", precision]
    command += ["--batch-size", str(options.batch), "--threads", str(options.threads)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def passes(x, w, dy, stride, dtype):
    """Output and both gradients of a convolution whose operands are of `dtype`."""
    x, w = x.to(dtype).requires_grad_(), w.to(dtype).requires_grad_()
    y = functional.conv2d(x, w, stride=stride, padding=w.shape[2] // 2)
    y.backward(dy.to(dtype))
    return [t.detach().double() for t in (y, x.grad, w.grad)]


def theirs(shape, batch, dtype):
    """The errors of one convolution, and its name for people."""
    size, inputs, kernel = (int(shape[k]) for k in ("size", "inputs", "kernel"))
    outputs, stride = int(shape["outputs"]), int(shape["stride"])
    torch.manual_seed(1)
    order = torch.channels_last
    x = torch.randn(batch, inputs, size, size).contiguous(memory_format=order)
    x = x if inputs == 3 else x.relu()
    w = (torch.randn(outputs, inputs, kernel, kernel) * (2 / (kernel * kernel * inputs)) ** 0.5).contiguous(memory_format=order)
    dy = torch.randn(batch, outputs, size // stride, size // stride).contiguous(memory_format=order)
    exact, found = passes(x, w, dy, stride, torch.float64), passes(x, w, dy, stride, dtype)
    return {name: float(((f - e).square().sum() / e.square().sum()).sqrt()) for name, f, e in zip(PASSES, found, exact)}


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1])
    options.add_argument("--bench", default=".build/release/cifar-bench")
    options.add_argument("--batch", type=int, default=32)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--output", type=pathlib.Path)
    options = options.parse_args()
    torch.set_num_threads(options.threads)
    results = {f"ours {precision}": ours(options, precision) for precision in ("fp32", "mixed", "fast")}
    shapes = results["ours fp32"]["convolutions"]
    columns = {name: result["convolutions"] for name, result in results.items()}
    for name, dtype in (("PyTorch fp32", torch.float32), ("PyTorch bf16", torch.bfloat16)):
        columns[name] = [theirs(shape, options.batch, dtype) for shape in shapes]
    order = ["ours fp32", "PyTorch fp32", "ours mixed", "ours fast", "PyTorch bf16"]
    print("| convolution | " + " | ".join(order) + " |\n|" + "---|" * (len(order) + 1))
    for index, shape in enumerate(shapes):
        name = "{inputs} to {outputs} at {size}x{size}, {kernel}/{stride}".format(**{k: int(v) for k, v in shape.items() if k[-5:] != "Error"})
        cells = [" ".join(f"{columns[c][index][p]:.1e}" for p in PASSES) for c in order]
        print(f"| {name} | " + " | ".join(cells) + " |")
    if options.output:
        machine = {"processor": platform.processor() or platform.machine(), "torch": torch.__version__}
        machine["instructionSet"] = results["ours fp32"]["instructionSet"]
        record = {"machine": machine, "batch": options.batch, "shapes": [
            {k: v for k, v in s.items() if k not in PASSES} for s in shapes]}
        record["errors"] = {c: [{p: row[p] for p in PASSES} for row in columns[c]] for c in order}
        options.output.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
