"""What became of a shard."""

import dataclasses
import os


@dataclasses.dataclass(frozen=True)
class ShardResult:
    """What became of a shard.

    Args:
        path: The shard with flow.
        num_records: Records written, `None` where it was there already.
        seconds: That took.
        num_values: Values of flow written.
        num_clipped: How many of them lay outside what the storage holds.
        bad_records: `BadRecords.report()`, empty where there were none.
    """

    path: str
    num_records: int | None = None
    seconds: float = 0.0
    num_values: int = 0
    num_clipped: int = 0
    bad_records: str = ""

    @property
    def was_there(self):
        """Whether there was nothing to do."""
        return self.num_records is None

    def line(self):
        """Returns the result in words.

        Example:
        >>> print(ShardResult("out/a.tfrecord", 30, 0.5).line())
        a.tfrecord: 30 records, 60.0 videos/s
        """
        name = os.path.basename(self.path)
        if self.was_there:
            return f"{name}: there already"
        speed = self.num_records / max(self.seconds, 1e-9)
        line = f"{name}: {self.num_records} records, {speed:.1f} videos/s"
        if self.bad_records:
            line += (
                f"\n{self.bad_records}\n  Once they are mended, delete "
                f"{self.path} and give the same command."
            )
        return line


def summary(results, output_dir):
    """Returns what became of all shards, in a few sentences.

    Args:
        results: `ShardResult`s.
        output_dir: Where the shards are.
    """
    new = [result for result in results if not result.was_there]
    records = sum(result.num_records for result in new)
    text = f"Flow of {records} videos in {len(new)} shards: {output_dir}"
    if len(new) < len(results):
        text += f" ({len(results) - len(new)} more were there already)"
    clipped = sum(result.num_clipped for result in new)
    if clipped:
        share = clipped / sum(result.num_values for result in new)
        text += (
            f"\n{share:.2%} of the values of flow lay outside [-2, 2] and were "
            "clipped; --flow_storage=float32, into another --output_dir, "
            "keeps them."
        )
    return text
