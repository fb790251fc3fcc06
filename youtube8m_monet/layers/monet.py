"""MoNet: imagines optical-flow features from appearance features."""

import keras
from keras import ops

from youtube8m_monet.layers.frame_mask import frame_mask, without_padding
from youtube8m_monet.layers.monet_cells import PaperCell, ReleasedCell

CELLS = {"paper": PaperCell, "released": ReleasedCell}


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class MoNet(keras.layers.Layer):
    """Hallucinates flow features with a bidirectional recursion over layers.

    Every frame starts from the state s^0 = 0 and is refined `num_layers` times
    by one shared cell, which reads the appearance of the frame and the states
    of its two neighbours one layer below:

        s^i_t = cell(x_t, s^{i-1}_{t-1}, s^{i-1}_t, s^{i-1}_{t+1}),  i = 1..L

    All frames of a layer are computed at once, so that a layer costs a few
    matrix products and no loop over time; after L layers the flow of a frame
    has seen L - 1 neighbours on either side.

    Args:
        units: D', the size of a flow feature.
        num_layers: L, the number of refinements.
        variant: `"paper"` for Eq. 6-12 of the paper (see `PaperCell`), or
            `"released"` for the authors' public code (see `ReleasedCell`).
        activation: Activation of the candidate state. `None`: `"relu"` in the
            paper variant, `"tanh"` in the released one.
        **kwargs: `name`, `dtype`, `trainable`, as for `keras.layers.Layer`.

    Call arguments:
        features: Appearance features, float `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`. `None`: all T.

    Returns:
        Flow features, `[B, T, D']` in the compute dtype.

    Masking:
        Frames past `num_frames` are zero in every layer: they change nothing
        before them, whatever they hold and however many there are.

    Raises:
        ValueError: For an unknown variant, or a size that is not positive.

    Example:
    >>> monet = MoNet(units=16, num_layers=5)
    >>> flow = monet(np.ones((2, 30, 24), "float32"), np.array([30, 7]))
    >>> tuple(flow.shape)
    (2, 30, 16)

    References:
        Tang, Ma, Zhou. Hallucinating Optical Flow Features for Video
        Classification. IJCAI 2019, arXiv:1905.11799.
    """

    def __init__(
        self,
        units=1024,
        num_layers=5,
        variant="paper",
        activation=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if variant not in CELLS:
            raise ValueError(
                f"Unknown variant. Expected one of {sorted(CELLS)}. "
                f"Received: variant={variant!r}"
            )
        for name, value in {"units": units, "num_layers": num_layers}.items():
            if value < 1:
                raise ValueError(
                    f"{name} is a count. Expected at least 1. "
                    f"Received: {name}={value}"
                )
        self.units = units
        self.num_layers = num_layers
        self.variant = variant
        self.activation = keras.activations.get(
            activation
            if activation is not None
            else CELLS[variant].default_activation
        )
        self.cell = CELLS[variant](
            units, self.activation, dtype=self.dtype_policy, name="cell"
        )

    def build(self, features_shape, num_frames_shape=None):
        self.cell.build(features_shape)
        if self.num_layers == 1:
            # Nothing reads them, so nothing is to train them.
            for weight in self.cell.state_weights:
                weight.trainable = False

    def call(self, features, num_frames=None):
        mask = None
        if num_frames is not None:
            steps = ops.shape(features)[1]
            mask = frame_mask(num_frames, steps, self.compute_dtype)
            features = without_padding(features, num_frames)
        projected = self.cell.project(features)
        state = self._masked(self.cell.first(projected), mask)
        for _ in range(self.num_layers - 1):
            state = self._masked(self.cell.refine(projected, state), mask)
        return state

    def _masked(self, state, mask):
        return state if mask is None else state * mask

    def multiply_adds(self, num_features, num_frames=1):
        """Counts the multiply-adds of the matrix products for one video.

        Args:
            num_features: D, the size of an appearance feature.
            num_frames: T, the frames of the video.

        Returns:
            For D = D': `(5 + 6 (L - 1)) D^2 T` in the paper variant,
            `(6 + 17 (L - 1)) D^2 T` in the released one.
        """
        per_frame = self.cell.input_products * num_features * self.units
        per_frame += (
            (self.num_layers - 1) * self.cell.state_products * self.units**2
        )
        return per_frame * num_frames

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (*features_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "num_layers": self.num_layers,
            "variant": self.variant,
            "activation": keras.activations.serialize(self.activation),
        }
