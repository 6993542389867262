"""A file that may be edited while the program runs: whether there is another version of it since the last look."""

from __future__ import annotations

from pathlib import Path


class EditedFile:
    """Tells one version of a file from another. An editor may replace it, or it may be gone for a moment."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self._seen = self._stamp()

    def is_edited(self) -> bool:
        """Whether it is another version than at the last look, which this is one of."""
        stamp = self._stamp()
        edited = stamp != self._seen
        self._seen = stamp
        return edited

    def _stamp(self) -> tuple[int, int] | None:
        if self.file is None:
            return None
        try:
            found = self.file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size
