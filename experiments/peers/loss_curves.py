#!/usr/bin/env python3
"""Overlays the loss curves of ResNet-20 trained by PyTorch and by this project in every precision.

All train by one recipe: the settings are read from the configuration that our run leaves, the images are the same bytes, the
initial weights come from the same distributions. What differs is the random numbers, so each is trained with several seeds:
if the engine is right, the bands lie on each other.

usage: loss_curves.py all ARCHIVE --output FOLDER [--work FOLDER] [--images 5000] [--epochs 10] [--seeds 5] [--threads 2]
       loss_curves.py train FOLDER --config config.json --seed N --output metrics.csv [--threads 2]
       loss_curves.py draw --output FOLDER NAME=metrics.csv,metrics.csv,… …

ARCHIVE is CIFAR-10 in its binary version (.tar.gz or a folder), or anything that `cifar-data pack` can bring into that form.
Runs that are there already in --work are kept, so that an interrupted series goes on. Needs torch and numpy.
"""
import argparse
import csv
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tarfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = HERE.parent.parent / ".build/release"
RECORD = 3073
RECIPE = ["--model", "resnet20", "--shortcut", "B", "--batch-size", "128", "--lr", "0.1", "--schedule", "one-cycle",
          "--momentum", "0.9", "--nesterov", "--weight-decay", "5e-4", "--label-smoothing", "0", "--average-decay", "0",
          "--cutout", "0", "--mixup", "0", "--cutmix", "0", "--validation", "0", "--tta", "none"]
COLOURS = {"PyTorch": "#b0501f", "ours fp32": "#1f5fb0", "ours mixed": "#2f8f4e", "ours fast": "#8a5fb0"}
PRECISIONS = ("fp32", "mixed", "fast")


# Images

def members(source):
    """Name and bytes of every training batch, and of the class names."""
    wanted = [f"data_batch_{number}.bin" for number in range(1, 6)] + ["test_batch.bin", "batches.meta.txt"]
    if source.is_dir():
        return {path.name: path.read_bytes() for path in sorted(source.rglob("*")) if path.name in wanted}
    with tarfile.open(source) as archive:
        return {pathlib.PurePath(member.name).name: archive.extractfile(member).read() for member in archive
                if pathlib.PurePath(member.name).name in wanted}


def prepare(source, count, work):
    """A folder in CIFAR-10's binary version with the first images of every training batch, `count` in all."""
    target = work / "images"
    if target.is_dir():
        return target
    source = pathlib.Path(source)
    found = {} if source.is_dir() and not list(source.rglob("data_batch_1.bin")) else members(source)
    if "data_batch_1.bin" not in found:
        subprocess.run([PROGRAMS / "cifar-data", "pack", source, "--output", work / "packed"], check=True)
        found = members(work / "packed")
    batches = sorted(name for name in found if name.startswith("data_batch"))
    partial = work / "images.partial"
    partial.mkdir(parents=True, exist_ok=True)
    for place, name in enumerate(batches):
        images = count * (place + 1) // len(batches) - count * place // len(batches)
        if len(found[name]) < images * RECORD:
            raise SystemExit(f"{name}: {len(found[name]) // RECORD} images, {images} are needed")
        (partial / name).write_bytes(found[name][:images * RECORD])
    for name in ("test_batch.bin", "batches.meta.txt"):
        if name in found:
            (partial / name).write_bytes(found[name])
    partial.rename(target)
    return target


# PyTorch's side

def check(config):
    """Refuses settings that this script does not have: a curve of another recipe would say nothing."""
    augmentation, optimizer = config["augmentation"], config["optimizer"]
    known = {
        "model": config["model"]["name"] == "resnet20" and config["model"].get("shortcut") == "B"
        and config["model"].get("width", 1) == 1,
        "mixing": not any(config["mixing"].values()), "averageDecay": config.get("averageDecay") is None,
        "schedule": config["schedule"]["kind"] == "one-cycle",
        "augmentation": augmentation["flip"] == "random" and augmentation["paddingMode"] == "reflect"
        and not any(augmentation[name] for name in ("cutout", "brightness", "contrast", "rotation", "zoom")),
        "optimizer": optimizer.get("clipNorm") is None and not optimizer["decaysBiases"]
        and not optimizer["decaysNormalization"],
    }
    strange = [name for name, holds in known.items() if not holds]
    if strange:
        raise SystemExit(f"settings that this script does not know: {', '.join(strange)}")


def one_cycle(peak, epochs, at):
    """The rate after `at` epochs: half a cosine from peak / 25 over 30 % of the epochs, then one down to peak / 250,000."""
    rise = 0.3 * epochs

    def between(start, end, progress):
        return end + (start - end) * 0.5 * (1 + math.cos(math.pi * min(1, progress)))
    return between(peak / 25, peak, at / rise) if at < rise else between(peak, peak / 250_000, (at - rise) / (epochs - rise))


