"""From the flag that names the data to shards and their layout."""

from youtube8m_monet.data.layout_detection import detect_layout
from youtube8m_monet.data.samples import find_sample, sample_for
from youtube8m_monet.data.shards import list_shards


def open_records(pattern, flag, schema, split, sample=None, bad_records=None):
    """Finds the shards and looks into the first record.

    Args:
        pattern: Glob of the shards; empty: a built-in sample, and the user is
            told so.
        flag: The flag that carries the pattern.
        schema: The `RecordSchema` of what the model reads.
        split: Split of the sample, `"train"` or `"validate"`.
        sample: Name of the sample. `None`: as the features need.
        bad_records: The `BadRecords` policy; by default they fail.

    Returns:
        The paths of the shards and their `RecordLayout`.

    Raises:
        UserError: If nothing matches, or the records do not fit.
    """
    if not pattern:
        if sample is None:
            sample = sample_for(schema.feature_names)
        pattern = getattr(find_sample(sample).make_sample(), split)
        print(f"No --{flag}: using the built-in sample, {pattern}", flush=True)
    shards = list_shards(pattern, flag)
    return shards, detect_layout(shards, schema, flag, bad_records)
