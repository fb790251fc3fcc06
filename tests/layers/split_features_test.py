import numpy as np
import pytest

from youtube8m_monet.layers.split_features import halved, split_features


def test_splits_in_order():
    features = np.arange(12.0).reshape(1, 2, 6)
    parts = split_features(features, [3, 1, 2])
    assert [tuple(part.shape) for part in parts] == [
        (1, 2, 3),
        (1, 2, 1),
        (1, 2, 2),
    ]
    np.testing.assert_array_equal(np.concatenate(parts, -1), features)


def test_one_feature_is_whole():
    features = np.ones((1, 2, 3))
    assert split_features(features, [3])[0] is features


@pytest.mark.parametrize(
    ("count", "index", "expected"),
    [(8, 0, 8), (8, 1, 4), (8, 2, 4), (5, 1, 2), (1, 1, 1)],
)
def test_further_features_get_half(count, index, expected):
    assert halved(count, index) == expected
