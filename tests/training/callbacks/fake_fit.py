"""Calls callbacks as `keras.Model.fit` does, without a model."""

import types


def fake_fit(callbacks, epochs, steps_per_epoch, logs=None):
    """Runs epochs until a callback stops them.

    Args:
        callbacks: The callbacks, in order.
        epochs: Steps of each epoch: fewer than `steps_per_epoch` in the one
            in which the data end.
        steps_per_epoch: Most steps of an epoch.
        logs: What every step reports.

    Returns:
        The number of steps taken.
    """
    logs = logs if logs is not None else {"loss": 1.0}
    model = types.SimpleNamespace(stop_training=False)
    taken = 0
    for callback in callbacks:
        callback.set_model(model)
        callback.on_train_begin()
    for epoch, available in enumerate(epochs):
        for callback in callbacks:
            callback.on_epoch_begin(epoch)
        for batch in range(min(available, steps_per_epoch)):
            taken += 1
            for callback in callbacks:
                callback.on_train_batch_end(batch, logs)
            if model.stop_training:
                break
        for callback in callbacks:
            callback.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    return taken
