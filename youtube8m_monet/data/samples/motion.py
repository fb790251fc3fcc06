"""The sample of motion: appearance, and the flow that a law makes of it.

**The law.** A video is a sequence of scenes with hard cuts between them. In a
scene a phase turns by the video's angular speed and a jitter,

    phi_{t+1} = phi_t + omega_k + 0.15 n

drawn anew (uniform) at a cut, and appearance is

    x_t = m_a + A [cos phi_t, sin phi_t] + B c + 0.1 n            in R^D

with the prototype m_a of the video's appearance class, a background c in R^8
drawn anew at every cut, and fixed random A, B. Flow is what an estimator with
a wide view, as I3D's 64 frames are, makes of it: the derivative of appearance
over seven frames, weighted by w_j ~ j exp(-j^2 / 8) so that a steady change
has its own slope, beside appearance itself, through a fixed random network of
one hidden layer:

    d_t = sum_{|j| <= 3, t + j in the scene of t} w_j x_{t+j}
    s_t = relu(P tanh(Q [4 d_t ; x_t / 2]) + p) + 0.15 n          in R^D

Frames beyond a cut say nothing about d_t, and the last term is noise that
nobody can predict. A frame alone does not tell the sign of omega: the motion
classes turn forwards or backwards, slowly or quickly, and as *sets* of frames
the videos of omega and -omega have one and the same distribution.

The law was written down before any model was trained on it. The best held-out
R2 that it allows is that of its own noise-free flow.
"""

import dataclasses

import numpy as np

from youtube8m_monet.data.record_writer import sequence_example
from youtube8m_monet.data.samples.sample_files import (
    default_folder,
    make_files,
)

VERSION = 1
NAME = f"motion-{VERSION}"
SIZE = 64
FEATURES = {"rgb": SIZE, "flow": SIZE}
NUM_APPEARANCES = 4
SPEEDS = {
    "slowly forwards": 0.35,
    "slowly backwards": -0.35,
    "quickly forwards": 0.9,
    "quickly backwards": -0.9,
}
NUM_CLASSES = NUM_APPEARANCES + len(SPEEDS)
VIDEOS = {"train": 600, "validate": 200}
SHARDS = {"train": 4, "validate": 2}
LENGTHS = (24, 40)
SCENES = (6, 16)
REACH = 3
FLOW_NOISE = 0.15
# Flags for training on it.
RECIPE = {
    "num_classes": NUM_CLASSES,
    "batch_size": 32,
    "max_frames": LENGTHS[1],
    "num_epochs": 30,
    "base_learning_rate": 0.001,
    "batch_norm_momentum": 0.9,
    "jit_compile": False,
    "video_level_classifier_model": "LogisticModel",
    "groups": 4,
    "nextvlad_cluster_size": 32,
    "nextvlad_hidden_size": 128,
    "gating_reduction": 4,
    "netvlad_cluster_size": 32,
    "netvlad_hidden_size": 128,
    "trn_hidden_size": 64,
    "trn_units": 128,
}


@dataclasses.dataclass(frozen=True)
class World:
    """What is fixed in the law: its random matrices."""

    prototypes: np.ndarray
    rotation: np.ndarray
    background: np.ndarray
    hidden: np.ndarray
    output: np.ndarray
    bias: np.ndarray

    @classmethod
    def make(cls):
        """Returns the world that every video lives in."""
        rng = np.random.default_rng(20190528)

        def normal(*shape, scale=1.0):
            return rng.normal(0, scale, shape)

        return cls(
            prototypes=normal(NUM_APPEARANCES, SIZE, scale=0.4),
            rotation=normal(2, SIZE, scale=0.6),
            background=normal(8, SIZE, scale=0.15),
            hidden=normal(2 * SIZE, 2 * SIZE, scale=SIZE**-0.5),
            output=normal(2 * SIZE, SIZE, scale=(2 * SIZE) ** -0.5),
            bias=normal(SIZE, scale=0.1),
        )


@dataclasses.dataclass(frozen=True)
class MotionVideo:
    """One video of the law.

    Args:
        labels: Its appearance class and its motion class.
        appearance: x, float32 `[T, D]`.
        flow: s, float32 `[T, D]`.
        expected_flow: s without its noise: the best that anyone can imagine.
    """

    labels: list
    appearance: np.ndarray
    flow: np.ndarray
    expected_flow: np.ndarray


