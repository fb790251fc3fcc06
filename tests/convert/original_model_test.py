from youtube8m_monet.convert.original_model import (
    OriginalModel,
    known,
    known_sizes,
    ratio,
    size,
)

SHAPES = {"kernel": (3, 4, 5), "step": ()}


def test_size():
    assert size(SHAPES, "kernel") == 5
    assert size(SHAPES, "kernel", 0) == 3
    assert size(SHAPES, "kernel", 3) is None
    assert size(SHAPES, "step") is None
    assert size(SHAPES, "absent") is None


def test_ratio():
    assert ratio(12, 4) == 3
    assert ratio(13, 4) is None
    assert ratio(12, 0) is None
    assert ratio(12, None) is None
    assert ratio(None, 4) is None


def test_what_is_not_known_is_left_out():
    assert known(a=0, b=None, c=False) == {"a": 0, "c": False}
    assert known_sizes(4, 2) == [4, 2]
    assert known_sizes(4, None) == []


def test_a_model_of_nothing_but_pairs():
    assert OriginalModel([]) == OriginalModel([], {}, [], "", ())
