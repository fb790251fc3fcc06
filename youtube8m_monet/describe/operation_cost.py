"""What one operation of a TensorFlow graph costs."""

import dataclasses
import math
import re


@dataclasses.dataclass(frozen=True)
class Cost:
    """A number of multiply-adds, and of bytes written.

    Args:
        multiply_adds: Products of two numbers, each added to a sum.
        activation_bytes: Bytes of the float tensors that are written.

    Example:
    >>> 3 * (Cost(10, 4) + Cost(2, 4))
    Cost(multiply_adds=36, activation_bytes=24)
    """

    multiply_adds: int = 0
    activation_bytes: int = 0

    def __add__(self, other):
        return Cost(
            self.multiply_adds + other.multiply_adds,
            self.activation_bytes + other.activation_bytes,
        )

    def __rmul__(self, times):
        return Cost(times * self.multiply_adds, times * self.activation_bytes)


# They hand on the tensor that they get, under another name or shape.
_COPY_NOTHING = {
    "Const",
    "ExpandDims",
    "Identity",
    "IdentityN",
    "Placeholder",
    "PreventGradient",
    "Reshape",
    "Squeeze",
    "StopGradient",
}
_PRODUCT = re.compile("MatMul|Einsum|Conv[23]D|[cC]onv2d|RNN|LSTM|GRU")


def operation_cost(op):
    """Returns the `Cost` of an operation that calls no function.

    Multiply-adds are those of matrix products and convolutions, with zeros
    that pad an input counted too. Elementwise arithmetic, sums and softmaxes
    count as nothing: they are no products of matrices.

    Args:
        op: A `tf.Operation` whose tensors have static shapes.

    Raises:
        NotImplementedError: For a product that there is no rule for, or a
            shape that is not static.
    """
    if op.type in _RULES:
        products = _RULES[op.type](op)
    elif _PRODUCT.search(op.type):
        raise NotImplementedError(
            f"There is no rule to count {op.type}, of {op.name}."
        )
    else:
        products = 0
    return Cost(products, _bytes_written(op))


def _bytes_written(op):
    if op.type in _COPY_NOTHING:
        return 0
    floats = [tensor for tensor in op.outputs if tensor.dtype.is_floating]
    return sum(_elements(tensor) * tensor.dtype.size for tensor in floats)


def _elements(tensor):
    count = tensor.shape.num_elements()
    if count is None:
        raise NotImplementedError(
            f"The size of {tensor.name} is not known: {tensor.shape}."
        )
    return count


def _matmul(op):
    """Every element of the result is a sum over the inner dimension."""
    inner = op.inputs[0].shape[0 if op.get_attr("transpose_a") else 1]
    return _elements(op.outputs[0]) * inner


def _batch_matmul(op):
    inner = op.inputs[0].shape[-2 if op.get_attr("adj_x") else -1]
    return _elements(op.outputs[0]) * inner


def _convolution(op):
    """Every element is a sum over the window, and the inputs of its group."""
    return _elements(op.outputs[0]) * math.prod(op.inputs[1].shape[:-1])


def _einsum(op):
    """One product for each choice of all indices, of one operand none."""
    if len(op.inputs) == 1:
        return 0
    equation = op.get_attr("equation").decode()
    if "." in equation:
        raise NotImplementedError(f"Einsum is not counted: {equation!r}.")
    sizes = {}
    operands = equation.split("->")[0].split(",")
    for letters, tensor in zip(operands, op.inputs, strict=True):
        sizes.update(zip(letters, tensor.shape, strict=True))
    return math.prod(sizes.values())


_RULES = {
    "MatMul": _matmul,
    "BatchMatMul": _batch_matmul,
    "BatchMatMulV2": _batch_matmul,
    "BatchMatMulV3": _batch_matmul,
    "Conv2D": _convolution,
    "Conv3D": _convolution,
    "Einsum": _einsum,
}
