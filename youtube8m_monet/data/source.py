"""From the flag that names the data to shards and their layout."""

from youtube8m_monet.data.layout_detection import detect_layout
from youtube8m_monet.data.sample import make_sample
from youtube8m_monet.data.shards import list_shards


def open_records(pattern, flag, schema, sample_split):
    """Finds the shards and looks into the first record.

    Args:
        pattern: Glob of the shards; empty: the built-in sample, and the user
            is told so.
        flag: The flag that carries the pattern.
        schema: The `RecordSchema` of what the model reads.
        sample_split: Split of the sample, `"train"` or `"validate"`.

    Returns:
        The paths of the shards and their `RecordLayout`.

    Raises:
        UserError: If nothing matches, or the records do not fit.
    """
    if not pattern:
        pattern = getattr(make_sample(), sample_split)
        print(f"No --{flag}: using the built-in sample, {pattern}", flush=True)
    shards = list_shards(pattern, flag)
    return shards, detect_layout(shards, schema, flag)
