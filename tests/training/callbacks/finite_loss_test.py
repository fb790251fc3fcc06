import math

import pytest

from tests.training.callbacks.fake_fit import fake_fit
from youtube8m_monet.errors import UserError
from youtube8m_monet.training.callbacks import Checkpointing, FiniteLoss


def test_a_finite_loss_passes():
    fake_fit([FiniteLoss(0)], [3], 3, {"loss": 1e30})


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_not_finite_stops_before_saving(loss):
    saved = []
    callbacks = [FiniteLoss(41), Checkpointing(41, {saved.append: 1})]
    with pytest.raises(UserError) as error:
        fake_fit(callbacks, [3], 3, {"loss": loss})
    assert "not finite at step 42" in str(error.value)
    assert f"loss={loss}" in str(error.value)
    assert "--base_learning_rate" in str(error.value)
    assert saved == []
