import numpy as np
import pytest

from tests import original_weights
from youtube8m_monet.convert import original_layers
from youtube8m_monet.convert.checkpoint_reader import read_checkpoint
from youtube8m_monet.convert.importer import find, import_weights
from youtube8m_monet.convert.original_model import OriginalModel
from youtube8m_monet.layers import (
    DbofEncoder,
    LogisticClassifier,
    MoeClassifier,
    MoNet,
    NetVLAD,
    NeXtVLAD,
    NeXtVLADEncoder,
)

LAYERS = [
    (NeXtVLAD(4, groups=2), original_layers.NEXTVLAD),
    (NetVLAD(4), original_layers.WILLOW_NETVLAD),
    (LogisticClassifier(3), original_layers.LOGISTIC),
    (MoeClassifier(3), original_layers.MOE),
    (MoNet(8, variant="released").cell, original_layers.RELEASED_MONET),
    (
        NeXtVLADEncoder([4, 4], 4, 16, groups=2),
        original_layers.nextvlad_encoder("video_VLAD", "audio_VLAD"),
    ),
    (DbofEncoder(), original_layers.dbof_encoder(batch_norm=True)),
    (
        DbofEncoder(dbof_add_batch_norm=False),
        original_layers.dbof_encoder(batch_norm=False),
    ),
]


@pytest.mark.parametrize(
    ("layer", "pairs"), LAYERS, ids=[layer.name for layer, _ in LAYERS]
)
def test_every_weight_has_one_pair(layer, pairs):
    if not layer.built:
        layer.build((None, 8))
    weights = [find(layer, pair.path) for pair in pairs]
    assert {id(w) for w in weights} == {id(w) for w in layer.weights}
    assert len(weights) == len(layer.weights)
    assert len({pair.original for pair in pairs}) == len(pairs)


def test_the_released_checkpoint(golden, golden_dir):
    recorded = golden("monet_released_5layers.npz")
    layer = MoNet(6, 5, "released")
    layer.build(recorded["features"].shape)
    folder = golden_dir / "monet_released_tf1_checkpoint"
    variables = read_checkpoint(str(folder / "Monet_model.ckpt"))
    original = OriginalModel(original_layers.RELEASED_MONET)
    report = import_weights(layer.cell, original, variables)
    assert len(report.used) == 8
    num_frames = recorded["mask"].sum(axis=(1, 2)).astype("int32")
    flow = np.array(layer(recorded["features"], num_frames))
    for row, count in enumerate(num_frames):
        # The original's biases leak in through padding, a frame a layer.
        safe = 7 if count == 7 else max(count - 4, 0)
        np.testing.assert_allclose(
            flow[row, :safe], recorded["flow"][row, :safe], atol=1e-5
        )


def test_the_checkpoint_equals_the_recording(golden, golden_dir):
    recorded = original_weights.arrays(golden("monet_released_5layers.npz"))
    folder = golden_dir / "monet_released_tf1_checkpoint"
    variables = read_checkpoint(str(folder / "Monet_model.ckpt"))
    assert set(variables.full_names.values()) == set(recorded)
    for name, full_name in variables.full_names.items():
        np.testing.assert_array_equal(variables.read(name), recorded[full_name])
