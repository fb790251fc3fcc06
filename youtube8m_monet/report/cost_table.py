"""What a model costs, for people."""

MEBIBYTE = 2**20


def cost_table(parts):
    """Returns a table with one line a part, and their totals.

    Args:
        parts: Mapping of title to parameters, multiply-adds of a video, and
            bytes of memory of a video.

    Example:
    >>> print(cost_table({"encoder": (8, 3000, 2**20), "head": (1, 1000, 0)}))
             parameters    multiply-adds   share  memory MiB
    encoder           8            3,000   75.0%        1.00
    head              1            1,000   25.0%        0.00
    total             9            4,000  100.0%        1.00
    """
    columns = list(zip(*parts.values(), strict=True))
    rows = {**parts, "total": [sum(column) for column in columns]}
    width = max(map(len, rows))
    everything = max(rows["total"][1], 1)
    lines = [
        f"{'':{width}}{'parameters':>12}{'multiply-adds':>17}{'share':>8}"
        f"{'memory MiB':>12}"
    ]
    for title, (parameters, multiply_adds, memory) in rows.items():
        lines.append(
            f"{title:{width}}{parameters:12,}{multiply_adds:17,}"
            f"{multiply_adds / everything:8.1%}{memory / MEBIBYTE:12.2f}"
        )
    return "\n".join(lines)


def cost_notes(parts, weight_bytes, trainable_bytes):
    """Returns what a table of costs means, in sentences.

    Args:
        parts: As for `cost_table`.
        weight_bytes: Bytes of all weights.
        trainable_bytes: Bytes of those that train.

    Example:
    >>> parts = {"head": (2**20, 2 * 10**9, 2**20)}
    >>> print(cost_notes(parts, 2**22, 2**22).splitlines()[0])
    2 G multiply-adds a video are 4 GFLOPs: a product and a sum each.
    """
    billions = sum(part[1] for part in parts.values()) / 1e9
    weights, trainable = weight_bytes / MEBIBYTE, trainable_bytes / MEBIBYTE
    return f"""\
{billions:.4g} G multiply-adds a video are {2 * billions:.4g} GFLOPs: \
a product and a sum each.
Counted: matrix products and convolutions of a forward pass at inference.
Memory: the inputs as recorded, and every float tensor that an operation writes
on the way, each once. Inference frees most of them at once, XLA writes fewer;
training keeps those that the gradients read, at most all.
Weights: {weights:,.1f} MiB. Training with Adam adds {3 * trainable:,.1f} MiB: \
gradients, two moments."""
