import pytest

from youtube8m_monet.data import RecordSchema, list_shards
from youtube8m_monet.errors import UserError
from youtube8m_monet.hallucinate.source_run import (
    appearance_schema,
    check_hallucinates,
    flags_to_train,
    sample_pattern,
)

TWO_STREAM = {"model": "MoNetTRN", "hallucinator": "monet"}


@pytest.mark.parametrize("source", [{}, {"flow_source": "hallucinated"}])
def test_runs_that_hallucinate(source):
    check_hallucinates({**TWO_STREAM, **source}, "run")


@pytest.mark.parametrize(
    ("flags", "what"),
    [
        ({"model": "TrnModel"}, "a run of TrnModel."),
        (
            {**TWO_STREAM, "flow_source": "records"},
            "a run of MoNetTRN on the flow of the records.",
        ),
    ],
)
def test_runs_that_do_not(flags, what):
    with pytest.raises(UserError) as caught:
        check_hallucinates(flags, "run")
    assert str(caught.value) == (
        "The run hallucinates no flow.\n"
        "  Expected: a run of MoNetHallucination or of a two-stream model, "
        "e.g. MoNetNeXtVLAD, without --flow_source=records.\n"
        f"  Received: train_dir='run', {what}\n"
        "  Set --train_dir."
    )


def test_neither_flow_nor_classes_are_asked_for():
    trained = RecordSchema(
        "frame", {"rgb": 4, "flow": 3}, 9, 20, free_lengths=("flow",)
    )
    schema = appearance_schema(trained)
    assert schema == RecordSchema("frame", {"rgb": 4}, 1, 20)


def test_flags_to_train():
    schema = RecordSchema("frame", {"rgb": 4, "audio": 2}, 9, 20)
    assert flags_to_train({"flow_size": None}, schema) == (
        "--flow_source=records --feature_names=rgb,audio,flow "
        "--feature_sizes=4,2,4 --max_frames=20"
    )
    assert "=4,2,7 " in flags_to_train({"flow_size": 7}, schema)
    paired = RecordSchema("frame", {"rgb": 4, "flow": 3}, 9)
    assert "=rgb,flow --feature_sizes=4,3 " in flags_to_train({}, paired)


def test_the_sample_is_all_of_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    schema = RecordSchema("frame", {"rgb": 1024, "audio": 128}, 9)
    assert len(list_shards(sample_pattern(None, schema))) == 6
    assert "motion" in sample_pattern("motion", schema)


def test_records_that_do_not_fit_are_no_flags_matter():
    schema = appearance_schema(RecordSchema("frame", {"rgb": 4}, 9))
    assert schema.of_run
