"""Multiply-adds of the hallucinators beside counts by hand."""

import keras
import pytest

from frame_level_models.monet_hallucination import MoNetHallucination
from frame_level_models.monet_logistic import MoNetLogistic
from tests.describe.costs import C, D, T, costs, products
from youtube8m_monet.layers import HALLUCINATORS, make_hallucinator

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="counts TensorFlow graphs"
)


def hallucination(name, size=D, flow_size=D, **options):
    """Returns the multiply-adds of a hallucinator on T frames."""
    features = {"rgb": size, "flow": flow_size}
    cost = costs(MoNetHallucination, C, features, hallucinator=name, **options)
    return products(cost, "hallucinator")


def monet_paper(layers):
    """W_rf, W_zf, W_rb, W_zb, W_h of x in the first layer, where s is zero.

    In each further one U_rf, U_zf, U_rb, U_zb of s, and U_h of two states.
    """
    return T * (5 * D * D + (layers - 1) * (4 * D * D + 2 * D * D))


def monet_released(layers):
    """Six projections of x; then a convolution of width 3, and two matrices.

    The convolution makes the five gates of s.
    """
    return T * (6 * D * D + (layers - 1) * (3 * D * 5 * D + 2 * D * D))


@pytest.mark.parametrize("layers", [1, 2, 5])
def test_monet(layers):
    paper = hallucination("monet", hallucinator_layers=layers)
    assert paper == monet_paper(layers)
    assert paper == T * (5 + 6 * (layers - 1)) * D**2
    released = hallucination(
        "monet", hallucinator_layers=layers, monet_variant="released"
    )
    assert released == monet_released(layers)
    assert released == T * (6 + 17 * (layers - 1)) * D**2


def test_monet_between_two_sizes():
    counted = hallucination("monet", 12, 8, hallucinator_layers=3)
    assert counted == T * (5 * 12 * 8 + 2 * 6 * 8 * 8)


# Of the T frames each; the last term is the read-out of a recurrent network.
BY_HAND = {
    "mlp": D * D + D * D,
    "conv": 3 * D * D + 3 * D * D,
    # x and the state each times a matrix of D x 3D.
    "gru": D * 3 * D + D * 3 * D + D * D,
    "lstm": D * 4 * D + D * 4 * D + D * D,
    "bigru": 2 * (D * 3 * D + D * 3 * D) + 2 * D * D,
    "bilstm": 2 * (D * 4 * D + D * 4 * D) + 2 * D * D,
    # A unit's own state is multiplied elementwise.
    "indrnn": D * D + D * D,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_other_hallucinators(name):
    assert hallucination(name) == T * BY_HAND[name]


@pytest.mark.parametrize("name", HALLUCINATORS)
@pytest.mark.parametrize(("layers", "flow_size"), [(None, D), (3, 8)])
def test_hallucinators_count_themselves_right(name, layers, flow_size):
    options = {"hallucinator_layers": layers}
    layer = make_hallucinator(name, flow_size, **options)
    counted = hallucination(name, D, flow_size, **options)
    assert counted == layer.multiply_adds(D, T)


@pytest.mark.parametrize("hallucinator", ["monet", "gru", "indrnn"])
def test_frames_count_in_proportion(hallucinator):
    options = {"features": {"rgb": D}, "hallucinator": hallucinator}
    one, ten = (
        costs(MoNetLogistic, C, num_frames=frames, **options)
        for frames in (1, 10)
    )
    title = "hallucinator"
    assert products(ten, title) == 10 * products(one, title)
