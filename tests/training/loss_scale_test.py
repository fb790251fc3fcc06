import sys

import keras
import pytest

from tests.end_to_end.scripts import spawn
from youtube8m_monet.training.loss_scale import scale_loss


def test_one_device_is_left_to_keras():
    optimizer = keras.optimizers.SGD()
    for name in ("mixed_float16", "float32"):
        policy = keras.DTypePolicy(name)
        assert scale_loss(optimizer, policy) is optimizer


@pytest.mark.parametrize(
    ("inputs", "weight", "scale"),
    [
        ((1, 1), 0.5, 2**15),
        ((60000, 1), 1, 2**14),
        ((1, 60000), 1, 2**14),
    ],
    ids=["none", "first", "second"],
)
def test_a_step_that_overflows_anywhere_is_left_out(inputs, weight, scale):
    module = "tests.training.overflow"
    argv = [sys.executable, "-m", module, *map(str, inputs)]
    process = spawn(argv, KERAS_BACKEND="tensorflow")
    assert process.returncode == 0, process.stderr
    found = [float(word) for word in process.stdout.split()[-2:]]
    assert found == pytest.approx([weight, scale], rel=1e-3)
