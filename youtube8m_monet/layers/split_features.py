"""How models treat the several features of a frame."""

import itertools

from keras import ops


def split_features(features, sizes):
    """Returns the parts of concatenated features.

    Args:
        features: `[..., sum of sizes]`.
        sizes: The size of every part.
    """
    if len(sizes) == 1:
        return [features]
    ends = list(itertools.accumulate(sizes))
    return ops.split(features, ends[:-1], axis=-1)


def halved(count, index):
    """Returns `count` for the first feature, half as many for the others.

    Rounded down, at least 1: the rule by which the VLAD models give audio
    half of the clusters (and groups) of video.
    """
    return count if index == 0 else max(1, count // 2)
