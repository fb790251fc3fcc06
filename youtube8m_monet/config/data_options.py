"""The options that say what is read, and how."""

import dataclasses

from youtube8m_monet.config.options import option


@dataclasses.dataclass(frozen=True)
class FeatureOptions:
    """What a record holds."""

    feature_names: str | None = option(
        None,
        "Features to read, comma separated. Default: what the model needs: "
        "rgb,audio; rgb,flow to hallucinate; mean_rgb at video level.",
    )
    feature_sizes: str | None = option(
        None,
        "Sizes of the features, comma separated. Default: 1024 for rgb, 128 "
        "for audio, and so on.",
    )
    frame_features: bool | None = option(
        None,
        "Whether the records are frame-level (SequenceExample). Default: as "
        "the model needs.",
    )
    segment_labels: bool = option(
        False, "Refused: labels of 5-second segments are not read yet."
    )
    max_frames: int = option(
        300, "Frames read of a video; what is longer is cut."
    )
    align_flow: str | None = option(
        None,
        "Flow that has another number of frames is resampled to the times of "
        "appearance: linear, nearest or mean.",
    )


@dataclasses.dataclass(frozen=True)
class ReadingOptions:
    """How records are read."""

    num_readers: int = option(8, "Shards read at the same time.")
    on_bad_record: str = option(
        "fail", "At a corrupt or unfit record: fail, or skip and count it."
    )
    max_bad_records: int = option(
        100, "With --on_bad_record=skip: give up beyond this many."
    )
