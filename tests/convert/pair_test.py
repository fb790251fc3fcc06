from youtube8m_monet.convert.pair import Pair, dense, norm, prefixed


def paths(pairs):
    return {pair.original: pair.path for pair in pairs}


def test_prefixes_keep_the_conversion():
    pair = Pair("kernel", "W", abs)
    assert prefixed([pair], "a/", "b.") == [Pair("a/kernel", "b.W", abs)]


def test_a_pair_changes_nothing_by_itself():
    assert Pair("kernel", "W").convert(-3) == -3


def test_dense():
    assert paths(dense("gates", "moe.gates", bias=False)) == {
        "gates/weights": "moe.gates.kernel"
    }
    assert paths(dense("experts", "moe.experts")) == {
        "experts/weights": "moe.experts.kernel",
        "experts/biases": "moe.experts.bias",
    }


def test_norm():
    assert paths(norm("input_bn", "bn")) == {
        "input_bn/gamma": "bn.gamma",
        "input_bn/beta": "bn.beta",
        "input_bn/moving_mean": "bn.moving_mean",
        "input_bn/moving_variance": "bn.moving_variance",
    }
