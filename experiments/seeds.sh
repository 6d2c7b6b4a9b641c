#!/usr/bin/env bash
# Trains one configuration with several seeds and prints the mean and deviation of the best validation accuracy.
#
# usage: seeds.sh COUNT FOLDER CIFAR-TRAIN-OPTIONS…      results: FOLDER/seed-N/ and FOLDER/summary.json
set -euo pipefail
count=$1 folder=$2
shift 2
here=$(cd "$(dirname "$0")/.." && pwd)
for seed in $(seq 1 "$count"); do
  "$here/.build/release/cifar-train" "$@" --seed "$seed" --output "$folder/seed-$seed"
done
python3 - "$folder" "$count" "$*" <<'P'
import json, math, pathlib, statistics, sys
folder, count, options = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
runs = []
for seed in range(1, count + 1):
    epochs = [json.loads(line) for line in open(folder / f"seed-{seed}" / "metrics.jsonl")]
    best = max(epochs, key=lambda e: (e["validationAccuracy"], -e["validationLoss"]))
    runs.append({"seed": seed, "bestEpoch": best["epoch"], "bestValidationAccuracy": best["validationAccuracy"],
                 "lastValidationAccuracy": epochs[-1]["validationAccuracy"],
                 "seconds": round(sum(e["seconds"] for e in epochs), 1)})
summary = {"options": options, "runs": runs}
for name in ("bestValidationAccuracy", "lastValidationAccuracy", "seconds"):
    values = [run[name] for run in runs]
    deviation = statistics.stdev(values) if count > 1 else 0.0
    summary[name] = {"mean": round(statistics.mean(values), 4), "deviation": round(deviation, 4),
                     "standardError": round(deviation / math.sqrt(count), 4)}
(folder / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
print(json.dumps({k: v for k, v in summary.items() if k != "runs"}, indent=2))
P
