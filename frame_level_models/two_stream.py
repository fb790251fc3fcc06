"""Two-stream models: appearance, and flow imagined from appearance."""

from frame_level_models.stream_classifier import StreamClassifier
from youtube8m_monet.layers import Fusion, MoNet
from youtube8m_monet.layers.frame_features import FrameFeatures


class TwoStreamModel(StreamClassifier):
    """Classifies by appearance and by hallucinated optical flow.

        S = MoNet(rgb)
        p = fusion(p_X(rgb, audio), p_S(S))

    p_X and p_S are streams with an encoder and a classifier of their own and
    the same options; a subclass names the encoder:

        class MoNetNeXtVLAD(TwoStreamModel):
            make_encoder = NeXtVLADEncoder

    The label loss reads p, and p_X and p_S with `stream_loss_weight`. MoNet
    reads the first feature, dequantised but not normalised.

    Args:
        num_classes: C, the number of labels.
        features: Ordered mapping of feature name to size; the first is the
            appearance that MoNet reads. `None`: `default_features`.
        monet_layers: L, MoNet's layers.
        monet_variant: `"paper"` or `"released"`, see `MoNet`.
        flow_size: Size of a flow feature. `None`: that of the first feature.
        fusion: `"mean"` or `"learned"`, see `Fusion`.
        stream_loss_weight: Weight of each stream's own label loss.
        freeze_monet: Whether MoNet's weights stay as they are.
        **options: `name`, `dtype`, `trainable`, and the options of the
            streams' encoder and classifier.

    Returns:
        Dict with `"predictions"`, `"rgb_predictions"`, `"flow_predictions"`,
        float32 `[B, C]`, and `"flow"`, `[B, T, flow_size]`.

    References:
        Tang, Ma, Zhou. Hallucinating Optical Flow Features for Video
        Classification. IJCAI 2019, arXiv:1905.11799.
    """

    def __init__(
        self,
        num_classes=3862,
        features=None,
        monet_layers=5,
        monet_variant="paper",
        flow_size=None,
        fusion="mean",
        stream_loss_weight=1.0,
        freeze_monet=False,
        **options,
    ):
        self.monet_layers = monet_layers
        self.monet_variant = monet_variant
        self.flow_size = flow_size
        self.fusion_method = fusion
        self.stream_loss_weight = stream_loss_weight
        self.freeze_monet = freeze_monet
        super().__init__(num_classes, features, **options)

    def _make_parts(self):
        policy = self.dtype_policy
        appearance, size = next(iter(self.features.items()))
        units = self.flow_size if self.flow_size is not None else size
        self.appearance = FrameFeatures(
            [appearance], l2_normalize=False, dtype=policy, name="appearance"
        )
        self.hallucinator = MoNet(
            units,
            self.monet_layers,
            self.monet_variant,
            dtype=policy,
            name="hallucinator",
        )
        self.rgb_stream = self.make_stream(self.features, "rgb_stream")
        self.flow_stream = self.make_stream({"flow": units}, "flow_stream")
        self.fusion = Fusion(self.fusion_method, name="fusion")

    @property
    def supervised_outputs(self):
        weight = self.stream_loss_weight
        streams = {"rgb_predictions": weight, "flow_predictions": weight}
        return {"predictions": 1.0, **(streams if weight else {})}

    def build(self, input_shape=None):
        size = next(iter(self.features.values()))
        self.hallucinator.build((None, None, size))
        # Reaches the weights only once there are some.
        self.hallucinator.trainable = not self.freeze_monet
        self.rgb_stream.build()
        self.flow_stream.build()
        self.fusion.build([(None, self.num_classes)] * 2)

    def call(self, inputs, training=None):
        num_frames = inputs["num_frames"]
        flow = self.hallucinator(self.appearance(inputs), num_frames)
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

    def get_config(self):
        return {
            **super().get_config(),
            "monet_layers": self.monet_layers,
            "monet_variant": self.monet_variant,
            "flow_size": self.flow_size,
            "fusion": self.fusion_method,
            "stream_loss_weight": self.stream_loss_weight,
            "freeze_monet": self.freeze_monet,
        }
