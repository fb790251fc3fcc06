"""Small records of appearance beside flow, and the scripts on them."""

import contextlib
import io
import json
import warnings

import numpy as np
import tensorflow as tf

from frame_level_models import registry
from tests.data.records import (
    random_videos,
    write_frame_shard,
    write_monet_shard,
)
from tests.end_to_end import scripts, small

FEATURES = {"rgb": 16, "flow": 16}
RGB = {"rgb": 16}
FLOW = {"flow": 16}
COUNTS = (10, 9)
ONE_STREAM = {
    "MoNetLogistic": "FrameLevelLogisticModel",
    "MoNetTRN": "TrnModel",
    "MoNetNetVLAD": "NetVLADModel",
    "MoNetNeXtVLAD": "NeXtVLADModel",
}


def videos(seed, count=10, **options):
    """Returns videos whose features are uint8, with one label each."""
    options = {"frames": (3, 9), "labels": 1} | options
    return random_videos(count, FEATURES, small.NUM_CLASSES, seed, **options)


def dequantised(video, names=("rgb", "flow")):
    """Returns a video with the floats that its uint8 codes stand for."""
    return video | {
        "features": {
            name: (video["features"][name] * (4 / 255) + 4 / 512 - 2).astype(
                "float32"
            )
            for name in names
        }
    }


def write_layouts(folder):
    """Writes the same videos in every layout, and returns their floats.

    That is `floats*` and `uint8*`, feature lists of YouTube-8M's kind;
    `authors*`, as MoNet's authors store them; and `rgb*`, without flow.
    """
    written = []
    for seed, count in enumerate(COUNTS):
        codes = videos(seed, count)
        floats = [dequantised(video) for video in codes]
        name = f"{seed}.tfrecord"
        write_frame_shard(folder / f"floats{name}", floats)
        write_frame_shard(folder / f"uint8{name}", codes)
        write_monet_shard(folder / f"authors{name}", floats)
        write_frame_shard(
            folder / f"rgb{name}", [dequantised(v, ["rgb"]) for v in codes]
        )
        written += floats
    return written


def frames(written, feature):
    """Returns all frames of some videos, float64 `[N, D]`."""
    rows = [video["features"][feature] for video in written]
    return np.concatenate(rows).astype("float64")


def train_flags(model, features, records, train_dir, *more):
    """Returns the flags of a short run on paired records."""
    return [
        f"--model={model}",
        f"--feature_names={','.join(features)}",
        f"--feature_sizes={','.join(map(str, features.values()))}",
        f"--num_classes={small.NUM_CLASSES}",
        *small.SIZES.get(model, ["--hallucinator_layers=2"]),
        f"--train_data_pattern={records}",
        f"--train_dir={train_dir}",
        "--batch_size=8",
        "--max_steps=3",
        "--nojit_compile",
        "--export_model_steps=0",
        "--metrics_steps=0",
        *more,
    ]


def run(name, *arguments):
    """Runs a script and returns what it printed."""
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()) as printed,
    ):
        # With `eagerly`, it says that tf.data keeps its graphs, as it should.
        warnings.filterwarnings("ignore", "Even though the `tf.config")
        scripts.run(name, *arguments)
    return printed.getvalue()


@contextlib.contextmanager
def eagerly():
    """Runs operations one by one: a few steps take less than a graph does."""
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)


def train(*arguments):
    """Trains on `train_flags(*arguments)`; returns what was printed."""
    return run("train", *train_flags(*arguments))


def evaluate(train_dir, records, *more):
    """Evaluates a run; returns what was printed and `eval/metrics.json`."""
    printed = run(
        "eval",
        f"--train_dir={train_dir}",
        f"--eval_data_pattern={records}",
        "--run_once",
        *more,
    )
    return printed, json.loads((train_dir / "eval/metrics.json").read_text())


def infer(train_dir, records, output, *more):
    """Submits a run's predictions; returns them, `{video_id: [C]}`."""
    run("inference", *infer_flags(train_dir, records, output, *more))
    return small.read_csv(output)


def infer_flags(train_dir, records, output, *more):
    """Returns the flags of inference with all classes."""
    return [
        f"--train_dir={train_dir}",
        f"--input_data_pattern={records}",
        f"--output_file={output}",
        "--top_k=99",
        *more,
    ]


def hit_at_one(written, predictions):
    """Returns the share of videos whose best class is their label."""
    hits = [
        predictions[video["id"].encode()].argmax() in video["labels"]
        for video in written
    ]
    return np.mean(hits)


def restore(train_dir):
    """Returns the model of a run."""
    return registry.restore(str(train_dir))[0]


def assert_same_weights(one, other):
    """Checks that two layers have the same bits, batch norms' included."""
    weights = one.get_weights()
    assert weights
    for ours, theirs in zip(weights, other.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def assert_same_metrics(one, other):
    """Checks that every number of one is in the other, but for rounding."""
    assert one
    assert one.keys() <= other.keys()
    for name, value in one.items():
        np.testing.assert_allclose(other[name], value, 1e-5, 1e-6, name)
