"""A database that another process writes, read again whenever it has changed."""

from __future__ import annotations

from pathlib import Path

from wallboard.recording.door import BoundedConnection, open_for_reading
from wallboard.recording.plain_files import check_plain


class FollowedFile:
    """A connection to the file that bears a name now: one that was set aside and begun anew is another file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_another = False
        """Whether the last call of `connection` found another file than the one before."""
        self._connection: BoundedConnection | None = None
        self._identity: tuple[int, int] | None = None
        self._version: int | None = None

    def connection(self) -> BoundedConnection | None:
        """The file, open for reading; None where there is none. Raises sqlite3.Error, RecordingError."""
        self.is_another = False
        try:
            found = check_plain(self.path)
        except OSError:
            found = None
        if found is None:
            self.close()
            return None
        identity = (found.st_dev, found.st_ino)
        if identity != self._identity:
            self.close()
            self._identity, self.is_another = identity, True
        if self._connection is None:
            self._connection = open_for_reading(self.path)
        return self._connection

    def version_if_new(self) -> int | None:
        """A number of what the file holds, where that has changed since `seen`; costs microseconds.

        Raises sqlite3.Error.
        """
        if self._connection is None:
            return None
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return None if version == self._version else int(version)

    def seen(self, version: int) -> None:
        """All that the file held at `version` has been read."""
        self._version = version

    def close(self) -> None:
        """Let go of the file; it is opened again when it is asked for."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._version = None
