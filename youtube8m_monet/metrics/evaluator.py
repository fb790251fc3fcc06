"""Measures a built model on a data set."""

import numpy as np

from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics.evaluation_metrics import EvaluationMetrics
from youtube8m_monet.prediction import predict_batches

STREAMS = ("predictions", "rgb_predictions", "flow_predictions")


def evaluate(model, dataset, loss, top_k=20, on_batch=None):
    """Returns the metrics of every stream of a model.

    Args:
        model: A built `VideoClassifier`.
        dataset: Yields `(video_ids, inputs, labels)`.
        loss: A `losses` object, called on `(labels, predictions)`.
        top_k: Predictions a video that enter GAP and MAP.
        on_batch: Called after each batch with the videos so far and the
            batch's own metrics.

    Returns:
        Mapping of output name (`"predictions"`, and `"rgb_predictions"`,
        `"flow_predictions"` where the model has them) to what
        `EvaluationMetrics.get` returns.

    Raises:
        UserError: If the data set is empty.
    """
    streams = {}
    for _, labels, outputs in predict_batches(model, dataset):
        for name in (n for n in STREAMS if n in outputs):
            predictions = outputs[name]
            if name not in streams:
                streams[name] = EvaluationMetrics(predictions.shape[1], top_k)
            batch = streams[name].accumulate(
                labels, predictions, np.asarray(loss(labels, predictions))
            )
            if name == "predictions" and on_batch is not None:
                on_batch(streams[name].num_videos, batch)
    if not streams:
        raise UserError(
            "There is no video to evaluate.",
            expected="at least one record",
            received="records=0",
            fix="Set --eval_data_pattern.",
        )
    return {name: stream.get() for name, stream in streams.items()}


def scalars(streams):
    """Returns the metrics of each stream without their arrays."""
    return {
        name: {k: v for k, v in results.items() if np.ndim(v) == 0}
        for name, results in streams.items()
    }


def format_batch(step, num_videos, batch):
    """Returns the starter code's line for a batch."""
    return (
        f"examples_processed: {num_videos} | global_step {step} | "
        f"Batch Hit@1: {batch['hit_at_one']:.3f} | "
        f"Batch PERR: {batch['perr']:.3f} | "
        f"Batch Loss: {batch['loss']:.3f}"
    )


def format_summary(step, results):
    """Returns the starter code's line for an evaluation."""
    return (
        f"epoch/eval number {step} | "
        f"Avg_Hit@1: {results['avg_hit_at_one']:.3f} | "
        f"Avg_PERR: {results['avg_perr']:.3f} | "
        f"MAP: {results['map']:.3f} | GAP: {results['gap']:.3f} | "
        f"Avg_Loss: {results['avg_loss']:.3f}"
    )
