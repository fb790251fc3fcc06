"""The configuration of `python -m youtube8m_monet.reproduce`."""

import dataclasses

from youtube8m_monet.config.options import option


@dataclasses.dataclass(frozen=True)
class ReproduceConfig:
    """What a reproduction does."""

    data: str = option(
        "",
        "Glob of the shards to train on, comma separated. Empty: the built-in "
        "sample that the table names.",
    )
    eval_data: str = option(
        "", "Glob of the held-out shards; --leave_one_out needs none."
    )
    leave_one_out: bool = option(
        False,
        "Hold out each video of --data once and train on the others; for data "
        "of a few videos.",
    )
    num_seeds: int = option(3, "Seeds; the table has their mean and spread.")
    num_workers: int | None = option(
        None, "Runs at the same time. Default: one a CPU core; set 1 on a GPU."
    )
    run_dir: str = option(
        "runs/reproduce",
        "Folder of all runs; those that are finished there are not run again.",
    )
    set: str = option(
        "",
        "Flags of train.py for every run, without dashes and separated by "
        "spaces, e.g. --set='batch_size=64 num_classes=400'.",
    )
    experiments: str = option("experiments", "Folder of the tables.")
    record: bool = option(
        False, "Write what was measured into the rows' files."
    )
