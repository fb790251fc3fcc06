import dataclasses
import math
import typing

import pytest

from youtube8m_monet.config import EvalConfig, InferenceConfig, TrainConfig
from youtube8m_monet.config.checks import check_config, check_training
from youtube8m_monet.errors import UserError
from youtube8m_monet.reproduce.reproduce_config import ReproduceConfig


@pytest.mark.parametrize("config_class", [TrainConfig, EvalConfig])
def test_defaults_pass(config_class):
    check_config(config_class())


@pytest.mark.parametrize(
    ("name", "value", "least"),
    [
        ("batch_size", 0, 1),
        ("num_classes", -1, 1),
        ("max_frames", 0, 1),
        ("num_readers", 0, 1),
        ("num_epochs", 0, 1),
        ("max_steps", 0, 1),
        ("log_steps", 0, 1),
        ("clip_gradient_norm", -0.5, 0),
        ("keep_checkpoints", -1, 0),
        ("max_bad_records", -1, 0),
        ("hallucinator_layers", 0, 1),
        ("flow_size", 0, 1),
        ("nextvlad_cluster_size", 0, 1),
    ],
)
def test_what_is_too_small_is_refused(name, value, least):
    with pytest.raises(UserError) as error:
        check_config(TrainConfig(**{name: value}))
    assert f"--{name} is out of range." in str(error.value)
    assert f"Expected: at least {least}." in str(error.value)
    assert f"Received: {name}={value}." in str(error.value)
    check_config(TrainConfig(**{name: least}))


def test_top_k_is_checked_where_it_is():
    for config_class in (EvalConfig, InferenceConfig):
        with pytest.raises(UserError, match="top_k=0"):
            check_config(config_class(top_k=0))


@pytest.mark.parametrize(
    ("name", "value", "known"),
    [
        ("on_bad_record", "ignore", "fail, skip"),
        ("mixed_precision", "float8", "bfloat16, float16"),
        ("monet_variant", "published", "paper, released"),
    ],
)
def test_unknown_choices_list_the_known_ones(name, value, known):
    with pytest.raises(UserError) as error:
        check_config(TrainConfig(**{name: value}))
    assert f"Expected: one of {known}." in str(error.value)
    assert f"Received: {name}={value!r}." in str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "known"),
    [
        ("label_loss", "Cross", "CrossEntropyLoss"),
        ("optimizer", "Adamm", "AdamW"),
    ],
)
def test_training_needs_known_names(name, value, known):
    check_training(TrainConfig())
    with pytest.raises(UserError) as error:
        check_training(dataclasses.replace(TrainConfig(), **{name: value}))
    assert f"{name}={value!r}" in str(error.value)
    assert known in str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "limit"),
    [
        ("learning_rate_decay_examples", 0, "more than 0"),
        ("learning_rate_decay_epochs", 0, "more than 0"),
        ("cl_temperature", 0, "more than 0"),
        ("drop_rate", 1, "less than 1"),
        ("flow_weight", 1.1, "at most 1"),
        ("batch_norm_momentum", 2, "at most 1"),
        ("seed", -1, "at least 0"),
        ("l2_penalty", -1, "at least 0"),
    ],
)
def test_limits_on_either_side(name, value, limit):
    with pytest.raises(UserError) as error:
        check_config(TrainConfig(**{name: value}))
    assert f"Expected: {limit}." in str(error.value)
    assert f"Received: {name}={value}." in str(error.value)


def test_nothing_may_be_no_number():
    hints = typing.get_type_hints(TrainConfig)
    floats = [
        name for name, hint in hints.items() if hint in (float, float | None)
    ]
    assert len(floats) > 15
    for name in floats:
        with pytest.raises(UserError, match=f"{name}=nan"):
            check_config(TrainConfig(**{name: math.nan}))


@pytest.mark.parametrize("name", ["num_seeds", "num_workers"])
def test_a_reproduction_needs_a_run(name):
    check_config(ReproduceConfig())
    with pytest.raises(UserError, match=f"{name}=0"):
        check_config(ReproduceConfig(**{name: 0}))