def train(folder, config, seed, output, threads):
    import numpy
    import torch
    from torch import nn
    from torch.nn import functional
    from pytorch_step import network
    check(config)
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    random = torch.Generator().manual_seed(seed)
    records = numpy.concatenate([numpy.fromfile(path, numpy.uint8).reshape(-1, RECORD)
                                 for path in sorted(pathlib.Path(folder).glob("data_batch_*.bin"))])
    labels = torch.from_numpy(records[:, 0].astype(numpy.int64))
    pixels = torch.from_numpy(records[:, 1:].reshape(-1, 3, 32, 32)).float() / 255
    mean, deviation = pixels.mean((0, 2, 3)), pixels.std((0, 2, 3), unbiased=False)
    pixels = (pixels - mean[None, :, None, None]) / deviation[None, :, None, None]
    model = network("resnet20")
    for module in model.modules():  # fan-out for convolutions; the others' defaults are those of PyTorch
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    model = model.to(memory_format=torch.channels_last).train()
    settings, epochs, size = config["optimizer"], config["epochs"], config["batchSize"]
    groups = [{"params": [p for p in model.parameters() if p.dim() > 1], "weight_decay": settings["weightDecay"]},
              {"params": [p for p in model.parameters() if p.dim() == 1], "weight_decay": 0.0}]
    optimizer = torch.optim.SGD(groups, lr=0.1, momentum=settings["momentum"], nesterov=settings["nesterov"])
    margin = config["augmentation"]["padding"]
    padded = functional.pad(pixels, (margin,) * 4, mode="reflect")
    batches = len(labels) // size
    rows = []
    for epoch in range(epochs):
        start = time.perf_counter()
        order = torch.randperm(len(labels), generator=random)
        total = right = 0.0
        for number in range(batches):
            chosen = order[number * size:(number + 1) * size]
            shifts = torch.randint(0, 2 * margin + 1, (size, 2), generator=random).tolist()
            mirrored = torch.rand(size, generator=random) < 0.5
            images = torch.stack([padded[at, :, y:y + 32, x:x + 32] for at, (y, x) in zip(chosen.tolist(), shifts)])
            images = torch.where(mirrored[:, None, None, None], images.flip(3), images)
            for group in optimizer.param_groups:
                group["lr"] = one_cycle(config["schedule"]["peak"], epochs, epoch + number / batches)
            logits = model(images.contiguous(memory_format=torch.channels_last))
            loss = functional.cross_entropy(logits, labels[chosen], label_smoothing=config["labelSmoothing"])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.item() * size
            right += (logits.argmax(1) == labels[chosen]).sum().item()
        seen = batches * size
        rows.append({"epoch": epoch + 1, "trainLoss": total / seen, "trainAccuracy": right / seen,
                     "seconds": time.perf_counter() - start})
        print(f"PyTorch, seed {seed}: epoch {epoch + 1}, loss {total / seen:.4f}", flush=True)
    partial = pathlib.Path(f"{output}.partial")
    with partial.open("w", newline="") as file:
        table = csv.DictWriter(file, rows[0].keys())
        table.writeheader()
        table.writerows(rows)
    partial.rename(output)


# The picture

def losses(path):
    with open(path, newline="") as file:
        return [float(row["trainLoss"]) for row in csv.DictReader(file)]


def draw(curves, output):
    """`curves`: name to the losses of every seed. Writes loss-curves.csv and loss-curves.svg."""
    output.mkdir(parents=True, exist_ok=True)
    epochs = min(len(run) for runs in curves.values() for run in runs)
    with (output / "loss-curves.csv").open("w", newline="") as file:
        table = csv.writer(file)
        seeds = max(len(runs) for runs in curves.values())
        table.writerow(["name", "epoch", "mean", "lowest", "highest"] + [f"run{number + 1}" for number in range(seeds)])
        for name, runs in curves.items():
            for epoch in range(epochs):
                values = [run[epoch] for run in runs]
                table.writerow([name, epoch + 1] + [f"{value:.6f}" for value in
                                                    [statistics.mean(values), min(values), max(values)] + values])
    (output / "loss-curves.svg").write_text(picture(curves, epochs))
    for name, runs in curves.items():
        last = [run[epochs - 1] for run in runs]
        spread = statistics.stdev(last) if len(last) > 1 else 0.0
        print(f"{name:12} loss of epoch {epochs}: {statistics.mean(last):.4f} ± {spread:.4f} over {len(last)} runs")


