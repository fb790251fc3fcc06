"""Compares hallucinated flow with what takes no skill."""

BASELINES = {
    "mse_mean": "mean flow",
    "mse_zero": "zero",
    "mse_copy": "copy of appearance",
}


def hallucination_table(flow):
    """Returns a table of the squared errors against true flow.

    R2 is 1 - MSE / MSE of the mean flow.

    Args:
        flow: What `HallucinationMetrics.get` returns.

    Example:
    >>> print(hallucination_table({"mse": 0.25, "r2": 0.75, "cosine": 0.9,
    ...                            "mse_mean": 1.0, "mse_zero": 2.0}))
                               MSE       R2  cosine
    hallucinated           0.25000    0.750   0.900
    mean flow              1.00000    0.000
    zero                   2.00000   -1.000
    """
    lines = [
        f"{'':20}{'MSE':>10}{'R2':>9}{'cosine':>8}",
        f"{'hallucinated':20}{flow['mse']:10.5f}{flow['r2']:9.3f}"
        f"{flow['cosine']:8.3f}",
    ]
    for name, title in BASELINES.items():
        if name in flow:
            spread = flow["mse_mean"]
            r2 = 1 - flow[name] / spread if spread > 0 else float("nan")
            lines.append(f"{title:20}{flow[name]:10.5f}{r2:9.3f}")
    return "\n".join(lines)
