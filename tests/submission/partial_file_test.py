import pytest

from youtube8m_monet.submission import partial_file
from youtube8m_monet.submission.partial_file import keep_complete_lines


@pytest.mark.parametrize("block", [1, 3, 1 << 20])
@pytest.mark.parametrize(
    ("content", "kept", "count"),
    [
        (b"", b"", 0),
        (b"half", b"", 0),
        (b"\n", b"\n", 1),
        (b"one\ntwo\n", b"one\ntwo\n", 2),
        (b"one\ntwo\nthr", b"one\ntwo\n", 2),
    ],
)
def test_cuts_the_half_line(tmp_path, monkeypatch, block, content, kept, count):
    monkeypatch.setattr(partial_file, "_BLOCK", block)
    path = tmp_path / "file"
    path.write_bytes(content)
    with open(path, "r+b") as file:
        assert keep_complete_lines(file) == count
        file.write(b"more\n")
    assert path.read_bytes() == kept + b"more\n"


def test_a_long_half_line_leaves_nothing_behind(tmp_path):
    """Longer than what is written next."""
    path = tmp_path / "file"
    path.write_bytes(b"one\ntwo and much more")
    with open(path, "r+b") as file:
        keep_complete_lines(file)
        file.write(b"2\n")
    assert path.read_bytes() == b"one\n2\n"
