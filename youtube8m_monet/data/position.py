"""Where training stands in its data."""

import dataclasses


@dataclasses.dataclass(frozen=True, order=True)
class Position:
    """Where training stands in its data.

    Args:
        epoch: Passes over the data that are complete, from 0.
        record: Records of this epoch's order that are behind.
    """

    epoch: int = 0
    record: int = 0
