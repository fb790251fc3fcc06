import keras
import numpy as np
import pytest

from frame_level_models.frame_level_logistic import FrameLevelLogisticModel
from youtube8m_monet.losses import get_loss
from youtube8m_monet.training.optimizer import get_optimizer
from youtube8m_monet.training.variants import saved_as


def test_a_variant_has_the_name_of_its_parent():
    @saved_as(keras.optimizers.SGD)
    class Other(keras.optimizers.SGD):
        pass

    assert Other is not keras.optimizers.SGD
    text = keras.saving.serialize_keras_object(Other(0.5))
    back = keras.saving.deserialize_keras_object(text)
    assert type(back) is keras.optimizers.SGD
    assert float(back.learning_rate) == 0.5


@pytest.mark.parametrize("name", ["AdamOptimizer", "AdamW"])
def test_a_compiled_model_is_saved_and_loaded(name, tmp_path):
    model = FrameLevelLogisticModel(3, {"rgb": 4})
    inputs = model.example_inputs()
    model.compile(
        get_optimizer(name, 0.01, 1.0),
        get_loss("CrossEntropyLoss"),
        jit_compile=False,
    )
    model.train_on_batch(inputs, np.eye(3, dtype="uint8")[:2])
    path = tmp_path / "model.keras"
    model.save(path)
    loaded = keras.saving.load_model(path)
    assert int(np.array(loaded.optimizer.iterations)) == 1
    for one, other in zip(
        model.optimizer.variables, loaded.optimizer.variables, strict=True
    ):
        np.testing.assert_array_equal(np.array(one), np.array(other))
