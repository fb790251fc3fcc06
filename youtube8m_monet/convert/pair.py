"""Pairs of an original variable and a weight of ours."""

import dataclasses
from collections.abc import Callable


def unchanged(value):
    """Returns what it is given."""
    return value


@dataclasses.dataclass(frozen=True)
class Pair:
    """An original variable and the weight of ours that it fills.

    Attributes:
        original: Name of the variable.
        path: The attributes that lead from a layer or model to the weight:
            `"vlads.0.W_e"` is `layer.vlads[0].W_e`.
        convert: Maps the variable's array to the weight's, where a variable
            holds several weights or another order.
    """

    original: str
    path: str
    convert: Callable = unchanged


def prefixed(pairs, original, path):
    """Returns the pairs of a part that is found under two prefixes.

    Example:
    >>> prefixed([Pair("weights", "kernel")], "gates/", "moe.gates.")[0].path
    'moe.gates.kernel'
    """
    return [
        dataclasses.replace(
            pair, original=original + pair.original, path=path + pair.path
        )
        for pair in pairs
    ]


def dense(original, path, bias=True):
    """Returns the pairs of a fully connected layer."""
    pairs = [Pair(f"{original}/weights", f"{path}.kernel")]
    if bias:
        pairs.append(Pair(f"{original}/biases", f"{path}.bias"))
    return pairs


def norm(original, path):
    """Returns the pairs of a batch norm."""
    parts = ("gamma", "beta", "moving_mean", "moving_variance")
    return [Pair(f"{original}/{part}", f"{path}.{part}") for part in parts]
