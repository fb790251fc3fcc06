"""The baseline of no skill: the mean flow of the training videos."""

import numpy as np

from youtube8m_monet import data
from youtube8m_monet.layers import RecordedFlow

_BATCH = 64


def mean_flow_error(train, held_out, schema, sample=None, align=None):
    """Returns the error of predicting the mean flow of the training videos.

        mean over held-out frames and dimensions of (mean s_train - s)^2

    Args:
        train: Glob of the training shards; "": the sample's.
        held_out: Glob of the held-out shards; "": the sample's.
        schema: `RecordSchema` of appearance and flow.
        sample: Name of the built-in sample.
        align: As `RecordedFlow` takes it.
    """
    flow = RecordedFlow(align=align, like=schema.feature_names[0])
    total, count = 0.0, 0
    for frames in _flows(train, "train", schema, sample, flow):
        total = total + frames.sum(axis=0)
        count += len(frames)
    mean, error, count = total / count, 0.0, 0
    for frames in _flows(held_out, "validate", schema, sample, flow):
        error += np.square(frames - mean).sum()
        count += frames.size
    return float(error / count)


def _flows(pattern, split, schema, sample, flow):
    """Yields the valid frames of flow of each batch, float64 `[N, D]`."""
    shards, layout = data.open_records(pattern, "data", schema, split, sample)
    dataset = data.evaluation_dataset(shards, layout, batch_size=_BATCH)
    for _, inputs, _ in dataset.as_numpy_iterator():
        frames = np.asarray(flow(inputs), "float64")
        valid = np.arange(frames.shape[1]) < inputs["num_frames"][:, None]
        yield frames[valid]
