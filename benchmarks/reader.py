"""Measures reading: batches for a model against bare TFRecord reading.

Without `--data_pattern` it writes 8 shards of frame-level records at 300
frames, 1024 + 128 features, to a temporary folder.

    python benchmarks/reader.py
    python benchmarks/reader.py --data_pattern='data/train*.tfrecord'
    python benchmarks/reader.py --data_pattern='...' --kind=video

Each round reads the files `--passes` times in each way, in turn, so that
whatever else the machine does falls on all of them; the medians are over the
rounds. A single pass would measure how long TensorFlow takes to set a
pipeline up, a fifth of a second, more than how fast it then reads.
"""

import argparse
import os
import pathlib
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import youtube8m_monet.import_tensorflow  # noqa: F401  Before TensorFlow.

# isort: split

import numpy as np
import tensorflow as tf

from youtube8m_monet.data import (
    BadRecords,
    RecordSchema,
    detect_layout,
    evaluation_dataset,
    list_shards,
    training_dataset,
)

FEATURES = {
    "frame": {"rgb": 1024, "audio": 128},
    "video": {"mean_rgb": 1024, "mean_audio": 128},
}
NUM_CLASSES = 3862
FRAMES = 300


def main():
    """Prints records a second, and the ratios to bare reading."""
    options = parse_options()
    with tempfile.TemporaryDirectory() as folder:
        pattern = options.data_pattern
        if pattern is None:
            write_shards(folder, options.shards, options.records)
            pattern = f"{folder}/*"
        shards = list_shards(pattern, "data_pattern")
        schema = RecordSchema(options.kind, FEATURES[options.kind], NUM_CLASSES)
        layout = detect_layout(shards, schema, "data_pattern")
        measure(shards * options.passes, layout, options)


def parse_options():
    """Returns the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data_pattern", help="TFRecord files")
    parser.add_argument("--kind", choices=sorted(FEATURES), default="frame")
    parser.add_argument("--batch_size", type=int, default=80)
    parser.add_argument("--passes", type=int, default=8, help="a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shards", type=int, default=8, help="to write")
    parser.add_argument("--records", type=int, default=150, help="a shard")
    return parser.parse_args()


def measure(shards, layout, options):
    """Times each way of reading in interleaved rounds and prints a table."""
    count = sum(1 for _ in tf.data.TFRecordDataset(shards))
    readers = make_readers(shards, layout, options.batch_size, count)
    wall = {name: [] for name in readers}
    cpu = {name: [] for name in readers}
    for _ in range(options.rounds):
        for name, make in readers.items():
            wall_seconds, cpu_seconds = seconds(make())
            wall[name].append(wall_seconds / count)
            cpu[name].append(cpu_seconds / count)
    print(f"{count} records, {options.rounds} rounds, {os.cpu_count()} cores")
    print(f"{'':24}{'records/s':>10}{'of raw':>8}{'CPU us/record':>15}")
    for name in readers:
        pairs = zip(wall["raw"], wall[name], strict=True)
        ratio = statistics.median(raw / one for raw, one in pairs)
        rate = 1 / statistics.median(wall[name])
        busy = 1e6 * statistics.median(cpu[name])
        print(f"{name:24}{rate:10.0f}{ratio:8.2f}{busy:15.0f}")


def make_readers(shards, layout, batch_size, count):
    """Returns name -> function that makes a dataset to be read."""

    def raw():
        return tf.data.TFRecordDataset(shards).batch(batch_size)

    def raw_interleaved():
        files = tf.data.Dataset.from_tensor_slices(tf.constant(shards))
        return (
            files.interleave(
                tf.data.TFRecordDataset,
                cycle_length=16,
                num_parallel_calls=8,
                deterministic=True,
            )
            .batch(batch_size)
            .prefetch(2)
        )

    def training():
        # A small buffer: filling it would be most of so short an epoch.
        return training_dataset(
            shards,
            layout,
            batch_size=batch_size,
            seed=0,
            num_epochs=1,
            shuffle_buffer=count // 32,
        ).dataset

    def evaluation(policy="fail"):
        return evaluation_dataset(
            shards,
            layout,
            batch_size=batch_size,
            bad_records=BadRecords(policy),
        )

    return {
        "raw": raw,
        "raw, interleaved": raw_interleaved,
        "evaluation": evaluation,
        "training": training,
        "on_bad_record=skip": lambda: evaluation("skip"),
    }


def seconds(dataset):
    """Returns the (wall, CPU) time that reading a dataset through takes.

    Without that of taking its iterator down: where TensorFlow tunes, as in
    bare reading, this may wait for the thread that does.
    """
    wall, cpu = time.perf_counter(), time.process_time()
    iterator = iter(dataset)
    for _ in iterator:
        pass
    return time.perf_counter() - wall, time.process_time() - cpu


def write_shards(folder, num_shards, num_records):
    """Writes frame-level shards, the same at every call."""
    rng = np.random.default_rng(0)
    for index in range(num_shards):
        path = f"{folder}/{index:03d}.tfrecord"
        with tf.io.TFRecordWriter(path) as writer:
            for number in range(num_records):
                record = random_record(rng, f"{index:03d}{number:04d}")
                writer.write(record)


def random_record(rng, video_id):
    """Returns a serialised frame-level record of 300 random frames."""
    example = tf.train.SequenceExample()
    context = example.context.feature
    context["id"].bytes_list.value.append(video_id.encode())
    labels = rng.integers(0, NUM_CLASSES, 3)
    context["labels"].int64_list.value.extend(labels.tolist())
    for name, size in FEATURES["frame"].items():
        frames = example.feature_lists.feature_list[name].feature
        for row in rng.integers(0, 256, [FRAMES, size], np.uint8):
            frames.add().bytes_list.value.append(row.tobytes())
    return example.SerializeToString(deterministic=True)


if __name__ == "__main__":
    main()
