"""Measures a built model on a data set."""

import numpy as np

from youtube8m_monet.errors import UserError
from youtube8m_monet.metrics.evaluation_metrics import EvaluationMetrics
from youtube8m_monet.metrics.hallucination_metrics import HallucinationMetrics
from youtube8m_monet.prediction import predict_batches

STREAMS = (
    "predictions",
    "rgb_predictions",
    "flow_predictions",
    "target_predictions",
)
FLOW = ("flow", "target_flow", "appearance", "num_frames")


def outputs_to_read(model):
    """Returns the names of the outputs of a model that are evaluated."""
    # A two-stream model's flow has nothing to be compared with.
    return STREAMS + (FLOW if "flow" in model.target_features else ())


def evaluate(model, dataset, loss, top_k=20, on_batch=None, flow_weights=()):
    """Returns the metrics of every stream of a model.

    Args:
        model: A built `VideoClassifier`.
        dataset: Yields `(video_ids, inputs, labels)`.
        loss: A `losses` object, called on `(labels, predictions)`.
        top_k: Predictions a video that enter GAP and MAP.
        on_batch: Called after each batch with the videos so far and the
            batch's own metrics.
        flow_weights: Weights w of the flow stream to try: each makes a stream
            of its own, `(1 - w) rgb_predictions + w flow_predictions`, whose
            name is w.

    Returns:
        Mapping of stream (`"predictions"`, and others of `STREAMS` where the
        model has them) to what `EvaluationMetrics.get` returns; and of
        `"flow"` to what `HallucinationMetrics.get` returns, where the model
        gives flow beside true flow.

    Raises:
        UserError: If the data set is empty.
    """
    streams, flow = {}, HallucinationMetrics()
    for _, labels, outputs in predict_batches(model, dataset):
        if "target_flow" in outputs:
            flow.accumulate(outputs)
        for name, predictions in _streams(outputs, flow_weights):
            if name not in streams:
                streams[name] = EvaluationMetrics(predictions.shape[1], top_k)
            batch = streams[name].accumulate(
                labels, predictions, np.asarray(loss(labels, predictions))
            )
            if name == "predictions" and on_batch is not None:
                on_batch(streams[name].num_videos, batch)
    if not streams and not flow.num_frames:
        raise UserError(
            "There is no video to evaluate.",
            expected="at least one record",
            received="records=0",
            fix="Set --eval_data_pattern.",
        )
    results = {name: stream.get() for name, stream in streams.items()}
    return results | ({"flow": flow.get()} if flow.num_frames else {})


def _streams(outputs, flow_weights):
    """Yields `(name, predictions)` of each stream of a batch."""
    for name in (n for n in STREAMS if n in outputs):
        yield name, outputs[name]
    if flow_weights and "rgb_predictions" not in outputs:
        raise UserError(
            "There is no flow stream whose weight could be chosen.",
            expected="the run of a two-stream model",
            received=f"outputs={sorted(outputs)}",
            fix="Leave --choose_flow_weight out.",
        )
    for weight in flow_weights:
        rgb, motion = outputs["rgb_predictions"], outputs["flow_predictions"]
        yield weight, (1 - weight) * rgb + weight * motion


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
