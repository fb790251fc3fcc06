"""The paper's second stage: a network learns to imagine optical flow."""

import keras

from frame_level_models.video_classifier import VideoClassifier
from youtube8m_monet.errors import UserError
from youtube8m_monet.layers import RecordedFlow, make_hallucinator
from youtube8m_monet.layers.frame_features import FrameFeatures
from youtube8m_monet.losses import flow_loss, judgement_loss


@keras.saving.register_keras_serializable(package="youtube8m_monet")
class MoNetHallucination(VideoClassifier):
    """Learns to hallucinate flow features from those of appearance.

        S = hallucinator(rgb)
        loss = mean_{n, t, d} (S - S_gt)^2
               + alpha * mean_{n, c} |p(S) - p(S_gt)|              (Eq. 13)

    p, the judge, is a classifier that was trained on true flow. It is frozen:
    no gradient reaches its weights, and its batch norms use their moving
    statistics. Without a judge the first term stands alone.

    Args:
        num_classes: C, the number of labels: the judge's.
        features: Ordered mapping of feature name to size; the first is the
            appearance, `flow` the target. `None`: `default_features`.
        hallucinator: One of `layers.HALLUCINATORS`.
        hallucinator_layers: Its layers, MoNet's L. `None`: its own default.
        monet_variant: `"paper"` or `"released"`, see `MoNet`.
        align_flow: How recorded flow is brought to the times of appearance,
            see `RecordedFlow`.
        alpha: Weight of the second term.
        judge: A `VideoClassifier` of one feature, the flow. `None`: no judge.
        **kwargs: `name`, `dtype`, `trainable`, as for `keras.Model`.

    Returns:
        Dict with `"flow"`, `[B, T, D]`, and `"num_frames"`; where the inputs
        hold flow, `"target_flow"` and, if it has as many dimensions,
        `"appearance"`; where there is a judge, `"predictions"` and
        `"target_predictions"`, its opinion of either, float32 `[B, C]`.

    Raises:
        UserError: If no feature is the flow, or the judge does not fit it.

    References:
        Tang, Ma, Zhou. Hallucinating Optical Flow Features for Video
        Classification. IJCAI 2019, arXiv:1905.11799.
    """

    default_features = {"rgb": 1024, "flow": 1024}
    reads_label_loss = False
    # Nobody has the flow that a trained model is to imagine.
    target_features = ("flow",)

    def __init__(
        self,
        num_classes=3862,
        features=None,
        hallucinator="monet",
        hallucinator_layers=None,
        monet_variant="paper",
        align_flow=None,
        alpha=10.0,
        judge=None,
        **kwargs,
    ):
        super().__init__(num_classes, features, **kwargs)
        self.hallucinator_name = hallucinator
        self.hallucinator_layers = hallucinator_layers
        self.monet_variant = monet_variant
        self.align_flow = align_flow
        self.alpha = alpha
        self.judge = judge
        _check_features(self.features)
        first, flow_size = next(iter(self.features)), self.features["flow"]
        if judge is not None:
            _check_judge(judge, first, flow_size, num_classes)
        policy = self.dtype_policy
        self.appearance = FrameFeatures(
            [first], l2_normalize=False, dtype=policy, name="appearance"
        )
        self.recorded_flow = RecordedFlow(
            align=align_flow, like=first, dtype=policy, name="recorded_flow"
        )
        self.hallucinator = make_hallucinator(
            hallucinator,
            flow_size,
            hallucinator_layers,
            monet_variant,
            dtype=policy,
            name="hallucinator",
        )
        # Keras reports them beside the loss.
        self.flow_error = keras.metrics.Mean(name="mse")
        if judge is not None:
            self.judgement_error = keras.metrics.Mean(name="judgement")

    @property
    def predicts_labels(self):
        return self.judge is not None

    @property
    def supervised_outputs(self):
        return {}

    def build(self, input_shape=None):
        self.hallucinator.build(
            (None, None, next(iter(self.features.values())))
        )
        if self.judge is not None:
            if not self.judge.built:
                self.judge.build()
            self.judge.trainable = False

    def call(self, inputs, training=None):
        num_frames = inputs["num_frames"]
        appearance = self.appearance(inputs)
        flow = self.hallucinator(appearance, num_frames)
        outputs = {"flow": flow, "num_frames": num_frames}
        if "flow" in inputs:
            outputs["target_flow"] = self.recorded_flow(inputs)
            if appearance.shape[-1] == flow.shape[-1]:
                outputs["appearance"] = appearance
        if self.judge is not None:
            outputs["predictions"] = self._judge(flow, num_frames)
        if self.judge is not None and "flow" in inputs:
            outputs["target_predictions"] = self._judge(
                outputs["target_flow"], num_frames
            )
        return outputs

    def _judge(self, flow, num_frames):
        (name,) = self.judge.features
        inputs = {name: flow, "num_frames": num_frames}
        return self.judge(inputs, training=False)["predictions"]

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """Returns Eq. 13, whatever the labels and the compiled loss."""
        loss = flow_loss(
            y_pred["target_flow"], y_pred["flow"], y_pred["num_frames"]
        )
        self.flow_error.update_state(loss)
        if self.judge is not None:
            judgement = judgement_loss(
                y_pred["target_predictions"], y_pred["predictions"]
            )
            self.judgement_error.update_state(judgement)
            loss = loss + self.alpha * judgement
        # Replicas' gradients are summed: each has its share of the mean.
        return self._aggregate_additional_loss(loss)

    def get_config(self):
        return {
            **super().get_config(),
            "hallucinator": self.hallucinator_name,
            "hallucinator_layers": self.hallucinator_layers,
            "monet_variant": self.monet_variant,
            "align_flow": self.align_flow,
            "alpha": self.alpha,
            "judge": keras.saving.serialize_keras_object(self.judge),
        }

    @classmethod
    def from_config(cls, config):
        judge = keras.saving.deserialize_keras_object(config["judge"])
        return cls(**{**config, "judge": judge})


def _check_features(features):
    names = list(features)
    if len(names) == 2 and names[1] == "flow":
        return
    raise UserError(
        "Hallucination reads appearance and true flow.",
        expected="two features, the second of them flow",
        received=f"feature_names={','.join(names)!r}",
        fix="Set --feature_names, e.g. --feature_names=rgb,flow.",
    )


def _check_judge(judge, appearance, flow_size, num_classes):
    sizes = list(judge.features.values())
    reads_flow = sizes == [flow_size] and appearance not in judge.features
    reads_flow = reads_flow and judge.frame_features
    if reads_flow and judge.num_classes == num_classes:
        return
    raise UserError(
        "The judge does not read this flow.",
        expected=f"a frame-level classifier of {num_classes} classes that "
        f"reads one feature of size {flow_size}, and not {appearance}",
        received=f"a {type(judge).__name__} of features={judge.features}, "
        f"num_classes={judge.num_classes}",
        fix="Set --flow_classifier to a run on --feature_names=flow, and "
        "--feature_sizes and --num_classes as there.",
    )
