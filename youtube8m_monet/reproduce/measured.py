"""Writes what was measured into the files of a table's rows."""

import datetime
import json
import os
import platform

from youtube8m_monet.files import write_text

_HEADING = "\n[measured]\n"


def record(results, command):
    """Writes or replaces the section `[measured]` of every row.

    Args:
        results: The `Results`.
        command: The command line that measured them.
    """
    for row in results.table.rows:
        with open(row.path, encoding="utf-8") as file:
            stated = file.read().partition(_HEADING)[0]
        lines = [
            f"command = {json.dumps(command)}",
            f'hardware = "{os.cpu_count()} CPU cores, {platform.machine()}"',
            f"date = {datetime.date.today()}",
        ]
        for column, (mean, deviation) in results.cells(row).items():
            lines.append(f'"{column}" = [{mean:.4f}, {deviation:.4f}]')
        write_text(row.path, stated + _HEADING + "\n".join(lines) + "\n")
