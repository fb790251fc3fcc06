"""What a run is told: one frozen dataclass a script."""

from youtube8m_monet.config.configs import (
    EvalConfig,
    InferenceConfig,
    TrainConfig,
)
from youtube8m_monet.config.features import resolve_features

__all__ = ["EvalConfig", "InferenceConfig", "TrainConfig", "resolve_features"]
