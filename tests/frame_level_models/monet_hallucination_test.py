import keras
import numpy as np
import pytest
from keras import ops

from frame_level_models.logistic import LogisticModel
from frame_level_models.monet_hallucination import MoNetHallucination
from frame_level_models.nextvlad import NeXtVLADModel
from youtube8m_monet.errors import UserError

B, T, D, C = 4, 6, 8, 5
FEATURES = {"rgb": D, "flow": D}
NUM_FRAMES = np.array([6, 3, 1, 5], "int32")


def make_judge(features=None, num_classes=C):
    judge = NeXtVLADModel(
        num_classes,
        {"flow": D} if features is None else features,
        nextvlad_cluster_size=2,
        nextvlad_hidden_size=8,
        groups=2,
        gating_reduction=2,
    )
    judge(judge.example_inputs())
    return judge


def make_inputs(seed=0):
    rng = np.random.default_rng(seed)
    return {
        "rgb": rng.normal(size=(B, T, D)).astype("float32"),
        "flow": rng.normal(size=(B, T, D)).astype("float32"),
        "num_frames": NUM_FRAMES,
    }


def make_model(with_judge=True, **options):
    keras.utils.set_random_seed(0)
    judge = make_judge() if with_judge else None
    model = MoNetHallucination(C, FEATURES, judge=judge, **options)
    model(model.example_inputs())
    return model


def train_step(model, inputs, steps=1, rate=0.1):
    model.compile(keras.optimizers.SGD(rate), jit_compile="auto")
    labels = np.zeros((B, C), "uint8")
    return [
        model.train_on_batch(inputs, labels, return_dict=True)
        for _ in range(steps)
    ]


def numpy_loss(outputs, alpha):
    """Eq. 13, written from the paper, frame by frame."""
    flow = ops.convert_to_numpy(outputs["flow"]).astype("float64")
    target = ops.convert_to_numpy(outputs["target_flow"]).astype("float64")
    squares = [
        (flow[n, t, d] - target[n, t, d]) ** 2
        for n in range(B)
        for t in range(NUM_FRAMES[n])
        for d in range(D)
    ]
    loss = np.mean(squares)
    if "predictions" in outputs:
        p = ops.convert_to_numpy(outputs["predictions"])
        p_true = ops.convert_to_numpy(outputs["target_predictions"])
        loss += alpha * np.mean(np.abs(p - p_true))
    return loss


@pytest.mark.parametrize("with_judge", [True, False])
@pytest.mark.parametrize("alpha", [10.0, 0.5])
def test_the_loss_is_eq_13(with_judge, alpha):
    model = make_model(with_judge, alpha=alpha)
    inputs = make_inputs()
    outputs = model(inputs, training=True)
    loss = model.compute_loss(inputs, None, outputs)
    expected = numpy_loss(outputs, alpha)
    np.testing.assert_allclose(float(loss), expected, rtol=1e-5)


def test_training_reports_both_terms_and_lowers_the_loss():
    model = make_model()
    logs = train_step(model, make_inputs(), steps=30)
    assert set(logs[0]) == {"loss", "mse", "judgement"}
    assert logs[-1]["mse"] < logs[0]["mse"]
    assert set(train_step(make_model(False), make_inputs())[0]) == {
        "loss",
        "mse",
    }


def test_masked_frames_carry_no_gradient():
    """What lies past num_frames moves no weight, in input and in target."""
    inputs, other = make_inputs(), make_inputs(1)
    valid = (np.arange(T) < NUM_FRAMES[:, None])[..., None]
    for name in ("rgb", "flow"):
        other[name] = np.where(valid, inputs[name], 100 * other[name])
    weights = []
    for batch in (inputs, other):
        model = make_model()
        train_step(model, batch)
        weights.append(model.get_weights())
    for one, two in zip(*weights, strict=True):
        np.testing.assert_allclose(one, two, atol=1e-6)


def test_the_judge_gets_no_gradient_and_keeps_its_statistics():
    model = make_model()
    judge, monet = model.judge.get_weights(), model.hallucinator.get_weights()
    trained = {id(w) for w in model.trainable_weights}
    assert trained == {id(w) for w in model.hallucinator.weights}
    train_step(model, make_inputs(), steps=3)
    for old, new in zip(judge, model.judge.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    moved = zip(monet, model.hallucinator.get_weights(), strict=True)
    assert all(not np.array_equal(old, new) for old, new in moved)


def test_the_judge_is_in_inference_mode_while_training():
    model = make_model()
    inputs = make_inputs()
    for weight in model.judge.weights:  # batch norms that are no identity
        weight.assign(weight + 0.1)
    outputs = model(inputs, training=True)
    expected = model.judge(
        {"flow": outputs["flow"], "num_frames": NUM_FRAMES}, training=False
    )["predictions"]
    np.testing.assert_allclose(outputs["predictions"], expected, atol=1e-6)


def test_the_judge_matters_to_the_hallucinator():
    weights = []
    for alpha in (0.0, 10.0):
        model = make_model(alpha=alpha)
        train_step(model, make_inputs())
        weights.append(model.hallucinator.get_weights())
    assert any(not np.array_equal(a, b) for a, b in zip(*weights, strict=True))


def test_outputs_without_recorded_flow():
    inputs = make_inputs()
    del inputs["flow"]
    assert set(make_model()(inputs)) == {"flow", "num_frames", "predictions"}
    model = make_model(with_judge=False)
    assert set(model(inputs)) == {"flow", "num_frames"}
    assert not model.predicts_labels


@pytest.mark.parametrize("with_judge", [True, False])
def test_saving(with_judge, tmp_path):
    model = make_model(with_judge, hallucinator="gru", alpha=3.0)
    path = tmp_path / "model.keras"
    model.save(path)
    loaded = keras.saving.load_model(path)
    inputs = make_inputs()
    for name, value in model(inputs).items():
        np.testing.assert_allclose(value, loaded(inputs)[name], atol=1e-6)
    assert loaded.alpha == 3.0


def test_flow_of_another_length():
    model = make_model(align_flow="linear")
    inputs = make_inputs()
    inputs["flow"] = np.repeat(inputs["flow"], 2, axis=1)
    inputs["num_flow"] = 2 * NUM_FRAMES
    outputs = model(inputs)
    assert tuple(outputs["target_flow"].shape) == (B, T, D)


@pytest.mark.parametrize(
    "features", [{"rgb": D}, {"flow": D}, {"rgb": D, "audio": 2, "flow": D}]
)
def test_features_that_are_no_pair(features):
    with pytest.raises(UserError, match="--feature_names=rgb,flow"):
        MoNetHallucination(C, features)


@pytest.mark.parametrize(
    "judge", [{"features": {"flow": D + 1}}, {"num_classes": C + 1}]
)
def test_a_judge_of_other_flow(judge):
    judge = {"features": {"flow": 16}} if "features" in judge else judge
    with pytest.raises(UserError, match="Set --flow_classifier"):
        MoNetHallucination(C, FEATURES, judge=make_judge(**judge))


def test_a_video_level_judge():
    judge = LogisticModel(C, {"flow": FEATURES["flow"]})
    judge(judge.example_inputs())
    with pytest.raises(UserError, match="The judge does not read this flow"):
        MoNetHallucination(C, FEATURES, judge=judge)
