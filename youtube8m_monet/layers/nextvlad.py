"""NeXtVLAD: local features in groups, aggregated around clusters."""

import keras
from keras import ops

from youtube8m_monet.errors import UserError
from youtube8m_monet.layers.batch_norm import MOMENTUM, batch_norm
from youtube8m_monet.layers.frame_mask import frame_mask, without_padding
from youtube8m_monet.layers.l2_normalize import l2_normalize


def group_size(feature_size, groups, expansion):
    """Returns the size of a group, `expansion * feature_size / groups`.

    Raises:
        UserError: If that is not a whole number.
    """
    size, remainder = divmod(expansion * feature_size, groups)
    if remainder:
        raise UserError(
            "NeXtVLAD cannot cut the expanded feature into equal groups.",
            expected="groups that divide expansion * feature size = "
            f"{expansion * feature_size}",
            received=f"groups={groups}, expansion={expansion}, "
            f"feature size={feature_size}",
            fix="Change --groups or --expansion.",
        )
    return size


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class NeXtVLAD(keras.layers.Layer):
    """Aggregates the frames of a video into one vector.

    A frame x_t is expanded by lambda and cut into G groups; each group is
    assigned softly to K clusters, weighed by an attention of its own:

        e_t    = W_e x_t + b_e                                [lambda D]
        e_tg   = part g of e_t                                [lambda D / G]
        a_t    = m_t sigmoid(W_a e_t + b_a)                   [G]
        s_tg   = softmax over k of (BN(W_c e_t))_gk           [K]
        v_jk   = sum_tg a_tg s_tgk (e_tgj - c_jk)
        y      = BN(flatten(v_jk / ||v_k||))                  [lambda D / G * K]

    with the frame mask m.

    Args:
        num_clusters: K.
        groups: G.
        expansion: lambda.
        masked_batch_norm: Whether the batch norm of the assignment counts
            valid frames only when it trains. `False`: padding too, as in the
            authors' code.
        batch_norm_momentum: Share of the moving statistics kept at a step.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        features: `[B, T, D]`.
        num_frames: Valid frames of each video, int `[B]`. `None`: all T.
        training: Whether batch norms train.

    Returns:
        `[B, lambda D / G * K]` in the compute dtype, the clusters fastest.

    Masking:
        Frames past `num_frames` change nothing, in training too, unless
        `masked_batch_norm=False`.

    Raises:
        UserError: If `groups` does not divide `expansion * D`.

    Example:
    >>> nextvlad = NeXtVLAD(num_clusters=4, groups=2)
    >>> features = np.ones((3, 5, 8), "float32")
    >>> tuple(nextvlad(features, np.array([5, 2, 1])).shape)
    (3, 32)

    References:
        Lin, Xiao, Fan. NeXtVLAD: An Efficient Neural Network to Aggregate
        Frame-level Features for Large-scale Video Classification. 2018,
        arXiv:1811.05014.
    """

    def __init__(
        self,
        num_clusters,
        groups=8,
        expansion=2,
        masked_batch_norm=True,
        batch_norm_momentum=MOMENTUM,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.num_clusters = num_clusters
        self.groups = groups
        self.expansion = expansion
        self.masked_batch_norm = masked_batch_norm
        self.batch_norm_momentum = batch_norm_momentum

    def build(self, features_shape, num_frames_shape=None):
        expanded = self.expansion * features_shape[-1]
        size = group_size(features_shape[-1], self.groups, self.expansion)
        assignments = self.groups * self.num_clusters

        def weight(name, *shape):
            return self.add_weight(
                name=name, shape=shape, initializer="he_normal"
            )

        def bias(name, units):
            return self.add_weight(
                name=name, shape=(units,), initializer="zeros"
            )

        self.W_e = weight("W_e", features_shape[-1], expanded)
        self.b_e = bias("b_e", expanded)
        self.W_a = weight("W_a", expanded, self.groups)
        self.b_a = bias("b_a", self.groups)
        self.W_c = weight("W_c", expanded, assignments)
        self.c = weight("c", size, self.num_clusters)
        self.cluster_bn = self._norm("cluster_bn", (None, None, assignments))
        self.vlad_bn = self._norm("vlad_bn", (None, size * self.num_clusters))

    def _norm(self, name, shape):
        norm = batch_norm(name, self.dtype_policy, self.batch_norm_momentum)
        norm.build(shape)
        return norm

    def call(self, features, num_frames=None, training=None):
        mask = bn_mask = None
        if num_frames is not None:
            steps = ops.shape(features)[1]
            mask = frame_mask(num_frames, steps, self.compute_dtype)
        if mask is not None and self.masked_batch_norm:
            bn_mask = mask[..., 0]
            features = without_padding(features, num_frames)
        expanded = ops.matmul(features, self.W_e) + self.b_e
        attention = ops.sigmoid(ops.matmul(expanded, self.W_a) + self.b_a)
        if mask is not None:
            attention = attention * mask
        assignment = self.cluster_bn(
            ops.matmul(expanded, self.W_c), mask=bn_mask, training=training
        )
        weights = self._groups_as_rows(attention, 1) * ops.softmax(
            self._groups_as_rows(assignment, self.num_clusters), axis=-1
        )
        rows = self._groups_as_rows(expanded, expanded.shape[-1] // self.groups)
        vlad = ops.matmul(ops.swapaxes(rows, 1, 2), weights)
        vlad = vlad - ops.sum(weights, axis=1, keepdims=True) * self.c
        vlad = l2_normalize(vlad, 1, self.compute_dtype)
        size = vlad.shape[1] * self.num_clusters
        vlad = ops.reshape(vlad, (-1, size))
        return self.vlad_bn(vlad, training=training)

    def _groups_as_rows(self, values, size):
        """Returns `[B, T * G, size]` of `[B, T, G * size]`."""
        batch, steps, _ = ops.shape(values)
        return ops.reshape(values, (batch, steps * self.groups, size))

    def multiply_adds(self, num_features, num_frames=1):
        """Counts the multiply-adds of the matrix products for one video.

        Args:
            num_features: D, the size of a frame's feature.
            num_frames: T, the frames of the video.
        """
        expanded = self.expansion * num_features
        assignments = self.groups * self.num_clusters
        outputs = num_features + self.groups + assignments + self.num_clusters
        return expanded * outputs * num_frames

    def compute_output_shape(self, features_shape, num_frames_shape=None):
        size = group_size(features_shape[-1], self.groups, self.expansion)
        return (features_shape[0], size * self.num_clusters)

    def get_config(self):
        return {
            **super().get_config(),
            "num_clusters": self.num_clusters,
            "groups": self.groups,
            "expansion": self.expansion,
            "masked_batch_norm": self.masked_batch_norm,
            "batch_norm_momentum": self.batch_norm_momentum,
        }
