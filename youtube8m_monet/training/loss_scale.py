"""Loss scaling for float16 that looks at every replica's gradients."""

import keras
import tensorflow as tf

from youtube8m_monet.training.variants import saved_as


def scale_loss(optimizer, policy):
    """Returns an optimizer under which small float16 gradients survive.

    Where a gradient overflows, the step is left out and the scale halved.
    Keras wraps the optimizer of a float16 model by itself, but under
    `tf.distribute` asks the first replica alone whether anything overflowed,
    and applies what the others have (Keras 3.15).

    Args:
        optimizer: It must not be built yet.
        policy: The model's `keras.DTypePolicy`.
    """
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    if replicas == 1 or policy.name != "mixed_float16":
        return optimizer
    return _EveryReplica(optimizer)


@saved_as(keras.optimizers.LossScaleOptimizer)
class _EveryReplica(keras.optimizers.LossScaleOptimizer):
    def check_finite(self, grads):
        finite = tf.cast(super().check_finite(grads), "float32")
        context = tf.distribute.get_replica_context()
        total = context.all_reduce(tf.distribute.ReduceOp.SUM, finite)
        return tf.equal(total, context.num_replicas_in_sync)
