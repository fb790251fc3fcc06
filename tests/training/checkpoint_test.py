import dataclasses
import os
import warnings

import keras
import numpy as np
import pytest

from youtube8m_monet.errors import UserError
from youtube8m_monet.training import checkpoint
from youtube8m_monet.training.checkpoint import (
    TrainingState,
    checkpoint_path,
    checkpoint_step,
    latest_checkpoint,
    list_checkpoints,
    load_checkpoint,
    load_newest,
    save_checkpoint,
)

STATE = TrainingState(step=7, seed=3, epoch=1, record=20)
X = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")
Y = np.ones((8, 2), "float32")


def make_model(units=2, train_steps=0, optimizer="Adam"):
    model = keras.Sequential(
        [
            keras.layers.Input((4,)),
            keras.layers.Dropout(0.5, seed=1),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(units),
        ]
    )
    optimizer = getattr(keras.optimizers, optimizer)(0.1)
    model.compile(optimizer, "mse", jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    for _ in range(train_steps):
        model.train_on_batch(X, Y)
    return model


def state_of(model):
    """Returns every number that training reads."""
    variables = [*model.variables, *model.optimizer.variables]
    return [keras.ops.convert_to_numpy(variable) for variable in variables]


def test_everything_comes_back(tmp_path):
    model = make_model(train_steps=3)
    path = save_checkpoint(model, str(tmp_path), STATE)
    other = make_model()
    assert load_checkpoint(other, path) == STATE
    for ours, theirs in zip(state_of(model), state_of(other), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_training_goes_on_as_if_it_had_not_stopped(tmp_path):
    model = make_model(train_steps=3)
    path = save_checkpoint(model, str(tmp_path), STATE)
    other = make_model(train_steps=1)
    load_checkpoint(other, path)
    for each in (model, other):
        each.train_on_batch(X, Y)
    for ours, theirs in zip(state_of(model), state_of(other), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_keras_reads_the_file_too(tmp_path):
    model = make_model(train_steps=1)
    other = make_model()
    other.load_weights(save_checkpoint(model, str(tmp_path), STATE))
    np.testing.assert_array_equal(model.predict(X), other.predict(X))


def test_another_optimizer_is_refused_though_its_variables_would_fit(tmp_path):
    path = save_checkpoint(make_model(), str(tmp_path), STATE)
    other = make_model(optimizer="Adadelta")
    with pytest.raises(UserError) as error:
        load_checkpoint(other, path)
    assert "Expected: Adam of 10 variables." in str(error.value)
    assert "Received: Adadelta of 10 variables" in str(error.value)


def test_a_model_without_an_optimizer_reads_and_writes_too(tmp_path):
    model, plain = make_model(train_steps=1), make_model()
    plain.optimizer = None
    load_checkpoint(plain, save_checkpoint(model, str(tmp_path), STATE))
    np.testing.assert_array_equal(model.predict(X), plain.predict(X))
    with pytest.warns(UserWarning, match="Skipping variable loading"):
        load_checkpoint(model, save_checkpoint(plain, str(tmp_path), STATE))


def test_names_sort_by_step(tmp_path):
    model = make_model()
    for step in (100_000_000, 99_999_999, 3):
        state = dataclasses.replace(STATE, step=step)
        save_checkpoint(model, str(tmp_path), state)
    (tmp_path / "checkpoints" / "note.txt").write_text("not a checkpoint")
    paths = list_checkpoints(str(tmp_path))
    assert [checkpoint_step(path) for path in paths] == [
        3,
        99_999_999,
        100_000_000,
    ]
    assert latest_checkpoint(str(tmp_path)) == paths[-1]
    assert checkpoint_path(str(tmp_path), 99_999_999) == paths[1]


@pytest.mark.parametrize(("keep", "kept"), [(0, [1, 2, 3]), (2, [2, 3])])
def test_only_the_newest_are_kept(tmp_path, keep, kept):
    model = make_model()
    for step in (1, 2, 3):
        state = dataclasses.replace(STATE, step=step)
        save_checkpoint(model, str(tmp_path), state, keep)
    paths = list_checkpoints(str(tmp_path))
    assert [checkpoint_step(path) for path in paths] == kept


def test_no_checkpoint(tmp_path):
    assert list_checkpoints(str(tmp_path)) == []
    with pytest.raises(UserError) as error:
        latest_checkpoint(str(tmp_path))
    assert f"train_dir={str(tmp_path)!r}" in str(error.value)
    assert "Set --train_dir" in str(error.value)


def test_weights_that_are_not_finite_are_not_saved(tmp_path):
    model = make_model()
    good = save_checkpoint(model, str(tmp_path), STATE)
    model.layers[-1].bias.assign([np.nan, 0.0])
    with pytest.raises(UserError, match="not finite after step 8"):
        save_checkpoint(
            model, str(tmp_path), dataclasses.replace(STATE, step=8)
        )
    assert list_checkpoints(str(tmp_path)) == [good]


def test_nothing_is_left_of_a_save_that_fails(tmp_path, monkeypatch):
    model = make_model()

    def fail(path):
        with open(path, "w") as file:
            file.write("half")
        raise OSError("disk full")

    monkeypatch.setattr(model, "save_weights", fail)
    with pytest.raises(OSError, match="disk full"):
        save_checkpoint(model, str(tmp_path), STATE)
    assert os.listdir(tmp_path / "checkpoints") == []


def test_another_models_checkpoint(tmp_path):
    path = save_checkpoint(make_model(units=3), str(tmp_path), STATE)
    with pytest.raises(UserError) as error:
        load_checkpoint(make_model(units=2), path)
    assert "does not fit the model" in str(error.value)
    assert path in str(error.value)


def test_a_damaged_checkpoint(tmp_path):
    path = save_checkpoint(make_model(), str(tmp_path), STATE)
    os.truncate(path, os.path.getsize(path) // 2)
    with pytest.raises(UserError, match="does not fit the model"):
        load_checkpoint(make_model(), path)


def test_what_a_copy_left_half_is_no_checkpoint(tmp_path):
    path = save_checkpoint(make_model(), str(tmp_path), STATE)
    half = checkpoint_path(str(tmp_path), STATE.step + 1) + ".gstmp"
    open(half, "w").close()
    assert latest_checkpoint(str(tmp_path)) == path


@pytest.mark.parametrize(
    ("layer", "name", "value"),
    [(-1, "bias", np.inf), (1, "moving_variance", np.nan)],
)
def test_no_kind_of_weight_is_saved_that_is_not_finite(
    layer, name, value, tmp_path
):
    model = make_model()
    weight = getattr(model.layers[layer], name)
    weight.assign(np.full(weight.shape, value))
    with pytest.raises(UserError, match="not finite"):
        save_checkpoint(model, str(tmp_path), STATE)
    assert list_checkpoints(str(tmp_path)) == []


def test_a_checkpoint_may_go_while_it_is_looked_for(tmp_path, monkeypatch):
    """Training keeps the newest few only."""
    model = make_model()
    run = str(tmp_path)
    old = save_checkpoint(model, run, STATE)
    load = checkpoint.load_checkpoint

    def remove_and_load(model, path):
        if path == old:
            new = dataclasses.replace(STATE, step=STATE.step + 5)
            save_checkpoint(model, run, new, keep=1)
        return load(model, path)

    monkeypatch.setattr(checkpoint, "load_checkpoint", remove_and_load)
    path = load_newest(model, run)
    assert checkpoint_step(path) == STATE.step + 5


def test_the_optimizer_is_looked_at_before_it_is_loaded(tmp_path):
    """Keras would warn of every variable that finds none."""
    path = save_checkpoint(make_model(), str(tmp_path), STATE)
    other = make_model()
    other.compile("sgd", "mse")
    other.optimizer.build(other.trainable_variables)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UserError, match="another optimizer"):
            load_checkpoint(other, path)
