"""What eval.py prints at the end."""

from youtube8m_monet.metrics.evaluator import format_summary
from youtube8m_monet.report.flow_weight_table import flow_weight_table
from youtube8m_monet.report.hallucination_table import hallucination_table
from youtube8m_monet.report.stream_table import stream_table


def evaluation_report(step, streams, true_flow=False):
    """Returns the starter code's line, and a table for each further question.

    Args:
        step: The checkpoint's.
        streams: What `evaluate` returns.
        true_flow: Whether a two-stream model read the records' flow.
    """
    parts = []
    if "predictions" in streams:
        parts.append(format_summary(step, streams["predictions"]))
    if {"rgb_predictions", "target_predictions"} & set(streams):
        parts.append(stream_table(streams, true_flow))
    if "flow" in streams:
        parts.append(hallucination_table(streams["flow"]))
    if any(isinstance(name, float) for name in streams):
        parts.append(flow_weight_table(streams))
    return "\n".join(parts)
