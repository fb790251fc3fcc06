"""The metrics written from their definitions, with loops, to compare with."""

import itertools
import random

import numpy as np


def global_random_state():
    """What code that uses the global random numbers would change."""
    legacy = np.random.get_state()  # noqa: NPY002
    return random.getstate(), legacy[1].tolist(), legacy[2:]


def ranked_classes(scores):
    """Class ids by descending score, ties by lower id."""
    return sorted(range(len(scores)), key=lambda c: (-scores[c], c))


def hit_at_one(labels, predictions):
    return np.mean(
        [
            row[ranked_classes(p)[0]] > 0
            for row, p in zip(labels, predictions, strict=True)
        ]
    )


def perr(labels, predictions):
    precisions = []
    for row, p in zip(labels, predictions, strict=True):
        n = int((np.asarray(row) > 0).sum())
        best = ranked_classes(p)[:n]
        found = sum(row[c] > 0 and p[c] > 0 for c in best)
        precisions.append(found / n if n else 0.0)
    return np.mean(precisions)


def average_precision(entries, num_positives):
    """AP of a list of (score, hit): the mean over all orders of the ties."""
    aps = []
    for order in _tie_orders(entries):
        found, ap = 0, 0.0
        for i, hit in enumerate(order, start=1):
            found += hit
            ap += hit * found / i
        aps.append(ap / num_positives)
    return np.mean(aps) if aps else 0.0


def _tie_orders(entries):
    scores = sorted({score for score, _ in entries}, reverse=True)
    tied = [
        set(itertools.permutations([bool(h) for s, h in entries if s == score]))
        for score in scores
    ]
    for parts in itertools.product(*tied):
        yield [hit for part in parts for hit in part]


def entries(labels, predictions, top_k):
    """(class, score, hit) of each video's best classes."""
    return [
        (c, p[c], row[c] > 0)
        for row, p in zip(labels, predictions, strict=True)
        for c in ranked_classes(p)[:top_k]
    ]


def gap(labels, predictions, top_k):
    kept = [(s, h) for _, s, h in entries(labels, predictions, top_k)]
    total = (np.asarray(labels) > 0).sum()
    return average_precision(kept, total) if total else 0.0


def class_aps(labels, predictions, top_k):
    kept = entries(labels, predictions, top_k)
    totals = (np.asarray(labels) > 0).sum(axis=0)
    return np.array(
        [
            average_precision([(s, h) for k, s, h in kept if k == c], total)
            if total
            else np.nan
            for c, total in enumerate(totals)
        ]
    )
