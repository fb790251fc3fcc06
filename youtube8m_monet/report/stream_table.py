"""Compares the streams of a model."""

STREAMS = {
    "rgb_predictions": "appearance stream",
    "flow_predictions": "hallucinated stream",
    "predictions": "two-stream",
}
JUDGEMENTS = {
    "predictions": "hallucinated flow",
    "target_predictions": "true flow",
}
COLUMNS = {
    "avg_hit_at_one": "Hit@1",
    "avg_hit_at_five": "Hit@5",
    "avg_perr": "PERR",
    "map": "MAP",
    "gap": "GAP",
}


def stream_table(streams, true_flow=False):
    """Returns a table with one line a stream.

    Args:
        streams: Mapping of output name to metrics, as `evaluate` returns: of a
            two-stream model, or of a judge of hallucinated and true flow.
        true_flow: Whether the two-stream model read the records' flow.

    Example:
    >>> metrics = {"avg_hit_at_one": 0.9, "avg_hit_at_five": 1.0,
    ...            "avg_perr": 0.8, "map": 0.75, "gap": 0.7}
    >>> print(stream_table({"predictions": metrics}))
                          Hit@1  Hit@5   PERR    MAP    GAP
    two-stream            0.900  1.000  0.800  0.750  0.700
    """
    titles = JUDGEMENTS if "target_predictions" in streams else STREAMS
    if true_flow:
        titles = STREAMS | {"flow_predictions": "true-flow stream"}
    lines = [" " * 20 + "".join(f"{title:>7}" for title in COLUMNS.values())]
    for name, title in titles.items():
        if name in streams:
            cells = "".join(f"{streams[name][key]:7.3f}" for key in COLUMNS)
            lines.append(f"{title:<20}{cells}")
    return "\n".join(lines)
