import numpy as np

from frame_level_models.monet_nextvlad import MoNetNeXtVLAD
from tests.check_padding import check_padding_invariance
from tests.frame_level_models.nextvlad_test import SMALL, nextvlad_params
from tests.run_model_test import random_inputs, run_model_test

STREAMS = ("rgb_predictions", "flow_predictions")


def stream_params(vlads, outputs):
    """Hidden layer, gating and a MoE of two experts behind the VLADs."""
    return (
        vlads + outputs * 16 + 4 * 16
        + 16 * 8 + 4 * 8 + 8 * 16
        + 16 * 5 * (3 + 2) + 5 * 2
    )  # fmt: skip


def test_model(tmp_path):
    rgb, audio = nextvlad_params(16, 6, 4), nextvlad_params(8, 3, 2)
    count = (
        5 * (16 * 16 + 16) + 6 * 16 * 16
        + stream_params(rgb + audio, 8 * 6 + 8 * 3)
        + stream_params(rgb, 8 * 6)
    )  # fmt: skip
    options = {**SMALL, "hallucinator_layers": 3}
    run_model_test(
        MoNetNeXtVLAD, options, count, tmp_path, outputs=(*STREAMS, "flow")
    )


def test_padding_invariance():
    def make():
        return WithoutFlow(5, {"rgb": 16, "audio": 8}, **SMALL)

    inputs = random_inputs(make())
    check_padding_invariance(make, [inputs], inputs["num_frames"], atol=1e-5)


class WithoutFlow(MoNetNeXtVLAD):
    """Its predictions; the flow has as many frames as its padding."""

    def call(self, inputs, training=None):
        outputs = super().call(inputs, training=training)
        return {n: v for n, v in outputs.items() if n != "flow"}


def test_the_order_of_frames_matters_to_the_flow_stream_only():
    model = MoNetNeXtVLAD(5, {"rgb": 16, "audio": 8}, **SMALL)
    inputs = random_inputs(model)
    inputs["num_frames"][:] = 5
    turned = {n: v[:, ::-1] for n, v in inputs.items() if n != "num_frames"}
    turned["rgb"] = inputs["rgb"][:, [0, 3, 1, 4, 2]]
    turned["audio"] = inputs["audio"][:, [0, 3, 1, 4, 2]]
    turned["num_frames"] = inputs["num_frames"]
    before, after = model(inputs), model(turned)
    change = {n: np.abs(before[n] - after[n]).max() for n in STREAMS}
    assert change["rgb_predictions"] < 1e-6 < 1e-4
    assert change["flow_predictions"] > 1e-4
