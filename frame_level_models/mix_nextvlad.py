"""The NeXtVLAD authors' mixture of NeXtVLAD models."""

import keras
from keras import ops

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import FrameFeatures, NeXtVLADEncoder
from youtube8m_monet.layers.batch_norm import batch_norm

EPSILON = 1e-8


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class MixNeXtVladModel(StreamClassifier):
    """NeXtVLAD models that learn together and from their mixture.

        w = softmax(W BN(sum_t x_t / max_frames) + b)             [N]
        l = sum_n w_n l_n                    l_n: logits of branch n
        p = sigmoid(l)

    In training every branch has the label loss too, and is drawn to the
    mixture by

        cl_lambda * sum_n KL(softmax(l / cl_temperature) ||
                             softmax(l_n / cl_temperature))

    averaged over the videos. See `NeXtVLADEncoder` for a branch.

    Args:
        num_classes: C, the number of labels.
        features: Ordered mapping of feature name to size. `None`:
            `default_features`.
        mix_number: N, the branches.
        cl_temperature: Temperature of the distillation.
        cl_lambda: Its weight.
        max_frames: What the sum over the frames is divided by: as many frames
            as the original pads every video to, so that padding does not
            count.
        **options: `name`, `dtype`, `trainable`, and the options of the
            branches' encoder and classifier.

    Returns:
        Dict with `"predictions"` and, for n = 0..N-1,
        `"branch_<n>_predictions"`, float32 `[B, C]`.

    Raises:
        UserError: For a classifier of one label a video.

    References:
        Lin, Xiao, Fan. NeXtVLAD: An Efficient Neural Network to Aggregate
        Frame-level Features for Large-scale Video Classification. 2018,
        arXiv:1811.05014.
    """

    make_encoder = NeXtVLADEncoder

    def __init__(
        self,
        num_classes=3862,
        features=None,
        mix_number=3,
        cl_temperature=2.0,
        cl_lambda=1.0,
        max_frames=300,
        **options,
    ):
        self.mix_number = mix_number
        self.cl_temperature = cl_temperature
        self.cl_lambda = cl_lambda
        self.max_frames = max_frames
        super().__init__(num_classes, features, **options)
        if self.options["video_level_classifier_model"] == "SoftmaxModel":
            raise UserError(
                "The mixture's probabilities are sigmoids.",
                expected="LogisticModel or MoeModel",
                received="video_level_classifier_model='SoftmaxModel'",
                fix="Set --video_level_classifier_model, or --model to "
                "NeXtVLADModel.",
            )

    def _make_parts(self):
        self.frames = FrameFeatures(self.features, dtype=self.dtype_policy)
        self.mix_weights_bn = batch_norm(
            "mix_weights_bn",
            self.dtype_policy,
            self.options["batch_norm_momentum"],
        )
        self.mix_weights = keras.layers.Dense(
            self.mix_number,
            activation="softmax",
            kernel_initializer="he_normal",
            dtype=self.dtype_policy,
            name="mix_weights",
        )
        branches = range(self.mix_number)
        self.encoders = [
            self.new_encoder(self.features, name=f"branch_{n}_encoder")
            for n in branches
        ]
        self.classifiers = [
            self.new_classifier(name=f"branch_{n}_classifier") for n in branches
        ]

    @property
    def supervised_outputs(self):
        branches = range(self.mix_number)
        return {
            "predictions": 1.0,
            **{f"branch_{n}_predictions": 1.0 for n in branches},
        }

    def build(self, input_shape=None):
        size = sum(self.features.values())
        self.mix_weights_bn.build((None, size))
        self.mix_weights.build((None, size))
        for encoder, classifier in zip(
            self.encoders, self.classifiers, strict=True
        ):
            encoder.build((None, None, size))
            classifier.build(encoder.compute_output_shape((None, None, size)))

    def call(self, inputs, training=None):
        features = self.frames(inputs)
        num_frames = inputs["num_frames"]
        branches = ops.stack(
            [
                classifier.logits(
                    encoder(features, num_frames, training=training)
                )
                for encoder, classifier in zip(
                    self.encoders, self.classifiers, strict=True
                )
            ],
            axis=1,
        )
        mixture = ops.sum(self._weights(features, training) * branches, axis=1)
        if training:
            divergence = self._distillation(mixture, branches)
            self.add_loss(self.cl_lambda * divergence)
        branch_predictions = ops.sigmoid(branches)
        return {
            "predictions": ops.sigmoid(mixture),
            **{
                f"branch_{n}_predictions": branch_predictions[:, n]
                for n in range(self.mix_number)
            },
        }

    def _weights(self, features, training):
        """Returns the weights of the branches, float32 `[B, N, 1]`."""
        # Padding is zero after `FrameFeatures`.
        total = ops.sum(ops.cast(features, "float32"), axis=1)
        mean = self.mix_weights_bn(total / self.max_frames, training=training)
        return ops.cast(self.mix_weights(mean), "float32")[..., None]

    def _distillation(self, mixture, branches):
        """Returns the divergence of the branches from the mixture."""
        target = ops.softmax(mixture / self.cl_temperature)[:, None]
        learner = ops.softmax(branches / self.cl_temperature)
        logs = ops.log(target + EPSILON) - ops.log(learner + EPSILON)
        return ops.mean(ops.sum(target * logs, axis=(1, 2)))

    def get_config(self):
        return {
            **super().get_config(),
            "mix_number": self.mix_number,
            "cl_temperature": self.cl_temperature,
            "cl_lambda": self.cl_lambda,
            "max_frames": self.max_frames,
        }
