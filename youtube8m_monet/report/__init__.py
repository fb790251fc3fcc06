"""What people read at the end: tables."""

from youtube8m_monet.report.evaluation_report import evaluation_report
from youtube8m_monet.report.flow_weight_table import (
    best_flow_weight,
    flow_weight_table,
)
from youtube8m_monet.report.hallucination_table import hallucination_table
from youtube8m_monet.report.stream_table import stream_table

__all__ = [
    "best_flow_weight",
    "evaluation_report",
    "flow_weight_table",
    "hallucination_table",
    "stream_table",
]
