"""One test that every model passes."""

import inspect

import keras
import numpy as np
from keras import ops

from tests.run_layer_test import settings


def run_model_test(
    model_class, init_kwargs, expected_num_params, tmp_path, outputs=()
):
    """Checks what a model owes to the trainer.

    Its arguments and config, the outputs and their dtypes, the exact number
    of parameters, training with and without mixed precision, saving and
    loading.

    Args:
        model_class: The model, on the features `rgb` (16) and `audio` (8), or
            `mean_rgb` and `mean_audio`.
        init_kwargs: Its arguments besides features and classes.
        expected_num_params: Number of weights, with those of batch norms.
        tmp_path: Folder in which to save.
        outputs: Names of the outputs besides `"predictions"`.

    Returns:
        The model, trained, and its inputs.
    """
    keras.utils.set_random_seed(0)
    names = ("rgb", "audio")
    if not model_class.frame_features:
        names = ("mean_rgb", "mean_audio")
    features = dict(zip(names, (16, 8), strict=True))
    make = {"num_classes": 5, "features": features, **init_kwargs}
    model = model_class(**make)
    check_arguments(model, make)
    inputs = random_inputs(model)
    check_predictions(model(inputs), {"predictions", *outputs})
    assert model.count_params() == expected_num_params
    paths = [weight.path for weight in model.weights]
    assert len(set(paths)) == len(paths)
    for dtype in ("mixed_bfloat16", None):
        model = model_class(**make, dtype=dtype)
        check_training(model, inputs, jit_compile=dtype is None)
        check_predictions(model(inputs), {"predictions", *outputs})
    path = tmp_path / "model.keras"
    model.save(path)
    loaded = keras.saving.load_model(path)
    assert settings(loaded.get_config()) == settings(model.get_config())
    expected = model.predict(inputs, verbose=0)
    reloaded = loaded.predict(inputs, verbose=0)
    for name in expected:
        np.testing.assert_allclose(
            reloaded[name], expected[name], atol=1e-6, err_msg=name
        )
    return model, inputs


def random_inputs(model, batch_size=4, num_frames=5):
    """Returns inputs of the model's form; some videos are padded."""
    rng = np.random.default_rng(0)
    inputs = model.example_inputs(batch_size, num_frames)
    for name in model.features:
        shape = inputs[name].shape
        if model.frame_features:
            inputs[name] = rng.integers(0, 256, shape, "uint8")
        else:
            inputs[name] = rng.normal(size=shape).astype("float32")
    if model.frame_features:
        inputs["num_frames"] = np.array(
            [1 + row % num_frames for row in range(batch_size)], "int32"
        )
    return inputs


def check_arguments(model, init_kwargs):
    """Every argument has a name and a default, and is in the config."""
    parameters = inspect.signature(type(model)).parameters
    for name, parameter in parameters.items():
        assert parameter.default is not inspect.Parameter.empty, name
        assert parameter.kind != inspect.Parameter.VAR_KEYWORD
    config = model.get_config()
    assert set(parameters) | {"name", "trainable", "dtype"} == set(config)
    for name, value in init_kwargs.items():
        assert config[name] == value
    assert type(model).from_config(config).get_config() == config


def check_predictions(outputs, names):
    """The predictions are probabilities, float32, of every class."""
    assert set(outputs) == names
    for name in (name for name in names if name.endswith("predictions")):
        value = outputs[name]
        assert keras.backend.standardize_dtype(value.dtype) == "float32"
        value = ops.convert_to_numpy(value)
        assert value.shape == (4, 5)
        assert (value >= 0).all()
        assert (value <= 1).all()


def check_training(model, inputs, jit_compile):
    """A few steps lower the loss, and every weight moves."""
    labels = np.eye(4, 5, dtype="uint8")
    model.compile(
        optimizer=keras.optimizers.Adam(0.01),
        loss="binary_crossentropy",
        # Compiled once, not for every policy: it takes most of the time.
        jit_compile=jit_compile or keras.backend.backend() == "jax",
    )
    model.build()
    before = [ops.convert_to_numpy(weight) for weight in model.weights]
    losses = [
        float(model.train_on_batch(inputs, labels, return_dict=True)["loss"])
        for _ in range(12)
    ]
    assert np.isfinite(losses).all()
    assert np.mean(losses[-3:]) < losses[0]
    for weight, old in zip(model.weights, before, strict=True):
        assert not np.array_equal(ops.convert_to_numpy(weight), old), (
            weight.path
        )
