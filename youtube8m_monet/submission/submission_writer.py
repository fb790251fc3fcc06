"""Writes a submission so that an interrupted run can go on."""

import hashlib
import itertools
import json
import logging
import os
import tempfile

import tensorflow as tf

from youtube8m_monet.errors import UserError
from youtube8m_monet.files import make_folder
from youtube8m_monet.processes.writer_lock import WriterLock
from youtube8m_monet.submission.format import HEADER, format_predictions
from youtube8m_monet.submission.partial_file import keep_complete_lines

_BLOCK = 1 << 24
_PARTIAL = ".partial"
_SIDECAR = ".partial.json"
_log = logging.getLogger(__name__)


class SubmissionWriter:
    """Writes `path` under another name and renames it when it is complete.

    The lines go to `path + ".partial"`, and what they were made from to
    `path + ".partial.json"`. If both are there already and the second says the
    same, the complete lines stay and `num_done` tells how many videos to skip.
    A partial file made from something else is moved aside, never deleted. The
    file at `path`, if there is one, stays as it is until `commit`.

    Object stores cannot append: for `gs://` and the like the partial file lies
    in the local temporary folder, and `commit` uploads it whole. So such a run
    can only go on where that folder is the same.

    As a context manager it commits if the block ends without an exception, and
    otherwise keeps the partial file.

    Args:
        path: The file to write, local or `gs://`.
        top_k: Pairs a video.
        fingerprint: Mapping of everything else that decides the content, e.g.
            the checkpoint and the data pattern.

    Attributes:
        num_done: Videos written, also by earlier runs.
        moved_aside: Where a partial file of another origin went, or `None`.

    Raises:
        UserError: if the partial file cannot be written, or another process
            of this machine is writing it.

    Example:
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = os.path.join(folder.name, "predictions.csv")
    >>> with SubmissionWriter(path, 1, {"step": 7}) as writer:
    ...     writer.write(["ab12"], [[0.25, 0.5]])
    >>> print(open(path).read(), end="")
    VideoId,LabelConfidencePairs
    ab12,1 0.5
    >>> folder.cleanup()
    """

    def __init__(self, path, top_k, fingerprint):
        self.path = os.fspath(path)
        self.top_k = top_k
        self.num_done = 0
        self.moved_aside = None
        self._remote = "://" in self.path
        self._partial = _partial_path(self.path, self._remote)
        self._sidecar = self._partial + ".json"
        origin = {**fingerprint, "top_k": top_k}
        self._origin = json.loads(json.dumps(origin, default=str))
        try:
            self._open()
        except BlockingIOError as error:
            raise UserError(
                "Another run is writing this file.",
                expected="one run at a time",
                received=f"output_file={self.path!r}",
                fix="Wait for its end, or set another --output_file.",
            ) from error
        except (OSError, tf.errors.OpError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UserError(
                "The output file cannot be written.",
                expected="a path in a writable folder",
                received=f"output_file={self.path!r} ({reason})",
                fix="Set --output_file.",
            ) from error

    def __enter__(self):
        return self

    def __exit__(self, error_type, error, traceback):
        try:
            if error_type is None:
                self.commit()
        finally:
            self.close()

    def write(self, video_ids, predictions):
        """Adds a line for each video, and hands them to the system.

        Args:
            video_ids: B strings or UTF-8 bytes.
            predictions: `[B, C]` probabilities.

        Raises:
            UserError: as `format_predictions`. Nothing is written then.
        """
        lines = list(format_predictions(video_ids, predictions, self.top_k))
        self._file.write("".join(lines).encode())
        self._file.flush()
        self.num_done += len(lines)

    def commit(self):
        """Gives the file its final name; from then on it cannot be added to."""
        if self._file.closed:
            return
        os.fsync(self._file.fileno())
        self._file.close()
        if self._remote:
            self._upload()
            os.remove(self._partial)
            tf.io.gfile.remove(self.path + _SIDECAR)
        else:
            os.replace(self._partial, self.path)
        os.remove(self._sidecar)
        self._lock.release()

    def close(self):
        """Closes the partial file and keeps it."""
        self._file.close()
        self._lock.release()

    def _open(self):
        os.makedirs(os.path.dirname(self._partial) or ".", exist_ok=True)
        if os.path.isdir(self.path):
            raise IsADirectoryError(None, "is a directory")
        self._lock = WriterLock(self._partial + ".lock")
        try:
            self._file = self._take_up()
            if self._remote:
                self._announce()
        except BaseException:
            self._lock.release()
            raise

    def _take_up(self):
        if os.path.exists(self._partial):
            if self._can_resume():
                self._resume()
            else:
                self._move_aside()
        if not os.path.exists(self._partial):
            self._start()
        return open(self._partial, "ab")

    def _upload(self):
        uploaded = self.path + _PARTIAL
        with (
            open(self._partial, "rb") as source,
            tf.io.gfile.GFile(uploaded, "wb") as target,
        ):
            while block := source.read(_BLOCK):
                target.write(block)
        tf.io.gfile.rename(uploaded, self.path, overwrite=True)

    def _announce(self):
        make_folder(os.path.dirname(self.path))
        with tf.io.gfile.GFile(self.path + _SIDECAR, "w") as file:
            file.write(json.dumps(self._origin))

    def _can_resume(self):
        try:
            with open(self._sidecar, encoding="utf-8") as file:
                return json.load(file) == self._origin
        except (FileNotFoundError, ValueError):
            return False

    def _resume(self):
        with open(self._partial, "r+b") as file:
            count = keep_complete_lines(file)
            if not count:
                file.write(HEADER.encode())
            elif count > 1:
                self.num_done = count - 1

    def _start(self):
        # The sidecar first: a partial file never lies beside a wrong one.
        new = self._sidecar + ".new"
        with open(new, "w", encoding="utf-8") as file:
            json.dump(self._origin, file, indent=2, sort_keys=True)
        os.replace(new, self._sidecar)
        with open(self._partial, "wb") as file:
            file.write(HEADER.encode())

    def _move_aside(self):
        candidates = (f"{self._partial}.{n}" for n in itertools.count(1))
        target = next(c for c in candidates if not os.path.exists(c))
        # The sidecar first: a kill in between leaves a partial without one,
        # which the next run moves aside as well.
        if os.path.exists(self._sidecar):
            os.replace(self._sidecar, target + ".json")
        os.rename(self._partial, target)
        self.moved_aside = target
        _log.warning(
            "Moved %s, made from another checkpoint, data or top_k, to %s.",
            self._partial,
            target,
        )


def _partial_path(path, remote):
    if not remote:
        return path + _PARTIAL
    digest = hashlib.sha256(path.encode()).hexdigest()[:12]
    name = f"{digest}_{path.rpartition('/')[2]}{_PARTIAL}"
    return os.path.join(tempfile.gettempdir(), name)
