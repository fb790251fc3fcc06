import types

import numpy as np
import pytest
import tensorflow as tf

from youtube8m_monet import metrics
from youtube8m_monet.errors import UserError
from youtube8m_monet.losses import get_loss
from youtube8m_monet.metrics import evaluator

NUM_CLASSES = 6


class Given:
    """Predicts what its inputs hold."""

    def predict_on_batch(self, inputs):
        return {n: v for n, v in inputs.items() if n != "num_frames"}


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    labels = (rng.random((23, NUM_CLASSES)) < 0.3).astype("uint8")
    shape = labels.shape
    streams = ("predictions", "rgb_predictions", "flow_predictions", "other")
    return labels, {n: rng.random(shape, "float32") for n in streams}


def dataset(labels, outputs, batch_size=10):
    inputs = {**outputs, "num_frames": np.ones(len(labels), "int32")}
    ids = np.array([f"video {n}" for n in range(len(labels))])
    rows = tf.data.Dataset.from_tensor_slices((ids, inputs, labels))
    return rows.batch(batch_size)


def test_every_stream_has_its_metrics(arrays):
    labels, outputs = arrays
    loss = get_loss("CrossEntropyLoss")
    streams = evaluator.evaluate(Given(), dataset(*arrays), loss, top_k=3)
    assert list(streams) == [n for n in outputs if n != "other"]
    for name, results in streams.items():
        scores = outputs[name]
        np.testing.assert_allclose(
            [
                results["avg_hit_at_one"],
                results["avg_perr"],
                results["gap"],
                results["map"],
                results["avg_loss"],
            ],
            [
                np.mean(metrics.hit_at_one(labels, scores)),
                np.mean(metrics.precision_at_equal_recall_rate(labels, scores)),
                metrics.global_average_precision(labels, scores, 3),
                metrics.mean_average_precision(labels, scores, 3),
                float(loss(labels, scores)),
            ],
            rtol=1e-5,
        )


def test_batches_are_reported_as_they_come(arrays):
    seen = []
    evaluator.evaluate(
        Given(),
        dataset(*arrays),
        get_loss("CrossEntropyLoss"),
        on_batch=lambda count, batch: seen.append((count, set(batch))),
    )
    assert [count for count, _ in seen] == [10, 20, 23]
    assert seen[0][1] == {"hit_at_one", "hit_at_five", "perr", "loss"}


def test_no_video_is_an_error(arrays):
    with pytest.raises(UserError, match="There is no video to evaluate"):
        evaluator.evaluate(
            Given(), dataset(*arrays).take(0), get_loss("HingeLoss")
        )


def test_scalars_leaves_the_arrays_out():
    streams = {"predictions": {"gap": 0.5, "class_aps": np.zeros(3)}}
    assert evaluator.scalars(streams) == {"predictions": {"gap": 0.5}}


def test_the_starters_lines():
    batch = {"hit_at_one": 0.5, "perr": 0.25, "loss": 2.0}
    assert evaluator.format_batch(7, 64, batch) == (
        "examples_processed: 64 | global_step 7 | Batch Hit@1: 0.500 | "
        "Batch PERR: 0.250 | Batch Loss: 2.000"
    )
    results = {
        "avg_hit_at_one": 0.5,
        "avg_perr": 0.25,
        "map": 0.125,
        "gap": 0.75,
        "avg_loss": 2.0,
    }
    assert evaluator.format_summary(7, results) == (
        "epoch/eval number 7 | Avg_Hit@1: 0.500 | Avg_PERR: 0.250 | "
        "MAP: 0.125 | GAP: 0.750 | Avg_Loss: 2.000"
    )


def test_weights_of_the_flow_stream_to_try(arrays):
    labels, outputs = arrays
    loss = get_loss("CrossEntropyLoss")
    streams = evaluator.evaluate(
        Given(), dataset(*arrays), loss, flow_weights=(0.25,)
    )
    mixed = 0.75 * outputs["rgb_predictions"]
    mixed += 0.25 * outputs["flow_predictions"]
    expected = metrics.global_average_precision(labels, mixed)
    assert streams[0.25]["gap"] == pytest.approx(expected)


class Imagines:
    """Gives the flow that its inputs hold, and no predictions."""

    def predict_on_batch(self, inputs):
        return inputs


def test_a_run_without_a_judge_is_measured_by_its_flow():
    rng = np.random.default_rng(0)
    names = ("flow", "target_flow")
    flow = {name: rng.random((23, 4, 3), "float32") for name in names}
    labels = np.zeros((23, NUM_CLASSES), "uint8")
    loss = get_loss("CrossEntropyLoss")
    found = evaluator.evaluate(Imagines(), dataset(labels, flow), loss)
    assert list(found) == ["flow"]
    assert found["flow"]["num_frames"] == 23


@pytest.mark.parametrize(("targets", "reads"), [((), False), (("flow",), True)])
def test_flow_is_read_only_where_there_is_true_flow(targets, reads):
    model = types.SimpleNamespace(target_features=targets)
    assert ("flow" in evaluator.outputs_to_read(model)) == reads


def test_a_model_of_one_stream_has_no_weight_to_choose(arrays):
    labels, outputs = arrays
    one = {"predictions": outputs["predictions"]}
    loss = get_loss("CrossEntropyLoss")
    with pytest.raises(UserError, match="Leave --choose_flow_weight out"):
        evaluator.evaluate(
            Given(), dataset(labels, one), loss, flow_weights=(0.5,)
        )
