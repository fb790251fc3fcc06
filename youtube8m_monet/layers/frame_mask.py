"""Which frames of a padded batch are real."""

from keras import ops


def frame_mask(num_frames, num_steps, dtype="float32"):
    """Returns 1 for valid frames and 0 for padding.

    Args:
        num_frames: Valid frames of each video, int `[B]`.
        num_steps: T, the frames of the padded batch.
        dtype: Type of the mask.

    Returns:
        `[B, T, 1]` in `dtype`.
    """
    steps = ops.arange(num_steps, dtype="int32")
    valid = steps[None, :] < ops.cast(num_frames, "int32")[:, None]
    return ops.cast(valid, dtype)[..., None]


def without_padding(features, num_frames):
    """Returns `[B, T, D]` with zeros past `num_frames`, whatever is there."""
    mask = frame_mask(num_frames, ops.shape(features)[1], "bool")
    return ops.where(mask, features, 0)
