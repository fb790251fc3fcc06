import keras
import pytest

from frame_level_models import registry
from frame_level_models.frame_level_logistic import FrameLevelLogisticModel
from frame_level_models.logistic import LogisticModel
from frame_level_models.mix_nextvlad import MixNeXtVladModel
from frame_level_models.monet_hallucination import MoNetHallucination
from frame_level_models.monet_logistic import MoNetLogistic
from tests.describe.costs import AUDIO, C, D, T, costs, products, total
from youtube8m_monet.config import TrainConfig, resolve_features
from youtube8m_monet.describe import model_cost as module
from youtube8m_monet.describe.model_cost import model_cost
from youtube8m_monet.errors import UserError

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="counts TensorFlow graphs"
)


def test_the_judge_counts_on_its_own():
    judge = FrameLevelLogisticModel(C, {"flow": D})
    judge(judge.example_inputs())
    cost = costs(MoNetHallucination, C, {"rgb": D, "flow": D}, judge=judge)
    assert products(cost, "judge") == D * C
    assert products(cost, "hallucinator") == T * (5 + 6 * 4) * D * D


def test_what_belongs_to_no_part():
    cost = costs(MixNeXtVladModel, C, {"rgb": D}, gating_reduction=2)
    assert list(cost.parts)[-1] == "the rest"
    parameters, multiply_adds, memory = cost.parts["the rest"]
    assert (parameters, multiply_adds) == (0, 0)
    assert memory > 0


def test_learned_fusion_has_weights():
    """They are called logits, as is a method of the classifiers."""
    fused = costs(MoNetLogistic, C, {"rgb": D}, fusion="learned")
    assert fused.parts["fusion: learned"][0] == 2


def test_memory_of_a_classifier():
    """Normalisation of D numbers, then of C the product, sum and sigmoid."""
    cost = costs(LogisticModel, C, {"mean_rgb": D})
    # Squares, their sum, with that of no other feature, the larger of it and
    # epsilon, one over its root, and the features times that.
    normalised = D + 1 + 1 + 1 + 1 + D
    assert cost.parts == {
        "inputs: mean_rgb 12": (0, 0, 4 * D + 4),
        "features": (0, 0, 4 * normalised),
        "classifier: Logistic": (D * C + C, D * C, 4 * 3 * C),
    }


def test_inputs_count_as_recorded():
    features = {"rgb": D, "audio": AUDIO}
    cost = costs(FrameLevelLogisticModel, C, features)
    # A byte a code, and the number of frames.
    assert cost.parts["inputs: rgb 12, audio 8"] == (0, 0, T * (D + AUDIO) + 4)


def test_bytes_of_weights():
    frozen = costs(MoNetLogistic, C, {"rgb": D}, freeze_monet=True)
    monet = 5 * (D * D + D) + 6 * D * D
    heads = 2 * (D * C + C)
    assert frozen.weight_bytes == 4 * (monet + heads)
    assert frozen.trainable_bytes == 4 * heads


def created(name):
    """Returns a function that makes a model with all defaults."""
    config = TrainConfig(model=name)
    features = resolve_features(config, registry.model_class(name))
    return lambda: registry.create(config, features)


@pytest.mark.parametrize("name", registry.MODELS)
def test_every_model_at_full_size(name):
    made = []

    def make():
        made.append(created(name)())
        return made[0]

    cost = model_cost(make, 300)
    assert total(cost, column=0) == made[0].count_params()
    assert total(cost) > 0
    assert all(min(row) >= 0 for row in cost.parts.values())
    # A gigabyte and more of weights would not be made later either.
    with keras.StatelessScope():
        pass
    assert all(weight._value is None for weight in made[0].weights)


def test_another_backend(monkeypatch):
    monkeypatch.setattr(module.keras.backend, "backend", lambda: "jax")
    with pytest.raises(UserError) as caught:
        costs(MoNetLogistic)
    assert str(caught.value) == (
        "Costs are counted in TensorFlow graphs.\n"
        "  Expected: the TensorFlow backend.\n"
        "  Received: KERAS_BACKEND=jax.\n"
        "  Set KERAS_BACKEND=tensorflow: the counts hold for all."
    )
