#!/usr/bin/env python3
"""Alternates this project with its peers and prints the ratio of medians with its spread.

Machines are shared and noisy: only figures taken turn by turn in one sitting can be compared. The spread is that of the
ratios of neighbouring turns. A ratio is always ours by the peer's: images a second should be many times the peer's, memory
and seconds a small part of it.

usage: compare.py PYTHON [step|infer|memory|startup|threads] [--model resnet20] [--batch 128] [--precision fp32|mixed|fast]
                  [--threads 2] [--turns 7] [--output FILE.json]

The model is resnet20, resnet18 or, but for infer, airbench.

step      images a second of training steps; PyTorch (bf16 autocast beside mixed and fast)
infer     images a second of forward passes; onnxruntime in fp32, PyTorch in bf16 beside mixed and fast
memory    peak memory of a process that trains; PyTorch
startup   seconds from the command to the first finished training step on built-in images; `python -c "import torch"` alone
threads   images a second of training steps with --threads against one thread of ours; beside them as many programs of one
          thread at once, which never wait for each other: what the machine itself gives

PYTHON has torch, and onnxruntime for infer.
"""
import argparse
import json
import os
import pathlib
import pty
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = HERE.parent.parent / ".build/release"
KEPT = ("imagesPerSecond", "medianSeconds", "seconds99", "peakMemoryBytes")


def measure(command):
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1]
    result = json.loads(line)
    return {name: result[name] for name in KEPT if result.get(name) is not None}


def wall(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return {"seconds": time.perf_counter() - start}


def together(command, count):
    """The same program `count` times at once: their images a second added up."""
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    return {"imagesPerSecond": sum(json.loads(process.communicate()[0])["imagesPerSecond"] for process in running)}


def first_step(command):
    """Seconds until the progress bar shows a loss, which it does after the first step. It is drawn on terminals only."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = pty.openpty()
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs,
                                   env={**os.environ, "TERM": "xterm"})
        os.close(theirs)
        seen = b""
        try:
            while b" loss " not in seen:
                seen += os.read(ours, 65536)
            seconds = time.perf_counter() - start
        finally:
            process.kill()
            process.wait()
            os.close(ours)
    return {"seconds": seconds}


def processor():
    """What this machine calls its processor, and whether that has matrix tiles."""
    text = pathlib.Path("/proc/cpuinfo").read_text()
    name = next((line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")), "unknown")
    return name + (", AMX" if "amx_bf16" in text else ", AVX512_BF16" if "avx512_bf16" in text else "")


def contest(chosen):
    """The figure that is compared, and the two sides: a name and a function that measures once."""
    network = ["--model", chosen.model]
    bench = [str(PROGRAMS / "cifar-bench"), "infer" if chosen.what == "infer" else "step", *network, "--batch-size",
             chosen.batch, "--precision", chosen.precision, "--json"]
    peer = [chosen.python, str(HERE / ("peer_infer.py" if chosen.what == "infer" else "pytorch_step.py")), *network,
            "--batch", chosen.batch, "--precision", "fp32" if chosen.precision == "fp32" else "bf16",
            "--threads", chosen.threads]
    if chosen.what == "infer" and chosen.precision != "fp32":
        peer += ["--engine", "pytorch"]
    ours = bench + ["--threads", chosen.threads]
    if chosen.what == "threads":
        one = bench + ["--threads", "1"]
        return "imagesPerSecond", {"ours": lambda: measure(ours), "oneThread": lambda: measure(one),
                                   "apart": lambda: together(one, int(chosen.threads))}
    if chosen.what == "memory":
        few = ["--steps", "3"]
        return "peakMemoryBytes", {"ours": lambda: measure(ours + few), "peer": lambda: measure(peer + few)}
    if chosen.what == "startup":
        train = [str(PROGRAMS / "cifar-train"), "--data", "synthetic:vehicles", *network, "--batch-size", chosen.batch,
                 "--precision", chosen.precision, "--threads", chosen.threads, "--output", "run"]
        load = [chosen.python, "-c", "import torch"]
        for side in (lambda: first_step(train), lambda: wall(load)):
            side()  # files into the system's cache: the first start of anything is slow
        return "seconds", {"ours": lambda: first_step(train), "peer": lambda: wall(load)}
    return "imagesPerSecond", {"ours": lambda: measure(ours), "peer": lambda: measure(peer)}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("python")
    options.add_argument("what", nargs="?", choices=["step", "infer", "memory", "startup", "threads"], default="step")
    options.add_argument("--model", default="resnet20")
    options.add_argument("--batch", default="128")
    options.add_argument("--precision", choices=["fp32", "mixed", "fast"], default="fp32")
    options.add_argument("--threads", default="2")
    options.add_argument("--turns", type=int, default=7)
    options.add_argument("--output")
    chosen = options.parse_args()
    figure, sides = contest(chosen)
    turns = [{name: side() for name, side in sides.items()} for _ in range(chosen.turns)]
    ours, other, *apart = sides
    ratios = [turn[ours][figure] / turn[other][figure] for turn in turns]
    medians = {name: statistics.median(turn[name][figure] for turn in turns) for name in sides}
    result = {"what": chosen.what, "figure": figure, "model": chosen.model, "batch": int(chosen.batch),
              "precision": chosen.precision, "threads": int(chosen.threads), "processor": processor(), "turns": turns, "medians": medians,
              "ratioOfMedians": round(medians[ours] / medians[other], 3),
              "ratios": {"lowest": round(min(ratios), 3), "highest": round(max(ratios), 3)}}
    for name in apart:
        result["ratioApart"] = round(medians[name] / medians[other], 3)
    if chosen.what == "infer":
        tails = {name: statistics.median(turn[name]["seconds99"] for turn in turns) for name in sides}
        result["ratioOf99thPercentiles"] = round(tails[other] / tails[ours], 3)
    text = json.dumps(result, indent=2)
    if chosen.output:
        pathlib.Path(chosen.output).write_text(text + "\n")
    print(json.dumps({key: value for key, value in result.items() if key != "turns"}))


if __name__ == "__main__":
    main()
