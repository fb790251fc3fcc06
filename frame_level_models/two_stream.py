"""Two-stream models: appearance, and flow imagined from appearance."""

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.errors import UserError, unknown_name
from youtube8m_monet.layers import Fusion, RecordedFlow, make_hallucinator
from youtube8m_monet.layers.frame_features import FrameFeatures

FLOW_SOURCES = ("hallucinated", "records")


class TwoStreamModel(StreamClassifier):
    """Classifies by appearance and by hallucinated optical flow.

        S = hallucinator(rgb)           MoNet, or one of those it is up against
        p = (1 - w) p_X(rgb, audio) + w p_S(S)

    p_X and p_S are streams with an encoder and a classifier of their own and
    the same options; a subclass names the encoder:

        class MoNetNeXtVLAD(TwoStreamModel):
            make_encoder = NeXtVLADEncoder

    The label loss reads p, and p_X and p_S with `stream_loss_weight`. The
    hallucinator reads the first feature, dequantised but not normalised. With
    `flow_source="records"` S is the feature `flow` of the records: true flow,
    or flow that was hallucinated beforehand.

    Args:
        num_classes: C, the number of labels.
        features: Ordered mapping of feature name to size; the first is the
            appearance that the hallucinator reads. `None`: `default_features`.
        hallucinator: One of `layers.HALLUCINATORS`.
        hallucinator_layers: Its layers, MoNet's L. `None`: its own default.
        monet_variant: `"paper"` or `"released"`, see `MoNet`.
        flow_source: `"hallucinated"` or `"records"`.
        flow_size: Size of a hallucinated flow feature. `None`: that of the
            first feature.
        align_flow: How recorded flow is brought to the times of appearance,
            see `RecordedFlow`.
        fusion: `"mean"` or `"learned"`, see `Fusion`.
        flow_weight: w, for `"mean"`.
        stream_loss_weight: Weight of each stream's own label loss.
        freeze_monet: Whether the hallucinator's weights stay as they are.
        **options: `name`, `dtype`, `trainable`, and the options of the
            streams' encoder and classifier.

    Returns:
        Dict with `"predictions"`, `"rgb_predictions"`, `"flow_predictions"`,
        float32 `[B, C]`, and `"flow"`, `[B, T, flow_size]`.

    Raises:
        UserError: If `flow` is among the features and is not to be read, or
            the reverse.

    References:
        Tang, Ma, Zhou. Hallucinating Optical Flow Features for Video
        Classification. IJCAI 2019, arXiv:1905.11799.
    """

    def __init__(
        self,
        num_classes=3862,
        features=None,
        hallucinator="monet",
        hallucinator_layers=None,
        monet_variant="paper",
        flow_source="hallucinated",
        flow_size=None,
        align_flow=None,
        fusion="mean",
        flow_weight=0.5,
        stream_loss_weight=1.0,
        freeze_monet=False,
        **options,
    ):
        if flow_source not in FLOW_SOURCES:
            raise unknown_name(
                "source of flow", flow_source, FLOW_SOURCES, "flow_source"
            )
        self.hallucinator_name = hallucinator
        self.hallucinator_layers = hallucinator_layers
        self.monet_variant = monet_variant
        self.flow_source = flow_source
        self.flow_size = flow_size
        self.align_flow = align_flow
        self.fusion_method = fusion
        self.flow_weight = flow_weight
        self.stream_loss_weight = stream_loss_weight
        self.freeze_monet = freeze_monet
        super().__init__(num_classes, features, **options)

    def _make_parts(self):
        policy = self.dtype_policy
        appearance = dict(self.features)
        if self.flow_source == "records":
            flow_size = self._pop_flow(appearance)
            self.hallucinator = None
            self.recorded_flow = RecordedFlow(
                align=self.align_flow, like=next(iter(appearance)), dtype=policy
            )
        else:
            if "flow" in appearance:
                raise UserError(
                    "The records' flow is read, and hallucinated flow too.",
                    expected="features of appearance, or flow_source='records'",
                    received=f"feature_names={','.join(appearance)!r}",
                    fix="Leave flow out of --feature_names, or set "
                    "--flow_source=records.",
                )
            first, size = next(iter(appearance.items()))
            flow_size = self.flow_size if self.flow_size is not None else size
            self.appearance = FrameFeatures(
                [first], l2_normalize=False, dtype=policy, name="appearance"
            )
            self.hallucinator = make_hallucinator(
                self.hallucinator_name,
                flow_size,
                self.hallucinator_layers,
                self.monet_variant,
                dtype=policy,
                name="hallucinator",
            )
        self.rgb_stream = self.make_stream(appearance, "rgb_stream")
        self.flow_stream = self.make_stream({"flow": flow_size}, "flow_stream")
        self.fusion = Fusion(
            self.fusion_method,
            weights=[1 - self.flow_weight, self.flow_weight],
            name="fusion",
        )

    def _pop_flow(self, features):
        if "flow" in features and len(features) > 1:
            return features.pop("flow")
        raise UserError(
            "The records' flow is asked for, and not read.",
            expected="the feature flow beside those of appearance",
            received=f"feature_names={','.join(features)!r}",
            fix="Add flow to --feature_names, or leave --flow_source out.",
        )

    @property
    def supervised_outputs(self):
        weight = self.stream_loss_weight
        streams = {"rgb_predictions": weight, "flow_predictions": weight}
        return {"predictions": 1.0, **(streams if weight else {})}

    def example_inputs(self, batch_size=2, num_frames=4):
        inputs = super().example_inputs(batch_size, num_frames)
        if self.align_flow is not None:
            inputs["num_flow"] = inputs["num_frames"].copy()
        return inputs

    def build(self, input_shape=None):
        if self.hallucinator is not None:
            size = next(iter(self.features.values()))
            self.hallucinator.build((None, None, size))
            # Reaches the weights only once there are some.
            # True would also free the weights that it does not use.
            if self.freeze_monet:
                self.hallucinator.trainable = False
        self.rgb_stream.build()
        self.flow_stream.build()
        self.fusion.build([(None, self.num_classes)] * 2)

    def call(self, inputs, training=None):
        num_frames = inputs["num_frames"]
        flow = self._flow(inputs, num_frames)
        rgb = self.rgb_stream(inputs, training=training)
        motion = self.flow_stream(
            {"flow": flow, "num_frames": num_frames}, training=training
        )
        return {
            "predictions": self.fusion([rgb, motion]),
            "rgb_predictions": rgb,
            "flow_predictions": motion,
            "flow": flow,
        }

    def _flow(self, inputs, num_frames):
        if self.hallucinator is None:
            return self.recorded_flow(inputs)
        return self.hallucinator(self.appearance(inputs), num_frames)

    def get_config(self):
        return {
            **super().get_config(),
            "hallucinator": self.hallucinator_name,
            "hallucinator_layers": self.hallucinator_layers,
            "monet_variant": self.monet_variant,
            "flow_source": self.flow_source,
            "flow_size": self.flow_size,
            "align_flow": self.align_flow,
            "fusion": self.fusion_method,
            "flow_weight": self.flow_weight,
            "stream_loss_weight": self.stream_loss_weight,
            "freeze_monet": self.freeze_monet,
        }
