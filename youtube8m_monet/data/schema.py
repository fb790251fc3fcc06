"""What the flags ask of a data set's records."""

import dataclasses

from youtube8m_monet.errors import UserError

KINDS = ("frame", "video")


@dataclasses.dataclass(frozen=True)
class RecordSchema:
    """What the flags ask of a data set's records.

    Args:
        kind: "frame" (SequenceExamples, one feature vector a frame) or
            "video" (Examples, one feature vector a video).
        features: Feature names and sizes: a dict, or pairs `(name, size)`.
        num_classes: Labels lie in `[0, num_classes)`.
        max_frames: Frames past this many are cut off.
        free_lengths: Names of features that may have another number of
            frames than the others, e.g. `("flow",)`.
        of_run: Whether it is that of a finished run, which no flag changes.

    Raises:
        UserError: A feature of free length is not read, or there is no other
            one whose times it could follow.

    Example:
    >>> schema = RecordSchema("frame", {"rgb": 1024, "audio": 128}, 3862)
    >>> schema.features
    (('rgb', 1024), ('audio', 128))
    """

    kind: str
    features: tuple
    num_classes: int
    max_frames: int = 300
    free_lengths: tuple = ()
    of_run: bool = dataclasses.field(default=False, compare=False)

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}: {self.kind!r}")
        features = dict(self.features).items()
        object.__setattr__(self, "features", tuple(features))
        object.__setattr__(self, "free_lengths", tuple(self.free_lengths))
        free, names = set(self.free_lengths), set(self.feature_names)
        if free and not free < names:
            raise UserError(
                "Features of another length need one to be aligned to.",
                expected=f"{', '.join(self.free_lengths)} and other features",
                received=f"feature_names={','.join(self.feature_names)!r}",
                fix="Set --feature_names, e.g. --feature_names=rgb,flow.",
            )

    def fix(self, flag):
        """Returns how to mend records that do not fit what a flag says."""
        if self.of_run:
            return "Read records like those that the run was trained on"
        return f"Set --{flag}"

    @property
    def feature_names(self):
        """The names of the features, in order."""
        return tuple(name for name, _ in self.features)

    @property
    def main_feature(self):
        """The name of the first feature whose length is not free."""
        free = self.free_lengths
        return next(name for name in self.feature_names if name not in free)
