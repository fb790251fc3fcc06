"""Trains a built model."""

import math
import warnings

import keras
import tensorflow as tf

from youtube8m_monet import metrics
from youtube8m_monet.data import (
    BadRecords,
    Position,
    estimate_num_records,
    evaluation_dataset,
    training_dataset,
)
from youtube8m_monet.losses import get_loss
from youtube8m_monet.training import (
    callbacks,
    checkpoint,
    distribution,
    export,
    sinks,
)
from youtube8m_monet.training.loss_scale import scale_loss
from youtube8m_monet.training.optimizer import (
    get_optimizer,
    spare_biases,
    staircase_decay,
)

# Keras wants a number of epochs; the callbacks end the run.
_ENDLESS = 2**31 - 1


def compile_model(model, config, batch_size):
    """Gives a model its loss and its optimizer.

    Args:
        model: A built `VideoClassifier`.
        config: The `TrainConfig`.
        batch_size: Videos a step, over all devices.

    Raises:
        UserError: If the loss or the optimizer is unknown.
    """
    rate = staircase_decay(
        config.base_learning_rate,
        config.learning_rate_decay,
        config.learning_rate_decay_examples,
        batch_size,
    )
    optimizer = get_optimizer(
        config.optimizer,
        rate,
        config.clip_gradient_norm,
        config.clip_global_norm,
        config.weight_decay,
    )
    if config.weight_decay:
        spare_biases(optimizer, model.trainable_variables)
    supervised = bool(model.supervised_outputs)
    model.compile(
        optimizer=scale_loss(optimizer, model.dtype_policy),
        loss=get_loss(config.label_loss) if supervised else None,
        jit_compile="auto" if config.jit_compile else False,
    )
    model.optimizer.build(model.trainable_variables)
    if keras.backend.backend() == "tensorflow" and not model.jit_compile:
        # Without XLA, TensorFlow's graph optimizer lets an update of a weight
        # overtake the gradient that still has to read it (TensorFlow 2.21).
        tf.config.optimizer.set_experimental_options(
            {"disable_meta_optimizer": True}
        )


