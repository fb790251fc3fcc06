import collections
import hashlib
import pathlib
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

from youtube8m_monet.data import RecordSchema, evaluation_dataset, open_records
from youtube8m_monet.data.samples.rhythm import (
    FEATURES,
    LENGTHS,
    MOTIONS,
    NUM_APPEARANCES,
    VERSION,
    VIDEOS,
    class_groups,
    make_sample,
    signs,
)

# By VERSION: what users have in their caches under it.
DIGESTS = {
    1: "81c84cb45ce903a9abfa5b761b15ccf65c2fdf566e3f910a2995692a195d59e1",
    2: "7f69cdd278264705999e2d011aae14973528904c2e3173cef3014e63b41dd4ef",
}

CLASSES = [k for ids in class_groups().values() for k in ids]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    make_sample(str(folder))
    return folder


def digest(folder):
    """Returns a hash of the names and bytes of all files."""
    total = hashlib.sha256()
    for path in sorted(pathlib.Path(folder).iterdir()):
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()


def read(folder, split):
    """Yields `(id, labels, rgb codes)` of the videos of a split."""
    for path in sorted(pathlib.Path(folder).glob(f"{split}*")):
        for record in tf.data.TFRecordDataset(str(path)):
            example = tf.train.SequenceExample.FromString(record.numpy())
            context = example.context.feature
            frames = example.feature_lists.feature_list["rgb"].feature
            yield (
                context["id"].bytes_list.value[0],
                list(context["labels"].int64_list.value),
                np.array(
                    [list(f.bytes_list.value[0]) for f in frames], "uint8"
                ),
            )


def test_two_processes_write_the_same_bytes(folder, tmp_path):
    code = "import sys; from youtube8m_monet.data.samples import rhythm\n"
    code += "rhythm.make_sample(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, tmp_path], check=True)
    assert digest(tmp_path) == digest(folder)


def test_the_bytes_are_those_of_this_version(folder):
    assert digest(folder) == DIGESTS[VERSION], "raise VERSION, note the digest"


def test_what_is_there_stays(folder):
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    make_sample(str(folder))
    assert before == {p: p.stat().st_mtime_ns for p in folder.iterdir()}


def test_splits_hold_different_videos_of_all_classes(folder):
    ids = {}
    for split, count in VIDEOS.items():
        videos = list(read(folder, split))
        ids[split] = {video_id for video_id, _, _ in videos}
        seen = collections.Counter(k for _, labels, _ in videos for k in labels)
        assert len(ids[split]) == count
        assert sorted(seen) == CLASSES
    assert not ids["train"] & ids["validate"]


@pytest.mark.parametrize("period", MOTIONS.values())
@pytest.mark.parametrize("length", LENGTHS)
def test_every_motion_has_as_many_ups_as_downs(period, length):
    rhythm = signs(length, period)
    assert rhythm.sum() == 0
    assert set(rhythm.tolist()) == {1, -1}


def test_motions_differ_in_their_rhythm():
    changes = {
        name: int(np.abs(np.diff(signs(32, period))).sum()) // 2
        for name, period in MOTIONS.items()
    }
    assert list(changes.values()) == [31, 15, 7, 1]


def test_frames_follow_the_rhythm_of_their_label(folder):
    """The sign of a frame along the main direction of its video changes
    exactly where the label says."""
    periods = list(MOTIONS.values())
    for _, (_, motion), codes in list(read(folder, "validate"))[:20]:
        frames = codes - codes.mean(axis=0)
        direction = np.linalg.svd(frames, full_matrices=False)[2][0]
        found = np.sign(frames @ direction)
        expected = signs(len(codes), periods[motion - NUM_APPEARANCES])
        assert abs(np.sum(found * expected)) == len(codes)


def test_the_library_reads_it(folder):
    schema = RecordSchema("frame", FEATURES, len(CLASSES))
    shards, layout = open_records(
        str(folder / "validate*.tfrecord"), "data", schema, "validate"
    )
    dataset = evaluation_dataset(shards, layout, batch_size=64)
    counts = [len(ids) for ids, _, _ in dataset.as_numpy_iterator()]
    assert sum(counts) == VIDEOS["validate"]
