"""The scripts without a data pattern: the built-in sample."""

import pytest

from tests.end_to_end import scripts, small


def test_the_sample_serves_all_three_scripts(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    run, output = tmp_path / "run", tmp_path / "out.csv"
    runs = {
        "train": [
            "--model=FrameLevelLogisticModel",
            f"--train_dir={run}",
            "--batch_size=100",
            "--num_epochs=1",
            "--num_classes=12",
            "--export_model_steps=0",
        ],
        "eval": [f"--train_dir={run}", "--run_once"],
        "inference": [f"--train_dir={run}", f"--output_file={output}"],
    }
    made = []
    for name, flags in runs.items():
        capsys.readouterr()
        scripts.run(name, *flags)
        text = capsys.readouterr().out
        assert "_data_pattern: using the built-in sample, " in text
        assert str(tmp_path / "cache") in text
        made.append(small.listing(tmp_path / "cache"))
    assert made[0]
    assert made[0] == made[1] == made[2], "the sample is made once"
    # 300 videos to train on; 100 others to evaluate.
    assert (run / "checkpoints/step_00000003.weights.h5").exists()
    assert len(output.read_text().splitlines()) == 1 + 100


@pytest.mark.parametrize("model", ["LogisticModel"])
def test_a_video_level_model_is_told(model, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    error = scripts.failure(
        capsys, "train", f"--model={model}", f"--train_dir={tmp_path / 'run'}"
    )
    assert "frame-level where the model needs video-level" in error
    assert "Choose a frame-level --model" in error
