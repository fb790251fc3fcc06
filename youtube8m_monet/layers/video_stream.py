"""One stream of a model: from features to predictions."""

import keras

from youtube8m_monet.layers.frame_features import FrameFeatures


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class VideoStream(keras.layers.Layer):
    """Classifies videos by some of their features.

        predictions = classifier(encoder(FrameFeatures(inputs), num_frames))

    Args:
        features: Ordered mapping of feature name to size.
        classifier: Layer from `[B, H]` to probabilities `[B, C]`.
        encoder: Layer from frames `[B, T, D]` and `num_frames` to `[B, H]`.
            `None`: the features are of whole videos, and H = D.
        l2_normalize: Whether to L2-normalise the features of a frame.
        **kwargs: As for `keras.layers.Layer`.

    Call arguments:
        inputs: Dict of the features and `"num_frames"`, as for
            `FrameFeatures`.
        training: Whether dropout and batch norms train.

    Returns:
        Probabilities, float32 `[B, C]`.

    Example:
    >>> stream = VideoStream(
    ...     {"rgb": 4}, LogisticClassifier(3), FramePooling("average")
    ... )
    >>> rgb = np.zeros((2, 5, 4), "uint8")
    >>> predictions = stream({"rgb": rgb, "num_frames": np.array([5, 1])})
    >>> tuple(predictions.shape)
    (2, 3)
    """

    def __init__(
        self, features, classifier, encoder=None, l2_normalize=True, **kwargs
    ):
        # `FrameFeatures` casts; Keras would round float features before it.
        super().__init__(autocast=False, **kwargs)
        self.features = dict(features)
        self.classifier = classifier
        self.encoder = encoder
        self.l2_normalize = l2_normalize
        self.frame_features = FrameFeatures(
            self.features, l2_normalize, dtype=self.dtype_policy
        )

    def build(self, inputs_shape=None):
        shape = (None, sum(self.features.values()))
        if self.encoder is not None:
            frames_shape = (None, None, shape[-1])
            # A part may come built: trained elsewhere, or shared.
            if not self.encoder.built:
                self.encoder.build(frames_shape)
            shape = self.encoder.compute_output_shape(frames_shape)
        if not self.classifier.built:
            self.classifier.build(shape)

    def call(self, inputs, training=None):
        features = self.frame_features(inputs)
        if self.encoder is not None:
            # Explicitly, all the way down: on JAX Keras does not carry
            # `training` past a layer whose `call` does not take it.
            takes_training = (
                "training" in self.encoder.call_signature_parameters
            )
            options = {"training": training} if takes_training else {}
            features = self.encoder(features, inputs["num_frames"], **options)
        return self.classifier(features)

    def compute_output_shape(self, inputs_shape):
        batch = next(iter(inputs_shape.values()))[0]
        return (batch, self.classifier.num_classes)

    def compute_output_spec(self, inputs, training=None):
        shape = self.compute_output_shape(
            {name: x.shape for name, x in inputs.items()}
        )
        return keras.KerasTensor(shape, "float32")

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "features": dict(self.features),
            "classifier": serialize(self.classifier),
            "encoder": serialize(self.encoder),
            "l2_normalize": self.l2_normalize,
        }

    @classmethod
    def from_config(cls, config):
        deserialize = keras.saving.deserialize_keras_object
        return cls(
            **{
                **config,
                "classifier": deserialize(config["classifier"]),
                "encoder": deserialize(config["encoder"]),
            }
        )
