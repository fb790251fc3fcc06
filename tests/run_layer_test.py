"""One test that every layer passes."""

import inspect

import keras
import numpy as np
from keras import ops


def run_layer_test(
    layer_class,
    init_kwargs,
    inputs,
    expected_output_shape,
    expected_num_params,
    expected_num_trainable_params=None,
    output_dtype=None,
    low_precision=("mixed_bfloat16", "mixed_float16"),
    atol=1e-5,
    tmp_path=None,
):
    """Checks what a layer owes to Keras and to this project.

    The config round trip, output shape and dtype, the exact number of
    parameters, a training step, mixed precision, saving and loading.

    Args:
        layer_class: The layer.
        init_kwargs: Its arguments.
        inputs: The arguments of its call, in order: NumPy arrays, or dicts of
            them.
        expected_output_shape: Shape of the output; a dict of shapes for a
            dict of outputs.
        expected_num_params: Number of weights, with those of batch norms.
        expected_num_trainable_params: Default: `expected_num_params`.
        output_dtype: Dtype of the output under every policy. `None`: the
            compute dtype.
        low_precision: The policies besides float32 to run under.
        atol: How far a reloaded layer's output may be from the original's.
        tmp_path: Folder in which to save. `None`: saving is not tested.

    Returns:
        The layer, built.
    """
    inputs = list(inputs)
    layer = layer_class(**init_kwargs)
    check_config(layer, init_kwargs)
    outputs = layer(*inputs)
    check_outputs(outputs, expected_output_shape, output_dtype or "float32")
    assert layer.count_params() == expected_num_params
    trainable = sum(int(np.prod(w.shape)) for w in layer.trainable_weights)
    assert trainable == (
        expected_num_trainable_params
        if expected_num_trainable_params is not None
        else expected_num_params
    )
    check_compute_output_shape(layer, inputs, expected_output_shape)
    if layer.trainable_weights:
        check_training_step(layer_class(**init_kwargs), inputs)
    for policy in low_precision:
        lower = layer_class(**init_kwargs, dtype=policy)
        dtype = output_dtype or lower.compute_dtype
        check_outputs(lower(*inputs), expected_output_shape, dtype)
        check_output_spec(lower, inputs, dtype)
        assert all(w.dtype == "float32" for w in lower.trainable_weights)
        if lower.trainable_weights:
            check_training_step(lower, inputs, all_change=False)
    if tmp_path is not None:
        check_saving(layer, inputs, tmp_path, atol)
    return layer


def check_config(layer, init_kwargs):
    """The config names every argument and rebuilds an equal layer."""
    config = layer.get_config()
    signature = inspect.signature(type(layer)).parameters
    arguments = {
        name
        for name, parameter in signature.items()
        if parameter.kind != parameter.VAR_KEYWORD
    }
    assert arguments | {"name", "trainable", "dtype"} == set(config)
    for name, value in init_kwargs.items():
        if isinstance(value, (bool, int, float, str, type(None))):
            assert config[name] == value, name
    assert type(layer).from_config(config).get_config() == config


def check_outputs(outputs, expected_shape, dtype):
    """Every output is finite and has its shape and dtype."""
    if isinstance(expected_shape, dict):
        assert set(outputs) == set(expected_shape)
        for name, shape in expected_shape.items():
            check_outputs(outputs[name], shape, dtype)
        return
    assert tuple(outputs.shape) == tuple(expected_shape)
    assert keras.backend.standardize_dtype(outputs.dtype) == dtype
    assert np.isfinite(ops.convert_to_numpy(ops.cast(outputs, "float32"))).all()


def check_compute_output_shape(layer, inputs, expected_shape):
    """What the layer foretells is what it gives."""
    shapes = [shape_of(value) for value in inputs]
    assert layer.compute_output_shape(*shapes) == expected_shape


def check_output_spec(layer, inputs, dtype):
    """So with the dtype, from which Keras derives those of a whole graph."""
    given = keras.tree.map_structure(
        lambda array: keras.KerasTensor(np.shape(array), str(array.dtype)),
        inputs,
    )
    for output in keras.tree.flatten(layer(*given)):
        assert keras.backend.standardize_dtype(output.dtype) == dtype


