"""From the times of one feature's frames to those of another's."""

import keras
from keras import ops

from youtube8m_monet.errors import unknown_name
from youtube8m_monet.layers.frame_mask import frame_mask, without_padding


def linear_weights(source, target, num_source, num_frames):
    """Interpolates between the two centres around a time; ends are held."""
    # In units of 1 / (2 N) frames all is whole, and float32 exact.
    unit = 2 * num_frames
    place = (2 * target + 1) * num_source - num_frames
    place = ops.clip(place, 0, unit * ops.maximum(num_source - 1, 0))
    distance = ops.abs(source * unit - place)
    # XLA rounds a / a, which has to be exactly 1.
    return ops.where(distance < unit, 1 - distance / unit, 0.0)


def nearest_weights(source, target, num_source, num_frames):
    """Takes the frame whose centre is nearest; of two, the later."""
    # Likewise: rounding cannot move a tie.
    place = (2 * target + 1) * num_source - 2 * num_frames * source
    chosen = (place >= 0) & (place < 2 * num_frames)
    return ops.cast(chosen, "float32")


def mean_weights(source, target, num_source, num_frames):
    """Averages the frames that a target frame overlaps in time."""
    start = ops.maximum(source * num_frames, target * num_source)
    end = ops.minimum((source + 1) * num_frames, (target + 1) * num_source)
    overlap = ops.maximum(end - start, 0)
    return ops.where(overlap < num_source, overlap / num_source, 1.0)


METHODS = {
    "linear": linear_weights,
    "mean": mean_weights,
    "nearest": nearest_weights,
}


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class AlignFrames(keras.layers.Layer):
    """Resamples frames to the times of another feature's frames.

    The n frames of the one feature and the N of the other span the same
    time, so that frame j of n stands for `[j / n, (j + 1) / n)`, with its
    centre at `(j + 0.5) / n`:

        y_t = sum over j of w_tj x_j      t < N, else 0

        linear    w_tj = max(0, 1 - |j - p_t|)
                  p_t  = clip((t + 0.5) n / N - 0.5, 0, n - 1)
        nearest   w_tj = 1 if j = floor((t + 0.5) n / N), else 0
        mean      w_tj = N |[j / n, (j + 1) / n) with [t / N, (t + 1) / N)|

    The weights of a valid t sum to 1, and n = N leaves the frames as they
    are. They are computed in float32 under every policy.

    Args:
        method: "linear", "nearest" or "mean".
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T', D]`.
        num_source: n, valid frames of each video in them, int `[B]`.
        num_frames: N, valid frames of the other feature, int `[B]`.
        like: The other feature, `[B, T, ...]`: only its T counts.

    Returns:
        `[B, T, D]`.

    Masking:
        Frames of `features` past `num_source` weigh nothing, and those of
        the result past `num_frames` are zero.

    Raises:
        UserError: If the method is unknown.

    Example:
    >>> align = AlignFrames("linear")
    >>> flow = np.array([[[0.0], [1.0], [9.0]]])
    >>> x = align(flow, np.array([2]), np.array([4]), np.zeros((1, 5, 1)))
    >>> print(np.array(x)[0, :, 0])
    [0.   0.25 0.75 1.   0.  ]
    """

    def __init__(self, method="linear", **kwargs):
        super().__init__(**kwargs)
        if method not in METHODS:
            raise unknown_name("alignment", method, METHODS, "align_flow")
        self.method = method

    def call(self, features, num_source, num_frames, like):
        steps = ops.shape(like)[1]
        source = ops.arange(ops.shape(features)[1], dtype="float32")
        target = ops.arange(steps, dtype="float32")[:, None]
        # TensorFlow keeps int32 arithmetic off the GPU.
        n, n_target = (
            ops.cast(count, "float32")[:, None, None]
            for count in (num_source, num_frames)
        )
        weights = METHODS[self.method](source, target, n, n_target)
        valid = frame_mask(num_frames, steps, "bool") & (source < n)
        weights = ops.where(valid, weights, 0.0)
        features = without_padding(features, num_source)
        return ops.matmul(ops.cast(weights, self.compute_dtype), features)

    def compute_output_shape(
        self,
        features_shape,
        num_source_shape=None,
        num_frames_shape=None,
        like_shape=None,
    ):
        steps = None if like_shape is None else like_shape[1]
        return (features_shape[0], steps, features_shape[-1])

    def get_config(self):
        return {**super().get_config(), "method": self.method}
