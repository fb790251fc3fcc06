import dataclasses

import pytest

from youtube8m_monet.config import EvalConfig, InferenceConfig, TrainConfig

# The defaults of the starter's scripts, where ours do not follow the model.
STARTER = {
    TrainConfig: {
        "train_dir": "/tmp/yt8m_model/",
        "train_data_pattern": "",
        "model": "LogisticModel",
        "start_new_model": False,
        "segment_labels": False,
        "num_gpu": 1,
        "batch_size": 1024,
        "label_loss": "CrossEntropyLoss",
        "regularization_penalty": 1.0,
        "base_learning_rate": 0.01,
        "learning_rate_decay": 0.95,
        "learning_rate_decay_examples": 4000000,
        "num_epochs": 5,
        "max_steps": None,
        "export_model_steps": 1000,
        "num_readers": 8,
        "optimizer": "AdamOptimizer",
        "clip_gradient_norm": 1.0,
        "log_device_placement": False,
    },
    EvalConfig: {
        "train_dir": "/tmp/yt8m_model/",
        "eval_data_pattern": "",
        "segment_labels": False,
        "batch_size": 1024,
        "num_readers": 8,
        "run_once": False,
        "top_k": 20,
    },
    InferenceConfig: {
        "train_dir": "",
        "input_data_pattern": "",
        "output_file": "",
        "output_model_tgz": "",
        "input_model_tgz": "",
        "untar_model_dir": "/tmp/yt8m-model",
        "segment_labels": False,
        "segment_max_pred": 25000,
        "segment_label_ids_file": "",
        "batch_size": 8192,
        "num_readers": 1,
        "top_k": 20,
    },
}


@pytest.mark.parametrize("config_class", STARTER)
def test_the_starters_flags_and_defaults(config_class):
    config = dataclasses.asdict(config_class())
    assert STARTER[config_class].items() <= config.items()


def test_configs_do_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        TrainConfig().seed = 1
