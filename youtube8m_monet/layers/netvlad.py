"""NetVLAD: local features aggregated around clusters."""

import keras
from keras import ops

from youtube8m_monet.layers.batch_norm import MOMENTUM, batch_norm
from youtube8m_monet.layers.frame_mask import frame_mask, without_padding
from youtube8m_monet.layers.l2_normalize import l2_normalize


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class NetVLAD(keras.layers.Layer):
    """Aggregates the frames of a video into one vector.

    Frames x_t are assigned softly to K clusters, and their distances to the
    centres c_k summed:

        s_t  = m_t softmax(BN(W x_t))                           [K]
        v_jk = sum_t s_tk (x_tj - c_jk)
        u_jk = v_jk / ||v_k||                intra-normalisation
        y    = flatten(u_jk) / ||u||                            [D K]

    with the frame mask m. With `batch_norm=True` this is the layer of Miech
    et al., with `batch_norm=False`, a bias instead, that of TensorFlow Addons.

    Args:
        num_clusters: K.
        batch_norm: `False`: `W x_t + b` instead of BN.
        batch_norm_momentum: Share of the moving statistics kept at a step.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`. `None`: all T.
        training: Whether the batch norm trains.

    Returns:
        `[B, D K]` in the compute dtype, the clusters fastest.

    Masking:
        Frames past `num_frames` change nothing, in training too.

    Example:
    >>> netvlad = NetVLAD(num_clusters=4)
    >>> features = np.ones((3, 5, 8), "float32")
    >>> tuple(netvlad(features, np.array([5, 2, 1])).shape)
    (3, 32)

    References:
        Arandjelovic et al. NetVLAD: CNN architecture for weakly supervised
        place recognition. CVPR 2016, arXiv:1511.07247.
        Miech, Laptev, Sivic. Learnable pooling with Context Gating for video
        classification. 2017, arXiv:1706.06905.
    """

    def __init__(
        self,
        num_clusters,
        batch_norm=True,
        batch_norm_momentum=MOMENTUM,
        **kwargs,
    ):
        super().__init__(**kwargs)
        # `num_frames` says which frames count; a mask that Keras has put on
        # the features ends here.
        self.supports_masking = True
        self.num_clusters = num_clusters
        self.batch_norm = batch_norm
        self.batch_norm_momentum = batch_norm_momentum

    def build(self, features_shape, num_frames_shape=None):
        shape = (features_shape[-1], self.num_clusters)
        stddev = features_shape[-1] ** -0.5

        def weight(name, shape):
            initializer = keras.initializers.RandomNormal(stddev=stddev)
            return self.add_weight(
                name=name, shape=shape, initializer=initializer
            )

        self.W = weight("W", shape)
        self.c = weight("c", shape)
        self.b = self.cluster_bn = None
        if self.batch_norm:
            self.cluster_bn = batch_norm(
                "cluster_bn", self.dtype_policy, self.batch_norm_momentum
            )
            self.cluster_bn.build((None, None, self.num_clusters))
        else:
            self.b = weight("b", (self.num_clusters,))

    def call(self, features, num_frames=None, training=None):
        mask = None
        if num_frames is not None:
            steps = ops.shape(features)[1]
            mask = frame_mask(num_frames, steps, self.compute_dtype)
            features = without_padding(features, num_frames)
        scores = self._scores(features, mask, training)
        assignment = ops.softmax(scores, axis=-1)
        if mask is not None:
            assignment = assignment * mask
        vlad = ops.matmul(ops.swapaxes(features, 1, 2), assignment)
        vlad = vlad - ops.sum(assignment, axis=1, keepdims=True) * self.c
        vlad = l2_normalize(vlad, 1, self.compute_dtype)
        size = vlad.shape[1] * self.num_clusters
        vlad = ops.reshape(vlad, (-1, size))
        vlad = l2_normalize(vlad, 1, self.compute_dtype)
        return ops.cast(vlad, self.compute_dtype)

    def compute_mask(self, features, previous_mask=None):
        return None

    def _scores(self, features, mask, training):
        scores = ops.matmul(features, self.W)
        if self.cluster_bn is None:
            return scores + self.b
        return self.cluster_bn(
            scores,
            mask=None if mask is None else mask[..., 0],
            training=training,
        )

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        return (features_shape[0], features_shape[-1] * self.num_clusters)

    def get_config(self):
        return {
            **super().get_config(),
            "num_clusters": self.num_clusters,
            "batch_norm": self.batch_norm,
            "batch_norm_momentum": self.batch_norm_momentum,
        }
