"""Writes the metrics of an evaluation as files."""

import csv
import io
import json
import math
import os

import numpy as np
import tensorflow as tf

from youtube8m_monet.errors import UserError
from youtube8m_monet.files import make_folder, write_text


def write_metrics(directory, metrics, class_names=None):
    """Writes `metrics.json` and `per_class_ap.csv`, each whole or not at all.

    Args:
        directory: Where to write, local or `gs://`; made if absent.
        metrics: What `EvaluationMetrics.get` returned, and any further numbers
            or strings (e.g. `step`) for the JSON file. Arrays of it are left
            out there, and numbers that are not finite become `null`.
        class_names: Name of each class, by id. `None`: no name column.

    Returns:
        The paths of what was written: `metrics.json`, and `per_class_ap.csv`
        where there are metrics of classes.
    """
    texts = {"metrics.json": metrics_json(metrics)}
    if "class_aps" in metrics:
        texts["per_class_ap.csv"] = per_class_csv(metrics, class_names)
    make_folder(directory)
    paths = {name: os.path.join(directory, name) for name in texts}
    for name in reversed(texts):
        write_text(paths[name], texts[name])
    return tuple(paths.values())


def metrics_json(metrics):
    """Returns the text of `metrics.json`: every entry that is no array."""
    scalars = {
        name: _json_value(value)
        for name, value in metrics.items()
        if np.ndim(value) == 0
    }
    return json.dumps(scalars, indent=2, allow_nan=False) + "\n"


def per_class_csv(metrics, class_names=None):
    """Returns the text of `per_class_ap.csv`: a row for every class.

    The columns are `class_id`, `name` (if there are names), `positives` and
    `average_precision`, which is empty for a class without positives.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [] if class_names is None else ["name"]
    writer.writerow(["class_id", *names, "positives", "average_precision"])
    columns = zip(metrics["class_positives"], metrics["class_aps"], strict=True)
    for class_id, (positives, ap) in enumerate(columns):
        name = [] if class_names is None else [class_names[class_id]]
        shown = "" if math.isnan(ap) else f"{ap:.9g}"
        writer.writerow([class_id, *name, positives, shown])
    return text.getvalue()


def read_class_names(vocabulary, num_classes):
    """Returns the names of the classes by id, `None` without a vocabulary.

    Args:
        vocabulary: YouTube-8M's vocabulary.csv, or empty.
        num_classes: C; classes that the file does not name have empty names.

    Raises:
        UserError: If the file cannot be read, or names other classes.
    """
    if not vocabulary:
        return None
    names = [""] * num_classes
    try:
        with tf.io.gfile.GFile(vocabulary) as file:
            for row in csv.DictReader(file):
                names[int(row["Index"])] = row["Name"]
    except (tf.errors.OpError, KeyError, ValueError, IndexError) as error:
        raise UserError(
            "The names of the classes cannot be read.",
            expected="a CSV file with Index, from 0 to "
            f"{num_classes - 1}, and Name",
            received=f"vocabulary={vocabulary!r} ({error})",
            fix="Set --vocabulary.",
        ) from error
    return names


def _json_value(value):
    if isinstance(value, dict):
        return {name: _json_value(part) for name, part in value.items()}
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