class Trainer:
    """Trains a compiled model and keeps what a restart needs.

    Args:
        model: A built `VideoClassifier` after `compile_model`.
        config: The `TrainConfig`.
        shards: Paths of the training shards.
        layout: The `RecordLayout` of the shards.
        batch_size: Videos a step, over all devices.
    """

    def __init__(self, model, config, shards, layout, batch_size):
        self.model = model
        self.config = config
        self.shards = shards
        self.layout = layout
        self.batch_size = batch_size
        self.bad_records = BadRecords.of(config)
        # Several devices cannot share out every number of videos.
        self.shared = distribution.count_devices(config.num_gpu) > 1
        self.first = checkpoint.TrainingState(0, config.seed, 0, 0)
        self.saved = None
        self.data = None
        self.counted = None
        self.sinks = []

    def restore(self):
        """Goes on from the newest checkpoint, if there is one."""
        paths = checkpoint.list_checkpoints(self.config.train_dir)
        if paths:
            self.first = checkpoint.load_checkpoint(self.model, paths[-1])
            self.saved = self.first
        return self.first

    def is_finished(self):
        """Whether a run that goes on would find nothing to do."""
        config, first = self.config, self.first
        return first.epoch >= config.num_epochs or (
            config.max_steps is not None and first.step >= config.max_steps
        )

    def run(self):
        """Trains to the end, or to a signal, and saves.

        A finished run stays as it is.

        Returns:
            The last `TrainingState`, and the signal that came, if any.
        """
        config, first = self.config, self.first
        if self.is_finished():
            return first, None
        self.counted = Position(epoch=first.epoch, record=first.record)
        self.data = training_dataset(
            self.shards,
            self.layout,
            batch_size=self.batch_size,
            seed=first.seed,
            num_epochs=config.num_epochs,
            start=self.counted,
            num_readers=config.num_readers,
            bad_records=self.bad_records,
            drop_remainder=self.shared,
        )
        self.sinks = [
            sinks.ProgressLine(),
            sinks.JsonLines(config.train_dir),
            sinks.TensorBoard(config.train_dir),
        ]
        stop_signal = callbacks.StopSignal()
        last_step = callbacks.LastStep(
            first.step, config.max_steps, config.log_steps
        )
        try:
            self._fit(stop_signal, last_step)
            state = self.state(last_step.step, last_step.data_ended)
            self.save(state)
        finally:
            stop_signal.restore()
            for sink in self.sinks:
                sink.close()
        if stop_signal.received is None:
            self.export_last(state)
        return state, stop_signal.received

    def export_last(self, state):
        """Exports the model at the end of a run, unless that is done.

        Returns:
            The SavedModel's folder, `None` if there is nothing to do.
        """
        wanted = self.config.export_model_steps and export.can_export()
        if not wanted or export.is_exported(self.config.train_dir, state.step):
            return None
        return self.export(state.step)

    def state(self, step, data_ended=False):
        """Returns the `TrainingState` after a step.

        Args:
            step: The step.
            data_ended: Whether it was the last that the data were enough for.
        """
        position = self.data.positions.after(step - self.first.step - 1)
        if data_ended:
            position = Position(epoch=self.config.num_epochs)
        return checkpoint.TrainingState(
            step, self.first.seed, position.epoch, position.record
        )

    def save(self, state):
        """Saves a checkpoint, unless this state has one."""
        if state != self.saved:
            checkpoint.save_checkpoint(
                self.model,
                self.config.train_dir,
                state,
                self.config.keep_checkpoints,
            )
            self.saved = state

    def export(self, step):
        """Exports the model as it is."""
        return export.export_model(
            self.model, self.config.train_dir, step, self.layout.dtypes
        )

    def _fit(self, stop_signal, last_step):
        with warnings.catch_warnings():
            # The data end where --num_epochs says: that is no mistake.
            warnings.filterwarnings("ignore", "Your input ran out of data")
            try:
                self.model.fit(
                    self.data.dataset,
                    epochs=_ENDLESS,
                    steps_per_epoch=self.config.log_steps,
                    callbacks=[
                        callbacks.EmptyStep(),
                        callbacks.FiniteLoss(self.first.step),
                        stop_signal,
                        last_step,
                        self._checkpointing(),
                        self._report(),
                    ],
                    shuffle=False,
                    verbose=0,
                )
            except StopIteration:
                # On JAX and under a strategy Keras looks at a first batch
                # before it trains, and a run that was stopped after its very
                # last step has none.
                if last_step.step > self.first.step:
                    raise
                last_step.data_ended = True

    def _checkpointing(self):
        config = self.config
        period = config.checkpoint_steps
        if period is None:
            period = config.export_model_steps
        periods = {lambda step: self.save(self.state(step)): period}
        if export.can_export():
            periods[self.export] = config.export_model_steps
        return callbacks.Checkpointing(self.first.step, periods)

    def _report(self):
        return callbacks.Report(
            self.first.step,
            count_videos=self._count_videos,
            measure=TrainingMetrics(
                self.shards, self.layout, self.batch_size, self.bad_records
            ),
            measure_steps=self.config.metrics_steps,
            total_steps=self._total_steps(),
            sinks=self.sinks,
        )

    def _count_videos(self, step):
        """Returns the videos used up to a step since the last such call."""
        positions = self.data.positions
        position = positions.after(step - self.first.step - 1)
        count = positions.between(self.counted, position)
        self.counted = position
        return count

    def _total_steps(self):
        estimate = estimate_num_records(self.shards)

        def total():
            records = self.data.positions.records_per_epoch
            records = records if records is not None else estimate
            epochs = self.config.num_epochs - self.first.epoch
            left = (epochs * records - self.first.record) / self.batch_size
            left = math.floor(left) if self.shared else math.ceil(left)
            steps = self.first.step + max(left, 0)
            if self.config.max_steps is not None:
                steps = min(steps, self.config.max_steps)
            return steps

        return total


class TrainingMetrics:
    """Measures a model on one batch of the training videos.

    Args:
        shards: Paths of the training shards; the first videos are taken.
        layout: The `RecordLayout` of the shards.
        batch_size: How many videos.
        bad_records: The `BadRecords` policy; by default they fail.
    """

    def __init__(self, shards, layout, batch_size, bad_records=None):
        self.shards = shards
        self.layout = layout
        self.batch_size = batch_size
        self.bad_records = bad_records
        self.batch = None

    def __call__(self, model):
        """Returns the metrics as a dict."""
        if self.batch is None:
            dataset = evaluation_dataset(
                self.shards,
                self.layout,
                batch_size=self.batch_size,
                bad_records=self.bad_records,
            )
            self.batch = next(dataset.take(1).as_numpy_iterator())
        _, inputs, labels = self.batch
        outputs = model.predict_on_batch(inputs)
        # Under MirroredStrategy every replica predicts the whole batch, and
        # Keras strings the replicas together.
        outputs = {n: values[: len(labels)] for n, values in outputs.items()}
        return metrics.batch_metrics(labels, outputs)
