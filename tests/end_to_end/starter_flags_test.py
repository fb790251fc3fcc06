"""Command lines of the starter code and of the NeXtVLAD authors.

Paths are replaced, and sizes are small; the rest is as they published it: the
README of google/youtube-8m in its editions of 2017 to 2019, and the training
scripts of the NeXtVLAD authors.
"""

import shlex

import pytest

from tests.data.records import (
    random_videos,
    write_frame_shard,
    write_video_shard,
)
from tests.end_to_end import scripts

MODEL_FLAGS = [
    "moe_num_mixtures",
    "iterations",
    "dbof_add_batch_norm",
    "sample_random_frames",
    "dbof_cluster_size",
    "dbof_hidden_size",
    "dbof_pooling_method",
    "dbof_activation",
    "video_level_classifier_model",
    "lstm_cells",
    "lstm_layers",
    "nextvlad_cluster_size",
    "nextvlad_hidden_size",
    "groups",
    "expansion",
    "drop_rate",
    "gating_reduction",
    "mix_number",
    "cl_temperature",
    "cl_lambda",
    "l2_penalty",
]
STARTER_FLAGS = {
    "train": [
        "train_dir",
        "train_data_pattern",
        "feature_names",
        "feature_sizes",
        "frame_features",
        "segment_labels",
        "model",
        "start_new_model",
        "num_gpu",
        "batch_size",
        "label_loss",
        "regularization_penalty",
        "base_learning_rate",
        "learning_rate_decay",
        "learning_rate_decay_examples",
        "num_epochs",
        "max_steps",
        "max_step",
        "export_model_steps",
        "num_readers",
        "optimizer",
        "clip_gradient_norm",
        "log_device_placement",
    ]
    + MODEL_FLAGS,
    "eval": [
        "train_dir",
        "eval_data_pattern",
        "feature_names",
        "feature_sizes",
        "frame_features",
        "segment_labels",
        "model",
        "batch_size",
        "label_loss",
        "num_readers",
        "run_once",
        "top_k",
    ]
    + MODEL_FLAGS,
    "inference": [
        "train_dir",
        "input_data_pattern",
        "input_model_tgz",
        "untar_model_dir",
        "segment_labels",
        "segment_max_pred",
        "segment_label_ids_file",
        "output_file",
        "output_model_tgz",
        "top_k",
        "batch_size",
        "num_readers",
    ],
}
VIDEO_LEVEL = """
train.py --train_data_pattern='$DATA/video/train*.tfrecord' --model=LogisticModel --train_dir=$RUN/video_level_logistic_model
eval.py --eval_data_pattern='$DATA/video/train*.tfrecord' --model=LogisticModel --train_dir=$RUN/video_level_logistic_model --run_once=True
inference.py --output_file=$RUN/video_level_logistic_model/predictions.csv --input_data_pattern='$DATA/video/train*.tfrecord' --train_dir=$RUN/video_level_logistic_model
"""  # noqa: E501
AUDIO_VISUAL = """
train.py --train_data_pattern='$DATA/video/train*.tfrecord' --train_dir=$RUN/av --feature_names="mean_rgb, mean_audio" --feature_sizes="1024, 128"
eval.py --eval_data_pattern='$DATA/video/train*.tfrecord' --train_dir=$RUN/av --run_once=True --feature_names="mean_rgb, mean_audio" --feature_sizes="1024, 128"
"""  # noqa: E501
FRAME_LEVEL = """
train.py --train_data_pattern='$DATA/frame/train*.tfrecord' --train_dir=$RUN/wrong --frame_features=True --model=FrameLevelLogisticModel --feature_names="rgb" --feature_sizes="1024" --train_dir=$RUN/frame_level_logistic_model
eval.py --eval_data_pattern='$DATA/frame/train*.tfrecord' --train_dir=$RUN/wrong --run_once=True --frame_features=True --model=FrameLevelLogisticModel --feature_names="rgb" --feature_sizes="1024" --train_dir=$RUN/frame_level_logistic_model
inference.py --output_file=$RUN/predictions.csv --input_data_pattern='$DATA/frame/train*.tfrecord' --frame_features=True --model=FrameLevelLogisticModel --feature_names="rgb" --feature_sizes="1024" --train_dir=$RUN/frame_level_logistic_model
"""  # noqa: E501
LAST_EDITION = """
train.py --frame_features --model=FrameLevelLogisticModel --feature_names='rgb,audio' --feature_sizes='1024,128' --train_data_pattern=$DATA/frame/train*.tfrecord --train_dir $RUN/sample_model --start_new_model
eval.py --eval_data_pattern=$DATA/frame/train*.tfrecord --train_dir $RUN/sample_model --run_once
inference.py --train_dir $RUN/sample_model --output_file=$RUN/kaggle_solution.csv --input_data_pattern=$DATA/frame/train*.tfrecord
"""  # noqa: E501
NEXTVLAD_SIZES = {
    "--nextvlad_cluster_size=128": "--nextvlad_cluster_size=4",
    "--nextvlad_cluster_size=112": "--nextvlad_cluster_size=4",
    "--nextvlad_hidden_size=2048": "--nextvlad_hidden_size=16",
}
NEXTVLAD = """
train.py --groups=8 --nextvlad_cluster_size=128 --nextvlad_hidden_size=2048 --expansion=2 --gating_reduction=8 --drop_rate=0.5 --model=NeXtVLADModel --num_readers=8 --learning_rate_decay_examples 2000000 --video_level_classifier_model=LogisticModel --label_loss=CrossEntropyLoss --start_new_model=False --train_data_pattern=$DATA/frame/train*.tfrecord --train_dir=$RUN/nextvlad_8g_5l2_5drop_128k_2048_2x80_logistic --frame_features=True --feature_names="rgb,audio" --feature_sizes="1024,128" --batch_size=80 --base_learning_rate=0.0002 --learning_rate_decay=0.8 --l2_penalty=1e-5 --max_step=700000 --num_gpu=2
eval.py --groups=8 --nextvlad_cluster_size=128 --nextvlad_hidden_size=2048 --expansion=2 --gating_reduction=8 --drop_rate=0.5 --batch_size=80 --video_level_classifier_model=LogisticModel --l2_penalty=1e-5 --label_loss=CrossEntropyLoss --eval_data_pattern=$DATA/frame/train*.tfrecord --train_dir $RUN/nextvlad_8g_5l2_5drop_128k_2048_2x80_logistic --run_once=True
inference.py --output_model_tgz $RUN/nextvlad.tgz --output_file $RUN/nextvlad.csv --input_data_pattern=$DATA/frame/train*.tfrecord --train_dir $RUN/nextvlad_8g_5l2_5drop_128k_2048_2x80_logistic --batch_size=80 --num_readers=8
"""  # noqa: E501
MIXTURE = """
train.py --groups=8 --nextvlad_cluster_size=112 --nextvlad_hidden_size=2048 --expansion=2 --gating_reduction=16  --drop_rate=0.5 --mix_number=3 --cl_temperature=3 --cl_lambda=9 --model=MixNeXtVladModel --num_readers=8 --learning_rate_decay_examples 2500000 --num_epochs=15 --video_level_classifier_model=LogisticModel --label_loss=CrossEntropyLoss --start_new_model=False --train_data_pattern=$DATA/[f][r]*/[t]*.tfrecord --train_dir=$RUN/mix3 --frame_features=True --feature_names="rgb,audio" --feature_sizes="1024,128" --batch_size=80 --base_learning_rate=0.0002 --learning_rate_decay=0.8 --l2_penalty=1e-5 --max_step=700000 --num_gpu=2
"""  # noqa: E501


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory):
    """Twelve videos of the published sizes, and of all 3,862 classes."""
    folder = tmp_path_factory.mktemp("published_sizes")
    (folder / "frame").mkdir()
    (folder / "video").mkdir()
    for shard in range(2):
        write_frame_shard(
            folder / f"frame/train{shard}.tfrecord",
            random_videos(
                6, {"rgb": 1024, "audio": 128}, 3862, shard, frames=(2, 4)
            ),
        )
        write_video_shard(
            folder / f"video/train{shard}.tfrecord",
            random_videos(
                6, {"mean_rgb": 1024, "mean_audio": 128}, 3862, shard
            ),
        )
    return folder


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(VIDEO_LEVEL, id="video_level"),
        pytest.param(AUDIO_VISUAL, id="audio_visual"),
        pytest.param(FRAME_LEVEL, id="frame_level"),
        pytest.param(LAST_EDITION, id="last_edition"),
        pytest.param(NEXTVLAD, id="nextvlad"),
        pytest.param(MIXTURE, id="mixture", marks=pytest.mark.slow),
    ],
)
def test_published_command_lines_run(lines, data_folder, tmp_path, capsys):
    for line in lines.strip().splitlines():
        run_line(line, data_folder, tmp_path)
    output = capsys.readouterr().out
    assert "Done at step" in output
    if "eval.py" in lines:
        assert "epoch/eval number" in output
    if "inference.py" in lines:
        (table,) = set(tmp_path.rglob("*.csv")) - set(
            tmp_path.rglob("per_class_ap.csv")
        )
        assert len(table.read_text().splitlines()) == 1 + 12


