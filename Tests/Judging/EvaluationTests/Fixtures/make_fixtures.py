"""Writes statistics.json: expected numbers of the Evaluation target by scikit-learn, scipy and statsmodels.

    pip install scikit-learn scipy statsmodels
    python make_fixtures.py
"""

import json
import pathlib

import numpy as np
from scipy import optimize, special, stats
from sklearn import metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

here = pathlib.Path(__file__).parent
generator = np.random.default_rng(20250101)


def number(value):
    return None if value is None or not np.isfinite(value) else float(value)


def intervals():
    cases = [(0, 1), (1, 1), (0, 10), (10, 10), (1, 2), (85, 100), (187, 200), (9312, 10000), (9999, 10000), (3, 50000)]
    rows = []
    for successes, trials in cases:
        for confidence in (0.5, 0.95, 0.999):
            wilson = proportion_confint(successes, trials, 1 - confidence, method="wilson")
            exact = proportion_confint(successes, trials, 1 - confidence, method="beta")
            lower = stats.beta.ppf(1 - confidence, successes, trials - successes + 1) if successes else 0
            upper = stats.beta.ppf(confidence, successes + 1, trials - successes) if successes < trials else 1
            rows.append({
                "successes": successes, "trials": trials, "confidence": confidence,
                "wilson": [max(0, float(v)) for v in wilson],
                "exact": [0.0 if successes == 0 else float(exact[0]), 1.0 if successes == trials else float(exact[1])],
                "lowerBound": float(lower), "upperBound": float(upper)})
    return rows


def incomplete_beta():
    rows = []
    for a, b in [(0.5, 0.5), (1, 1), (2, 3), (1, 200), (187, 14), (9312, 689), (5000, 5001), (49998, 3)]:
        for x in (1e-8, 0.001, 0.1, 0.5, 0.9, 0.935, 0.9312, 0.999, 1 - 1e-9):
            rows.append({"a": a, "b": b, "x": x, "value": float(special.betainc(a, b, x))})
    return rows


def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


def one_case(name, labels, logits=None, probabilities=None):
    labels = np.asarray(labels)
    if probabilities is None:
        logits = np.asarray(logits, dtype=np.float32)
        probabilities = softmax(logits.astype(np.float64)).astype(np.float32)
    else:
        probabilities = np.asarray(probabilities, dtype=np.float32)
    images, classes = probabilities.shape
    every = list(range(classes))
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    row = {"name": name, "labels": labels.tolist(), "classes": classes,
           "probabilities": [float(v) for v in probabilities.ravel()],
           "logits": None if logits is None else [float(v) for v in np.asarray(logits).ravel()]}
    row["confusion"] = metrics.confusion_matrix(labels, predicted, labels=every).ravel().tolist()
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, predicted, labels=every, zero_division=np.nan)
    row["precision"], row["recall"] = [number(v) for v in precision], [number(v) for v in recall]
    row["f1"], row["support"] = [number(v) for v in f1], support.tolist()
    # The mean of the classes is that of the classes that have images.
    present = [k for k in every if support[k] > 0]
    for average in ("macro", "weighted"):
        row[average] = [float(v) for v in metrics.precision_recall_fscore_support(
            labels, predicted, labels=present, average=average, zero_division=0)[:3]]
    row["accuracy"] = float(metrics.accuracy_score(labels, predicted))
    # Ties are ranked otherwise by scikit-learn (the last class first), so such cases are left out.
    has_ties = any(len(set(values)) < classes for values in probabilities.tolist())
    row["topTwo"] = (float(metrics.top_k_accuracy_score(labels, probabilities, k=2, labels=every))
                     if classes > 2 and not has_ties else None)
    clipped = np.clip(probabilities[np.arange(images), labels].astype(np.float64), 2.0**-23, None)
    row["crossEntropy"] = float(-np.log(clipped).mean())
    row["logLoss"] = (float(metrics.log_loss(labels, probabilities, labels=every)) if classes > 1 else None)
    row["brier"] = float(((probabilities.astype(np.float64) - np.eye(classes)[labels]) ** 2).sum(axis=1).mean())
    # Expected calibration error, ten bins (lower, upper] as in Guo et al. 2017.
    error = 0.0
    for low in range(10):
        lower, upper = np.float32(low / 10), np.float32((low + 1) / 10)
        inside = (confidence > lower) & (confidence <= upper) if low else confidence <= upper
        if inside.any():
            error += abs((predicted == labels)[inside].mean() - confidence[inside].astype(np.float64).mean()) * inside.mean()
    row["calibrationError"] = float(error)
    row["curves"] = []
    for k in every:
        truth, score = labels == k, probabilities[:, k]
        both = truth.any() and not truth.all()
        rates = metrics.roc_curve(truth, score, drop_intermediate=False) if both else None
        curve = metrics.precision_recall_curve(truth, score) if truth.any() else None
        row["curves"].append({
            "rocArea": float(metrics.roc_auc_score(truth, score)) if both else None,
            "averagePrecision": float(metrics.average_precision_score(truth, score)) if truth.any() else None,
            "falsePositiveRate": rates[0].tolist() if both else None,
            "truePositiveRate": rates[1].tolist() if both else None,
            # Falling thresholds, without the artificial point (precision 1, recall 0) at the end.
            "precision": curve[0][:-1][::-1].tolist() if curve else None,
            "recall": curve[1][:-1][::-1].tolist() if curve else None})
    if logits is not None and classes > 1:
        wide = np.asarray(logits, dtype=np.float64)

        def loss(log_temperature):
            scaled = wide / np.exp(log_temperature)
            return float((special.logsumexp(scaled, axis=1) - scaled[np.arange(images), labels]).mean())

        best = optimize.minimize_scalar(loss, bounds=(-4, 4), method="bounded", options={"xatol": 1e-12})
        row["temperature"], row["temperatureLoss"] = float(np.exp(best.x)), float(best.fun)
    return row


