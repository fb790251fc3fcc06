import numpy as np
import pytest

from frame_level_models.nextvlad import NeXtVLADModel
from tests import original_weights
from tests.check_padding import check_padding_invariance
from tests.frame_level_models import original_models
from tests.run_model_test import random_inputs, run_model_test
from youtube8m_monet.errors import UserError

SMALL = {
    "nextvlad_cluster_size": 6,
    "nextvlad_hidden_size": 16,
    "groups": 4,
    "gating_reduction": 2,
}


def nextvlad_params(size, clusters, groups):
    """Parameters of a NeXtVLAD with expansion 2."""
    expanded, out = 2 * size, 2 * size // groups * clusters
    return (
        size * expanded + expanded
        + expanded * groups + groups
        + expanded * groups * clusters + 4 * groups * clusters
        + out + 4 * out
    )  # fmt: skip


def test_model(tmp_path):
    encoder = (
        nextvlad_params(16, 6, 4) + nextvlad_params(8, 3, 2)
        + (8 * 6 + 8 * 3) * 16 + 4 * 16
        + 16 * 8 + 4 * 8 + 8 * 16
    )  # fmt: skip
    run_model_test(
        NeXtVLADModel, SMALL, encoder + 16 * 5 * (3 + 2) + 5 * 2, tmp_path
    )


def test_golden(golden_dir):
    flags, variables, inputs, predictions = original_models.read(
        golden_dir / "NeXtVLADModel.json"
    )
    del flags["mix_number"]
    model = NeXtVLADModel(7, **flags)
    model.build()
    # The recording starts after normalisation.
    model.stream.frame_features.l2_normalize = False
    original_weights.fill_model(model, variables)
    np.testing.assert_allclose(
        model(inputs)["predictions"], predictions, atol=1e-5
    )


def test_padding_invariance():
    def make():
        return NeXtVLADModel(5, {"rgb": 16, "audio": 8}, **SMALL)

    inputs = random_inputs(make())
    check_padding_invariance(make, [inputs], inputs["num_frames"], atol=1e-5)


def test_wrong_groups_are_found_before_any_data():
    with pytest.raises(UserError, match="--groups"):
        NeXtVLADModel(groups=7)
