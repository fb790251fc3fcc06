"""What is wrong with one record."""

import dataclasses

from youtube8m_monet.errors import UserError

SKIP = "leave such records out with --on_bad_record=skip"


@dataclasses.dataclass(frozen=True)
class RecordFault:
    """What is wrong with one record.

    Args:
        what: The fault in a few words, without a full stop.
        expected: What would have been right.
        received: What came instead, written `name=value`.
        fix: The flag that mends it, or None where only leaving the record
            out helps. Begins with a capital, without a full stop.
        video_id: Of the record, or None where it cannot be known.
        ends_shard: Nothing behind the fault can be read.
    """

    what: str
    expected: str
    received: str
    fix: str | None = None
    video_id: str | None = None
    ends_shard: bool = False

    def error(self, shard, number, offset, may_skip=True):
        """Returns the `UserError` that names the record and the fault.

        Args:
            shard: The file.
            number: Of the record in the file, from 0.
            offset: Of the record in the file, in bytes.
            may_skip: Whether leaving the record out would help.
        """
        fix = "Mend the file" if self.fix is None else self.fix
        if may_skip:
            fix = f"{fix}, or {SKIP}"
        return UserError(
            f"Bad record: {self.where(shard, number, offset)}: {self.what}.",
            expected=self.expected,
            received=self.received,
            fix=f"{fix}.",
        )

    def where(self, shard, number, offset):
        """Returns the place of the record in words."""
        video = "" if self.video_id is None else f", video {self.video_id!r}"
        return f"{shard}, record {number} at byte {offset}{video}"
