"""From the features as stored to what the models read."""

import keras
from keras import ops

from youtube8m_monet.errors import UserError
from youtube8m_monet.layers.frame_mask import frame_mask
from youtube8m_monet.layers.l2_normalize import inverse_norm

MIN_VALUE, MAX_VALUE = -2.0, 2.0


def dequantize(codes):
    """Returns the float32 values in [-2, 2] that uint8 codes stand for.

    A code stands for the middle of its interval, by the starter's formula:
    `codes * 4 / 255 + 4 / 512 - 2`.
    """
    width = MAX_VALUE - MIN_VALUE
    return ops.cast(codes, "float32") * (width / 255) + (
        width / 512 + MIN_VALUE
    )


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class FrameFeatures(keras.layers.Layer):
    """Dequantises, masks, concatenates and L2-normalises features.

        x_t = concatenation over the names of the features of frame t
        y_t = x_t / sqrt(max(sum(x_t^2), 1e-12))     t < num_frames, else 0

    uint8 features are dequantised, float features taken as they are. The sums
    are computed in float32 under every policy.

    Args:
        names: The features to read, in the order in which to concatenate them.
        l2_normalize: Whether to L2-normalise.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        inputs: Dict of the features, uint8 or float: `[B, T, D]` frames with
            `"num_frames"`, int `[B]`, or `[B, D]` for features of whole
            videos. Other entries are ignored. A `keras.Input` for codes
            needs `dtype="uint8"`: by default Keras makes floats of them.

    Returns:
        `[B, T, sum of D]`, or `[B, sum of D]`, in the compute dtype.

    Masking:
        Frames past `num_frames` are zero, whatever they held.

    Raises:
        UserError: If a feature is missing.

    Example:
    >>> layer = FrameFeatures(["rgb", "audio"])
    >>> rgb = np.full((1, 2, 3), 255, "uint8")
    >>> audio = np.full((1, 2, 1), 255, "uint8")
    >>> num_frames = np.array([1])
    >>> x = layer({"rgb": rgb, "audio": audio, "num_frames": num_frames})
    >>> print(np.array(x))
    [[[0.5 0.5 0.5 0.5]
      [0.  0.  0.  0. ]]]
    """

    def __init__(self, names, l2_normalize=True, **kwargs):
        # Keras would round float features to the compute dtype beforehand.
        super().__init__(autocast=False, **kwargs)
        self.names = list(names)
        self.l2_normalize = l2_normalize

    def call(self, inputs):
        parts = [self._feature(inputs, name) for name in self.names]
        if self.l2_normalize:
            squares = sum(
                ops.sum(ops.square(x), axis=-1, keepdims=True) for x in parts
            )
            scale = inverse_norm(squares, self.compute_dtype)
            parts = [x * scale for x in parts]
        if len(parts[0].shape) == 3:
            steps = ops.shape(parts[0])[1]
            mask = frame_mask(inputs["num_frames"], steps, "bool")
            parts = [ops.where(mask, x, 0.0) for x in parts]
        parts = [ops.cast(x, self.compute_dtype) for x in parts]
        return ops.concatenate(parts, axis=-1) if len(parts) > 1 else parts[0]

    def _feature(self, inputs, name):
        if name not in inputs:
            raise UserError(
                "A feature that the model reads is missing.",
                expected=f"the features {', '.join(self.names)}",
                received=f"inputs={sorted(inputs)}",
                fix="Set --feature_names to features that the records hold.",
            )
        values = ops.convert_to_tensor(inputs[name])
        if keras.backend.standardize_dtype(values.dtype) == "uint8":
            return dequantize(values)
        return ops.cast(values, "float32")

    def compute_output_shape(self, inputs_shape):
        total = sum(inputs_shape[name][-1] for name in self.names)
        return (*inputs_shape[self.names[0]][:-1], total)

    def get_config(self):
        return {
            **super().get_config(),
            "names": list(self.names),
            "l2_normalize": self.l2_normalize,
        }
