"""What to do about bad records, and which ones there were."""

from youtube8m_monet.errors import UserError, unknown_name

POLICIES = ("fail", "skip")
_LISTED = 5


class BadRecords:
    """What to do about bad records, and which ones there were.

    Args:
        policy: "fail" stops at the first one; "skip" leaves them out and
            counts them.
        max_bad_records: Where they are skipped: how many may be, before
            reading stops all the same.

    Raises:
        UserError: The policy is unknown, or the limit negative.
    """

    def __init__(self, policy="fail", max_bad_records=100):
        if policy not in POLICIES:
            raise unknown_name("policy", policy, POLICIES, "on_bad_record")
        if max_bad_records < 0:
            raise UserError(
                "The number of bad records that may be skipped is negative.",
                expected="0 or more",
                received=f"max_bad_records={max_bad_records}",
                fix="Set --max_bad_records.",
            )
        self._policy = policy
        self._max_bad_records = max_bad_records
        self._faults = {}

    @classmethod
    def of(cls, config):
        """Returns the policy that a config's flags ask for."""
        return cls(config.on_bad_record, config.max_bad_records)

    @property
    def skips(self):
        """Whether bad records are left out."""
        return self._policy == "skip"

    @property
    def count(self):
        """Bad records seen so far, each once however often it is read."""
        return len(self._faults)

    def add(self, shard, number, offset, fault):
        """Notes a bad record.

        Args:
            shard: The file.
            number: Of the record in the file, from 0.
            offset: Of the record in the file, in bytes.
            fault: A `RecordFault`.

        Raises:
            UserError: There are more than `max_bad_records`.
        """
        self._faults[shard, offset] = (number, fault)
        if self.count > self._max_bad_records:
            raise UserError(
                f"There are too many bad records. {self.report()}",
                expected=f"at most {self._max_bad_records}",
                received=f"bad_records={self.count}",
                fix="Mend the files, or raise --max_bad_records.",
            )

    def nothing_else(self):
        """Returns the `UserError` of data that hold bad records alone."""
        return UserError(
            f"Every record is bad. {self.report()}",
            expected="at least one good record",
            received=f"bad_records={self.count}",
            fix="Mend the files.",
        )

    def report(self):
        """Returns how many bad records there were, and where the first are."""
        if not self._faults:
            return "No bad records."
        lines = [f"Bad records left out: {self.count}"]
        lost = sum(fault.ends_shard for _, fault in self._faults.values())
        if lost:
            lines[0] += f", and all that lies behind them in {lost} shard(s)"
        for (shard, offset), (number, fault) in list(self._faults.items())[
            :_LISTED
        ]:
            place = fault.where(shard, number, offset)
            rest = ", the rest is lost" if fault.ends_shard else ""
            lines.append(f"  {place}: {fault.what}{rest} ({fault.received})")
        if self.count > _LISTED:
            lines.append(f"  and {self.count - _LISTED} more")
        return "\n".join(lines)
