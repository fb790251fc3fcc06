import pathlib

from tests.source_tree import is_test, source_files

PACKAGES = ("youtube8m_monet", "frame_level_models")

# Modules without a test file of their own.
EXCEPTIONS = {
    "youtube8m_monet/config/options.py": "two lines, tested by flags_test",
}


def expected_test(path):
    """Returns where the tests of a module are."""
    parts = path.parts[1:] if path.parts[0] == PACKAGES[0] else path.parts
    name = f"{path.stem}_test.py"
    return pathlib.Path("tests", *parts[:-1], name)


def is_tested(path):
    test = expected_test(path)
    return test in source_files() and is_test(test)


def modules():
    return [
        path
        for path in source_files()
        if path.parts[0] in PACKAGES and path.name != "__init__.py"
    ]


def test_every_module_has_its_test_file():
    missing = [
        f"{path}: {expected_test(path)}"
        for path in modules()
        if path.as_posix() not in EXCEPTIONS and not is_tested(path)
    ]
    assert not missing, "\n".join(missing)


def test_exceptions_are_still_needed():
    for name in EXCEPTIONS:
        path = pathlib.Path(name)
        assert path in modules()
        assert not is_tested(path)
