"""Writes small runs, for tests that read one."""

import json

from frame_level_models import registry
from youtube8m_monet.config import TrainConfig
from youtube8m_monet.training import checkpoint

SIZES = {"rgb": 6, "audio": 4}
SMALL = {
    "num_classes": 5,
    "groups": 2,
    "nextvlad_cluster_size": 2,
    "nextvlad_hidden_size": 8,
    "gating_reduction": 2,
}


def config(model, **options):
    """Returns the config of a small model."""
    return TrainConfig(model=model, **{**SMALL, **options})


def saved_run(folder, settings, features=SIZES, judge=None):
    """Writes a run of a new model: its flags and a checkpoint.

    Returns:
        The model.
    """
    model = registry.create(settings, features, judge)
    folder.mkdir()
    flags = registry.run_flags(model, settings)
    (folder / "model_flags.json").write_text(json.dumps(flags))
    model.compile(optimizer="sgd")
    model.optimizer.build(model.trainable_variables)
    state = checkpoint.TrainingState(3, 0, 0, 24)
    checkpoint.save_checkpoint(model, str(folder), state)
    return model
