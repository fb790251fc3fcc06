import doctest
import importlib

import numpy as np
import pytest

from tests.source_tree import module_name, source_files

PACKAGES = ("youtube8m_monet", "frame_level_models")
MODULES = [
    module_name(path) for path in source_files() if path.parts[0] in PACKAGES
]


def run_examples(name):
    """Runs a module's examples; they may use what its package exports."""
    module = importlib.import_module(name)
    package = importlib.import_module(module.__package__)
    names = {"np": np, **vars(package), **vars(module)}
    return doctest.testmod(module, globs=names)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    assert not run_examples(name).failed


def test_examples_are_found():
    assert run_examples("youtube8m_monet.data.samples.rhythm").attempted
