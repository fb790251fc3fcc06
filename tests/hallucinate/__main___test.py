import json
import pathlib

import numpy as np

from frame_level_models import registry
from tests.data.records import random_videos, write_frame_shard
from tests.end_to_end import scripts, small
from tests.frame_level_models import runs
from tests.hallucinate.command import (
    MAX_FRAMES,
    MODEL,
    arguments,
    contents,
    flow_features,
    hallucinate,
    records,
)
from youtube8m_monet import data
from youtube8m_monet.hallucinate.flow_adder import without_flow
from youtube8m_monet.prediction import predict_batches


def predictions(model, folder, features):
    """Returns all outputs of a model on the shards of a folder."""
    schema = data.RecordSchema("frame", features, small.NUM_CLASSES, MAX_FRAMES)
    shards, layout = data.open_records(
        f"{folder}/frame*.tfrecord", "data", schema, "train"
    )
    dataset = data.evaluation_dataset(shards, layout, batch_size=64)
    ((_, _, outputs),) = predict_batches(model, dataset)
    return outputs


def test_everything_else_is_as_it_was(shards, with_flow):
    names = [path.name for path in sorted(shards.glob("frame*"))]
    assert sorted(contents(with_flow)) == names
    for name in names:
        written = records(with_flow / name)
        originals = records(shards / name)
        assert [without_flow(record) for record in written] == originals


def test_predictions_are_those_of_the_model_that_hallucinates(
    run, shards, with_flow
):
    model, flags, _ = registry.restore(str(run))
    sizes = {**small.FRAME, "flow": small.FRAME["rgb"]}
    reading = registry.rebuild(
        {
            **flags,
            "flow_source": "records",
            "feature_names": ",".join(sizes),
            "feature_sizes": ",".join(map(str, sizes.values())),
        }
    )
    for name in ("rgb_stream", "flow_stream", "fusion"):
        weights = getattr(model, name).get_weights()
        getattr(reading, name).set_weights(weights)
    expected = predictions(model, shards, small.FRAME)
    found = predictions(reading, with_flow, sizes)
    assert np.ptp(expected["flow_predictions"], axis=0).max() > 1e-3
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, atol=1e-5)


def test_what_is_longer_than_the_run_reads_gets_zeros(with_flow):
    lengths = []
    for record in records(with_flow / "frame1.tfrecord"):
        flow = [frame.float_list.value for frame in flow_features(record)]
        read = np.abs(flow).max(axis=1) > 0
        assert read[:MAX_FRAMES].all()
        assert not read[MAX_FRAMES:].any()
        lengths.append(len(flow))
    assert min(lengths) < MAX_FRAMES < max(lengths)


def test_codes_are_close(run, shards, with_flow, tmp_path, capsys):
    options = ["--flow_storage=uint8", "--batch_size=4"]
    hallucinate(*arguments(run, shards, tmp_path, *options))
    differences = []
    for name in contents(with_flow):
        pairs = zip(
            records(tmp_path / name), records(with_flow / name), strict=True
        )
        for codes, floats in pairs:
            values = np.array(
                [f.float_list.value for f in flow_features(floats)]
            )
            strings = [f.bytes_list.value[0] for f in flow_features(codes)]
            found = np.array([list(string) for string in strings])
            found = found * 4 / 255 + 4 / 512 - 2
            differences.append(np.abs(found - np.clip(values, -2, 2)).max())
    assert 0 < max(differences) < 4 / 255 / 2 + 1e-6
    assert "Flow of 30 videos in 3 shards" in capsys.readouterr().out


def test_what_is_clipped_is_told(tmp_path, capsys):
    """Appearance of great values makes flow of great values."""
    runs.saved_run(tmp_path / "run", runs.config(MODEL))
    videos = random_videos(4, runs.SIZES, 5, frames=(9, 9), dtype="float32")
    for video in videos:
        video["features"]["rgb"] *= 1000
    write_frame_shard(tmp_path / "frame.tfrecord", videos)
    flags = arguments(tmp_path / "run", tmp_path, tmp_path / "out")
    hallucinate(*flags, "--flow_storage=uint8")
    assert "of flow lay outside [-2, 2]" in capsys.readouterr().out


def test_the_flags_it_names_train(run, shards, tmp_path, capsys):
    output = tmp_path / "out"
    hallucinate(*arguments(run, shards, output, "--batch_size=4"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("frame0.tfrecord: 11 records, ")
    assert lines[0].endswith(" videos/s")
    assert lines[-2] == f"Flow of 30 videos in 3 shards: {output}"
    flags = lines[-1].removeprefix("Train on it with ").split()
    assert flags[1] == "--feature_names=rgb,audio,flow"
    scripts.run(
        "train",
        *small.train_flags(MODEL, output, tmp_path / "run", "--max_steps=1"),
        "--export_model_steps=0",
        *flags,
    )
    assert "Done at step 1" in capsys.readouterr().out


def test_two_processes_write_the_same_bytes(
    run, shards, with_flow, tmp_path, capsys
):
    more = ["--batch_size=4", "--num_workers=2"]
    hallucinate(*arguments(run, shards, tmp_path, *more))
    assert contents(tmp_path) == contents(with_flow)
    names = [
        line.split(":")[0] for line in capsys.readouterr().out.splitlines()
    ]
    assert names[:3] == sorted(contents(with_flow))


def test_a_run_that_learned_to_hallucinate(tmp_path):
    """It was trained on records with flow, of other classes."""
    features = {"rgb": 6, "flow": 4}
    settings = runs.config("MoNetHallucination", align_flow="linear")
    model = runs.saved_run(tmp_path / "run", settings, features)
    videos = random_videos(5, runs.SIZES, 3000, frames=(3, 9), dtype="float32")
    shard = write_frame_shard(tmp_path / "frame0.tfrecord", videos)
    output = tmp_path / "out"
    hallucinate(*arguments(tmp_path / "run", tmp_path, output))
    written = records(output / "frame0.tfrecord")
    assert [without_flow(record) for record in written] == records(shard)
    for video, record in zip(videos, written, strict=True):
        rgb = video["features"]["rgb"]
        inputs = {"rgb": rgb[None], "num_frames": np.array([len(rgb)])}
        flow = [frame.float_list.value for frame in flow_features(record)]
        expected = np.array(model(inputs)["flow"])[0]
        np.testing.assert_allclose(flow, expected, atol=1e-5)


def test_the_sample(run, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    runs.saved_run(
        tmp_path / "run",
        runs.config(MODEL, max_frames=8, hallucinator="mlp"),
        {"rgb": 1024},
    )
    hallucinate(f"--train_dir={tmp_path / 'run'}", f"--output_dir={tmp_path}/o")
    output = capsys.readouterr().out
    assert "No --input_data_pattern: using the built-in sample, " in output
    assert "Flow of 400 videos in 6 shards" in output


def test_what_the_flow_was_made_from(run, with_flow):
    origin = json.loads((with_flow / "hallucination.json").read_text())
    assert origin["checkpoint"] == "step_00000002.weights.h5"
    assert origin["flow_storage"] == "float32"
    flags = json.loads(pathlib.Path(run, "model_flags.json").read_text())
    assert origin.items() >= flags.items()
