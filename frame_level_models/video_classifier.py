"""What every model of this folder is."""

import keras
import numpy as np


class VideoClassifier(keras.Model):
    """Maps the features of a batch of videos to label probabilities.

    Subclasses take every hyper-parameter by the name of its command-line flag,
    so that `registry.create` can pass the flags a model asks for.

    Args:
        num_classes: C, the number of labels.
        features: Ordered mapping of feature name to size, e.g.
            `{"rgb": 1024, "audio": 128}`. `None`: `default_features`.
        **kwargs: `name`, `dtype`, `trainable`, as for `keras.Model`.

    Call arguments:
        inputs: Dict of the features, uint8 or float: `[B, T, D]` frames, or
            `[B, D]` for video-level models; and `"num_frames"`, int `[B]`,
            the valid frames of each video.
        training: Whether dropout and batch norms train.

    Returns:
        Dict with `"predictions"`, float32 `[B, C]` in [0, 1].
    """

    frame_features = True
    default_features = {"rgb": 1024, "audio": 128}
    # Whether the label loss is part of what it minimises.
    reads_label_loss = True
    # Features that are read in training and evaluation alone.
    target_features = ()

    def __init__(self, num_classes=3862, features=None, **kwargs):
        super().__init__(**kwargs)
        self.num_classes = num_classes
        self.features = dict(
            features if features is not None else self.default_features
        )

    @property
    def predicts_labels(self):
        """Whether the outputs hold `"predictions"`."""
        return True

    @property
    def supervised_outputs(self):
        """Mapping of each output that the label loss reads to its weight.

        That of `"predictions"` is 1.
        """
        return {"predictions": 1.0}

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """Applies the compiled label loss to every supervised output.

            loss = sum_o w_o L(y, p_o) + what the layers add

        Keras could do the sum itself, but creates variables for its terms
        within the first step, which TensorFlow then has to trace twice. So it
        does where a dict of losses was compiled, and labels are a dict too.
        """
        if self.loss is None or isinstance(self.loss, dict):
            return super().compute_loss(
                x, y, y_pred, sample_weight, training=training
            )
        outputs = dict(self.supervised_outputs)
        if outputs.pop("predictions") != 1:
            raise ValueError("The predictions' weight in the loss is 1.")
        loss = super().compute_loss(
            x, y, y_pred["predictions"], sample_weight, training=training
        )
        label_loss = _as_loss(self.loss)
        for name, weight in outputs.items():
            loss = loss + weight * label_loss(y, y_pred[name], sample_weight)
        return loss

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Gives the compiled metrics the labels and the predictions."""
        if self.predicts_labels:
            y_pred = y_pred["predictions"]
            y = y["predictions"] if isinstance(y, dict) else y
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def example_inputs(self, batch_size=2, num_frames=4):
        """Returns zero inputs to predict from, as NumPy arrays."""
        frames = (num_frames,) if self.frame_features else ()
        dtype = "uint8" if self.frame_features else "float32"
        inputs = {
            name: np.zeros((batch_size, *frames, size), dtype)
            for name, size in self.features.items()
            if name not in self.target_features
        }
        count = num_frames if self.frame_features else 1
        inputs["num_frames"] = np.full(batch_size, count, "int32")
        return inputs

    def get_config(self):
        return {
            "num_classes": self.num_classes,
            "features": dict(self.features),
            "name": self.name,
            "trainable": self.trainable,
            "dtype": keras.saving.serialize_keras_object(self.dtype_policy),
        }


class MeanOf(keras.losses.Loss):
    """The mean of what a function of labels and predictions returns."""

    def __init__(self, function):
        super().__init__()
        self.call = function


def _as_loss(loss):
    """Returns what `compile` took for a loss as a `keras.losses.Loss`."""
    loss = keras.losses.get(loss)
    return loss if isinstance(loss, keras.losses.Loss) else MeanOf(loss)
