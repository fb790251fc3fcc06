"""What the command refuses, before it writes anything."""

from tests.end_to_end import small
from tests.frame_level_models import runs
from tests.hallucinate.command import arguments, contents, failure


def test_a_run_without_hallucinator(tmp_path, capsys):
    runs.saved_run(tmp_path / "run", runs.config("FrameLevelLogisticModel"))
    flags = arguments(tmp_path / "run", tmp_path, tmp_path / "out")
    error = failure(capsys, *flags)
    assert "The run hallucinates no flow." in error
    assert "a run of FrameLevelLogisticModel." in error
    assert not (tmp_path / "out").exists()


def test_no_run(tmp_path, capsys):
    error = failure(capsys, f"--output_dir={tmp_path}")
    assert "There is no run in the folder." in error


def test_names_are_checked_before_anything_is_done(
    run, shards, tmp_path, capsys
):
    error = failure(capsys, *arguments(run, shards, shards))
    assert "The shards with flow would replace those without." in error
    (tmp_path / "frame2.tfrecord").write_text("")
    pattern = f"{shards}/frame*,{tmp_path}/frame*"
    flags = [f"--train_dir={run}", f"--input_data_pattern={pattern}"]
    error = failure(capsys, *flags, f"--output_dir={tmp_path / 'out'}")
    assert "Two shards have the same name." in error
    assert not (tmp_path / "out").exists()


def test_records_with_flow(run, with_flow, tmp_path, capsys):
    error = failure(capsys, *arguments(run, with_flow, tmp_path))
    assert "The records have flow already." in error
    assert f"shard='{with_flow}/frame0.tfrecord', record 0 with" in error
    assert "Set --input_data_pattern to records without flow." in error
    assert contents(tmp_path) == {}


def test_shards_of_another_flow(run, shards, with_flow, capsys):
    before = small.listing(with_flow)
    flags = arguments(run, shards, with_flow, "--flow_storage=uint8")
    error = failure(capsys, *flags)
    assert "The shards in the output folder were made from something" in error
    assert "flow_storage: there 'float32', now 'uint8'" in error
    assert small.listing(with_flow) == before
