"""What a TensorFlow graph costs, with the functions that it calls."""

import tensorflow as tf

from youtube8m_monet.describe.operation_cost import Cost, operation_cost

_CALLS = ("PartitionedCall", "StatefulPartitionedCall")
_BRANCHES = ("If", "StatelessIf", "Case", "StatelessCase")
_LOOPS = ("While", "StatelessWhile")


def graph_cost(graph):
    """Returns the `Cost` of computing a function graph's outputs once.

    Args:
        graph: A `FuncGraph`, such as `concrete_function.graph`, whose tensors
            have static shapes.

    Raises:
        NotImplementedError: For what cannot be counted; see `call_cost` and
            `operation_cost`.

    Example:
    >>> import tensorflow as tf
    >>> spec = tf.TensorSpec((4, 4))
    >>> cube = tf.function(lambda x: x @ x @ x)
    >>> graph_cost(cube.get_concrete_function(spec).graph)
    Cost(multiply_adds=128, activation_bytes=128)
    """
    return sum(map(call_cost, live_operations(graph)), Cost())


def live_operations(graph):
    """Returns the operations that a graph's outputs depend on, in order.

    TensorFlow runs no others. There are some: Keras's recurrent layers trace
    one step beside the loop, to see its shapes.
    """
    waiting = [tensor.op for tensor in graph.outputs]
    live = set()
    while waiting:
        op = waiting.pop()
        if op.name not in live:
            live.add(op.name)
            waiting += [tensor.op for tensor in op.inputs]
            waiting += op.control_inputs
    return [op for op in graph.get_operations() if op.name in live]


def call_cost(op):
    """Returns the `Cost` of an operation, with the functions that it calls.

    A loop counts its body as often as its greatest number of rounds says, and
    of two or more branches the dearest counts.

    Raises:
        NotImplementedError: For a loop without such a number.
    """
    if op.type in _LOOPS:
        return _rounds(op) * (_function(op, "cond") + _function(op, "body"))
    if op.type in _CALLS:
        return _function(op, "f")
    if op.type in _BRANCHES:
        return max(_branches(op), key=lambda cost: cost.multiply_adds)
    return operation_cost(op)


def _branches(op):
    if "If" in op.type:
        names = ("then_branch", "else_branch")
        return [_function(op, name) for name in names]
    return [_named(op, branch.name) for branch in op.get_attr("branches")]


def _function(op, attribute):
    return _named(op, op.get_attr(attribute).name)


def _named(op, name):
    # TensorFlow has no public way from a function's name to its graph.
    function = op.graph._get_function(name)
    return graph_cost(function.graph)


def _rounds(op):
    """Returns how often a loop of `tf.while_loop` runs at most."""
    # Its first inputs are a counter and `maximum_iterations`, -1 if not given.
    limit = op.inputs[1]
    try:
        with tf.compat.v1.Session(graph=op.graph) as session:
            rounds = int(session.run(limit))
    except tf.errors.InvalidArgumentError:
        rounds = -1
    if rounds < 0:
        raise NotImplementedError(
            f"How often the loop {op.name} runs depends on the data."
        )
    return rounds
