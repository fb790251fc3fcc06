import sys

import keras
import pytest

from frame_level_models import registry
from frame_level_models.monet_hallucination import MoNetHallucination
from tests.end_to_end import scripts, small
from youtube8m_monet.config import TrainConfig
from youtube8m_monet.describe import __main__ as command
from youtube8m_monet.describe.describe_config import DescribeConfig
from youtube8m_monet.training import run_directory

pytestmark = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="counts TensorFlow graphs"
)
HALLUCINATION = [
    "--model=MoNetHallucination",
    "--feature_names=rgb,flow",
    "--feature_sizes=16,16",
]


def model_flags(name):
    if name == "MoNetHallucination":
        return HALLUCINATION
    return small.model_flags(name)


def described(capsys, *arguments):
    """Returns what the command prints, in this process."""
    with scripts.own_flags(command, DescribeConfig, arguments):
        command.main(["describe"])
    return capsys.readouterr().out


def totals(out):
    """Returns the numbers of the last row."""
    (line,) = [line for line in out.splitlines() if line.startswith("total ")]
    return [word.replace(",", "") for word in line.split()[1:]]


@pytest.mark.parametrize("name", registry.MODELS)
def test_every_model(capsys, name):
    out = described(capsys, *model_flags(name), "--num_frames=7")
    by_frames = registry.MODELS[name].frame_features
    length = "a video of 7 frames" if by_frames else "a video"
    assert out.startswith(f"{name}, {length}:\n\n")
    parameters, multiply_adds, share, memory = totals(out)
    assert int(parameters) > 0
    assert int(multiply_adds) > 0
    assert share == "100.0%"
    assert float(memory) >= 0


def test_flags_reach_the_model(capsys):
    flags = model_flags("MoNetLogistic")
    out = described(capsys, *flags, "--hallucinator=bigru")
    assert "hallucinator: bidirectional GRU, 2 layers" in out
    assert "a video of 300 frames" in out
    assert "a video of 9 frames" in described(capsys, *flags, "--max_frames=9")


@pytest.fixture
def run(tmp_path):
    """The folder of a run of MoNetHallucination, as it is at its start."""
    model = MoNetHallucination(3, {"rgb": 4, "flow": 8}, hallucinator="lstm")
    run_flags = registry.run_flags(model, TrainConfig(max_frames=20))
    run_directory.write_flags(str(tmp_path), run_flags)
    return tmp_path


def test_a_run(capsys, run):
    out = described(capsys, f"--train_dir={run}")
    assert out.startswith("MoNetHallucination, a video of 20 frames:\n")
    assert "hallucinator: LSTM, 1 layer" in out
    products = 20 * (4 * (4 + 8) * 8 + 8 * 8)
    assert totals(out)[1] == str(products)
    again = described(capsys, f"--train_dir={run}", "--num_frames=5")
    assert totals(again)[1] == str(products // 4)


def test_a_run_has_its_flags(capsys, run):
    same = described(capsys, f"--train_dir={run}", "--hallucinator=lstm")
    assert "LSTM" in same
    error = failure(capsys, f"--train_dir={run}", "--hallucinator=gru")
    assert "--hallucinator: the run has 'lstm', asked 'gru'" in error
    assert "Leave these flags out: the run has them." in error


def failure(capsys, *arguments):
    """Returns the error of a command that must fail."""
    with pytest.raises(SystemExit) as caught:
        described(capsys, *arguments)
    assert caught.value.code == 1
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        (
            "--num_frames=0",
            "--num_frames is out of range.\n  Expected: at least",
        ),
        ("--num_classes=0", "--num_classes is out of range."),
        ("--model=Logistic", "Unknown model."),
        ("--hallucinator=gan", "Unknown hallucinator."),
        ("--groups=7", "Change --groups or --expansion."),
        ("--feature_sizes=3", "Set --feature_names and --feature_sizes togeth"),
        ("--flow_source=records", "Add flow to --feature_names"),
        ("--flow_classifier=absent", "Leave --flow_classifier out."),
        ("--train_dir=absent", "There is no run in the folder."),
        ("--segment_labels", "Leave --segment_labels out."),
    ],
)
def test_wrong_flags(capsys, flag, expected):
    error = failure(capsys, *model_flags("MoNetNeXtVLAD"), flag)
    assert expected in error


def test_a_model_without_flow(capsys):
    flags = model_flags("NeXtVLADModel")
    error = failure(capsys, *flags, "--align_flow=linear")
    assert "has no use for --align_flow" in error


def test_as_a_command():
    argv = [sys.executable, "-m", "youtube8m_monet.describe", *HALLUCINATION]
    done = scripts.spawn(argv)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    assert "hallucinator: MoNet, 5 layers" in done.stdout
    on_jax = scripts.spawn(argv, KERAS_BACKEND="jax")
    assert on_jax.returncode == 1
    assert "Set KERAS_BACKEND=tensorflow" in on_jax.stderr
    assert "Traceback" not in on_jax.stderr


def test_the_readme_shows_what_the_command_prints(capsys):
    out = described(capsys, "--model=MoNetNeXtVLAD")
    table = out[out.index(" " * 31 + "parameters") : out.index("\n\n11.2 G")]
    assert table.rstrip() in (scripts.ROOT / "README.md").read_text()
