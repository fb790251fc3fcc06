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
