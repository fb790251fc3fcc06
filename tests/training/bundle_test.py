import os
import tarfile

import pytest

from youtube8m_monet.config import InferenceConfig
from youtube8m_monet.errors import UserError
from youtube8m_monet.training.bundle import find_run, pack, unpack
from youtube8m_monet.training.checkpoint import (
    checkpoint_path,
    latest_checkpoint,
)
from youtube8m_monet.training.run_directory import read_flags, write_flags


def make_run(folder, steps, model="MoeModel"):
    """Makes the files of a run and returns its newest checkpoint's path."""
    (folder / "checkpoints").mkdir(parents=True)
    write_flags(str(folder), {"model": model, "num_classes": 5})
    for step in steps:
        path = checkpoint_path(str(folder), step)
        with open(path, "w") as file:
            file.write(f"weights of step {step}")
    return path


def read(path):
    with open(path) as file:
        return file.read()


def test_a_bundle_holds_flags_and_one_checkpoint(tmp_path):
    path = make_run(tmp_path / "run", [1, 2])
    bundle = str(tmp_path / "model.tgz")
    pack(str(tmp_path / "run"), path, bundle)
    folder = unpack(bundle, str(tmp_path / "there"))
    assert read_flags(folder) == {"model": "MoeModel", "num_classes": 5}
    assert len(os.listdir(os.path.join(folder, "checkpoints"))) == 1
    assert read(latest_checkpoint(folder)) == "weights of step 2"


def test_unpacking_again_gives_the_same_run(tmp_path):
    path = make_run(tmp_path / "run", [1])
    bundle = str(tmp_path / "model.tgz")
    pack(str(tmp_path / "run"), path, bundle)
    there = str(tmp_path / "there")
    folder = unpack(bundle, there)
    assert unpack(bundle, there) == folder
    assert read(latest_checkpoint(folder)) == "weights of step 1"


def test_two_bundles_in_one_folder_do_not_mix(tmp_path):
    there = str(tmp_path / "there")
    for name, step in (("old", 9), ("new", 2)):
        path = make_run(tmp_path / name, [step], model=name)
        bundle = str(tmp_path / f"{name}.tgz")
        pack(str(tmp_path / name), path, bundle)
        folder = unpack(bundle, there)
        assert read_flags(folder)["model"] == name
        assert read(latest_checkpoint(folder)) == f"weights of step {step}"


def test_folders_that_cannot_be(tmp_path):
    path = make_run(tmp_path / "run", [1])
    bundle, file = str(tmp_path / "model.tgz"), tmp_path / "file"
    file.write_text("precious")
    pack(str(tmp_path / "run"), path, bundle)
    with pytest.raises(UserError, match="Set --untar_model_dir"):
        unpack(bundle, str(file / "there"))
    with pytest.raises(UserError, match="Set --output_model_tgz"):
        pack(str(tmp_path / "run"), path, str(file / "model.tgz"))
    assert file.read_text() == "precious"


def test_what_is_no_bundle(tmp_path):
    path = make_run(tmp_path / "run", [1])
    bundle = tmp_path / "model.tgz"
    pack(str(tmp_path / "run"), path, str(bundle))
    (tmp_path / "text.tgz").write_text("no archive")
    (tmp_path / "short.tgz").write_bytes(bundle.read_bytes()[:-40])
    for name in ("text.tgz", "short.tgz", "absent.tgz"):
        bundle = str(tmp_path / name)
        with pytest.raises(UserError) as error:
            unpack(bundle, str(tmp_path / "there"))
        assert f"input_model_tgz={bundle!r}" in str(error.value)
        assert "Set --input_model_tgz." in str(error.value)


def test_an_old_bundle_stays_whole_if_packing_fails(tmp_path):
    path = make_run(tmp_path / "run", [1])
    bundle = tmp_path / "model.tgz"
    pack(str(tmp_path / "run"), path, str(bundle))
    before = bundle.read_bytes()
    with pytest.raises(UserError, match="cannot be bundled"):
        pack(str(tmp_path / "run"), f"{path}.absent", str(bundle))
    assert bundle.read_bytes() == before


def test_a_bundle_writes_nothing_outside_of_its_folder(tmp_path):
    (tmp_path / "file").write_text("evil")
    with tarfile.open(tmp_path / "model.tgz", "w:gz") as tar:
        tar.add(tmp_path / "file", arcname="../../evil")
    with pytest.raises(UserError, match="Set --input_model_tgz"):
        unpack(str(tmp_path / "model.tgz"), str(tmp_path / "there"))
    assert not (tmp_path / "evil").exists()


def test_a_model_is_given_once(tmp_path):
    config = InferenceConfig(train_dir="run", input_model_tgz="model.tgz")
    with pytest.raises(UserError, match="Leave one of them out"):
        find_run(config)


def test_a_bundle_makes_its_folder(tmp_path):
    path = make_run(tmp_path / "run", [1])
    bundle = tmp_path / "new" / "folder" / "model.tgz"
    pack(str(tmp_path / "run"), path, str(bundle))
    assert bundle.exists()
