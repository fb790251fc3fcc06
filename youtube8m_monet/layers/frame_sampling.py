"""Random frames of each video."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class FrameSampling(keras.layers.Layer):
    """Draws frames from the valid frames of each video, with replacement.

    Args:
        num_samples: S, the frames to draw.
        random_frames: `False`: S consecutive frames from a random start; a
            shorter video is read to its end and its last frame repeated.
        seed: Seed of the draws. `None`: from Keras's global seed.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`.

    Returns:
        `[B, S, D]`.

    Example:
    >>> sampling = FrameSampling(num_samples=30)
    >>> sample = sampling(np.ones((2, 8, 4)), np.array([8, 3]))
    >>> tuple(sample.shape)
    (2, 30, 4)
    """

    def __init__(self, num_samples, random_frames=True, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.num_samples = num_samples
        self.random_frames = random_frames
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, features, num_frames):
        batch, steps, size = ops.shape(features)
        count = ops.cast(num_frames, "int32")[:, None]
        if self.random_frames:
            index = self._below(count, (batch, self.num_samples))
        else:
            starts = ops.maximum(count - self.num_samples, 0) + 1
            index = self._below(starts, (batch, 1))
            index = index + ops.arange(self.num_samples, dtype="int32")
        index = ops.clip(index, 0, ops.maximum(count - 1, 0))
        first = ops.arange(batch, dtype="int32")[:, None] * steps
        rows = ops.reshape(features, (-1, size))
        return ops.take(rows, first + index, axis=0)

    def _below(self, bounds, shape):
        """Returns random integers in [0, bound)."""
        uniform = keras.random.uniform(shape, seed=self.seed_generator)
        return ops.cast(uniform * ops.cast(bounds, "float32"), "int32")

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (features_shape[0], self.num_samples, features_shape[-1])

    def get_config(self):
        return {
            **super().get_config(),
            "num_samples": self.num_samples,
            "random_frames": self.random_frames,
            "seed": self.seed,
        }
