"""The variables of a checkpoint, sorted into weights and the rest."""

import re

from youtube8m_monet.errors import UserError

# Scopes that the original programs build their models in.
SCOPES = ("tower/", "predictor/")
# What optimizers, batch norms and moving averages keep, by the last part of
# the name.
_TRAINING_ONLY = re.compile(
    r"(global_step|beta[12]_power|biased|local_step"
    r"|Adam|Adagrad|AdagradDA|Adadelta|Ftrl|Momentum|RMSProp"
    r"|ExponentialMovingAverage)(_\d+)?"
)


class OriginalVariables:
    """The variables of an original program.

    Args:
        shapes: Mapping of full name to shape.
        read: Function from a full name to the variable's array.

    Attributes:
        shapes: Mapping of name, without the scopes in `SCOPES`, to shape, for
            every variable that may be a weight.
        full_names: Mapping of name without the scopes to full name.
        training_only: Mapping of full name to shape, for those that only
            training reads.

    Raises:
        UserError: If two variables differ in their scopes only.

    Example:
    >>> arrays = {"tower/gates/weights": np.ones((9, 3)), "global_step": 7}
    >>> shapes = {name: np.shape(array) for name, array in arrays.items()}
    >>> variables = OriginalVariables(shapes, arrays.get)
    >>> variables.shapes, variables.step()
    ({'gates/weights': (9, 3)}, 7)
    """

    def __init__(self, shapes, read):
        self.shapes, self.full_names, self.training_only = {}, {}, {}
        self._read = read
        for full_name in sorted(shapes):
            shape = tuple(shapes[full_name])
            if is_training_only(full_name):
                self.training_only[full_name] = shape
                continue
            name = without_scopes(full_name)
            if name in self.full_names:
                raise UserError(
                    "Two variables of the checkpoint have the same name.",
                    expected=f"one {name} in the scopes {', '.join(SCOPES)}",
                    received=f"{self.full_names[name]} and {full_name}",
                    fix="Set --checkpoint to a checkpoint of one model.",
                )
            self.full_names[name] = full_name
            self.shapes[name] = shape

    def read(self, name):
        """Returns the array of a variable, by its name without scopes."""
        return self._read(self.full_names[name])

    def step(self):
        """Returns the number of training steps, 0 if it is not there."""
        for full_name in self.training_only:
            if without_scopes(full_name).split("/")[-1] == "global_step":
                return int(self._read(full_name))
        return 0


def is_training_only(full_name):
    """Whether only training reads a variable of this name."""
    last = full_name.removesuffix(":0").split("/")[-1]
    return _TRAINING_ONLY.fullmatch(last) is not None


def without_scopes(full_name):
    """Returns a variable's name without the scopes it begins with.

    Example:
    >>> without_scopes("tower/gates/weights:0")
    'gates/weights'
    """
    for scope in SCOPES:
        full_name = full_name.removeprefix(scope)
    # Some programs save the names of tensors.
    return full_name.removesuffix(":0")
