"""Makes confident-learning.json: cases and what confident learning finds in them.

    pip install cleanlab numpy
    python3 confident_learning.py > confident-learning.json

Thresholds, joint, estimated errors and suspects follow the definitions in Northcutt, Jiang, Chuang 2021, section 3, in
plain Python. Where cleanlab does the same, its answers are asserted to agree: thresholds and margins always; the joint
except for two liberties that cleanlab takes (diagonal counts are raised to 1, and of several confident classes it takes
the most probable of all classes, confident or not).
"""
import json
import sys

import numpy as np
from cleanlab.count import compute_confident_joint, get_confident_thresholds
from cleanlab.rank import get_normalized_margin_for_each_label

random = np.random.default_rng(20)


def noisy(count, classes, share, sharpness):
    truth = random.integers(0, classes, count)
    labels = np.where(random.random(count) < share, random.integers(0, classes, count), truth)
    logits = random.normal(0, 1, (count, classes))
    logits[np.arange(count), truth] += sharpness
    exponentials = np.exp(logits)
    return labels, exponentials / exponentials.sum(1, keepdims=True)


def rounded(probabilities):
    return np.asarray(probabilities, dtype=np.float32).astype(float)


def expect(name, labels, probabilities):
    labels, probabilities = np.asarray(labels), rounded(probabilities)
    count, classes = probabilities.shape
    thresholds = [
        float(np.mean(probabilities[labels == k, k])) if (labels == k).any() else None for k in range(classes)
    ]
    joint = [[0] * classes for _ in range(classes)]
    suspects = []
    for row in range(count):
        confident = [
            k for k in range(classes) if thresholds[k] is not None and probabilities[row, k] >= thresholds[k] - 1e-6
        ]
        if not confident:
            continue
        suggested = max(confident, key=lambda k: (probabilities[row, k], -k))
        joint[labels[row]][suggested] += 1
        if suggested != labels[row]:
            others = [probabilities[row, k] for k in range(classes) if k != labels[row]]
            margin = (probabilities[row, labels[row]] - max(others) + 1) / 2
            suspects.append((float(margin), row, suggested))
    suspects.sort()
    errors = 0.0
    for k in range(classes):
        total = sum(joint[k])
        if total:
            errors += float((labels == k).sum()) * (total - joint[k][k]) / total
    agree_with_cleanlab(name, labels, probabilities, thresholds, joint, suspects)
    return {
        "name": name,
        "classes": classes,
        "labels": labels.tolist(),
        "probabilities": probabilities.flatten().tolist(),
        "thresholds": thresholds,
        "joint": joint,
        "estimatedErrors": errors,
        "suspects": [row for _, row, _ in suspects],
        "suggested": [suggested for _, _, suggested in suspects],
        "margins": [margin for margin, _, _ in suspects],
        "accuracy": float(np.mean(probabilities.argmax(1) == labels)),
    }


def agree_with_cleanlab(name, labels, probabilities, thresholds, joint, suspects):
    present = [k for k, threshold in enumerate(thresholds) if threshold is not None]
    theirs = get_confident_thresholds(labels, probabilities)
    assert np.allclose([thresholds[k] for k in present], theirs[present]), name
    margins = get_normalized_margin_for_each_label(labels, probabilities)
    assert np.allclose([margin for margin, _, _ in suspects], [margins[row] for _, row, _ in suspects]), name
    bars = np.array([np.inf if threshold is None else threshold for threshold in thresholds])
    confident = probabilities >= bars - 1e-6
    several = confident.sum(1) > 1
    if (~confident[np.arange(len(labels)), probabilities.argmax(1)] & several).any():
        print(f"{name}: the joint differs from cleanlab's by its second liberty", file=sys.stderr)
        return
    counts = compute_confident_joint(labels, probabilities, calibrate=False)
    own = np.array(joint)
    np.fill_diagonal(own, own.diagonal().clip(min=1))
    assert (own == counts).all(), (name, own, counts)
    print(f"{name}: agrees with cleanlab", file=sys.stderr)


cases = [
    expect("two classes, every tenth label random", *noisy(120, 2, 0.1, 2.5)),
    expect("five classes, every fifth label random", *noisy(200, 5, 0.2, 2.5)),
    expect("unsure model", *noisy(90, 4, 0.3, 0.7)),
    expect("a class without images", [0, 0, 1, 1, 0, 1],
           [[.7, .2, .1], [.6, .3, .1], [.2, .7, .1], [.7, .2, .1], [.1, .1, .8], [.1, .8, .1]]),
    expect("probabilities of exactly 0 and 1", [0, 0, 1, 1], [[1, 0], [0, 1], [0, 1], [1, 0]]),
    expect("all answers the same", [0, 1, 0, 1], [[.5, .5]] * 4),
    expect("the most probable class is below its own threshold", [0, 0, 0, 0, 1, 2],
           [[.95, .03, .02], [.96, .02, .02], [.94, .03, .03], [.5, .3, .2], [.7, .25, .05], [.8, .05, .15]]),
]
json.dump(cases, sys.stdout, indent=1)
print()
