"""Costs of small models, for the tests that count them by hand."""

from youtube8m_monet.describe.model_cost import model_cost

# T frames, C classes, and the sizes of two features.
T, C, D, AUDIO = 7, 5, 12, 8


def costs(model_class, *args, num_frames=T, **options):
    """Returns what a model of that class costs."""

    def make():
        model = model_class(*args, **options)
        model(model.example_inputs())
        return model

    return model_cost(make, num_frames)


def products(cost, title):
    """Returns the multiply-adds of the part whose title starts so."""
    (row,) = [row for name, row in cost.parts.items() if name.startswith(title)]
    return row[1]


def total(cost, column=1):
    """Returns the sum of a column: of multiply-adds, or of another."""
    return sum(row[column] for row in cost.parts.values())
