import pytest

from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import (
    LogisticClassifier,
    MoeClassifier,
    video_level_classifier,
)


def test_makes_what_it_is_asked_for():
    moe = video_level_classifier(
        3, "MoeModel", moe_num_mixtures=4, l2_penalty=0.1
    )
    assert isinstance(moe, MoeClassifier)
    assert (moe.moe_num_mixtures, moe.l2_penalty) == (4, 0.1)
    logistic = video_level_classifier(3, "LogisticModel", l2_penalty=0.2)
    assert isinstance(logistic, LogisticClassifier)
    assert logistic.l2_penalty == 0.2


def test_defaults_are_those_of_the_layers():
    default, direct = video_level_classifier(3), MoeClassifier(3)
    assert isinstance(default, MoeClassifier)
    assert default.moe_num_mixtures == direct.moe_num_mixtures
    assert default.l2_penalty == direct.l2_penalty == 1e-8


def test_unknown_name():
    with pytest.raises(UserError, match="one of LogisticModel, MoeModel") as e:
        video_level_classifier(3, "DeepModel")
    assert "--video_level_classifier_model" in str(e.value)
