import datetime
import tomllib

from youtube8m_monet.reproduce import measured
from youtube8m_monet.reproduce.experiment import Experiment

COMMAND = """command --set='a=1
    b=2' --data="train*\\x" """


class Measured:
    """Results of one row."""

    def __init__(self, path, value):
        row = Experiment.read(str(path))
        self.table = type("Table", (), {"rows": [row]})
        self.value = value

    def cells(self, row):
        return {"R2": (self.value, 0.01)}


def test_a_section_is_written_and_replaced(tmp_path):
    path = tmp_path / "row.toml"
    stated = '# Why.\ntitle = "Row"\n\n[paper]\n"R2" = 0.5\n'
    path.write_text(stated)
    for value in (0.25, 0.75):
        measured.record(Measured(path, value), COMMAND)
    text = path.read_text()
    assert text.startswith(stated)
    found = tomllib.loads(text)["measured"]
    assert found["command"] == COMMAND
    assert found["R2"] == [0.75, 0.01]
    assert found["date"] == datetime.date.today()
    assert "CPU cores" in found["hardware"]
