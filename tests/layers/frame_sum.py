"""Makes a vector of what a layer gives for every frame."""

import keras
from keras import ops


class FrameSum(keras.layers.Layer):
    """Sums the outputs of a layer with a weight for every place in time.

    `check_padding_invariance` compares outputs of one shape, so a layer from
    frames to frames needs this around it. Padding is in the sum, too.
    """

    def __init__(self, layer, **kwargs):
        super().__init__(**kwargs)
        self.layer = layer

    def build(self, features_shape, num_frames_shape=None):
        self.layer.build(features_shape)

    def call(self, features, num_frames):
        frames = self.layer(features, num_frames)
        places = ops.arange(ops.shape(frames)[1], dtype="float32")
        return ops.sum(frames * ops.cos(places)[:, None], axis=1)
