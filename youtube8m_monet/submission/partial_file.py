"""What an interrupted writer left behind."""

_BLOCK = 1 << 20


def keep_complete_lines(file):
    """Cuts a half-written last line off and returns how many lines stay.

    Args:
        file: Binary file open for reading and writing; left at its end.
    """
    count = end = position = 0
    file.seek(0)
    while block := file.read(_BLOCK):
        newlines = block.count(b"\n")
        if newlines:
            count += newlines
            end = position + block.rindex(b"\n") + 1
        position += len(block)
    file.truncate(end)
    file.seek(end)
    return count


def last_line(file):
    """Returns the last line of a file of complete lines, without its end.

    Args:
        file: Binary file open for reading; left at its end.
    """
    end = file.seek(0, 2)
    start, tail = end, b""
    while start and b"\n" not in tail[:-1]:
        start = max(0, start - _BLOCK)
        file.seek(start)
        tail = file.read(end - start)
    file.seek(end)
    return tail[:-1].rpartition(b"\n")[2]
