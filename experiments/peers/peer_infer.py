#!/usr/bin/env python3
"""Inference speed of ResNet-20 or ResNet-18 in onnxruntime (fp32) or PyTorch (bf16) on this processor.

A fair peer of `cifar-bench infer`: the same network with batch norm folded (onnxruntime's optimiser folds it; PyTorch's
`optimize_for_inference` does), random images, the forward pass alone. Prints one JSON line with median and 99th percentile.

usage: peer_infer.py [--model resnet20|resnet18] [--batch 128] [--threads 2] [--engine onnxruntime|pytorch]
                            [--precision fp32|bf16]
"""
import argparse
import io
import json
import time

import torch
from pytorch_step import network


def onnxruntime_pass(model, images, threads):
    import onnxruntime
    data = io.BytesIO()
    torch.onnx.export(model, images, data, input_names=["x"], output_names=["y"], dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(data.getvalue(), options, providers=["CPUExecutionProvider"])
    feed = {"x": images.numpy()}
    return f"onnxruntime {onnxruntime.__version__}", lambda: session.run(None, feed)


def pytorch_pass(model, images, precision):
    model = model.to(memory_format=torch.channels_last)
    images = images.to(memory_format=torch.channels_last)
    if precision == "bf16":
        model, images = model.to(torch.bfloat16), images.to(torch.bfloat16)
    frozen = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, images)))
    return f"PyTorch {torch.__version__}", lambda: frozen(images)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--model", default="resnet20")
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--engine", choices=["onnxruntime", "pytorch"], default="onnxruntime")
    options.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(1)
    model = network(chosen.model).eval()
    images = torch.randn(chosen.batch, 3, 32, 32)
    with torch.no_grad():
        if chosen.engine == "onnxruntime":
            name, run = onnxruntime_pass(model, images, chosen.threads)
        else:
            name, run = pytorch_pass(model, images, chosen.precision)
        for _ in range(5):
            run()
        seconds = []
        begin = time.perf_counter()
        while time.perf_counter() - begin < 2 or len(seconds) < 10:
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
    seconds.sort()
    median = seconds[len(seconds) // 2]
    print(json.dumps({"program": name, "model": chosen.model, "batch": chosen.batch, "threads": chosen.threads,
                      "precision": chosen.precision, "imagesPerSecond": round(chosen.batch / median, 1),
                      "medianSeconds": median, "seconds99": seconds[min(len(seconds) - 1, len(seconds) * 99 // 100)]}))


if __name__ == "__main__":
    main()
