import pytest
import tensorflow as tf

from youtube8m_monet.describe.graph_cost import graph_cost, live_operations
from youtube8m_monet.describe.operation_cost import Cost

N, FLOAT = 4, 4
# x @ w of a row x and a square w.
PRODUCT, ROW = N * N, N * FLOAT


def cost(function, *more):
    """Returns the cost of a function of a row and a square matrix."""
    specs = [tf.TensorSpec((1, N)), tf.TensorSpec((N, N)), *more]
    graph = tf.function(function).get_concrete_function(*specs).graph
    return graph_cost(graph)


def test_a_sum_over_operations():
    total = cost(lambda x, w: tf.nn.relu(x @ w) @ w)
    assert total == Cost(2 * PRODUCT, 3 * ROW)


def test_what_no_output_needs_does_not_count():
    def function(x, w):
        _ = (x @ w) @ w
        return x @ w

    assert cost(function) == Cost(PRODUCT, ROW)
    specs = [tf.TensorSpec((1, N)), tf.TensorSpec((N, N))]
    graph = tf.function(function).get_concrete_function(*specs).graph
    kinds = [op.type for op in live_operations(graph)]
    assert kinds.count("MatMul") == 1
    assert [op.type for op in graph.get_operations()].count("MatMul") == 3


def test_a_called_function():
    inner = tf.function(lambda x, w: x @ w)
    assert cost(lambda x, w: inner(inner(x, w), w)) == Cost(
        2 * PRODUCT, 2 * ROW
    )


@pytest.mark.parametrize("rounds", [0, 1, 7])
def test_a_loop_counts_its_body_each_round(rounds):
    def function(x, w):
        def body(i, x):
            return i + 1, x @ w

        limit = tf.reduce_max([rounds, 0])  # No constant, but known.
        return tf.while_loop(
            lambda i, x: True, body, (0, x), maximum_iterations=limit
        )

    assert cost(function) == rounds * Cost(PRODUCT, ROW)


def test_loops_in_loops():
    def repeat(times, step, x):
        return tf.while_loop(
            lambda x: True, lambda x: (step(x),), (x,), maximum_iterations=times
        )[0]

    def function(x, w):
        return repeat(3, lambda x: repeat(5, lambda x: x @ w, x), x)

    assert cost(function) == 3 * 5 * Cost(PRODUCT, ROW)


def test_a_loop_that_the_data_ends():
    def function(x, w):
        return tf.while_loop(
            lambda x: tf.reduce_sum(x) < 1, lambda x: (x @ w,), (x,)
        )

    with pytest.raises(NotImplementedError, match="while.* depends on the dat"):
        cost(function)

    def read(x, w, times):
        return tf.while_loop(
            lambda x: True,
            lambda x: (x @ w,),
            (x,),
            maximum_iterations=times,
        )

    with pytest.raises(NotImplementedError, match="while.* depends on the dat"):
        cost(read, tf.TensorSpec((), "int32"))


def test_of_two_branches_the_dearer():
    def function(x, w):
        cheap = tf.reduce_sum(x) < 1
        return tf.cond(cheap, lambda: x @ w, lambda: (x @ w) @ w)

    assert cost(function).multiply_adds == 2 * PRODUCT


def test_of_many_branches_the_dearest():
    def function(x, w):
        which = tf.cast(tf.reduce_sum(x), "int32")
        branches = [lambda: x @ w, lambda: ((x @ w) @ w) @ w, lambda: x + 1]
        return tf.switch_case(which, branches)

    assert cost(function).multiply_adds == 3 * PRODUCT
