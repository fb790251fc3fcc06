import numpy as np
import pytest
from keras import ops

from frame_level_models.mix_nextvlad import MixNeXtVladModel
from tests import original_weights
from tests.check_padding import check_padding_invariance
from tests.frame_level_models import original_models
from tests.frame_level_models.nextvlad_test import nextvlad_params
from tests.run_model_test import random_inputs, run_model_test
from youtube8m_monet.losses import CrossEntropyLoss

FEATURES = {"rgb": 16, "audio": 8}
SMALL = {
    "nextvlad_cluster_size": 6,
    "nextvlad_hidden_size": 16,
    "groups": 4,
    "gating_reduction": 2,
    "mix_number": 2,
}
BRANCHES = ["branch_0_predictions", "branch_1_predictions"]


def make(**options):
    return MixNeXtVladModel(5, FEATURES, **{**SMALL, **options})


def test_model(tmp_path):
    branch = (
        nextvlad_params(16, 6, 4) + nextvlad_params(8, 3, 2)
        + (8 * 6 + 8 * 3) * 16 + 4 * 16
        + 16 * 8 + 4 * 8 + 8 * 16
        + 16 * 5 * (3 + 2) + 5 * 2
    )  # fmt: skip
    run_model_test(
        MixNeXtVladModel,
        SMALL,
        2 * branch + 4 * 24 + 24 * 2 + 2,
        tmp_path,
        outputs=BRANCHES,
    )


def test_golden(golden_dir):
    flags, variables, inputs, predictions = original_models.read(
        golden_dir / "MixNeXtVladModel.json"
    )
    model = MixNeXtVladModel(7, **flags)
    model.build()
    # The recording starts after normalisation.
    model.frames.l2_normalize = False
    original_weights.fill_model(model, variables)
    np.testing.assert_allclose(
        model(inputs)["predictions"], predictions, atol=1e-5
    )


def log_odds(p):
    return np.log(p) - np.log1p(-p)


@pytest.mark.parametrize(("temperature", "weight"), [(2.0, 1.0), (0.5, 3.0)])
def test_distillation_equals_reference(temperature, weight):
    model = make(
        cl_temperature=temperature,
        cl_lambda=weight,
        l2_penalty=0.0,
        video_level_classifier_model="LogisticModel",
    )
    outputs = model(random_inputs(model), training=True)
    outputs = {k: ops.convert_to_numpy(v) for k, v in outputs.items()}

    def tempered(name):
        e = np.exp(log_odds(outputs[name].astype("float64")) / temperature)
        return e / e.sum(-1, keepdims=True)

    target = tempered("predictions")
    divergence = sum(
        (target * np.log(target / tempered(name))).sum(-1) for name in BRANCHES
    )
    expected = weight * divergence.mean()
    assert expected > 1e-4
    assert [float(loss) for loss in model.losses] == [
        pytest.approx(expected, rel=1e-3)
    ]


def test_inference_has_no_distillation():
    model = make(l2_penalty=0.0)
    model(random_inputs(model))
    assert model.losses == []


def test_the_mixture_lies_between_its_branches():
    model = make()
    outputs = model(random_inputs(model))
    outputs = {k: ops.convert_to_numpy(v) for k, v in outputs.items()}
    p, (a, b) = outputs["predictions"], (outputs[name] for name in BRANCHES)
    assert (p >= np.minimum(a, b) - 1e-6).all()
    assert (p <= np.maximum(a, b) + 1e-6).all()


def test_the_loss_is_that_of_every_prediction():
    model = make(l2_penalty=0.0, drop_rate=0.0)
    inputs, labels = random_inputs(model), np.eye(4, 5, dtype="uint8")
    model.compile(optimizer="sgd", loss=CrossEntropyLoss())
    outputs = model(inputs, training=True)
    distillation = float(model.losses[0])
    labelled = sum(
        float(CrossEntropyLoss()(labels, outputs[name])) for name in outputs
    )
    total = model.compute_loss(inputs, labels, outputs)
    assert float(total) == pytest.approx(distillation + labelled, rel=1e-5)
    logs = model.train_on_batch(inputs, labels, return_dict=True)
    assert float(logs["loss"]) == pytest.approx(float(total), rel=1e-4)


def test_padding_invariance():
    inputs = random_inputs(make())
    check_padding_invariance(make, [inputs], inputs["num_frames"], atol=1e-5)
