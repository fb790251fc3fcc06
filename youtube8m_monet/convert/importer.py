"""Gives a model of ours the variables of an original one."""

import numpy as np

from youtube8m_monet.convert.conversion_report import ConversionReport


def import_weights(model, original, variables, show=None):
    """Assigns every weight exactly once, or none at all.

    Args:
        model: A built layer or model.
        original: The `OriginalModel`.
        variables: The `OriginalVariables`.
        show: Function that takes the listing of all variables, called before
            anything can fail.

    Returns:
        The `ConversionReport`.

    Raises:
        UserError: If a variable is missing, unknown or of another shape.
    """
    report, arrays = _compare(model, original, variables)
    if show is not None:
        show(report.listing())
    report.check(flags=original.options)
    for path, array in arrays.items():
        find(model, path).assign(array)
    return report


def find(layer, path):
    """Returns what an attribute path leads to, `None` if it leads nowhere.

    Example:
    >>> find("gates", "upper.__name__"), find("gates", "kernel")
    ('upper', None)
    """
    for step in path.split("."):
        if step.isdigit():
            layer = layer[int(step)] if int(step) < len(layer) else None
        else:
            layer = getattr(layer, step, None)
        if layer is None:
            return None
    return layer


def _compare(model, original, variables):
    """Returns the report and, by path, the arrays that fit."""
    arrays, used, missing, different, ours = {}, [], [], [], {}
    for pair in original.pairs:
        weight = find(model, pair.path)
        if weight is None:
            continue
        if id(weight) in ours:
            raise ValueError(f"Two variables fill {pair.path}.")
        ours[id(weight)] = pair.original
        if pair.original not in variables.shapes:
            missing.append((pair.original, pair.path))
            continue
        array = variables.read(pair.original)
        entry = (variables.full_names[pair.original], array.shape, pair.path)
        fitting = _fitting(pair, array, tuple(weight.shape))
        if fitting is None:
            different.append((*entry, tuple(weight.shape)))
        else:
            arrays[pair.path] = fitting
            used.append(entry)
    weights = (find(model, original.part) if original.part else model).weights
    missing += [("", w.path) for w in weights if id(w) not in ours]
    other, unknown = _rest(variables, ours.values(), original.other_scopes)
    report = ConversionReport(
        used, variables.training_only, other, missing, unknown, different
    )
    return report, arrays


def _rest(variables, wanted, other_scopes):
    """Returns the variables that fill nothing: other networks', and unknown.

    Either is a mapping of full name to shape.
    """
    prefixes = tuple(f"{scope}/" for scope in other_scopes)
    other, unknown = {}, {}
    for name, shape in variables.shapes.items():
        full_name = variables.full_names[name]
        if name in wanted:
            continue
        if name.startswith(prefixes) or full_name.startswith(prefixes):
            other[full_name] = shape
        else:
            unknown[full_name] = shape
    return other, unknown


def _fitting(pair, array, shape):
    """Returns the array of a weight of some shape, `None` if it cannot be."""
    try:
        array = pair.convert(array)
    except (ValueError, IndexError):
        return None
    # Theirs have leading axes of length 1 where they multiply by broadcast.
    extra = max(array.ndim - len(shape), 0)
    if array.shape != (1,) * extra + shape:
        return None
    return np.reshape(array, shape)
