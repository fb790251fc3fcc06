"""The sample of rhythms: motion that only the order of frames shows.

Every video carries one of `NUM_APPEARANCES` labels that its frames show and
one of `len(MOTIONS)` labels that only the *order* of its frames shows.

With a fixed prototype `m_a` of each appearance `a`, one fixed direction `w`,
and noise `n`, frame t of a video of appearance `a` and motion `k` is

    x_t = m_a + g_t w + n_t,      g_t = +1 or -1

and the motion is the rhythm of the signs g: they change every frame, every
second, every fourth, or once, halfway. T is a multiple of 8, so that every
rhythm has as many +1 as -1: as *sets* of frames, the videos of all motions
have one and the same distribution. A model that does not compare neighbours
cannot tell them apart; one that does, can.
"""

import numpy as np

from youtube8m_monet.data.quantise import quantise
from youtube8m_monet.data.record_writer import sequence_example
from youtube8m_monet.data.samples.sample_files import (
    default_folder,
    make_files,
)

VERSION = 2
NAME = f"sample-{VERSION}"
FEATURES = {"rgb": 1024, "audio": 128}
NUM_APPEARANCES = 8
MOTIONS = {"every frame": 1, "every second": 2, "every fourth": 4, "once": None}
VIDEOS = {"train": 300, "validate": 100}
SHARDS = {"train": 4, "validate": 2}
LENGTHS = (16, 24)
# Standard deviations of the elements of m_a, of w, and of n_t. The rhythm is
# easy to see, so that MoNet finds it in the minute that a demonstration has.
APPEARANCE = 0.25
MOTION = 1.0
NOISE = 0.2
# Flags for training on so few videos in so few steps.
RECIPE = {
    "batch_size": 8,
    "num_epochs": 2,
    "base_learning_rate": 0.0015,
    "batch_norm_momentum": 0.9,
    "video_level_classifier_model": "LogisticModel",
    "max_frames": max(LENGTHS),
    "metrics_steps": 20,
}


def make_sample(folder=None):
    """Generates the sample, by default in the user's cache: `make_files`."""
    folder = folder if folder is not None else default_folder(NAME)
    return make_files(folder, SHARDS, _records)


def class_groups():
    """Returns the ids of the classes of appearance, and of those of motion."""
    return {
        "appearance": range(NUM_APPEARANCES),
        "motion": range(NUM_APPEARANCES, NUM_APPEARANCES + len(MOTIONS)),
    }


def signs(num_frames, period):
    """Returns g: signs that change every `period` frames, or once halfway.

    Example:
    >>> signs(8, 2).tolist()
    [1, 1, -1, -1, 1, 1, -1, -1]
    """
    period = period if period is not None else num_frames // 2
    return 1 - 2 * (np.arange(num_frames) // period % 2)


def _records(split, shard):
    count = VIDEOS[split] // SHARDS[split]
    world = np.random.default_rng(0)
    prototypes, directions = {}, {}
    for name, size in FEATURES.items():
        shape = (NUM_APPEARANCES, size)
        prototypes[name] = world.normal(0, APPEARANCE, shape)
        directions[name] = world.normal(0, MOTION, size)
    # Sound has no rhythm: only rgb moves.
    directions["audio"][:] = 0
    rng = np.random.default_rng([1, list(VIDEOS).index(split), shard])
    for video in range(count):
        appearance, motion = divmod(
            int(rng.integers(NUM_APPEARANCES * len(MOTIONS))), len(MOTIONS)
        )
        length = int(rng.choice(LENGTHS))
        rhythm = signs(length, list(MOTIONS.values())[motion])
        rhythm = rhythm[:, None] * rng.choice([-1, 1])
        features = {}
        for name, size in FEATURES.items():
            noise = rng.normal(0, NOISE, (length, size))
            frames = prototypes[name][appearance] + noise
            features[name] = quantise(frames + rhythm * directions[name])
        yield sequence_example(
            f"{split[0]}{shard}{video:02d}",
            [appearance, NUM_APPEARANCES + motion],
            features,
        )
