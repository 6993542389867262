"""A source of the kind `spool`: the newest file of a folder holds what an endpoint would answer.

    [[source]]
    kind = "spool"
    options = { folder = "/var/spool/wall" }

The writer puts a whole file there under another name and renames it; files are read in the order of their names.
"""

from __future__ import annotations

from pathlib import Path

from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Source, SourceRequest, Validators


def open_spool(request: SourceRequest) -> Source:
    """A source as configured. Raises ValueError where no folder is named."""
    folder = request.settings.options.get("folder")
    if not isinstance(folder, str):
        msg = 'write options = { folder = "/the/folder" }'
        raise ValueError(msg)
    return Spool(request, Path(folder))


class Spool:
    """The newest file `*.json` of a folder."""

    def __init__(self, request: SourceRequest, folder: Path) -> None:
        self.name = request.name
        self._folder = folder
        self._max_bytes = request.polling.max_body_bytes
        self._mono_us = request.mono_us

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """The newest file, or NotModified while it is the one that is known. Raises FetchFailed."""
        begun_us = self._mono_us()
        path = max(self._folder.glob("*.json"), default=None)
        if path is None:
            raise FetchFailed(kind="unreachable", message=f"there is no file yet: {self._folder}", source=self.name)
        if known is not None and known.etag == path.name:
            return NotModified(self.name, self._mono_us() - begun_us)
        try:
            with path.open("rb") as file:
                body = file.read(self._max_bytes + 1)
        except OSError as error:
            raise FetchFailed(kind="unreachable", message=f"{error.strerror}: {path}", source=self.name) from None
        if len(body) > self._max_bytes:
            raise FetchFailed(
                kind="too_large", message=f"is larger than {self._max_bytes} bytes: {path}", source=self.name
            )
        took_us = self._mono_us() - begun_us
        if begun_us + took_us > deadline_mono_us:
            raise FetchFailed(
                kind="deadline", message=f"was not read in time: {path}", source=self.name, fetch_us=took_us
            )
        return Answer(body, 200, self.name, took_us, Validators(self.name, etag=path.name))

    def close(self) -> None:
        """Nothing is held open."""
