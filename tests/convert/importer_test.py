import keras
import numpy as np
import pytest
from keras import ops

from tests.original_weights import original_variables
from youtube8m_monet.convert.importer import find, import_weights
from youtube8m_monet.convert.original_layers import LOGISTIC, NEXTVLAD
from youtube8m_monet.convert.original_model import OriginalModel
from youtube8m_monet.convert.pair import Pair
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import LogisticClassifier, NeXtVLAD

ORIGINAL = OriginalModel(LOGISTIC, {"num_classes": 3})
VALUES = {
    "tower/fully_connected/weights": np.arange(12.0).reshape(4, 3),
    "tower/fully_connected/biases": np.array([7.0, 8.0, 9.0]),
    "global_step": np.int64(5),
}


def built():
    layer = LogisticClassifier(3)
    layer.build((None, 4))
    return layer


def failure(values, original=ORIGINAL):
    """Returns the text of an import that must fail and change nothing."""
    layer, shown = built(), []
    before = layer.get_weights()
    with pytest.raises(UserError) as error:
        import_weights(
            layer, original, original_variables(values), show=shown.append
        )
    for weight, value in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, value)
    assert len(shown) == 1
    return str(error.value)


def test_every_weight_is_assigned():
    layer, shown = built(), []
    report = import_weights(
        layer, ORIGINAL, original_variables(VALUES), show=shown.append
    )
    kernel, bias = layer.get_weights()
    np.testing.assert_array_equal(
        kernel, VALUES["tower/fully_connected/weights"]
    )
    np.testing.assert_array_equal(bias, VALUES["tower/fully_connected/biases"])
    assert report.used == [
        ("tower/fully_connected/weights", (4, 3), "dense.kernel"),
        ("tower/fully_connected/biases", (3,), "dense.bias"),
    ]
    assert report.unused == {"global_step": ()}
    assert not report.missing
    assert not report.unknown
    assert not report.different
    assert shown == [report.listing()]


def test_a_missing_variable():
    values = dict(VALUES)
    del values["tower/fully_connected/biases"]
    assert "missing:  fully_connected/biases for dense.bias" in failure(values)


def test_a_weight_without_a_variable():
    text = failure(VALUES, OriginalModel(LOGISTIC[:1]))
    assert "missing:  no variable for" in text
    assert "bias" in text
    assert "unknown:  tower/fully_connected/biases [3]" in text


def test_an_unknown_variable():
    text = failure({**VALUES, "tower/extra": np.ones((2, 2))})
    assert "unknown:  tower/extra [2, 2]" in text


@pytest.mark.parametrize("scope", ["classifier", "tower/classifier", "tower"])
def test_other_networks_are_left_out(scope):
    original = OriginalModel(LOGISTIC, other_scopes=(scope,))
    values = {**VALUES, "tower/classifier/w": np.ones(2)}
    report = import_weights(built(), original, original_variables(values))
    assert report.other == {"tower/classifier/w": (2,)}
    assert len(report.used) == 2
    values["classifier_2/w"] = np.ones(2)
    assert "unknown:  classifier_2/w [2]" in failure(values, original)


def test_another_shape_names_the_flag():
    values = {**VALUES, "tower/fully_connected/biases": np.ones(5)}
    text = failure(values)
    assert (
        "of another shape:  tower/fully_connected/biases [5] for dense.bias [3]"
        in text
    )
    assert "--num_classes" in text


@pytest.mark.parametrize("shape", [(3, 4), (2, 4, 3), (12,), (4, 3, 1)])
def test_as_many_numbers_are_not_enough(shape):
    size = int(np.prod(shape))
    weights = np.arange(float(size)).reshape(shape)
    text = failure({**VALUES, "tower/fully_connected/weights": weights})
    assert "of another shape" in text


def test_leading_axes_of_length_one_are_dropped():
    weights = VALUES["tower/fully_connected/weights"]
    values = {**VALUES, "tower/fully_connected/weights": weights[None]}
    layer = built()
    import_weights(layer, ORIGINAL, original_variables(values))
    np.testing.assert_array_equal(layer.dense.kernel, weights)


def test_a_conversion_that_cannot_be():
    def split(value):
        return np.split(value, 7)[0]

    pairs = [
        Pair("fully_connected/weights", "dense.kernel", split),
        LOGISTIC[1],
    ]
    assert "of another shape" in failure(VALUES, OriginalModel(pairs))


def test_one_weight_is_never_filled_twice():
    pairs = [*LOGISTIC, Pair("other", "dense.bias")]
    with pytest.raises(ValueError, match="fill dense.bias"):
        import_weights(
            built(), OriginalModel(pairs), original_variables(VALUES)
        )


def test_a_part_of_a_model():
    model = keras.Sequential([built(), keras.layers.Dense(2)])
    model.build((None, 4))
    before = model.layers[1].get_weights()
    original = OriginalModel(
        [Pair(p.original, f"layers.0.{p.path}") for p in LOGISTIC],
        part="layers.0",
    )
    import_weights(model, original, original_variables(VALUES))
    np.testing.assert_array_equal(model.layers[0].dense.bias, [7, 8, 9])
    for weight, value in zip(
        model.layers[1].get_weights(), before, strict=True
    ):
        np.testing.assert_array_equal(weight, value)


def test_find():
    layer = NeXtVLAD(4, groups=2)
    layer.build((None, 8))
    assert find(layer, "cluster_bn.gamma") is layer.cluster_bn.gamma
    assert find(layer, "absent.gamma") is None
    assert find(keras.Sequential(), "layers.3") is None
    assert all(ops.shape(find(layer, pair.path)) for pair in NEXTVLAD)
