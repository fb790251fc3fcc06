"""Tables of experiments on a few small videos."""

TABLE = """title = "A table"
needs = "pairs"
sample = "motion"
rows = ["one", "two"]

[columns]
"R2" = "hallucination.flow.r2"
"MSE/mean" = "hallucination.flow.relative_mse"
"""
ROW = """title = "{title}"

[runs.hallucination]
model = "MoNetHallucination"
preset = "paper"
hallucinator = "{hallucinator}"
hallucinator_layers = 1
"""


def write_tables(folder):
    """Writes a table, `small`, of two rows."""
    table = folder / "small"
    table.mkdir(parents=True)
    (table / "table.toml").write_text(TABLE)
    for row, hallucinator in {"one": "mlp", "two": "monet"}.items():
        text = ROW.format(title=f"Row {row}", hallucinator=hallucinator)
        (table / f"{row}.toml").write_text(text)
    return folder
