"""Flow hallucinated once, and kept in the records."""
