"""Two small integers in one int64, as the pipeline carries them."""

SHIFT = 40
START = 1 << SHIFT


def pack(major, minor):
    """Returns `major * 2**40 + minor`; for ints, arrays and tensors.

    The pipeline carries a record's origin (shard index, record number) and
    its place in training (epoch, index in the epoch) this way, because a
    `Dataset.range` then counts them at next to no cost.
    """
    return major * START + minor


def unpack(packed):
    """Returns `(major, minor)`; for ints and NumPy arrays."""
    return packed >> SHIFT, packed & (START - 1)
