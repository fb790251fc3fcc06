"""Finds the files of a data set and guesses how many records they hold."""

import tensorflow as tf

from youtube8m_monet.data.framing import count_records
from youtube8m_monet.errors import UserError

_SAMPLED_SHARDS = 16
_SAMPLED_RECORDS = 256


def list_shards(pattern, flag="train_data_pattern"):
    """Returns the files that a data pattern matches, sorted, each once.

    Args:
        pattern: Globs separated by commas, local or gs://.
        flag: The flag that carries the pattern, without dashes.

    Raises:
        UserError: The pattern is empty, or one of its globs matches nothing.
    """
    globs = [part.strip() for part in pattern.split(",") if part.strip()]
    if not globs:
        raise UserError(
            "There is no data pattern.",
            expected="globs separated by commas",
            received=f"{flag}={pattern!r}",
            fix=f"Set --{flag}.",
        )
    return tuple(sorted({path for one in globs for path in _glob(one, flag)}))


def estimate_num_records(shards):
    """Guesses the number of records: for the ETA and decay in epochs.

    The first 256 records give the bytes a record takes, the sizes of at most
    16 shards the bytes there are. Within both limits the number is exact.
    """
    step = -(-len(shards) // _SAMPLED_SHARDS)
    sampled = shards[::step]
    sizes = [tf.io.gfile.stat(shard).length for shard in sampled]
    records = num_bytes = 0
    for shard in sampled:
        if records == _SAMPLED_RECORDS:
            break
        found, walked = count_records(shard, _SAMPLED_RECORDS - records)
        records += found
        num_bytes += walked
    if not records:
        return 0
    mean_size = sum(sizes) / len(sizes)
    return round(mean_size * len(shards) * records / num_bytes)


def _glob(pattern, flag):
    try:
        found = tf.io.gfile.glob(pattern)
    except tf.errors.OpError as error:
        raise UserError(
            f"The files of --{flag} cannot be listed: "
            + " ".join(error.message.split()),
            received=f"{flag}={pattern!r}",
            fix="Check the path and the right to read it.",
        ) from error
    if not found:
        raise UserError(
            "No file matches the data pattern.",
            expected="at least one TFRecord file",
            received=f"{flag}={pattern!r}",
            fix=f"Set --{flag}; quote it, so that the shell leaves it alone.",
        )
    return found