def derivative(frames, scenes):
    """Returns d: the Gaussian derivative of each frame within its scene.

    Args:
        frames: `[T, D]`.
        scenes: The scene of each frame, int `[T]`.
    """
    total = np.zeros_like(frames)
    for j in range(-REACH, REACH + 1):
        weight = j * np.exp(-(j**2) / 8)
        for t in range(max(0, -j), min(len(frames), len(frames) - j)):
            if scenes[t + j] == scenes[t]:
                total[t] += weight * frames[t + j]
    js = np.arange(-REACH, REACH + 1)
    return total / np.sum(js**2 * np.exp(-(js**2) / 8))


def make_video(world, rng):
    """Returns a random `MotionVideo`."""
    appearance = int(rng.integers(NUM_APPEARANCES))
    motion = int(rng.integers(len(SPEEDS)))
    length = int(rng.integers(LENGTHS[0], LENGTHS[1] + 1))
    scenes, phases, grounds = _scenes(
        length, list(SPEEDS.values())[motion], rng
    )
    circle = np.stack([np.cos(phases), np.sin(phases)], axis=1)
    frames = (
        world.prototypes[appearance]
        + circle @ world.rotation
        + grounds @ world.background
        + rng.normal(0, 0.1, (length, SIZE))
    )
    seen = np.concatenate([4 * derivative(frames, scenes), frames / 2], axis=1)
    hidden = np.tanh(seen @ world.hidden)
    expected = np.maximum(hidden @ world.output + world.bias, 0)
    noise = rng.normal(0, FLOW_NOISE, expected.shape)
    return MotionVideo(
        labels=[appearance, NUM_APPEARANCES + motion],
        appearance=frames.astype("float32"),
        flow=(expected + noise).astype("float32"),
        expected_flow=expected.astype("float32"),
    )


def _scenes(length, speed, rng):
    """Returns the scene, phase and background of every frame."""
    scenes, phases, grounds = [], [], []
    while len(scenes) < length:
        count = int(rng.integers(SCENES[0], SCENES[1] + 1))
        steps = speed + rng.normal(0, 0.15, count)
        phases.extend(rng.uniform(0, 2 * np.pi) + np.cumsum(steps))
        grounds.extend([rng.normal(0, 1, 8)] * count)
        scenes.extend([scenes[-1] + 1 if scenes else 0] * count)
    return (
        np.array(scenes[:length]),
        np.array(phases[:length]),
        np.array(grounds[:length]),
    )


def make_videos(split, shard):
    """Yields the `MotionVideo`s of one shard of a split."""
    world = World.make()
    rng = np.random.default_rng([VERSION, list(VIDEOS).index(split), shard])
    for _ in range(VIDEOS[split] // SHARDS[split]):
        yield make_video(world, rng)


def best_r2():
    """Returns the R2 of the flow without its noise on the held-out videos.

    1 - mean((s - E s)^2) / mean((s - mean over frames of s)^2)
    """
    videos = [
        video
        for shard in range(SHARDS["validate"])
        for video in make_videos("validate", shard)
    ]
    flow = np.concatenate([video.flow for video in videos])
    expected = np.concatenate([video.expected_flow for video in videos])
    error = np.square(flow - expected).mean()
    return float(1 - error / np.square(flow - flow.mean(axis=0)).mean())


def make_sample(folder=None):
    """Generates the sample, by default in the user's cache: `make_files`."""
    folder = folder if folder is not None else default_folder(NAME)
    return make_files(folder, SHARDS, _records)


def class_groups():
    """Returns the ids of the classes of appearance, and of those of motion."""
    return {
        "appearance": range(NUM_APPEARANCES),
        "motion": range(NUM_APPEARANCES, NUM_APPEARANCES + len(SPEEDS)),
    }


def _records(split, shard):
    for number, video in enumerate(make_videos(split, shard)):
        yield sequence_example(
            f"{split[0]}{shard}{number:03d}",
            video.labels,
            {"rgb": video.appearance, "flow": video.flow},
        )
