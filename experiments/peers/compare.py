#!/usr/bin/env python3
"""Alternates this project with its peers and prints the ratio of medians with its spread.

Machines are shared and noisy: only figures taken turn by turn in one sitting can be compared. The spread is that of the
ratios of neighbouring turns.

usage: compare.py PYTHON [step|infer] [--model resnet20] [--batch 128] [--precision fp32|mixed] [--threads 2] [--turns 7]
                  [--output FILE.json]

PYTHON has torch, and onnxruntime for infer. Peers: PyTorch for training (bf16 autocast beside mixed), onnxruntime for
inference in fp32, PyTorch in bf16 beside mixed.
"""
import argparse
import json
import pathlib
import statistics
import subprocess


def measure(command):
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1]
    result = json.loads(line)
    return {name: result[name] for name in ("imagesPerSecond", "medianSeconds", "seconds99") if name in result}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("python")
    options.add_argument("what", nargs="?", choices=["step", "infer"], default="step")
    options.add_argument("--model", default="resnet20")
    options.add_argument("--batch", default="128")
    options.add_argument("--precision", choices=["fp32", "mixed"], default="fp32")
    options.add_argument("--threads", default="2")
    options.add_argument("--turns", type=int, default=7)
    options.add_argument("--output")
    chosen = options.parse_args()
    here = pathlib.Path(__file__).resolve().parent
    common = ["--model", chosen.model, "--threads", chosen.threads]
    ours = [str(here.parent.parent / ".build/release/cifar-bench"), chosen.what, *common, "--batch-size", chosen.batch,
            "--precision", chosen.precision, "--json"]
    script = {"step": "pytorch_step.py", "infer": "peer_infer.py"}[chosen.what]
    peer = [chosen.python, str(here / script), *common, "--batch", chosen.batch,
            "--precision", "bf16" if chosen.precision == "mixed" else "fp32"]
    if chosen.what == "infer" and chosen.precision == "mixed":
        peer += ["--engine", "pytorch"]
    turns = [{"ours": measure(ours), "peer": measure(peer)} for _ in range(chosen.turns)]
    ratios = [turn["ours"]["imagesPerSecond"] / turn["peer"]["imagesPerSecond"] for turn in turns]
    medians = {name: statistics.median(turn[name]["imagesPerSecond"] for turn in turns) for name in ("ours", "peer")}
    result = {"what": chosen.what, "model": chosen.model, "batch": int(chosen.batch), "precision": chosen.precision,
              "threads": int(chosen.threads), "turns": turns, "medians": medians,
              "ratioOfMedians": round(medians["ours"] / medians["peer"], 3),
              "ratios": {"lowest": round(min(ratios), 3), "highest": round(max(ratios), 3)}}
    if all("seconds99" in turn[name] for turn in turns for name in turn):
        tails = {name: statistics.median(turn[name]["seconds99"] for turn in turns) for name in ("ours", "peer")}
        result["ratioOf99thPercentiles"] = round(tails["peer"] / tails["ours"], 3)
    text = json.dumps(result, indent=2)
    if chosen.output:
        pathlib.Path(chosen.output).write_text(text + "\n")
    print(json.dumps({key: value for key, value in result.items() if key != "turns"}))


if __name__ == "__main__":
    main()
