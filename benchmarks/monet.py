"""Speed of MoNet beside a plain matrix product, in one process.

    python -m benchmarks.monet
    KERAS_BACKEND=jax python -m benchmarks.monet

Counts only the multiply-adds of the matrix products (`MoNet.multiply_adds`; a
backward pass twice as many). Rounds of product, forward pass, and forward with
backward pass take turns; the ratio is that of a round, the median is printed.
"""

import argparse
import statistics
import time

import keras
import numpy as np
from keras import ops

from youtube8m_monet.layers import MoNet


def compiled(function):
    """Returns the function compiled with XLA."""
    if keras.backend.backend() == "jax":
        import jax

        return jax.jit(function)
    import tensorflow as tf

    return tf.function(function, jit_compile=True)


def forward_function(layer):
    """Returns a compiled function of weights and features: the flow."""
    return compiled(lambda w, x: layer.stateless_call(w, [], x)[0])


def gradient_function(layer):
    """Returns a compiled function of weights and features: all gradients."""

    def loss(weights, features):
        flow, _ = layer.stateless_call(weights, [], features)
        return ops.mean(ops.square(flow))

    if keras.backend.backend() == "jax":
        import jax

        return jax.jit(jax.grad(loss, argnums=(0, 1)))
    import tensorflow as tf

    def gradients(weights, features):
        with tf.GradientTape() as tape:
            tape.watch([*weights, features])
            value = loss(weights, features)
        return tape.gradient(value, [*weights, features])

    return compiled(gradients)


def wait(tensor):
    """Waits until a tensor is computed."""
    ops.convert_to_numpy(ops.reshape(tensor, (-1,))[:1])


def rate(function, arguments, operations, repeats):
    """Returns the best rate in GFLOP/s."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        for output in keras.tree.flatten(function(*arguments)):
            wait(output)
        best = min(best, time.perf_counter() - start)
    return operations / best / 1e9


def measure(variant, args):
    """Prints the rates of one variant."""
    layer = MoNet(args.size, args.layers, variant)
    layer.build((None, None, args.size))
    rng = np.random.default_rng(0)
    shape = (args.videos, args.frames, args.size)
    features = ops.convert_to_tensor(rng.normal(size=shape).astype("float32"))
    square = ops.convert_to_tensor(
        rng.normal(size=(args.size, args.size)).astype("float32")
    )
    weights = [ops.convert_to_tensor(w) for w in layer.trainable_weights]
    rows = args.videos * args.frames
    forward = 2 * args.videos * layer.multiply_adds(args.size, args.frames)
    product = 2 * rows * args.size**2
    jobs = {
        "matmul": (compiled(ops.matmul), (features, square), product, 10),
        "forward": (forward_function(layer), (weights, features), forward, 3),
        "forward+backward": (
            gradient_function(layer),
            (weights, features),
            3 * forward,
            2,
        ),
    }
    for function, arguments, _, _ in jobs.values():
        function(*arguments)
    rounds = [
        {name: rate(*job) for name, job in jobs.items()}
        for _ in range(args.rounds)
    ]
    for name in jobs:
        speed = statistics.median(r[name] for r in rounds)
        ratio = statistics.median(r[name] / r["matmul"] for r in rounds)
        print(f"{variant:9} {name:17} {speed:6.1f} GFLOP/s   {ratio:.2f}")


def main():
    """Measures both variants."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--videos", type=int, default=8)
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--layers", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    for variant in ("paper", "released"):
        measure(variant, args)


if __name__ == "__main__":
    main()
