"""What a model costs, part by part."""

import concurrent.futures
import dataclasses
import math

import keras
import tensorflow as tf

from youtube8m_monet.describe.graph_cost import call_cost, live_operations
from youtube8m_monet.describe.model_parts import model_parts
from youtube8m_monet.describe.operation_cost import Cost
from youtube8m_monet.describe.tracing import trace, without_values
from youtube8m_monet.errors import UserError


@dataclasses.dataclass(frozen=True)
class ModelCost:
    """What a model costs for one video.

    Args:
        parts: Mapping of title to parameters, multiply-adds and bytes of
            memory, in the order in which they are computed.
        weight_bytes: Bytes of all weights.
        trainable_bytes: Bytes of those that train.
    """

    parts: dict
    weight_bytes: int
    trainable_bytes: int


def model_cost(make_model, num_frames):
    """Counts what one video costs in a forward pass at inference.

    The model is traced to a TensorFlow graph for one video, and the graph's
    matrix products and convolutions are counted: a count from shapes, whatever
    the layers say of themselves. A part's memory is that of every float tensor
    that one of its operations writes, each counted once, without XLA; inputs
    are counted as they come from the records.

    Args:
        make_model: Function that returns the built model. Its weights get no
            values, so that the largest model takes no memory, and the model is
            of no other use.
        num_frames: T, the frames of the video; those of a video-level model
            do not matter.

    Returns:
        A `ModelCost`.

    Raises:
        UserError: On another backend than TensorFlow.
        NotImplementedError: For what cannot be counted.
    """
    check_backend()
    # A thread of its own: see `without_values`.
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        return thread.submit(_model_cost, make_model, num_frames).result()


def check_backend():
    """Checks that Keras makes TensorFlow graphs.

    Raises:
        UserError: If it does not.
    """
    if keras.backend.backend() != "tensorflow":
        raise UserError(
            "Costs are counted in TensorFlow graphs.",
            expected="the TensorFlow backend",
            received=f"KERAS_BACKEND={keras.backend.backend()}",
            fix="Set KERAS_BACKEND=tensorflow: the counts hold for all.",
        )


def _model_cost(make_model, num_frames):
    model = without_values(make_model)
    inputs = {
        name: tf.TensorSpec(value.shape, value.dtype)
        for name, value in model.example_inputs(1, num_frames).items()
    }
    layers = model_parts(model)
    scopes = {f"part_{n}": title for n, title in enumerate(layers)}
    layer_of = {scope: layers[title] for scope, title in scopes.items()}
    costs = _costs_by_scope(trace(model, inputs, layer_of))
    parts = {_inputs_title(inputs): (0, 0, _bytes(inputs.values()))}
    in_order = [scope for scope in costs if scope in scopes]
    for scope in dict.fromkeys([*in_order, *scopes]):
        cost = costs.pop(scope, Cost())
        parts[scopes[scope]] = _row(_parameters(layer_of[scope]), cost)
    rest = _parameters(model) - sum(row[0] for row in parts.values())
    parts["the rest"] = _row(rest, sum(costs.values(), Cost()))
    return ModelCost(
        {title: row for title, row in parts.items() if any(row)},
        _bytes(model.weights),
        _bytes(model.trainable_weights),
    )


def _costs_by_scope(graph):
    """Returns the cost of each outermost name scope, in graph order."""
    costs = {}
    for op in live_operations(graph):
        scope = op.name.split("/")[0]
        costs[scope] = costs.get(scope, Cost()) + call_cost(op)
    return costs


def _inputs_title(inputs):
    shapes = {name: spec.shape for name, spec in inputs.items()}
    features = {n: shape for n, shape in shapes.items() if shape.rank > 1}
    sizes = [f"{name} {shape[-1]}" for name, shape in features.items()]
    return "inputs: " + ", ".join(sizes)


def _row(parameters, cost):
    return parameters, cost.multiply_adds, cost.activation_bytes


def _parameters(layer):
    # `count_params` refuses a layer that nothing has called.
    return sum(math.prod(weight.shape) for weight in layer.weights)


def _bytes(tensors):
    return sum(
        math.prod(tensor.shape) * tf.as_dtype(tensor.dtype).size
        for tensor in tensors
    )
