"""From a model to the TensorFlow graph of its forward pass."""

import functools
import inspect

import keras
import tensorflow as tf

# How a model calls a part.
_METHODS = ("call", "logits")


def without_values(make_model):
    """Returns a model whose weights have shapes, and no values.

    Keras lists such weights, a list a thread, and gives them values when the
    thread leaves another scope of this kind: call this in a thread of its own.

    Args:
        make_model: Function that returns the built model. What it computes on
            the way is traced to a graph that never runs.
    """
    made = []

    @tf.function(autograph=False)
    def build():
        with keras.StatelessScope(initialize_variables=False):
            made.append(make_model())

    build.get_concrete_function()
    return made[0]


def trace(model, inputs, scopes):
    """Returns the graph of a forward pass at inference.

    Args:
        model: The model; it is of no other use after this.
        inputs: Mapping of input name to `tf.TensorSpec`. The weights are
            inputs, too.
        scopes: Mapping of name to a part of the model. All that the part
            computes has a name that starts with `name/`.
    """
    for name, layer in scopes.items():
        _put_in_scope(layer, name)
    for layer in model._flatten_layers():
        if hasattr(layer, "use_cudnn"):
            # One graph on every machine: with a GPU there is no loop to read.
            layer.use_cudnn = False
    variables = model.variables

    @tf.function(autograph=False, jit_compile=False)
    def forward(values, inputs):
        state = zip(variables, values, strict=True)
        with keras.StatelessScope(state, initialize_variables=False):
            return model(inputs, training=False)

    values = [tf.TensorSpec(v.shape, v.dtype) for v in variables]
    return forward.get_concrete_function(values, inputs).graph


def _put_in_scope(layer, scope):
    def scoped(method):
        @functools.wraps(method)
        def call(*args, **kwargs):
            # With a slash at its end a name is complete: no scope around it.
            with tf.name_scope(f"{scope}/"):
                return method(*args, **kwargs)

        return call

    for name in _METHODS:
        # What `Fusion` calls its logits is a weight.
        if inspect.ismethod(getattr(layer, name, None)):
            setattr(layer, name, scoped(getattr(layer, name)))