def cases():
    rows = []
    labels = generator.integers(0, 3, 60)
    logits = generator.normal(size=(60, 3)) * 2
    logits[np.arange(60), labels] += 1.5
    rows.append(one_case("three classes", labels, logits))
    labels = generator.integers(0, 2, 80)
    logits = generator.normal(size=(80, 2)) * 6
    logits[np.arange(80), labels] += 4
    rows.append(one_case("two classes, overconfident", labels, logits))
    labels = np.array([0, 0, 2, 2, 0, 2, 0, 2])
    logits = generator.normal(size=(8, 4))
    logits[:, 3] -= 20
    rows.append(one_case("classes without samples or predictions", labels, logits))
    rows.append(one_case("ties", [0, 1, 0, 1, 1, 0, 1, 0], probabilities=[
        [0.5, 0.5], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75], [0.75, 0.25], [0.25, 0.75], [0.25, 0.75], [0.75, 0.25]]))
    rows.append(one_case("probabilities of 0 and 1", [0, 1, 2, 0, 1], probabilities=[
        [1, 0, 0], [0, 1, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]]))
    rows.append(one_case("one class only in the labels", [1, 1, 1, 1], probabilities=[
        [0.1, 0.9], [0.6, 0.4], [0.2, 0.8], [0.45, 0.55]]))
    rows.append(one_case("a single image", [2], probabilities=[[0.2, 0.3, 0.5]]))
    return rows


def mcnemar_cases():
    rows = []
    for b, c in [(0, 0), (0, 1), (1, 0), (5, 5), (3, 12), (12, 3), (40, 70), (0, 30), (500, 560)]:
        rows.append({"onlyFirst": b, "onlySecond": c,
                     "probability": float(mcnemar([[100, b], [c, 7]], exact=True).pvalue)})
    return rows


def student_quantiles():
    return [[p, degrees, float(stats.t.ppf(p, degrees))]
            for p in (0.025, 0.5001, 0.6, 0.74, 0.75, 0.9, 0.975, 0.99999) for degrees in (1, 2, 4, 9, 30, 999)]


def sample_statistics():
    rows = []
    for values in ([0.9, 0.92], [0.91, 0.885, 0.93, 0.9, 0.92], [0.5, 0.5, 0.5], [3.0, -2.0, 7.5, 1.25]):
        mean, error = np.mean(values), stats.sem(values)
        interval = stats.t.interval(0.95, len(values) - 1, loc=mean, scale=error) if error > 0 else (mean, mean)
        rows.append({"values": values, "mean": float(mean), "deviation": float(np.std(values, ddof=1)),
                     "interval": [float(v) for v in interval]})
    return rows


content = {
    "normalQuantiles": [[p, float(stats.norm.ppf(p))] for p in (1e-12, 0.001, 0.025, 0.25, 0.5, 0.75, 0.975, 0.9995)],
    "studentQuantiles": student_quantiles(),
    "sampleStatistics": sample_statistics(),
    "incompleteBeta": incomplete_beta(),
    "intervals": intervals(),
    "mcnemar": mcnemar_cases(),
    "cases": cases(),
}
(here / "statistics.json").write_text(json.dumps(content, indent=None, separators=(",", ":")) + "\n")
