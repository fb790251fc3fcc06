"""Compares the streams of a two-stream model."""

STREAMS = {
    "rgb_predictions": "appearance stream",
    "flow_predictions": "hallucinated stream",
    "predictions": "two-stream",
}
COLUMNS = {
    "avg_hit_at_one": "Hit@1",
    "avg_perr": "PERR",
    "map": "MAP",
    "gap": "GAP",
}


def stream_table(streams):
    """Returns a table with one line a stream.

    Args:
        streams: Mapping of output name to metrics, as `evaluate` returns.

    Example:
    >>> metrics = {"avg_hit_at_one": 0.9, "avg_perr": 0.8,
    ...            "map": 0.75, "gap": 0.7}
    >>> print(stream_table({"predictions": metrics}))
                          Hit@1   PERR    MAP    GAP
    two-stream            0.900  0.800  0.750  0.700
    """
    lines = [" " * 20 + "".join(f"{title:>7}" for title in COLUMNS.values())]
    for name, title in STREAMS.items():
        if name in streams:
            cells = "".join(f"{streams[name][key]:7.3f}" for key in COLUMNS)
            lines.append(f"{title:<20}{cells}")
    return "\n".join(lines)
