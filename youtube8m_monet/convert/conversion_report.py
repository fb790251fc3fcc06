"""What a conversion did with every variable."""

import dataclasses

from youtube8m_monet.errors import UserError


@dataclasses.dataclass(frozen=True)
class ConversionReport:
    """Which variables fill which weights, and which do not.

    Attributes:
        used: (full name, shape, path of our weight), one a weight.
        unused: Mapping of full name to shape, of what only training reads.
        other: Mapping of full name to shape, of what other networks read.
        missing: (name, path): what our weight wants and is not there; the
            name is empty where the original has no such weight.
        unknown: Mapping of full name to shape, of what fits no weight.
        different: (full name, shape, path, our shape).
    """

    used: list
    unused: dict
    other: dict
    missing: list
    unknown: dict
    different: list

    def listing(self):
        """Returns a text with a line for every variable."""
        sections = {
            "Used": _used(self.used),
            "Unused, for training only": _shapes(self.unused),
            "Unused, of other networks": _shapes(self.other),
            "Missing": _missing(self.missing),
            "Unknown": _shapes(self.unknown),
            "Of another shape": _different(self.different),
        }
        return "\n".join(
            line
            for title, lines in sections.items()
            for line in (f"{title}: {len(lines)}", *lines)
        )

    def check(self, flags=()):
        """Raises the error of a checkpoint that does not fit.

        Args:
            flags: Flags that decide the shapes of the weights.

        Raises:
            UserError: If a variable is missing, unknown or of another shape.
        """
        lines = [
            *(f"missing:{line}" for line in _missing(self.missing)),
            *(f"unknown:{line}" for line in _shapes(self.unknown)),
            *(
                f"of another shape:{line}"
                for line in _different(self.different)
            ),
        ]
        if not lines:
            return
        if len(lines) > 10:
            lines[10:] = [f"and {len(lines) - 10} more"]
        raise UserError(
            "The checkpoint does not fit the model.",
            expected="one variable of the right shape for every weight, and "
            "no others but those that only training reads",
            received="".join(f"\n    {line}" for line in lines),
            fix=f"Set --{', --'.join(['model', *flags])} as in the original "
            "training; name other networks' scopes in --other_scopes.",
        )


def _used(entries):
    return [f"  {n} {list(shape)} -> {path}" for n, shape, path in entries]


def _shapes(shapes):
    return [f"  {name} {list(shape)}" for name, shape in shapes.items()]


def _missing(entries):
    return [f"  {n or 'no variable'} for {path}" for n, path in entries]


def _different(entries):
    return [
        f"  {name} {list(shape)} for {path} {list(ours)}"
        for name, shape, path, ours in entries
    ]
