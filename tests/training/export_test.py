import keras
import numpy as np
import pytest
import tensorflow as tf

from frame_level_models.frame_level_logistic import FrameLevelLogisticModel
from frame_level_models.logistic import LogisticModel
from tests.run_model_test import random_inputs
from youtube8m_monet.training import export

pytestmark = pytest.mark.skipif(
    not export.can_export(), reason="this backend exports nothing"
)


def new_model():
    keras.utils.set_random_seed(0)
    model = FrameLevelLogisticModel(5, {"rgb": 6, "audio": 4})
    model(model.example_inputs())
    return model


def test_any_batch_size_and_number_of_frames(tmp_path):
    model = new_model()
    path = export.export_model(model, str(tmp_path), 12)
    assert path == str(tmp_path / "export" / "step_12")
    loaded = tf.saved_model.load(path)
    for batch_size, num_frames in ((1, 3), (4, 7)):
        inputs = random_inputs(model, batch_size, num_frames)
        np.testing.assert_allclose(
            loaded.serve(inputs)["predictions"],
            model(inputs)["predictions"],
            atol=1e-6,
        )


def test_an_export_replaces_that_of_the_same_step(tmp_path):
    model = new_model()
    export.export_model(model, str(tmp_path), 3)
    for weight in model.weights:
        weight.assign(weight * 2)
    path = export.export_model(model, str(tmp_path), 3)
    inputs = random_inputs(model)
    loaded = tf.saved_model.load(path)
    np.testing.assert_allclose(
        loaded.serve(inputs)["predictions"],
        model(inputs)["predictions"],
        atol=1e-6,
    )
    assert [p.name for p in (tmp_path / "export").iterdir()] == ["step_3"]


def test_a_failed_export_leaves_nothing(tmp_path, monkeypatch):
    model = new_model()

    def fail(*args, **kwargs):
        raise RuntimeError("no space left")

    monkeypatch.setattr(model, "export", fail)
    with pytest.raises(RuntimeError, match="no space left"):
        export.export_model(model, str(tmp_path), 3)
    assert list((tmp_path / "export").iterdir()) == []


def test_the_signature_is_what_records_hold():
    frames = export.input_signature(new_model())
    assert frames["rgb"].shape.as_list() == [None, None, 6]
    assert frames["rgb"].dtype == tf.uint8
    assert frames["num_frames"].shape.as_list() == [None]
    video = export.input_signature(LogisticModel(5, {"mean_rgb": 6}))
    assert video["mean_rgb"].shape.as_list() == [None, 6]
    assert video["mean_rgb"].dtype == tf.float32


def test_features_that_records_hold_as_floats(tmp_path):
    """They are served as they are, and not as codes."""
    model = new_model()
    path = export.export_model(model, str(tmp_path), 1, {"rgb": "float32"})
    inputs = random_inputs(model)
    inputs["rgb"] = np.random.default_rng(0).normal(size=inputs["rgb"].shape)
    inputs["rgb"] = inputs["rgb"].astype("float32")
    loaded = tf.saved_model.load(path)
    np.testing.assert_allclose(
        loaded.serve(inputs)["predictions"],
        model(inputs)["predictions"],
        atol=1e-6,
    )
