"""The one error that tells a user what to change."""

import contextlib
import sys


class UserError(ValueError):
    """Something the user gave is wrong; the message says how to mend it.

    The scripts print it without a traceback and exit with status 1.

    Args:
        problem: What is wrong, one sentence.
        expected: What would have been right.
        received: What came instead, written `name=value`.
        fix: The flag or action that mends it, one sentence.

    Example:
    >>> raise UserError(
    ...     "Unknown model.",
    ...     expected="one of LogisticModel, MoeModel",
    ...     received="model='Logistic'",
    ...     fix="Set --model.",
    ... )
    Traceback (most recent call last):
    ...
    youtube8m_monet.errors.UserError: Unknown model.
      Expected: one of LogisticModel, MoeModel.
      Received: model='Logistic'.
      Set --model.
    """

    def __init__(self, problem, *, expected=None, received=None, fix=None):
        lines = [problem]
        if expected is not None:
            lines.append(f"  Expected: {expected}.")
        if received is not None:
            lines.append(f"  Received: {received}.")
        if fix is not None:
            lines.append(f"  {fix}")
        super().__init__("\n".join(lines))


def unknown_name(category, name, known, flag):
    """Returns the `UserError` for a name that is in no registry.

    Args:
        category: What the name should name, e.g. `"model"`.
        name: The name received.
        known: The names that exist.
        flag: The flag that carries the name, without dashes.
    """
    return UserError(
        f"Unknown {category}.",
        expected="one of " + ", ".join(sorted(known)),
        received=f"{flag}={name!r}",
        fix=f"Set --{flag} to a known {category}.",
    )


@contextlib.contextmanager
def user_errors():
    """Ends a script on a `UserError` with its message, or on Ctrl-C.

    The exit status is 1, or 130 as that of every program so stopped.
    """
    try:
        yield
    except UserError as error:
        print(f"\nERROR: {error}", file=sys.stderr, flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr, flush=True)
        sys.exit(130)
