"""Writes decisions.json: expected numbers for calibration, thresholds and comparisons by scikit-learn and scipy.

    pip install scikit-learn scipy
    python make_decisions.py
"""

import json
import pathlib

import numpy as np
from scipy import optimize, special, stats
from sklearn import metrics

here = pathlib.Path(__file__).parent
generator = np.random.default_rng(20250202)


def several_views(views):
    """The temperature of the smallest loss of the mean of the views' probabilities."""
    labels = generator.integers(0, 3, 90)
    logits = generator.normal(size=(views, 90, 3)) * 4
    logits[:, np.arange(90), labels] += 3
    logits = logits.astype(np.float32)
    wide = logits.astype(np.float64)

    def probabilities(temperature):
        return special.softmax(wide / temperature, axis=2).mean(axis=0)

    def loss(log_temperature):
        return float(-np.log(probabilities(np.exp(log_temperature))[np.arange(90), labels]).mean())

    # A grid first: with more than one view the loss need not be convex.
    grid = np.linspace(-2, 4, 121)
    start = grid[int(np.argmin([loss(value) for value in grid]))]
    best = optimize.minimize_scalar(
        loss, bounds=(start - 0.06, start + 0.06), method="bounded", options={"xatol": 1e-12})
    return {"labels": labels.tolist(), "views": [[float(v) for v in view.ravel()] for view in logits],
            "temperature": float(np.exp(best.x)), "lossBefore": loss(0.0), "lossAfter": float(best.fun),
            "probabilities": [float(v) for v in probabilities(np.exp(best.x)).ravel()]}


def decisions():
    images, classes = 150, 3
    labels = generator.integers(0, classes, images)
    logits = generator.normal(size=(images, classes)) * 2
    logits[np.arange(images), labels] += 4.5
    # Coarse probabilities, so that many are equal.
    probabilities = np.round(special.softmax(logits, axis=1) * 32) / 32
    probabilities[:, 2] = 1 - probabilities[:, 0] - probabilities[:, 1]
    probabilities = probabilities.clip(0, 1)
    predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    right = predicted == labels
    row = {"labels": labels.tolist(), "probabilities": probabilities.ravel().tolist(), "bestF1": [], "choices": [],
           "riskCoverage": [], "quantiles": []}
    for k in range(classes):
        precision, recall, thresholds = metrics.precision_recall_curve(labels == k, probabilities[:, k])
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-300)
        best = len(thresholds) - 1 - int(np.argmax(f1[:-1][::-1]))
        row["bestF1"].append({"f1": float(f1[best]), "highest": float(thresholds[best]),
                              "lowest": float(thresholds[best - 1]) if best else 0.0})
    bars = np.unique(confidence)
    accepted = np.array([(confidence >= bar).sum() for bar in bars])
    good = np.array([right[confidence >= bar].sum() for bar in bars])
    for level in (0.9, 0.95):
        bounds = np.where(good > 0, stats.beta.ppf(1 - level, good, accepted - good + 1), 0)
        top = int(np.flatnonzero(bounds == bounds.max())[0])
        for target in (0.5, 0.8, 0.85, 0.9, 0.999):
            fits = np.flatnonzero(bounds >= target)
            row["choices"].append({
                "target": target, "confidence": level, "threshold": float(bars[fits[0]]) if len(fits) else None,
                "lowerBound": float(bounds[fits[0]]) if len(fits) else None,
                "bestThreshold": float(bars[top]), "bestBound": float(bounds[top])})
    for bar in (0, 0.5, 0.75, 0.9, 1):
        row["riskCoverage"].append([bar, int((confidence >= bar).sum()), int(right[confidence >= bar].sum())])
    for share in (0, 0.05, 0.5, 0.95, 0.99, 1):
        row["quantiles"].append([share, float(np.quantile(confidence, share, method="inverted_cdf"))])
    known, unknown = confidence[:100], confidence[100:]
    row["rocArea"] = float(metrics.roc_auc_score([0] * 100 + [1] * 50, np.concatenate([known, unknown])))
    return row


def paired():
    rows = []
    for b, c, n in [(0, 0, 1), (0, 0, 500), (3, 12, 100), (12, 3, 100), (40, 70, 10000), (0, 30, 30), (500, 560, 10000)]:
        first, second = (b + 1) / (n + 2), (c + 1) / (n + 2)
        half = stats.norm.ppf(0.975) * np.sqrt((first + second - (first - second) ** 2) / (n + 2))
        rows.append({"onlyFirst": b, "onlySecond": c, "images": n,
                     "lower": float(max(-1, first - second - half)), "upper": float(min(1, first - second + half))})
    return rows


def coverage():
    """How often the interval of a paired difference holds the true one; printed, not stored."""
    for shares, n in [((0.05, 0.02), 100), ((0.02, 0.02), 100), ((0.01, 0.0), 200), ((0.1, 0.03), 1000)]:
        draws = generator.multinomial(n, [shares[0], shares[1], 1 - sum(shares)], size=20000)
        first, second = (draws[:, 0] + 1) / (n + 2), (draws[:, 1] + 1) / (n + 2)
        half = 1.959964 * np.sqrt((first + second - (first - second) ** 2) / (n + 2))
        print(shares, n, (abs(first - second - (shares[0] - shares[1])) <= half).mean())


content = {"severalViews": [several_views(1), several_views(2), several_views(3)], "decisions": decisions(),
           "paired": paired()}
(here / "decisions.json").write_text(json.dumps(content, indent=None, separators=(",", ":")) + "\n")
coverage()
