#!/usr/bin/env python3
"""Alternates a training step of this project with PyTorch's and prints the ratio of medians with its spread.

Machines are shared and noisy: only figures taken turn by turn in one sitting can be compared. The spread is that of the
ratios of neighbouring turns.

usage: compare.py PYTHON_WITH_TORCH [--model resnet20] [--batch 128] [--threads 2] [--turns 7] [--output FILE.json]
"""
import argparse
import json
import pathlib
import statistics
import subprocess


def speed(command):
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1]
    return json.loads(line)["imagesPerSecond"]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("python")
    options.add_argument("--model", default="resnet20")
    options.add_argument("--batch", default="128")
    options.add_argument("--threads", default="2")
    options.add_argument("--turns", type=int, default=7)
    options.add_argument("--output")
    chosen = options.parse_args()
    here = pathlib.Path(__file__).resolve().parent
    common = ["--model", chosen.model, "--threads", chosen.threads]
    ours = [str(here.parent.parent / ".build/release/cifar-bench"), "step", *common, "--batch-size", chosen.batch, "--json"]
    peer = [chosen.python, str(here / "pytorch_step.py"), *common, "--batch", chosen.batch]
    turns = [{"ours": speed(ours), "peer": speed(peer)} for _ in range(chosen.turns)]
    ratios = [turn["ours"] / turn["peer"] for turn in turns]
    medians = {name: statistics.median(turn[name] for turn in turns) for name in ("ours", "peer")}
    result = {"model": chosen.model, "batch": int(chosen.batch), "threads": int(chosen.threads), "turns": turns,
              "medians": medians, "ratioOfMedians": round(medians["ours"] / medians["peer"], 3),
              "ratios": {"lowest": round(min(ratios), 3), "highest": round(max(ratios), 3)}}
    text = json.dumps(result, indent=2)
    print(text)
    if chosen.output:
        pathlib.Path(chosen.output).write_text(text + "\n")


if __name__ == "__main__":
    main()
