"""A bucket of the fake storage, as a folder that two processes see."""

import collections.abc
import os
import re
import urllib.parse


class Bucket(collections.abc.MutableMapping):
    """Maps the names of a bucket's objects to their bytes.

    Args:
        folder: `pathlib.Path` of all buckets.
        name: As in `gs://name`.
    """

    def __init__(self, folder, name):
        self.name = name
        self.url = f"gs://{name}"
        self._objects = folder / name
        self._requests = folder / f"{name}.requests"
        self._refused = folder / f"{name}.refused"

    def make(self):
        """Makes the bucket."""
        self._objects.mkdir()

    def exists(self):
        """Whether it was made."""
        return self._objects.is_dir()

    def names(self, prefix=""):
        """Returns the names that begin so, sorted."""
        return [name for name in self if name.startswith(prefix)]

    def refuse(self, pattern):
        """Lets requests "METHOD path" that match a pattern get status 403."""
        self._refused.write_text(pattern)

    def takes(self, request):
        """Notes a request; returns whether it is not refused."""
        with open(self._requests, "a") as file:
            file.write(request + "\n")
        if not self._refused.exists():
            return True
        return not re.search(self._refused.read_text(), request)

    def count(self, pattern):
        """Returns how many requests have matched a pattern."""
        requests = self._requests.read_text().splitlines()
        return sum(bool(re.search(pattern, request)) for request in requests)

    def __getitem__(self, name):
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None

    def __setitem__(self, name, data):
        path = self._path(name)
        new = path.with_name(".new")
        new.write_bytes(data)
        new.rename(path)

    def __delitem__(self, name):
        if name not in self:
            raise KeyError(name)
        self._path(name).unlink()

    def __contains__(self, name):
        return self._path(name).exists()

    def __iter__(self):
        found = os.listdir(self._objects)
        return iter(
            sorted(map(urllib.parse.unquote, (n for n in found if n != ".new")))
        )

    def __len__(self):
        return len(list(iter(self)))

    def _path(self, name):
        return self._objects / urllib.parse.quote(name, safe="")
