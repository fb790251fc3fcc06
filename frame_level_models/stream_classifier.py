"""Models that are one stream, and how models are put together from parts."""

import inspect

from frame_level_models.video_classifier import VideoClassifier
from youtube8m_monet.layers import VideoStream, video_level_classifier


class StreamClassifier(VideoClassifier):
    """A model made of an encoder and a classifier.

    A subclass names the two parts, and takes the options of both as its own:

        class NeXtVLADModel(StreamClassifier):
            make_encoder = NeXtVLADEncoder

    `NeXtVLADModel(groups=4, moe_num_mixtures=3)` passes `groups` to the
    encoder and `moe_num_mixtures` to the classifier. The options and their
    defaults are those in the signatures of the parts, and nowhere else;
    `inspect.signature` of the model lists them.

    Args:
        num_classes: C, the number of labels.
        features: Ordered mapping of feature name to size. `None`:
            `default_features`.
        name: Name of the model.
        dtype: Its dtype policy.
        trainable: Whether its weights train.
        **options: Options of the encoder and the classifier.

    Raises:
        TypeError: For an option that neither part has.
    """

    make_encoder = None
    make_classifier = staticmethod(video_level_classifier)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.__signature__ = cls._full_signature()

    def __init__(
        self,
        num_classes=3862,
        features=None,
        *,
        name=None,
        dtype=None,
        trainable=True,
        **options,
    ):
        super().__init__(
            num_classes, features, name=name, dtype=dtype, trainable=trainable
        )
        known = self.option_defaults()
        for option in options:
            if option not in known:
                raise TypeError(
                    f"{type(self).__name__} has no option {option!r}. "
                    f"It has: {', '.join(known)}."
                )
        self.options = {**known, **options}
        self._make_parts()

    def _make_parts(self):
        self.stream = self.make_stream(self.features, name="stream")

    @classmethod
    def option_defaults(cls):
        """Returns the options of the parts, with their defaults."""
        return {
            name: default
            for part in (cls.make_encoder, cls.make_classifier)
            for name, default in _defaults(part).items()
        }

    @classmethod
    def _full_signature(cls):
        """Returns the signature of `__init__` with the options spelt out."""
        signature = inspect.signature(cls.__init__)
        own = list(signature.parameters.values())[1:]
        options = [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=default
            )
            for name, default in cls.option_defaults().items()
        ]
        own = [p for p in own if p.kind != inspect.Parameter.VAR_KEYWORD]
        return signature.replace(parameters=[*own, *options])

    def make_stream(self, features, name):
        """Returns a new stream on some features, with the model's options.

        Args:
            features: Ordered mapping of feature name to size.
            name: Name of the stream.
        """
        return VideoStream(
            features,
            encoder=self.new_encoder(features, name="encoder"),
            classifier=self.new_classifier(name="classifier"),
            dtype=self.dtype_policy,
            name=name,
        )

    def new_encoder(self, features, name):
        """Returns a new encoder of some features, `None` if there is none."""
        if self.make_encoder is None:
            return None
        sizes = {"feature_sizes": list(features.values())}
        return self._new_part(self.make_encoder, name, sizes)

    def new_classifier(self, name):
        """Returns a new classifier of the model's classes."""
        classes = {"num_classes": self.num_classes}
        return self._new_part(self.make_classifier, name, classes)

    def _new_part(self, make, name, given):
        wanted = inspect.signature(make).parameters
        arguments = {**self.options, **given}
        arguments = {k: v for k, v in arguments.items() if k in wanted}
        return make(**arguments, dtype=self.dtype_policy, name=name)

    def build(self, input_shape=None):
        self.stream.build()

    def call(self, inputs, training=None):
        return {"predictions": self.stream(inputs, training=training)}

    def get_config(self):
        return {**super().get_config(), **self.options}


def _defaults(part):
    """Returns the arguments of a part that have a default."""
    if part is None:
        return {}
    return {
        name: parameter.default
        for name, parameter in inspect.signature(part).parameters.items()
        if parameter.default is not inspect.Parameter.empty
    }
