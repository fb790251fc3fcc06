"""Flow features as the records hold them, at the times of the frames."""

import keras

from youtube8m_monet.errors import UserError
from youtube8m_monet.layers.align_frames import AlignFrames
from youtube8m_monet.layers.frame_features import FrameFeatures


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class RecordedFlow(keras.layers.Layer):
    """Reads the flow of records and aligns it to the appearance frames.

        s = AlignFrames(FrameFeatures(flow), num_flow, num_frames)

    without L2-normalisation: what MoNet is to imagine is the flow itself.

    Args:
        feature: Name of the feature that holds the flow.
        align: How its frames come to the times of the others: "linear",
            "nearest" or "mean", as for `AlignFrames`. `None`: it has as many
            frames as they have.
        like: Name of the feature whose frames it is aligned to.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        inputs: Dict of the features, uint8 or float, and `"num_frames"`, int
            `[B]`: the flow `[B, T', D]` and `like` `[B, T, ...]`. With
            `align` also the flow's own number of frames, `"num_flow"` (of a
            feature of another name, `"num_"` and that name), int `[B]`.

    Returns:
        `[B, T, D]` in the compute dtype.

    Masking:
        Frames past `num_frames` are zero, and those of the flow past
        `num_flow` count for nothing, whatever they held.

    Raises:
        UserError: If the alignment is unknown, or an input is missing.

    Example:
    >>> recorded = RecordedFlow(align="mean")
    >>> x = recorded(
    ...     {
    ...         "rgb": np.zeros((1, 3, 8), "uint8"),
    ...         "num_frames": np.array([2]),
    ...         "flow": np.array([[[1.0], [3.0], [5.0], [7.0]]]),
    ...         "num_flow": np.array([4]),
    ...     }
    ... )
    >>> print(np.array(x)[0, :, 0])
    [2. 6. 0.]
    """

    def __init__(self, feature="flow", align=None, like="rgb", **kwargs):
        # `FrameFeatures` casts; Keras would round float features before it.
        super().__init__(autocast=False, **kwargs)
        self.feature = feature
        self.align = align
        self.like = like
        self.frame_features = FrameFeatures(
            [feature], l2_normalize=False, dtype=self.dtype_policy
        )
        self.align_frames = (
            None
            if align is None
            else AlignFrames(align, dtype=self.dtype_policy)
        )

    def build(self, inputs_shape=None):
        # Without this, Keras traces `call` in search of weights.
        self.built = True

    def call(self, inputs):
        if self.align_frames is None:
            return self.frame_features(inputs)
        num_source = self._input(inputs, f"num_{self.feature}")
        like = self._input(inputs, self.like)
        flow = self.frame_features({**inputs, "num_frames": num_source})
        return self.align_frames(flow, num_source, inputs["num_frames"], like)

    def _input(self, inputs, name):
        if name not in inputs:
            raise UserError(
                f"Aligning {self.feature!r} needs the input {name!r}.",
                expected=f"inputs with {name!r}",
                received=f"inputs={sorted(inputs)}",
                fix="Set --feature_names and --align_flow for what the "
                "records hold.",
            )
        return inputs[name]

    def compute_output_shape(self, inputs_shape):
        size = inputs_shape[self.feature][-1]
        timed = self.feature if self.align is None else self.like
        return (*inputs_shape[timed][:2], size)

    def get_config(self):
        return {
            **super().get_config(),
            "feature": self.feature,
            "align": self.align,
            "like": self.like,
        }
