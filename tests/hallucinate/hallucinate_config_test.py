import dataclasses

import pytest
from absl import flags as absl_flags

from youtube8m_monet.config import flags
from youtube8m_monet.errors import UserError
from youtube8m_monet.hallucinate.hallucinate_config import (
    HallucinateConfig,
    check_hallucinate,
)

MISTAKES = {
    "batch_size": (0, "--batch_size is out of range.", "at least 1"),
    "num_workers": (0, "--num_workers is out of range.", "at least 1"),
    "flow_storage": (
        "float16",
        "Unknown storage of flow.",
        "one of float32, uint8",
    ),
    "output_dir": ("", "There is nowhere to write the shards.", "a folder"),
    "on_bad_record": ("stop", "has no such choice.", "one of fail, skip"),
    "max_bad_records": (-1, "is out of range.", "at least 0"),
}


def test_it_becomes_flags():
    values = absl_flags.FlagValues()
    flags.define(HallucinateConfig, values)
    values(["hallucinate", "--train_dir=a", "--flow_storage=uint8"])
    assert flags.parse(HallucinateConfig, values) == HallucinateConfig(
        train_dir="a", flow_storage="uint8"
    )


def test_defaults_lack_only_a_folder():
    check_hallucinate(HallucinateConfig(output_dir="a"))


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_named(name):
    value, problem, expected = MISTAKES[name]
    config = HallucinateConfig(**{"output_dir": "a", name: value})
    with pytest.raises(UserError) as caught:
        check_hallucinate(config)
    text = str(caught.value)
    assert problem in text
    assert f"Expected: {expected}" in text
    assert f"Received: {name}={value!r}." in text
    assert f"Set --{name}" in text


def test_it_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        HallucinateConfig().train_dir = "a"
