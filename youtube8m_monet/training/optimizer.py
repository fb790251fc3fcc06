"""Optimizers by name, with the starter's learning-rate schedule."""

import inspect
import re

import keras
import tensorflow as tf

from youtube8m_monet.errors import unknown_name
from youtube8m_monet.training.fused_adam import fuse_adam
from youtube8m_monet.training.variants import saved_as

# TensorFlow 1 names whose Keras names differ by more than the ending.
_TF1_NAMES = {
    "GradientDescentOptimizer": "SGD",
    "MomentumOptimizer": "SGD",
    "RMSPropOptimizer": "RMSprop",
}
# What TensorFlow 1 sets, or the starter asks for, where Keras differs.
_TF1_OPTIONS = {
    "AdadeltaOptimizer": {"epsilon": 1e-8},
    "AdamOptimizer": {"epsilon": 1e-8},
    "MomentumOptimizer": {"momentum": 0.9},
    "RMSPropOptimizer": {"epsilon": 1e-10},
}
# The paths of weights that do not decay: they shift or scale a unit and cannot
# overfit by their size.
_UNDECAYED = re.compile(r"bias|beta|gamma|/(b|[bv]_\w+)$|cell/c$")


def staircase_decay(base_rate, decay, decay_examples, batch_size):
    """Returns the learning rate as a schedule over steps.

        rate(step) = base_rate * decay ^ floor(step * batch_size
                                               / decay_examples)

    Args:
        base_rate: The rate at step 0.
        decay: The factor of each stair.
        decay_examples: Videos a stair.
        batch_size: Videos a step, over all devices.
    """
    return keras.optimizers.schedules.ExponentialDecay(
        base_rate, decay_examples / batch_size, decay, staircase=True
    )


def get_optimizer(
    name,
    learning_rate,
    clip_gradient_norm=0.0,
    clip_global_norm=0.0,
    weight_decay=0.0,
):
    """Returns a Keras optimizer that clips gradients and decays weights.

    Decoupled from the gradient, each step first takes from every weight W that
    `spare_biases` does not spare

        rate(step) * weight_decay * W                  (Loshchilov 2019)

    Args:
        name: A class of `keras.optimizers`, e.g. `"Adam"`; TensorFlow 1
            spellings such as `"AdamOptimizer"` work too, and bring the
            constants of TensorFlow 1. (Its RMSProp began with squares of 1,
            that of Keras begins with 0, and so with larger steps.)
        learning_rate: A rate or a schedule.
        clip_gradient_norm: The norm that the gradient of each variable is
            clipped to on its own, as the starter code does; 0: no clipping.
        clip_global_norm: The norm that all gradients together are clipped to,
            instead; 0: no such clipping.
        weight_decay: As above; 0: as the optimizer does by itself, which is
            none but for `"AdamW"` and its like.

    Raises:
        UserError: If there is no optimizer of that name.

    Example:
    >>> get_optimizer("AdamOptimizer", 0.01, 1.0).clipnorm
    1.0
    """
    classes = _optimizer_classes()
    plain = _TF1_NAMES.get(name, name.removesuffix("Optimizer"))
    if plain not in classes:
        raise unknown_name("optimizer", name, classes, "optimizer")
    options = _TF1_OPTIONS.get(name, {})
    optimizer_class = classes[plain]
    if tf.distribute.get_strategy().num_replicas_in_sync > 1:
        optimizer_class = _clips_the_sum(optimizer_class)
    else:
        optimizer_class = fuse_adam(optimizer_class)
    clipping = {"clipnorm": clip_gradient_norm or None}
    if clip_global_norm:
        clipping = {"global_clipnorm": clip_global_norm}
    if weight_decay:
        options = options | {"weight_decay": weight_decay}
    return optimizer_class(learning_rate, **clipping, **options)


def spare_biases(optimizer, weights):
    """Lets neither biases decay nor the weights of normalisations.

    Args:
        optimizer: It must not be built yet.
        weights: All that it is to train.
    """
    optimizer.exclude_from_weight_decay(
        # By their paths: on JAX their names do not say what they belong to.
        var_list=[w for w in weights if _UNDECAYED.search(w.path)]
    )


def _optimizer_classes():
    base = keras.optimizers.Optimizer
    return {
        name: value
        for name, value in vars(keras.optimizers).items()
        if inspect.isclass(value)
        and issubclass(value, base)
        and name not in ("Optimizer", "LossScaleOptimizer")
    }


def _clips_the_sum(optimizer_class):
    """Returns an optimizer that clips the gradient of the whole batch.

    Under `tf.distribute` Keras clips each replica's part of a gradient, and
    adds up the parts after that.
    """

    @saved_as(optimizer_class)
    class ClipsTheSum(optimizer_class):
        def _clip_gradients(self, grads):
            replicas = tf.distribute.get_replica_context()
            if replicas is None:
                return super()._clip_gradients(grads)
            clipped = super()._clip_gradients(
                replicas.all_reduce(tf.distribute.ReduceOp.SUM, grads)
            )
            # Keras goes on to add up what every replica has.
            return [grad / replicas.num_replicas_in_sync for grad in clipped]

    return ClipsTheSum
