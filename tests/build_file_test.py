import collections

from tests import build_files
from tests.source_tree import source_files


def test_build_files_are_complete_and_list_what_is_imported():
    stale = sorted(map(str, build_files.stale_build_files()))
    assert not stale, "run: python -m tests.build_files"


def test_every_file_has_a_target_of_its_own():
    names = collections.Counter(
        (path.parent, build_files.target_name(path)) for path in source_files()
    )
    assert max(names.values()) == 1


def test_kinds_of_targets():
    texts = build_files.build_texts()
    folders = {path.parent.as_posix(): text for path, text in texts.items()}
    layers, layer_tests = "youtube8m_monet/layers", "tests/layers"
    assert 'py_binary(\n    name = "train",' in folders["."]
    assert 'py_library(\n    name = "monet",' in folders[layers]
    assert 'py_test(\n    name = "monet_test",' in folders[layer_tests]
    assert f'"//{layers}:layers",' in folders[layer_tests]
