"""Tests of the trainer; whole runs are in tests/end_to_end."""

import dataclasses
import json
import os
import signal

import keras
import numpy as np
import pytest

from frame_level_models.logistic import LogisticModel
from tests.data.damage import flip_byte, offsets
from tests.data.records import random_videos, write_video_shard
from youtube8m_monet import data, metrics
from youtube8m_monet.config import TrainConfig
from youtube8m_monet.errors import UserError
from youtube8m_monet.training import checkpoint, export
from youtube8m_monet.training.trainer import (
    Trainer,
    TrainingMetrics,
    compile_model,
)

FEATURES = {"mean_rgb": 6}
NUM_CLASSES = 5
VIDEOS = random_videos(20, FEATURES, NUM_CLASSES)


@pytest.fixture
def config(tmp_path):
    return TrainConfig(
        train_dir=str(tmp_path / "run"),
        batch_size=6,
        num_epochs=3,
        export_model_steps=0,
        log_steps=4,
        metrics_steps=8,
        jit_compile=False,
    )


@pytest.fixture
def records(tmp_path):
    shards = (write_video_shard(tmp_path / "a.tfrecord", VIDEOS),)
    schema = data.RecordSchema("video", FEATURES, NUM_CLASSES)
    return shards, data.detect_layout(shards, schema)


def new_model(config):
    keras.utils.set_random_seed(0)
    model = LogisticModel(NUM_CLASSES, FEATURES, l2_penalty=0.0)
    model(model.example_inputs())
    compile_model(model, config, config.batch_size)
    return model


def new_trainer(config, records):
    trainer = Trainer(new_model(config), config, *records, config.batch_size)
    trainer.restore()
    return trainer


def changed(config, **changes):
    return dataclasses.replace(config, **changes)


def steps_saved(config):
    paths = checkpoint.list_checkpoints(config.train_dir)
    return [checkpoint.checkpoint_step(path) for path in paths]


def test_the_run_ends_with_the_data(config, records):
    state, signal = new_trainer(config, records).run()
    # 3 epochs of 20 videos in batches of 6.
    assert (state.step, state.epoch, state.record) == (10, 3, 0)
    assert signal is None
    assert steps_saved(config) == [10]


def test_the_run_ends_at_max_steps(config, records):
    state, _ = new_trainer(changed(config, max_steps=5), records).run()
    assert (state.step, state.epoch, state.record) == (5, 1, 10)


def test_a_finished_run_is_left_alone(config, records):
    new_trainer(config, records).run()
    trainer = new_trainer(config, records)
    assert trainer.is_finished()
    assert trainer.run() == (trainer.first, None)
    assert trainer.data is None
    longer = new_trainer(changed(config, num_epochs=4), records)
    assert not longer.is_finished()
    assert new_trainer(
        changed(config, num_epochs=4, max_steps=10), records
    ).is_finished()


def test_a_run_that_has_seen_all_data_but_not_their_end(config, records):
    """As after a signal in the very last step."""
    new_trainer(changed(config, max_steps=10), records).run()
    trainer = new_trainer(config, records)
    assert not trainer.is_finished()
    state, _ = trainer.run()
    assert (state.step, state.epoch, state.record) == (10, 3, 0)
    assert new_trainer(config, records).is_finished()


def test_another_optimizer_does_not_start_afresh_in_silence(config, records):
    new_trainer(changed(config, max_steps=5), records).run()
    with pytest.raises(UserError, match="Set --optimizer"):
        new_trainer(changed(config, optimizer="SGD"), records)


def test_a_signal_while_the_run_is_being_saved_waits(
    config, records, monkeypatch
):
    def save_checkpoint(*arguments):
        os.kill(os.getpid(), signal.SIGTERM)
        return saved(*arguments)

    saved = checkpoint.save_checkpoint
    monkeypatch.setattr(checkpoint, "save_checkpoint", save_checkpoint)
    _, received = new_trainer(config, records).run()
    assert received is signal.SIGTERM
    assert steps_saved(config) == [10]


def test_checkpoints_come_by_step(config, records):
    config = changed(config, checkpoint_steps=3, keep_checkpoints=2)
    new_trainer(config, records).run()
    assert steps_saved(config) == [9, 10]


def test_the_reports(config, records):
    new_trainer(config, records).run()
    with open(f"{config.train_dir}/metrics.jsonl") as file:
        reports = [json.loads(line) for line in file]
    assert [report["step"] for report in reports] == [4, 8, 10]
    assert ["gap" in report for report in reports] == [False, True, False]
    assert all(report["examples_per_second"] > 0 for report in reports)
    # The size of the data is known exactly once an epoch has passed.
    assert [report["total_steps"] for report in reports] == [10] * 3
    assert reports[-1]["seconds_left"] == 0


def test_the_optimizer_counts_steps_and_no_more(config, records):
    trainer = new_trainer(config, records)
    trainer.run()
    assert int(trainer.model.optimizer.iterations) == 10


