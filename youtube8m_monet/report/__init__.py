"""What people read at the end: tables."""

from youtube8m_monet.report.cost_table import cost_notes, cost_table
from youtube8m_monet.report.evaluation_report import evaluation_report
from youtube8m_monet.report.experiment_table import experiment_table
from youtube8m_monet.report.flow_weight_table import (
    best_flow_weight,
    flow_weight_table,
)
from youtube8m_monet.report.hallucination_table import hallucination_table
from youtube8m_monet.report.stream_table import stream_table

__all__ = [
    "best_flow_weight",
    "cost_notes",
    "cost_table",
    "evaluation_report",
    "experiment_table",
    "flow_weight_table",
    "hallucination_table",
    "stream_table",
]