def shape_of(value):
    """Returns the shape of an array, or the shapes of a dict of arrays."""
    if isinstance(value, dict):
        return {name: np.shape(array) for name, array in value.items()}
    return np.shape(value)


def check_training_step(layer, inputs, all_change=True):
    """A step on a random projection of the output moves the weights."""
    model = OneLayer(layer)
    compile_for_training(model)
    outputs = layer(*inputs)
    # Moving statistics too: they stand still where `training` gets lost.
    before = [ops.convert_to_numpy(w) for w in layer.weights]
    batch = {str(index): value for index, value in enumerate(inputs)}
    loss = model.train_on_batch(batch, random_directions(outputs))
    assert np.isfinite(loss)
    moved = {
        w.path: not np.array_equal(ops.convert_to_numpy(w), old)
        for w, old in zip(layer.weights, before, strict=True)
    }
    assert (all if all_change else any)(moved.values()), moved
    for weight in layer.weights:
        if keras.backend.is_float_dtype(weight.dtype):
            assert np.isfinite(ops.convert_to_numpy(weight)).all(), weight.path


def compile_for_training(model):
    """Compiles a model for a step on a random projection of its outputs."""
    model.compile(
        # A norm that clips nothing, but wants every gradient before any update:
        # without XLA, TensorFlow's graph optimizer mixes up their order.
        optimizer=keras.optimizers.SGD(0.1, global_clipnorm=1e9),
        loss=random_projection,
        # On TensorFlow XLA takes seconds a step; the tests of models use it.
        jit_compile=keras.backend.backend() == "jax",
    )


def random_directions(outputs):
    """Returns a target of random numbers for every output."""
    rng = np.random.default_rng(0)
    return keras.tree.map_structure(
        lambda output: rng.normal(size=np.shape(output)).astype("float32"),
        outputs,
    )


def random_projection(target, outputs):
    """A loss under which no gradient vanishes by symmetry.

    The directions differ from row to row: behind a batch norm the gradient of
    a direction that all rows share is zero.
    """
    return ops.mean(ops.cast(outputs, "float32") * target) * 10


def check_saving(layer, inputs, tmp_path, atol):
    """A model that holds the layer is the same after a `.keras` file."""
    model = OneLayer(layer)
    batch = {str(index): value for index, value in enumerate(inputs)}
    expected = model(batch)
    path = tmp_path / f"{type(layer).__name__}.keras"
    model.save(path)
    loaded = keras.saving.load_model(path)
    assert settings(loaded.layer.get_config()) == settings(layer.get_config())
    for old, new in zip(layer.weights, loaded.layer.weights, strict=True):
        np.testing.assert_array_equal(
            ops.convert_to_numpy(old), ops.convert_to_numpy(new)
        )
    keras.tree.map_structure(
        lambda a, b: np.testing.assert_allclose(
            ops.convert_to_numpy(a), ops.convert_to_numpy(b), atol=atol
        ),
        expected,
        loaded(batch),
    )


def settings(config):
    """Returns a config without the shapes that nested layers were built on."""
    if isinstance(config, dict):
        return {
            key: settings(value)
            for key, value in config.items()
            if key != "build_config"
        }
    return list(config) if isinstance(config, tuple) else config


@keras.saving.register_keras_serializable(package="youtube8m_monet_tests")
class OneLayer(keras.Model):
    """Passes a dict of arguments, named by their place, to one layer."""

    def __init__(self, layer, **kwargs):
        super().__init__(**kwargs)
        self.layer = layer

    def build(self, input_shape):
        self.built = True

    def call(self, batch, training=None):
        arguments = [batch[str(index)] for index in range(len(batch))]
        if "training" in inspect.signature(self.layer.call).parameters:
            return self.layer(*arguments, training=training)
        return self.layer(*arguments)

    def get_config(self):
        layer = keras.saving.serialize_keras_object(self.layer)
        return {"name": self.name, "layer": layer}

    @classmethod
    def from_config(cls, config):
        layer = keras.saving.deserialize_keras_object(config.pop("layer"))
        return cls(layer=layer, **config)
