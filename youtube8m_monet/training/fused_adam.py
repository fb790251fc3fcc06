"""Adam in one pass over the weights, on TensorFlow."""

import keras
import tensorflow as tf

from youtube8m_monet.training.variants import saved_as


def fuse_adam(optimizer_class):
    """Returns an optimizer class that updates each weight by one kernel.

        m <- m + (1 - b1) (g - m)
        v <- v + (1 - b2) (g^2 - v)
        W <- W - rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon)
                                                              (Kingma 2015)

    Keras writes this as a dozen operations, and without XLA, which on CPUs
    is how TensorFlow runs them, each is a pass over all weights.

    Args:
        optimizer_class: A class of `keras.optimizers` whose update is that of
            `keras.optimizers.Adam`. All others, and all backends but
            TensorFlow, get their class back.
    """
    if (
        keras.backend.backend() != "tensorflow"
        or getattr(optimizer_class, "update_step", None)
        is not keras.optimizers.Adam.update_step
    ):
        return optimizer_class

    @saved_as(optimizer_class)
    class FusedAdam(optimizer_class):
        def update_step(self, gradient, variable, learning_rate):
            """Updates one weight; AMSGrad, which has no kernel, as Keras."""
            if self.amsgrad:
                super().update_step(gradient, variable, learning_rate)
                return
            index = self._get_variable_index(variable)
            number = variable.dtype
            beta_1 = tf.constant(self.beta_1, number)
            beta_2 = tf.constant(self.beta_2, number)
            step = tf.cast(self.iterations.value + 1, number)
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle,
                m=self._momentums[index].value.handle,
                v=self._velocities[index].value.handle,
                beta1_power=tf.pow(beta_1, step),
                beta2_power=tf.pow(beta_2, step),
                lr=tf.cast(learning_rate, number),
                beta1=beta_1,
                beta2=beta_2,
                epsilon=tf.constant(self.epsilon, number),
                grad=tf.cast(gradient, number),
            )

    return FusedAdam
