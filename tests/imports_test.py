import graphlib
import pathlib
import re
import sys
import tomllib

from tests.source_tree import (
    ROOT,
    imported_files,
    imported_names,
    is_script,
    source_files,
)

# Belongs to the script beside it, in processes of its own, and runs scripts.
RUNNER = pathlib.Path("youtube8m_monet/reproduce/runner.py")
# `python -m youtube8m_monet.NAME` runs a script, wherever it lies.
SCRIPTS = [
    path
    for path in source_files()
    if len(path.parts) == 1
    or (path.parts[0] == "youtube8m_monet" and is_script(path))
    or path == RUNNER
]
LIBRARY = [
    path
    for path in source_files()
    if path.parts[0] == "youtube8m_monet" and path not in SCRIPTS
]
MODELS = [p for p in source_files() if p.parts[0] == "frame_level_models"]
BRIDGE = pathlib.Path("youtube8m_monet/config/flags.py")

# Where the name to install is not the name to import.
DISTRIBUTIONS = {
    "absl": "absl-py",
    "google.cloud.storage": "google-cloud-storage",
    "google.protobuf": "protobuf",
    "google_crc32c": "google-crc32c",
}


def importers(files, *allowed):
    """Returns the files that import from a folder that is not allowed."""
    return [
        str(path)
        for path in files
        if {file.parts[0] for file in imported_files(path)} - {*allowed}
    ]


def test_imports_run_one_way():
    assert LIBRARY
    assert MODELS
    assert SCRIPTS
    library, models = "youtube8m_monet", "frame_level_models"
    assert not importers(LIBRARY, library)
    assert not importers(MODELS, library, models)
    scripts = {path.name for path in SCRIPTS}
    assert not importers([RUNNER], library, models, *scripts)
    others = [path for path in SCRIPTS if path != RUNNER]
    assert not importers(others, library, models)
    # The rule does see an import: scripts import models.
    assert importers(SCRIPTS, library)


def test_nothing_imports_a_script():
    for path in LIBRARY + MODELS:
        assert not imported_files(path) & set(SCRIPTS), path


def test_only_the_bridge_knows_flags():
    knowing = [
        path
        for path in LIBRARY + MODELS
        if any(name.split(".")[0] == "absl" for name in imported_names(path))
    ]
    assert knowing == [BRIDGE]


def test_no_imports_in_circles():
    graph = {path: imported_files(path) for path in source_files()}
    order = list(graphlib.TopologicalSorter(graph).static_order())
    assert len(order) == len(source_files())


def test_what_is_imported_is_declared():
    with open(ROOT / "pyproject.toml", "rb") as file:
        project = tomllib.load(file)["project"]
    requirements = project["dependencies"]
    declared = {re.match(r"[\w-]+", line).group() for line in requirements}
    imported = {
        distribution(name)
        for path in LIBRARY + MODELS + SCRIPTS
        for name in imported_names(path)
    }
    assert imported - {None} <= declared


def distribution(name):
    """Returns what to install for a module, `None` if nothing."""
    for module, installed in DISTRIBUTIONS.items():
        if f"{name}.".startswith(f"{module}."):
            return installed
    root = name.split(".")[0]
    ours = (ROOT / root).is_dir() or (ROOT / f"{root}.py").is_file()
    return None if ours or root in sys.stdlib_module_names else root
