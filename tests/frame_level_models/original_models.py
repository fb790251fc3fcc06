"""The recordings that hold a recipe instead of weights and input."""

import hashlib
import json

import numpy as np


def read(path):
    """Returns flags, variables, inputs and predictions of a recording.

    The variables are arrays by their full names.
    """
    recording = json.loads(path.read_text())
    seed = recording["seed"]
    variables = {
        name: variable(seed, name, shape)
        for name, shape in recording["variables"].items()
    }
    num_frames = np.array(recording["num_frames"], "int32")
    features = np.random.RandomState(seed + 1).randn(3, 300, 1152)
    features = features.astype("float32")
    for row, count in zip(features, num_frames, strict=True):
        row[count:] = 0
    inputs = {
        "rgb": features[..., :1024],
        "audio": features[..., 1024:],
        "num_frames": num_frames,
    }
    return recording["flags"], variables, inputs, recording["predictions"]


def variable(seed, name, shape):
    """Returns the value of a variable, as `golden/README.md` has it."""
    digest = hashlib.sha256((str(seed) + name).encode()).hexdigest()
    rng = np.random.RandomState(int(digest[:8], 16))
    value = rng.randn(*shape).astype("float32")
    if name.endswith("moving_variance"):
        return np.abs(value) + 0.5
    if name.endswith("moving_mean"):
        return 0.1 * value
    if name.endswith("gamma"):
        return 1 + 0.2 * value
    if len(shape) == 1:
        return 0.3 * value
    return value * 1.5 / np.sqrt(np.prod(shape[:-1]))
