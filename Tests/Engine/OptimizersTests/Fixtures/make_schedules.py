"""Writes schedules.json: learning rates as PyTorch's schedulers give them, step by step.

Made with torch 2.13.0:  python3 make_schedules.py
Every case holds a schedule as the library encodes it, the length of the run, times in epochs, and the rate at each.
"""

import json
import pathlib

import numpy
import torch
from torch.optim import lr_scheduler


def rates(peak, steps, make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))], lr=peak)
    scheduler = make(optimizer)
    found = []
    for step in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            scheduler.step()
    return found


def case(name, kind, peak, epochs, times, values, warmup=0, step=30, gamma=0.1, milestones=()):
    schedule = {
        "kind": kind, "peak": peak, "warmupEpochs": warmup, "stepEpochs": step, "gamma": gamma,
        "milestones": list(milestones),
    }
    return {"name": name, "schedule": schedule, "epochs": epochs, "times": times, "rates": values}


def by_epoch(name, kind, peak, epochs, make, **settings):
    return case(name, kind, peak, epochs, list(range(epochs + 1)), rates(peak, epochs + 1, make), **settings)


def one_cycle(name, peak, epochs, steps):
    # PyTorch reaches the top at step share * steps - 1 and the end at step steps - 1; the library at 0.3 and 1 of the
    # run. With this share both mean the same moments, step s being at s / (steps - 1) of the run.
    share = (0.3 * (steps - 1) + 1) / steps
    make = lambda o: lr_scheduler.OneCycleLR(o, max_lr=peak, total_steps=steps, pct_start=share, cycle_momentum=False)
    times = [epochs * step / (steps - 1) for step in range(steps)]
    return case(name, "one-cycle", peak, epochs, times, rates(peak, steps, make))


def triangle(name, peak, epochs, start, end, rise):
    steps = 10 * epochs + 1
    corners = ([0, rise * epochs, epochs], [start, 1, end]) if rise > 0 else ([0, epochs], [1, end])
    times = [step / 10 for step in range(steps)]
    make = lambda o: lr_scheduler.LambdaLR(o, lambda step: float(numpy.interp(step / 10, *corners)))
    result = case(name, "triangle", peak, epochs, times, rates(peak, steps, make))
    result["schedule"]["triangle"] = {"start": start, "end": end, "rise": rise}
    return result


cases = [
    by_epoch("constant", "constant", 0.05, 5, lambda o: lr_scheduler.ConstantLR(o, factor=1)),
    by_epoch("StepLR", "step", 0.1, 20, lambda o: lr_scheduler.StepLR(o, 7, 0.5), step=7, gamma=0.5),
    by_epoch("StepLR every epoch", "step", 0.1, 12, lambda o: lr_scheduler.StepLR(o, 1, 0.9), step=1, gamma=0.9),
    by_epoch("MultiStepLR", "multistep", 0.1, 30, lambda o: lr_scheduler.MultiStepLR(o, [5, 12, 20], 0.2),
             gamma=0.2, milestones=[5, 12, 20]),
    by_epoch("MultiStepLR twice at once", "multistep", 0.1, 8, lambda o: lr_scheduler.MultiStepLR(o, [3, 3, 6], 0.5),
             gamma=0.5, milestones=[3, 3, 6]),
    by_epoch("CosineAnnealingLR", "cosine", 0.2, 17, lambda o: lr_scheduler.CosineAnnealingLR(o, 17)),
    triangle("LambdaLR as a triangle", 1.5, 10, 0.2, 0.07, 0.23),
    triangle("LambdaLR as a falling line", 0.5, 8, 1, 0, 0),
    one_cycle("OneCycleLR", 0.4, 10, 101),
    one_cycle("OneCycleLR of few steps", 1.0, 3, 11),
]
text = "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n"
(pathlib.Path(__file__).parent / "schedules.json").write_text(text)