def picture(curves, epochs):
    left, top, width, height = 60, 40, 640, 360
    highest = max(value for runs in curves.values() for run in runs for value in run[:epochs])
    lowest = min(value for runs in curves.values() for run in runs for value in run[:epochs])
    step = 0.25 if highest - lowest > 0.75 else 0.1
    floor, ceiling = math.floor(lowest / step) * step, math.ceil(highest / step) * step

    def point(epoch, loss):
        x = left + width * (epoch / max(1, epochs - 1))
        return f"{x:.1f},{top + height * (1 - (loss - floor) / max(ceiling - floor, 1e-9)):.1f}"
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 30} {top + height + 60}" '
             'font-family="sans-serif" font-size="13">', '<rect width="100%" height="100%" fill="#ffffff"/>',
             f'<text x="{left}" y="22" font-size="15">ResNet-20: training loss by epoch, mean and range over the seeds</text>']
    for number in range(round((ceiling - floor) / step) + 1):
        y = point(0, floor + number * step).split(",")[1]
        parts.append(f'<path d="M{left} {y}h{width}" stroke="#dddddd"/>'
                     f'<text x="{left - 8}" y="{float(y) + 4:.1f}" text-anchor="end">{floor + number * step:.2f}</text>')
    for epoch in range(epochs):
        x = point(epoch, floor).split(",")[0]
        parts.append(f'<text x="{x}" y="{top + height + 20}" text-anchor="middle">{epoch + 1}</text>')
    parts.append(f'<text x="{left + width / 2}" y="{top + height + 44}" text-anchor="middle">epoch</text>')
    for place, (name, runs) in enumerate(curves.items()):
        colour = COLOURS.get(name, "#555555")
        columns = [[run[epoch] for run in runs] for epoch in range(epochs)]
        upper = [point(epoch, max(values)) for epoch, values in enumerate(columns)]
        lower = [point(epoch, min(values)) for epoch, values in enumerate(columns)]
        middle = [point(epoch, statistics.mean(values)) for epoch, values in enumerate(columns)]
        parts.append(f'<polygon points="{" ".join(upper + lower[::-1])}" fill="{colour}" opacity="0.18"/>')
        parts.append(f'<polyline points="{" ".join(middle)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        y = top + 18 + 20 * place
        parts.append(f'<path d="M{left + width - 150} {y - 4}h24" stroke="{colour}" stroke-width="3"/>'
                     f'<text x="{left + width - 118}" y="{y}">{name}</text>')
    return "\n".join(parts + ["</svg>"]) + "\n"


# All of it

def everything(chosen):
    work = pathlib.Path(chosen.work or pathlib.Path(chosen.output) / "runs")
    images = prepare(chosen.source, chosen.images, work)
    curves = {"PyTorch": [], **{f"ours {precision}": [] for precision in PRECISIONS}}
    for seed in range(chosen.seeds):
        for precision in PRECISIONS:
            run = work / f"{precision}-{seed}"
            command = [PROGRAMS / "cifar-train", *RECIPE, "--data", images, "--epochs", str(chosen.epochs), "--precision",
                       precision, "--seed", str(seed), "--threads", str(chosen.threads), "--checkpoint-every", "1000"]
            if not (run / "last.safetensors").exists() or len(losses(run / "metrics.csv")) < chosen.epochs:
                subprocess.run(command + ["--output", run], check=True)
            curves[f"ours {precision}"].append(run / "metrics.csv")
        peer = work / f"pytorch-{seed}.csv"
        if not peer.exists():  # by a process of its own: a script that imports torch does not let go of its memory
            subprocess.run([sys.executable, __file__, "train", images, "--config", work / f"fp32-{seed}" / "config.json",
                            "--seed", str(seed), "--output", peer, "--threads", str(chosen.threads)], check=True)
        curves["PyTorch"].append(peer)
    draw({name: [losses(path) for path in paths] for name, paths in curves.items()}, pathlib.Path(chosen.output))


def main():
    options = argparse.ArgumentParser()
    commands = options.add_subparsers(dest="command", required=True)
    whole = commands.add_parser("all")
    whole.add_argument("source")
    whole.add_argument("--output", required=True)
    whole.add_argument("--work")
    whole.add_argument("--images", type=int, default=5000)
    whole.add_argument("--epochs", type=int, default=10)
    whole.add_argument("--seeds", type=int, default=5)
    whole.add_argument("--threads", type=int, default=2)
    one = commands.add_parser("train")
    one.add_argument("folder")
    one.add_argument("--config", required=True)
    one.add_argument("--seed", type=int, required=True)
    one.add_argument("--output", required=True)
    one.add_argument("--threads", type=int, default=2)
    again = commands.add_parser("draw")
    again.add_argument("--output", required=True)
    again.add_argument("curves", nargs="+")
    chosen = options.parse_args()
    if chosen.command == "all":
        everything(chosen)
    elif chosen.command == "train":
        config = json.loads(pathlib.Path(chosen.config).read_text())
        train(chosen.folder, config, chosen.seed, chosen.output, chosen.threads)
    else:
        named = [text.split("=", 1) for text in chosen.curves]
        draw({name: [losses(path) for path in paths.split(",")] for name, paths in named}, pathlib.Path(chosen.output))


if __name__ == "__main__":
    main()
