import numpy as np
import pytest

from tests.run_layer_test import check_config
from youtube8m_monet.layers.monet_cells import (
    PaperCell,
    ReleasedCell,
    following,
    previous,
)


def test_neighbours_are_zero_beyond_the_ends():
    states = np.arange(1.0, 7).reshape(1, 3, 2).astype("float32")
    np.testing.assert_array_equal(previous(states)[0], [[0, 0], [1, 2], [3, 4]])
    np.testing.assert_array_equal(
        following(states)[0], [[3, 4], [5, 6], [0, 0]]
    )


@pytest.mark.parametrize("cell_class", [PaperCell, ReleasedCell])
def test_first_is_refine_from_zero(cell_class):
    cell = cell_class(3, "relu")
    cell = cell_class.from_config(cell.get_config())
    cell.build((None, None, 5))
    rng = np.random.default_rng(0)
    for weight in cell.weights:
        weight.assign(rng.normal(size=weight.shape))
    projected = cell.project(rng.normal(size=(2, 4, 5)).astype("float32"))
    zero = np.zeros((2, 4, 3), "float32")
    np.testing.assert_allclose(
        cell.first(projected), cell.refine(projected, zero), atol=1e-6
    )


@pytest.mark.parametrize("cell_class", [PaperCell, ReleasedCell])
def test_config_is_complete(cell_class):
    options = {"units": 3, "activation": "relu"}
    check_config(cell_class(**options), options)
