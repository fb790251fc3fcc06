"""Checks that need nothing but the config."""

import operator

from youtube8m_monet.errors import UserError

_AT_LEAST = {
    "batch_size": 1,
    "num_classes": 1,
    "max_frames": 1,
    "num_readers": 1,
    "num_epochs": 1,
    "max_steps": 1,
    "log_steps": 1,
    "top_k": 1,
    "num_gpu": 0,
    "max_bad_records": 0,
    "clip_gradient_norm": 0,
    "clip_global_norm": 0,
    "weight_decay": 0,
    "export_model_steps": 0,
    "checkpoint_steps": 0,
    "keep_checkpoints": 0,
    "metrics_steps": 0,
    "moe_num_mixtures": 1,
    "iterations": 1,
    "dbof_cluster_size": 1,
    "dbof_hidden_size": 1,
    "lstm_cells": 1,
    "lstm_layers": 1,
    "netvlad_cluster_size": 1,
    "netvlad_hidden_size": 1,
    "nextvlad_cluster_size": 1,
    "nextvlad_hidden_size": 1,
    "groups": 1,
    "expansion": 1,
    "gating_reduction": 1,
    "mix_number": 1,
    "hallucinator_layers": 1,
    "flow_size": 1,
    "num_frames": 1,
    "num_seeds": 1,
    "num_workers": 1,
    "seed": 0,
    "base_learning_rate": 0,
    "learning_rate_decay": 0,
    "regularization_penalty": 0,
    "l2_penalty": 0,
    "drop_rate": 0,
    "batch_norm_momentum": 0,
    "cl_lambda": 0,
    "alpha": 0,
    "stream_loss_weight": 0,
    "flow_weight": 0,
}
_MORE_THAN = {
    "learning_rate_decay_examples": 0,
    "learning_rate_decay_epochs": 0,
    "cl_temperature": 0,
}
_AT_MOST = {"batch_norm_momentum": 1, "flow_weight": 1}
_LESS_THAN = {"drop_rate": 1}
_LIMITS = (
    ("at least", operator.ge, _AT_LEAST),
    ("more than", operator.gt, _MORE_THAN),
    ("at most", operator.le, _AT_MOST),
    ("less than", operator.lt, _LESS_THAN),
)
_CHOICES = {
    "on_bad_record": ("fail", "skip"),
    "mixed_precision": ("", "bfloat16", "float16"),
    "align_flow": (None, "linear", "nearest", "mean"),
    "monet_variant": (None, "paper", "released"),
}


def check_config(config):
    """Checks the range of every option that a config has.

    Raises:
        UserError: At the first that is out of range.
    """
    for words, compare, limits in _LIMITS:
        for name, limit in limits.items():
            value = getattr(config, name, None)
            # What is not a number compares with none.
            if value is not None and not compare(value, limit):
                raise UserError(
                    f"--{name} is out of range.",
                    expected=f"{words} {limit}",
                    received=f"{name}={value}",
                    fix=f"Set --{name}.",
                )
    for name, choices in _CHOICES.items():
        value = getattr(config, name, choices[0])
        if value not in choices:
            raise UserError(
                f"--{name} has no such choice.",
                expected="one of " + ", ".join(c for c in choices if c),
                received=f"{name}={value!r}",
                fix=f"Set --{name}.",
            )
    if getattr(config, "segment_labels", False):
        raise UserError(
            "Segment labels are not read yet.",
            expected="labels of whole videos",
            received="segment_labels=True",
            fix="Leave --segment_labels out.",
        )


def check_training(config):
    """Checks a `TrainConfig`: ranges, and that the names exist.

    Raises:
        UserError: At the first mistake.
    """
    from youtube8m_monet.losses import get_loss
    from youtube8m_monet.training.optimizer import get_optimizer

    check_config(config)
    get_loss(config.label_loss)
    get_optimizer(config.optimizer, config.base_learning_rate)
