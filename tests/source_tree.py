"""Reads the project's source files without running them."""

import ast
import functools
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[1]
PACKAGES = ("youtube8m_monet", "frame_level_models", "benchmarks", "tests")


@functools.cache
def source_files():
    """Returns every Python file of the project, relative to the root."""
    paths = [*ROOT.glob("*.py")]
    for package in PACKAGES:
        paths += (ROOT / package).rglob("*.py")
    return sorted(path.relative_to(ROOT) for path in paths)


@functools.cache
def syntax_tree(path):
    """Returns the parsed file."""
    return ast.parse((ROOT / path).read_text(), str(path))


def imported_files(path):
    """Returns the files of the project that a file imports itself."""
    return {
        module_files()[name]
        for name in imported_names(path)
        if name in module_files()
    } - {path}


def imported_names(path):
    """Returns what a file imports: modules, as deep as they exist.

    `from a import b` counts as the module `a.b` where that is a file of the
    project, and as `a` where it is not.
    """
    names = set()
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"{path}:{node.lineno}: a relative import")
            for alias in node.names:
                deep = f"{node.module}.{alias.name}"
                names.add(deep if deep in module_files() else node.module)
    return names


@functools.cache
def module_files():
    """Returns the mapping of dotted module name to file."""
    return {module_name(path): path for path in source_files()}


def module_name(path):
    """Returns the dotted name of a file, of its folder for `__init__.py`."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_script(path):
    """Whether a file is there to be run."""
    return any(
        isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)
        for node in syntax_tree(path).body
    )


def is_test(path):
    """Whether pytest finds tests in a file."""
    return path.name.endswith("_test.py") and any(
        getattr(node, "name", "").startswith(("test_", "Test"))
        for node in syntax_tree(path).body
    )
