"""From what eval.py measured to the cells of a table."""

import csv
import json
import os

import numpy as np

from youtube8m_monet.data.samples import SAMPLES


def read_outcome(train_dir, sample=None):
    """Returns what an evaluation measured, by stream.

    Args:
        train_dir: Folder of the run.
        sample: The built-in sample it was evaluated on, if it was: then
            `"groups"` holds the MAP of each group of the sample's classes.
    """
    folder = os.path.join(train_dir, "eval")
    with open(os.path.join(folder, "metrics.json"), encoding="utf-8") as file:
        streams = json.load(file)["streams"]
    table = os.path.join(folder, "per_class_ap.csv")
    if sample is not None and os.path.exists(table):
        streams["groups"] = _group_maps(table, SAMPLES[sample].class_groups())
    return streams


def evaluated_step(train_dir):
    """Returns the step that was evaluated last, `None` if there is none."""
    path = os.path.join(train_dir, "eval", "metrics.json")
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return json.load(file)["step"]


def pool(outcomes):
    """Returns the outcome of several splits of the same videos.

    Errors of flow are averaged over frames, everything else over splits.
    """
    pooled = {}
    for stream in outcomes[0]:
        counts = [found[stream].get("num_frames", 1) for found in outcomes]
        pooled[stream] = {
            name: float(
                np.average([o[stream][name] for o in outcomes], weights=counts)
            )
            for name in outcomes[0][stream]
            if all(_is_number(o[stream].get(name)) for o in outcomes)
        }
    flow = pooled.get("flow")
    if flow is not None:
        flow["r2"] = 1 - flow["mse"] / flow["mse_mean"]
        flow["relative_mse"] = flow["mse"] / flow["mse_train_mean"]
    return pooled


def _is_number(value):
    """R2, for one, is none where flow never changes."""
    return isinstance(value, int | float)


def find(outcomes, metric):
    """Returns the metric `run.stream.name`, `None` if it was not measured.

    Args:
        outcomes: Mapping of a run's own name to its outcome.
        metric: The metric.
    """
    run, stream, name = metric.split(".")
    return outcomes.get(run, {}).get(stream, {}).get(name)


def _group_maps(path, groups):
    with open(path, newline="", encoding="utf-8") as file:
        found = [
            float(row["average_precision"] or "nan")
            for row in csv.DictReader(file)
        ]
    return {
        name: float(np.nanmean([found[class_id] for class_id in ids]))
        for name, ids in groups.items()
    }
