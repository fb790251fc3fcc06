import pytest

from frame_level_models import recipes, registry
from tests.data.records import random_videos, write_frame_shard
from youtube8m_monet.config import TrainConfig
from youtube8m_monet.data.samples import motion, rhythm
from youtube8m_monet.errors import UserError


def resolve(model, given=(), **options):
    config = TrainConfig(model=model, **options)
    return recipes.resolve(config, {*given, *options})


def test_data_of_ones_own_need_no_recipe(capsys):
    config, features = resolve("NeXtVLADModel", train_data_pattern="x*")
    assert config == TrainConfig(model="NeXtVLADModel", train_data_pattern="x*")
    assert features == {"rgb": 1024, "audio": 128}
    assert capsys.readouterr().out == ""


def test_the_sample_brings_its_recipe_and_says_so(capsys):
    config, features = resolve("NeXtVLADModel", num_epochs=1)
    assert config.sample == "rhythm"
    assert config.num_epochs == 1
    assert config.batch_size == rhythm.RECIPE["batch_size"]
    assert features == {"rgb": 1024, "audio": 128}
    said = capsys.readouterr().out
    assert "For the built-in sample: --sample=rhythm --batch_size=8" in said
    assert "num_epochs" not in said


def test_flow_is_in_the_sample_of_motion():
    config, features = resolve("MoNetHallucination")
    assert config.sample == "motion"
    assert config.num_classes == motion.NUM_CLASSES
    assert features == motion.FEATURES
    _, features = resolve("MoNetTRN", sample="motion")
    assert features == {"rgb": motion.SIZE}
    _, features = resolve("MoNetTRN", flow_source="records")
    assert features == motion.FEATURES


def test_the_papers_recipe(capsys):
    config, _ = resolve(
        "MoNetHallucination", preset="paper", train_data_pattern="x", alpha=1.0
    )
    assert config.base_learning_rate == 2e-4
    assert config.learning_rate_decay == 0.1
    assert config.learning_rate_decay_epochs == 15
    assert config.clip_global_norm == 1
    assert config.num_epochs == 40
    assert config.hallucinator_layers == 5
    assert config.alpha == 1
    assert "For --preset=paper: --optimizer=Adam" in capsys.readouterr().out


def test_a_preset_wins_over_the_samples_recipe():
    config, _ = resolve("MoNetHallucination", preset="paper")
    assert config.num_epochs == 40
    assert config.batch_size == motion.RECIPE["batch_size"]


def test_unknown_names():
    with pytest.raises(UserError, match="one of paper"):
        resolve("MoNetHallucination", preset="papr")
    with pytest.raises(UserError, match="one of motion, rhythm"):
        resolve("MoNetHallucination", sample="x")


def test_decay_in_epochs(tmp_path, capsys):
    videos = random_videos(20, {"rgb": 8}, 3, frames=(4, 4))
    shards = [write_frame_shard(tmp_path / "a.tfrecord", videos)]
    config = TrainConfig(learning_rate_decay_epochs=1.5)
    config = recipes.decay_in_examples(config, shards)
    assert config.learning_rate_decay_examples == 30
    assert "every 1.5 epochs, about 30 videos" in capsys.readouterr().out
    assert recipes.decay_in_examples(TrainConfig(), shards) == TrainConfig()


def test_sizes_that_are_given_win_over_the_samples():
    _, features = resolve(
        "MoNetTRN", sample="motion", feature_names="rgb", feature_sizes="7"
    )
    assert features == {"rgb": 7}


def test_a_recipe_says_nothing_of_other_models(capsys):
    motion_alone = {"sample": "motion", "feature_names": "rgb"}
    resolve("LstmModel", **motion_alone)
    said = capsys.readouterr().out
    assert "--batch_size=" in said
    assert "nextvlad" not in said
    resolve("NeXtVLADModel", **motion_alone)
    assert "nextvlad_cluster_size" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "sample"), [("rhythm", rhythm), ("motion", motion)]
)
@pytest.mark.parametrize("model", ["MoNetNeXtVLAD", "NeXtVLADModel"])
def test_the_whole_recipe_is_taken(name, sample, model):
    config, _ = resolve(model, sample=name, feature_names="rgb")
    foreign = registry.options_of_others(registry.model_class(model))
    taken = sample.RECIPE.keys() - foreign
    assert taken >= {"batch_size", "max_frames", "video_level_classifier_model"}
    for option in taken:
        assert getattr(config, option) == sample.RECIPE[option], option
