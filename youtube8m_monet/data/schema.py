"""What the flags ask of a data set's records."""

import dataclasses

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

    Example:
    >>> schema = RecordSchema("frame", {"rgb": 1024, "audio": 128}, 3862)
    >>> schema.features
    (('rgb', 1024), ('audio', 128))
    """

    kind: str
    features: tuple
    num_classes: int
    max_frames: int = 300

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}: {self.kind!r}")
        features = dict(self.features).items()
        object.__setattr__(self, "features", tuple(features))

    @property
    def feature_names(self):
        """The names of the features, in order."""
        return tuple(name for name, _ in self.features)
