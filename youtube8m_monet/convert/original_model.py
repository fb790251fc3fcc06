"""What a checkpoint of an original model says about ours."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class OriginalModel:
    """An original model, as the shapes of its variables describe it.

    Attributes:
        pairs: The `Pair`s of its variables and our weights.
        options: Options of ours by name, as far as the shapes tell them.
        feature_sizes: The sizes of its features, or only their sum; empty if
            the shapes do not tell them.
        part: Attribute of our model that the pairs fill; empty: all of it.
        other_scopes: Where a checkpoint may hold networks that we do not have.
    """

    pairs: list
    options: dict = dataclasses.field(default_factory=dict)
    feature_sizes: list = dataclasses.field(default_factory=list)
    part: str = ""
    other_scopes: tuple = ()


def size(shapes, name, axis=-1):
    """Returns the length of an axis, `None` if there is no such variable.

    Args:
        shapes: Mapping of name to shape.
        name: Name of the variable.
        axis: The axis.

    Example:
    >>> size({"cluster_weights": (9, 12)}, "cluster_weights")
    12
    """
    shape = shapes.get(name, ())
    return shape[axis] if -len(shape) <= axis < len(shape) else None


def ratio(numerator, denominator):
    """Returns the quotient of two sizes, `None` if it is no whole number.

    Example:
    >>> ratio(12, 4), ratio(None, 4), ratio(9, 4)
    (3, None, None)
    """
    if numerator is None or not denominator or numerator % denominator:
        return None
    return numerator // denominator


def known(**options):
    """Returns the options that are not `None`."""
    return {name: v for name, v in options.items() if v is not None}


def known_sizes(*sizes):
    """Returns the sizes as a list, empty if one of them is `None`."""
    return [] if None in sizes else list(sizes)