def run_line(line, data_folder, folder):
    """Runs one line, with its paths and sizes replaced."""
    line = line.replace("$DATA", str(data_folder)).replace("$RUN", str(folder))
    program, *arguments = shlex.split(line)
    arguments = [NEXTVLAD_SIZES.get(word, word) for word in arguments]
    name = program.removesuffix(".py")
    if name == "train":
        # The export is tested elsewhere; the compiler takes longer than the
        # few steps here.
        arguments += ["--export_model_steps=0", "--nojit_compile"]
    scripts.run(name, *arguments)


@pytest.mark.parametrize("name", STARTER_FLAGS)
def test_help_lists_every_flag_of_the_starter(name):
    done = scripts.spawn(scripts.command(name, "--help"))
    assert done.returncode in (0, 1)  # absl's own choice
    listed = {
        word.removeprefix("--[no]").removeprefix("--").rstrip(":")
        for line in done.stdout.splitlines()
        for word in line.split()[:1]
        if word.startswith("--")
    }
    assert not set(STARTER_FLAGS[name]) - listed
    assert done.stderr == ""


def test_an_unknown_flag_is_named():
    done = scripts.spawn(scripts.command("train", "--no_such_flag=1"))
    assert done.returncode == 1
    assert "no_such_flag" in done.stderr
    assert "Traceback" not in done.stderr
