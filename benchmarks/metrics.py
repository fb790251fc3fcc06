"""Measures EvaluationMetrics: seconds on one core, and memory.

    python -m benchmarks.metrics --videos=1000000

Cycles through a few random batches, so that only the metrics grow. The memory
includes those batches, 160 MB at the default sizes.
"""

import argparse
import os
import resource
import time

import numpy as np

from youtube8m_monet.metrics import EvaluationMetrics


def peak_mb():
    """Returns the largest resident size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make_batches(count, size, num_classes, labels_per_video=3):
    """Returns random (labels, predictions) in which labels tend to score."""
    rng = np.random.default_rng(0)
    batches = []
    for _ in range(count):
        logits = rng.normal(-7, 2, (size, num_classes)).astype(np.float32)
        labels = np.zeros((size, num_classes), np.uint8)
        chosen = rng.integers(0, num_classes, (size, labels_per_video))
        np.put_along_axis(labels, chosen, 1, axis=1)
        logits += 7 * labels
        batches.append((labels, 1 / (1 + np.exp(-logits))))
    return batches


def parse_args():
    """Returns the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--videos", type=int, default=1_000_000)
    parser.add_argument("--num_classes", type=int, default=3862)
    parser.add_argument("--batch_size", type=int, default=1024)
    parser.add_argument("--top_k", type=int, default=20)
    return parser.parse_args()


def main():
    """Prints seconds for accumulate and get, and the memory they took."""
    args = parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    before = peak_mb()
    batches = make_batches(8, args.batch_size, args.num_classes)
    metrics = EvaluationMetrics(args.num_classes, args.top_k)
    metrics.accumulate(*batches[0], loss=1.0)
    metrics.get()
    metrics.clear()

    start = time.perf_counter()
    for step in range(-(-args.videos // args.batch_size)):
        metrics.accumulate(*batches[step % len(batches)], loss=1.0)
    accumulated = time.perf_counter()
    results = metrics.get()
    end = time.perf_counter()

    print(f"videos        {results['num_videos']:,} x {args.num_classes}")
    print(f"accumulate    {accumulated - start:.2f} s")
    print(f"get           {end - accumulated:.2f} s")
    print(f"memory peak   {peak_mb() - before:.0f} MB above the start")
    print(f"gap {results['gap']:.6f}  map {results['map']:.6f}")


if __name__ == "__main__":
    main()
