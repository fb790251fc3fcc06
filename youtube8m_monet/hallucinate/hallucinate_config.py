"""The configuration of `python -m youtube8m_monet.hallucinate`."""

import dataclasses

from youtube8m_monet.config.checks import check_config
from youtube8m_monet.config.options import option
from youtube8m_monet.errors import UserError, unknown_name
from youtube8m_monet.hallucinate.flow_adder import STORAGES


@dataclasses.dataclass(frozen=True)
class HallucinateConfig:
    """What a hallucination does."""

    train_dir: str = option(
        "", "Folder of a run whose model has a hallucinator, local or gs://."
    )
    input_data_pattern: str = option(
        "",
        "Glob of the shards, local or gs://, comma separated. Empty: all "
        "videos of the built-in sample.",
    )
    output_dir: str = option(
        "", "Folder for the shards with flow, local or gs://."
    )
    flow_storage: str = option(
        "float32",
        "How flow is stored: float32, or uint8, a quarter of the size, which "
        "rounds to 4/255 and clips what lies outside [-2, 2].",
    )
    batch_size: int = option(32, "Videos a batch.")
    num_workers: int = option(
        1, "Processes that share the shards, each with the model."
    )
    on_bad_record: str = option(
        "fail", "At a corrupt or unfit record: fail, or skip and count it."
    )
    max_bad_records: int = option(
        100,
        "With --on_bad_record=skip: give up at a shard with more than this "
        "many.",
    )


def check_hallucinate(config):
    """Checks a `HallucinateConfig`: ranges and names.

    Raises:
        UserError: At the first mistake.
    """
    check_config(config)
    if config.flow_storage not in STORAGES:
        raise unknown_name(
            "storage of flow", config.flow_storage, STORAGES, "flow_storage"
        )
    if not config.output_dir:
        raise UserError(
            "There is nowhere to write the shards.",
            expected="a folder",
            received="output_dir=''",
            fix="Set --output_dir.",
        )
