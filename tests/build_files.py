"""Writes the BUILD files: one target a Python file, with what it imports.

    python -m tests.build_files

A module is a `py_library`, a script a `py_binary`, a test file a `py_test`.
"""

from tests.source_tree import (
    ROOT,
    imported_files,
    is_script,
    is_test,
    source_files,
)

HEADER = '''"""Written by `python -m tests.build_files`; do not edit."""

package(default_visibility = ["//visibility:public"])
'''
EXPORTS = {
    ".": '\nexports_files(["pyproject.toml"])\n',
    "tests": '\nexports_files(["run_pytest.py"])\n',
}


def build_texts():
    """Returns the mapping of every BUILD file's path to what it must hold."""
    folders = {}
    for path in source_files():
        folders.setdefault(path.parent, []).append(path)
    texts = {}
    for folder, paths in folders.items():
        targets = "".join(f"\n{target(path)}" for path in sorted(paths))
        exports = EXPORTS.get(folder.as_posix(), "")
        texts[folder / "BUILD"] = HEADER + exports + targets
    return texts


def target(path):
    """Returns the rule of one file."""
    attributes = {"name": target_name(path), "srcs": [path.name]}
    deps = imported_files(path)
    if is_test(path):
        kind = "py_test"
        deps |= fixture_files(path)
        attributes["srcs"].append("//tests:run_pytest.py")
        attributes["main"] = "//tests:run_pytest.py"
        attributes["args"] = [path.as_posix()]
        attributes["data"] = ["//:pyproject.toml"]
    else:
        kind = "py_binary" if is_script(path) else "py_library"
    if deps:
        labels = (label(dep, path) for dep in deps)
        # Those of the same folder first, as buildifier has it.
        attributes["deps"] = sorted(labels, key=lambda x: (x[0] != ":", x))
    lines = [f"    {key} = {value(v)}," for key, v in attributes.items()]
    return "\n".join([f"{kind}(", *lines, ")", ""])


def fixture_files(path):
    """Returns the `conftest.py` files whose fixtures a test may use."""
    return {
        folder / "conftest.py"
        for folder in path.parents
        if folder / "conftest.py" in source_files()
    }


def target_name(path):
    """Returns the module's name, or its folder's for `__init__.py`."""
    return path.parent.name if path.name == "__init__.py" else path.stem


def label(path, user):
    """Returns how a file's target is called from the BUILD of another."""
    if path.parent == user.parent:
        return f":{target_name(path)}"
    folder = path.parent.as_posix() if path.parent.name else ""
    return f"//{folder}:{target_name(path)}"


def value(attribute):
    """Returns a string or a list of strings as Starlark."""
    if isinstance(attribute, str):
        return f'"{attribute}"'
    if len(attribute) == 1:
        return f'["{attribute[0]}"]'
    items = "".join(f'        "{item}",\n' for item in attribute)
    return f"[\n{items}    ]"


def stale_build_files():
    """Returns the BUILD files that lack, differ, or should not be."""
    texts = build_texts()
    present = {
        path.relative_to(ROOT)
        for folder in {path.parts[0] for path in texts if path.parent.name}
        for path in (ROOT / folder).rglob("BUILD")
    }
    differing = {
        path
        for path, text in texts.items()
        if not (ROOT / path).is_file() or (ROOT / path).read_text() != text
    }
    return differing | (present - texts.keys())


def main():
    """Writes every BUILD file that is not as it should be."""
    texts = build_texts()
    for path in sorted(stale_build_files()):
        if path in texts:
            (ROOT / path).write_text(texts[path])
            print(f"wrote {path}")
        else:
            (ROOT / path).unlink()
            print(f"removed {path}")


if __name__ == "__main__":
    main()
