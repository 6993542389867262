"""The folder that holds the desk as plain files: each appears whole, and nobody finds half of one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from wallboard.core.errors import UsageError, WallboardError
from wallboard.recording.folder import RoleLock
from wallboard.recording.plain_files import put_file

PART: Final = ".part"
"""Stands in the name of whatever is not whole yet, and in no other."""
MARKER: Final = ".wallboard-press"
"""A file that says that a folder is the desk's own, so that nobody's pages are written over."""


def claim(root: Path, identity: str) -> None:
    """Make the folder the desk's of a recording; `identity` is empty while it has not begun.

    Raises:
        UsageError: something else lies there, or the desk of another recording.
        WallboardError: it cannot be written.
    """
    marker = root / MARKER
    try:
        if marker.is_file():
            known = marker.read_text("utf-8", "replace").strip()
            if known and identity and known != identity:
                msg = f"holds the press desk of another recording; name another folder: {root}"
                raise UsageError(msg)
            if identity and not known:  # the recording had not begun then
                marker.write_text(f"{identity}\n", encoding="utf-8")
            return
        if root.is_dir() and any(root.iterdir()):
            msg = f"there is something already, nothing was changed; name another folder: {root}"
            raise UsageError(msg)
        root.mkdir(parents=True, exist_ok=True)
        marker.write_text(f"{identity}\n", encoding="utf-8")
    except OSError as error:
        msg = f"the folder of the press desk cannot be written ({error.strerror}): {root}"
        raise WallboardError(msg) from None


@contextmanager
def at_work(root: Path) -> Iterator[None]:
    """Be the only one that writes a folder; what a desk that was killed has left half done is taken away first.

    Raises:
        RecordingError: another desk writes there, or nobody can.
    """
    with RoleLock(root, "press"):
        for path in list(root.rglob(f"*{PART}*")):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        yield


class PageFolder:
    """Writes pages, and only those that say something else than before."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._written: dict[str, bytes] = {}

    @property
    def files(self) -> Mapping[str, bytes]:
        """All files as they were written last, by their paths below the root."""
        return self._written

    def write(self, files: Mapping[str, bytes]) -> tuple[str, ...]:
        """Write files by their paths below the root; the names of those that changed. Raises WallboardError."""
        changed = []
        for name, body in files.items():
            if self._written.get(name) == body:
                continue
            self._put(self.root / name, body)
            self._written[name] = body
            changed.append(name)
        for name in [name for name in self._written if name not in files]:
            (self.root / name).unlink(missing_ok=True)
            del self._written[name]
            changed.append(name)
        return tuple(changed)

    def _put(self, path: Path, body: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            put_file(path, body)
        except OSError as error:
            path.with_name(path.name + PART).unlink(missing_ok=True)
            msg = f"a page of the press desk cannot be written ({error.strerror}): {path}"
            raise WallboardError(msg) from None
