"""Figures in a file that somebody else replaces: CSV, Parquet, or a JSON document; never one that is half written."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from wallboard.config.files import read_file
from wallboard.core.masking import KNOWN
from wallboard.core.plain_text import one_line
from wallboard.sources.document import document
from wallboard.sources.protocol import Answer, FetchFailed, Kind, NotModified, Source, SourceRequest, Validators
from wallboard.sources.table_file import csv_rows, parquet_rows, tables_of

STABLE_S: Final = 0.05
"""A file whose size and time are the same twice, so far apart, is one that nobody is writing."""
FORMS: Final = (".csv", ".tsv", ".txt", ".parquet", ".json")

State = tuple[int, int, int]
"""What tells one version of a file from another: its number, size, and time of change."""


def open_file(request: SourceRequest) -> Source:
    """A source as configured. Raises ValueError for a file of another form, or where pyarrow is missing for Parquet."""
    path = request.settings.path
    assert path is not None  # the configuration asks for it
    if path.suffix.lower() not in FORMS:
        msg = f"{path.name} is of no form that can be read; there are {', '.join(FORMS)}"
        raise ValueError(msg)
    if path.suffix.lower() == ".parquet":
        try:
            import_module("pyarrow.parquet")
        except ImportError:
            msg = "Parquet needs pyarrow: pip install 'wallboard[parquet]'"
            raise ValueError(msg) from None
    return FileSource(request, path)


class FileSource:
    """The newest whole version of one file.

    The writer puts a new version there under another name and renames it; one that writes in place is waited for until
    size and time stand still.
    """

    def __init__(self, request: SourceRequest, path: Path, pause: Callable[[float], None] = time.sleep) -> None:
        self.name = request.name
        self._path = path
        self._settings = request.settings
        self._max_bytes = request.polling.max_body_bytes
        self._mono_us = request.mono_us
        self._pause = pause

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """The file's figures, or NotModified while it is the version that is known. Raises FetchFailed."""
        begun_us = self._mono_us()
        try:
            state = self._standing(deadline_mono_us)
            etag = hashlib.sha256(repr(state).encode()).hexdigest()[:16]
            if known is not None and known.source == self.name and known.etag == etag:
                return NotModified(self.name, self._mono_us() - begun_us)
            content = read_file(self._path, self._max_bytes)
            if self._state() != state:
                raise self._failure(kind="truncated", why="it was replaced while it was read")
            body = self._document(content)
        except OSError as error:
            raise self._unread(error, begun_us) from None
        except FetchFailed as failed:
            raise FetchFailed(
                failed.kind, one_line(failed.message), source=self.name, fetch_us=self._mono_us() - begun_us
            ) from None
        took_us = self._mono_us() - begun_us
        told = (("file", f"{len(content):,} bytes"),)
        return Answer(body, 200, self.name, took_us, Validators(self.name, etag=etag), len(content), told)

    def close(self) -> None:
        """Nothing is held open."""

    def _standing(self, deadline_us: int) -> State:
        """The version that is there, once nobody is writing it. Raises OSError, FetchFailed."""
        state = self._state()
        while True:
            if self._mono_us() + STABLE_S * 1e6 >= deadline_us:
                raise self._failure(kind="deadline", why="it is being written: write another file, and rename it")
            self._pause(STABLE_S)
            again = self._state()
            if again == state:
                return state
            state = again

    def _state(self) -> State:
        status = os.stat(self._path)  # noqa: PTH116 - one call, whose fields belong together
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _document(self, content: bytes) -> bytes:
        form = self._path.suffix.lower()
        if form == ".json":
            return KNOWN.masked_body(content)
        try:
            rows = parquet_rows(content) if form == ".parquet" else csv_rows(content)
            made = document(tables_of(rows, self._settings.number), self._settings.kind, self._settings.zone)
        except FetchFailed as failed:
            raise self._failure(failed.kind, failed.message) from None
        made = KNOWN.masked_body(made)
        if len(made) > self._max_bytes:
            raise self._failure(kind="too_large", why=f"its figures are larger than {self._max_bytes / 1e6:g} MB")
        return made

    def _failure(self, kind: Kind, why: str) -> FetchFailed:
        return FetchFailed(kind, f"{why}: {self._path}")

    def _unread(self, error: OSError, begun_us: int) -> FetchFailed:
        kind: Kind = "too_large" if "larger" in (error.strerror or "") else "unreachable"
        why = "there is no such file yet" if isinstance(error, FileNotFoundError) else error.strerror
        message = f"{why or type(error).__name__}: {self._path}"
        return FetchFailed(kind, message, source=self.name, fetch_us=self._mono_us() - begun_us)
