import pytest
import tensorflow as tf

from youtube8m_monet.describe.operation_cost import Cost, operation_cost

FLOAT = 4


def only(function, *shapes, kind):
    """Returns the only operation of a kind in a function's graph."""
    specs = [tf.TensorSpec(shape) for shape in shapes]
    graph = tf.function(function).get_concrete_function(*specs).graph
    (op,) = [op for op in graph.get_operations() if op.type == kind]
    return op


@pytest.mark.parametrize(
    ("options", "shapes"),
    [
        ({}, [(2, 3), (3, 5)]),
        ({"transpose_a": True}, [(3, 2), (3, 5)]),
        ({"transpose_b": True}, [(2, 3), (5, 3)]),
    ],
)
def test_matrix_product(options, shapes):
    op = only(lambda a, b: tf.matmul(a, b, **options), *shapes, kind="MatMul")
    assert operation_cost(op) == Cost(2 * 3 * 5, 2 * 5 * FLOAT)


@pytest.mark.parametrize(
    ("options", "shapes"),
    [
        ({}, [(7, 2, 3), (7, 3, 5)]),
        ({}, [(7, 2, 3), (3, 5)]),
        ({"transpose_a": True}, [(7, 3, 2), (7, 3, 5)]),
        ({"transpose_b": True}, [(7, 2, 3), (7, 5, 3)]),
    ],
)
def test_batch_of_matrix_products(options, shapes):
    op = only(
        lambda a, b: tf.matmul(a, b, **options), *shapes, kind="BatchMatMulV2"
    )
    assert operation_cost(op) == Cost(7 * 2 * 3 * 5, 7 * 2 * 5 * FLOAT)


@pytest.mark.parametrize(
    ("equation", "shapes", "products", "outputs"),
    [
        ("btd,dk->btk", [(2, 3, 5), (5, 7)], 2 * 3 * 5 * 7, 2 * 3 * 7),
        ("btd,btk->bdk", [(2, 3, 5), (2, 3, 7)], 2 * 3 * 5 * 7, 2 * 5 * 7),
        ("btd->bt", [(2, 3, 5)], 0, 2 * 3),
    ],
)
def test_einsum(equation, shapes, products, outputs):
    op = only(lambda *x: tf.einsum(equation, *x), *shapes, kind="Einsum")
    assert operation_cost(op) == Cost(products, outputs * FLOAT)


def test_einsum_with_an_ellipsis():
    op = only(
        lambda a, b: tf.einsum("...d,dk->...k", a, b),
        (2, 3),
        (3, 5),
        kind="Einsum",
    )
    with pytest.raises(NotImplementedError, match=r"\.\.\.d,dk->\.\.\.k"):
        operation_cost(op)


def test_convolution():
    """Nine frames, with zeros around them, see three each."""
    op = only(
        lambda x, w: tf.nn.conv2d(x, w, 1, "SAME"),
        (1, 1, 9, 4),
        (1, 3, 4, 6),
        kind="Conv2D",
    )
    assert operation_cost(op) == Cost(9 * 3 * 4 * 6, 9 * 6 * FLOAT)


def test_convolution_in_groups():
    op = only(
        lambda x, w: tf.nn.conv2d(x, w, 1, "SAME"),
        (1, 1, 9, 4),
        (1, 3, 2, 6),
        kind="Conv2D",
    )
    assert operation_cost(op).multiply_adds == 9 * 3 * (4 // 2) * 6


def test_elementwise_arithmetic_is_memory_and_no_product():
    op = only(lambda a, b: a * b, (2, 3), (3,), kind="Mul")
    assert operation_cost(op) == Cost(0, 2 * 3 * FLOAT)


def test_half_precision_is_half_the_memory():
    op = only(lambda a: tf.cast(a, tf.bfloat16), (2, 3), kind="Cast")
    assert operation_cost(op) == Cost(0, 2 * 3 * 2)


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda a: tf.reshape(a, (6,)), "Reshape"),
        (lambda a: tf.cast(a, "int32"), "Cast"),
        (lambda a: a + tf.ones((3,)), "Const"),
    ],
)
def test_what_is_no_memory(function, kind):
    specs = [tf.TensorSpec((2, 3))]
    graph = tf.function(function).get_concrete_function(*specs).graph
    ops = [op for op in graph.get_operations() if op.type == kind]
    assert ops
    assert {operation_cost(op) for op in ops} == {Cost()}


def test_a_product_without_a_rule():
    op = only(
        lambda x, w: tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "SAME"),
        (1, 4, 4, 2),
        (3, 3, 2, 1),
        kind="DepthwiseConv2dNative",
    )
    with pytest.raises(NotImplementedError, match="DepthwiseConv2dNative"):
        operation_cost(op)


def test_an_unknown_size():
    op = only(lambda a: a * 2.0, (None, 3), kind="Mul")
    with pytest.raises(NotImplementedError, match=r"\(None, 3\)"):
        operation_cost(op)
