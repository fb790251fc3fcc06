"""Records on disk to batches of tensors."""

from youtube8m_monet.data.bad_records import BadRecords
from youtube8m_monet.data.evaluation_dataset import evaluation_dataset
from youtube8m_monet.data.explained_failures import explained_failures
from youtube8m_monet.data.failure import explain_failure, is_record_failure
from youtube8m_monet.data.layout_detection import detect_layout
from youtube8m_monet.data.position import Position
from youtube8m_monet.data.position_tracker import PositionTracker
from youtube8m_monet.data.record_layout import RecordLayout
from youtube8m_monet.data.schema import RecordSchema
from youtube8m_monet.data.shards import estimate_num_records, list_shards
from youtube8m_monet.data.source import open_records
from youtube8m_monet.data.training_dataset import (
    TrainingData,
    training_dataset,
)

__all__ = [
    "BadRecords",
    "Position",
    "PositionTracker",
    "RecordLayout",
    "RecordSchema",
    "TrainingData",
    "detect_layout",
    "estimate_num_records",
    "evaluation_dataset",
    "explain_failure",
    "explained_failures",
    "is_record_failure",
    "list_shards",
    "open_records",
    "training_dataset",
]
