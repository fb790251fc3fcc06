"""How much the flow stream should count."""


def flow_weight_table(streams):
    """Returns a table of GAP and MAP by the weight of the flow stream.

    Args:
        streams: What `evaluate` returns; its streams with a number for a name
            are those of `flow_weights`.

    Example:
    >>> print(flow_weight_table({"predictions": {}, 0.0: {"gap": 0.5, "map": 1},
    ...                          0.5: {"gap": 0.75, "map": 0.5}}))
    flow weight    GAP    MAP
           0.00  0.500  1.000
           0.50  0.750  0.500  best GAP: --flow_weight=0.5
    """
    weights = [name for name in streams if isinstance(name, float)]
    best = best_flow_weight(streams)
    lines = [f"flow weight{'GAP':>7}{'MAP':>7}"]
    for weight in weights:
        gap, mean_ap = streams[weight]["gap"], streams[weight]["map"]
        note = f"  best GAP: --flow_weight={weight:g}" if weight == best else ""
        lines.append(f"{weight:11.2f}{gap:7.3f}{mean_ap:7.3f}{note}")
    return "\n".join(lines)


def best_flow_weight(streams):
    """Returns the weight with the highest GAP, the lowest of equal ones."""
    weights = [name for name in streams if isinstance(name, float)]
    return max(weights, key=lambda weight: streams[weight]["gap"])
