"""A table of experiments beside what a paper says."""


def experiment_table(columns, rows):
    """Returns an aligned table with one line a row.

    Args:
        columns: Headings. One that has a figure of the paper in any row gets a
            column for the paper's figures beside it.
        rows: Tuples `(title, cells, paper)`: mapping of heading to
            `(mean, standard deviation)`, and of heading to the paper's figure.
            What is in neither stays empty.

    Example:
    >>> print(experiment_table(["GAP", "R2"], [
    ...     ("one", {"GAP": (0.5, 0.01)}, {"GAP": 0.75}),
    ...     ("the other", {"GAP": (0.5, 0.0), "R2": (-1.0, 0.0)}, {})]))
                       GAP  paper      R2
    one        0.500±0.010  0.750
    the other        0.500         -1.000
    """
    with_paper = [c for c in columns if any(c in paper for _, _, paper in rows)]
    lines = [["", *_headings(columns, with_paper)]]
    for title, cells, paper in rows:
        line = [title]
        for column in columns:
            line.append(_cell(cells.get(column)))
            if column in with_paper:
                line.append(_number(paper.get(column)))
        lines.append(line)
    return _aligned(lines)


def _headings(columns, with_paper):
    for column in columns:
        yield column
        if column in with_paper:
            yield "paper"


def _cell(value):
    mean, deviation = value if value is not None else (None, None)
    return _number(mean) + (f"±{_number(deviation)}" if deviation else "")


def _number(value):
    if value is None:
        return ""
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def _aligned(lines):
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = []
    for title, *cells in lines:
        padded = [title.ljust(widths[0])]
        padded += [c.rjust(w) for c, w in zip(cells, widths[1:], strict=True)]
        texts.append("  ".join(padded).rstrip())
    return "\n".join(texts)
