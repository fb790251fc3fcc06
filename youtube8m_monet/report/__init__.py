"""What people read at the end: tables."""

from youtube8m_monet.report.stream_table import stream_table

__all__ = ["stream_table"]