def test_another_model_does_not_fit_the_checkpoint(config, records):
    new_trainer(config, records).run()
    model = LogisticModel(NUM_CLASSES + 1, FEATURES)
    model(model.example_inputs())
    compile_model(model, config, config.batch_size)
    trainer = Trainer(model, config, *records, config.batch_size)
    with pytest.raises(UserError, match="The checkpoint does not fit"):
        trainer.restore()


def test_compile_takes_the_flags(config):
    model = new_model(
        changed(
            config,
            optimizer="MomentumOptimizer",
            clip_gradient_norm=0.5,
            base_learning_rate=0.3,
            learning_rate_decay=0.5,
            learning_rate_decay_examples=12,
            label_loss="HingeLoss",
        )
    )
    optimizer = model.optimizer
    assert isinstance(optimizer, keras.optimizers.SGD)
    assert optimizer.momentum == 0.9
    assert optimizer.clipnorm == 0.5
    rates = [float(optimizer._learning_rate(step)) for step in range(5)]
    # Batches of 6: a stair every second step.
    np.testing.assert_allclose(rates, [0.3, 0.3, 0.15, 0.15, 0.075])


def test_an_unknown_loss(config):
    with pytest.raises(UserError, match="Unknown loss"):
        new_model(changed(config, label_loss="NoLoss"))


def test_metrics_are_those_of_the_first_videos(config, records):
    model = new_model(config)
    measured = TrainingMetrics(*records, batch_size=7)(model)
    inputs = {
        "mean_rgb": np.stack([v["features"]["mean_rgb"] for v in VIDEOS[:7]]),
        "num_frames": np.ones(7, "int32"),
    }
    labels = np.zeros((7, NUM_CLASSES), "uint8")
    for row, video in zip(labels, VIDEOS, strict=False):
        row[video["labels"]] = 1
    predictions = np.asarray(model(inputs)["predictions"])
    expected = {
        "hit_at_one": metrics.hit_at_one(labels, predictions),
        "perr": metrics.precision_at_equal_recall_rate(labels, predictions),
        "gap": metrics.global_average_precision(labels, predictions),
    }
    assert measured == pytest.approx(expected, abs=1e-6)


def test_weights_decay_and_biases_do_not(config):
    model = new_model(changed(config, weight_decay=0.1))
    assert model.optimizer.weight_decay == 0.1
    decays = {
        weight.name: model.optimizer._use_weight_decay(weight)
        for weight in model.trainable_variables
    }
    assert decays == {"kernel": True, "bias": False}


def test_a_run_goes_on_from_its_newest_checkpoint(config, records):
    config = changed(config, checkpoint_steps=3)
    new_trainer(changed(config, max_steps=7), records).run()
    assert steps_saved(config) == [3, 6, 7]
    assert new_trainer(config, records).first.step == 7


def test_a_run_goes_on_in_the_order_of_its_own_seed(config, records, tmp_path):
    """Whatever --seed says, and from the very record."""
    straight = new_trainer(config, records)
    straight.run()
    config = changed(config, train_dir=str(tmp_path / "other"))
    new_trainer(changed(config, max_steps=4), records).run()
    resumed = new_trainer(changed(config, seed=9), records)
    state, _ = resumed.run()
    assert (state.step, state.seed) == (10, 0)
    for one, other in zip(
        straight.model.weights, resumed.model.weights, strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_bad_records_are_left_out_of_training(config, records):
    shards, layout = records
    flip_byte(shards[0], offsets(shards[0])[4] + 20)
    trainer = new_trainer(changed(config, on_bad_record="skip"), records)
    state, _ = trainer.run()
    assert state.epoch == 3
    assert trainer.bad_records.count == 1


def test_the_signals_are_given_back_at_the_end(config, records):
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    new_trainer(config, records).run()
    assert [signal.getsignal(number) for number in numbers] == before


def test_the_last_step_is_known_where_the_batch_size_has_changed(
    config, records
):
    new_trainer(changed(config, max_steps=5), records).run()
    # 30 of 60 videos are left.
    trainer = new_trainer(changed(config, batch_size=7), records)
    state, _ = trainer.run()
    assert state.step == 5 + 5
    with open(os.path.join(config.train_dir, "metrics.jsonl")) as file:
        *_, last = map(json.loads, file)
    assert (last["step"], last["total_steps"]) == (10, 10)


def test_videos_count_that_were_there(config, records, monkeypatch):
    """The last batch is short."""
    trainer = new_trainer(config, records)
    counts, count = [], trainer._count_videos
    monkeypatch.setattr(
        trainer, "_count_videos", lambda step: counts.append(count(step)) or 1
    )
    trainer.run()
    # Of 4, 4 and 2 steps.
    assert counts == [24, 24, 12]


def test_an_export_takes_what_records_hold(config, records, monkeypatch):
    exported = []
    monkeypatch.setattr(
        export, "export_model", lambda *given: exported.append(given)
    )
    config = changed(config, max_steps=1, export_model_steps=9)
    new_trainer(config, records).run()
    ((_, _, step, dtypes),) = exported
    assert (step, dtypes) == (1, {"mean_rgb": "float32"})
