import dataclasses

from youtube8m_monet.config.options import help_text
from youtube8m_monet.reproduce.reproduce_config import ReproduceConfig


def test_every_option_says_what_it_does():
    for field in dataclasses.fields(ReproduceConfig):
        assert help_text(field).endswith((".", "'.", ")")), field.name


def test_the_defaults_are_the_sample_and_three_seeds():
    config = ReproduceConfig()
    assert config.data == config.eval_data == ""
    assert config.num_seeds == 3


def test_the_files_of_the_tables_stay_as_they_are():
    assert ReproduceConfig().record is False
