"""Kaggle submissions: the format, and a writer that can resume."""

from youtube8m_monet.submission.format import HEADER, format_predictions
from youtube8m_monet.submission.submission_writer import SubmissionWriter

__all__ = ["HEADER", "SubmissionWriter", "format_predictions"]
