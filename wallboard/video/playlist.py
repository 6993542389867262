"""What an HLS playlist may lead to: its own host and those named beside it, over the web, never a file."""

from __future__ import annotations

import io
from base64 import b64encode
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import urljoin, urlsplit

from wallboard.video.faults import NoPictureError

MOST_PLAYLIST_BYTES: Final = 2_000_000
MOST_SEGMENT_BYTES: Final = 64_000_000
MOST_REDIRECTS: Final = 3
MOST_AT_ONCE: Final = 100
"""What is opened until a playlist is known; one that leads to itself would go on for ever."""
_FORBIDDEN: Final = (401, 403, 407)


class PlaylistAccess:
    """Opens what FFmpeg asks for while it plays a playlist; the first refusal is kept as `fault`."""

    def __init__(self, url: str, hosts: tuple[str, ...], user: str, password: str, timeout_s: float) -> None:
        self.fault: NoPictureError | None = None
        self._own = urlsplit(url)
        self._hosts = {(self._own.hostname or "").lower(), *(host.lower() for host in hosts)}
        self._user, self._password = user, password
        self._timeout_s = timeout_s
        self._left: int | None = MOST_AT_ONCE

    def open(self, url: str, _flags: int, _options: dict[str, str]) -> io.BufferedIOBase | _Body:
        """A body to read. Raises NoPictureError."""
        try:
            return self._opened(url)
        except NoPictureError as fault:
            self.fault = fault
            raise
        except (HTTPException, OSError, ValueError) as error:
            self.fault = NoPictureError.of(error)
            raise self.fault from None

    def known(self) -> None:
        """The playlist is open: from now on it is read again and again."""
        self._left = None

    def check(self, url: str) -> None:
        """Raises NoPictureError where a playlist must not lead."""
        if url.lower().startswith(("crypto", "data:")):
            raise NoPictureError(reason="encrypted", detail="the playlist is encrypted")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or (self._own.scheme == "https" and parts.scheme == "http"):
            raise NoPictureError(reason="elsewhere", detail=f"the playlist leads to {parts.scheme or 'a file'}")
        if (parts.hostname or "").lower() not in self._hosts:
            raise NoPictureError(reason="elsewhere", detail="the playlist leads to a host that `hosts` does not name")

    def _opened(self, url: str) -> _Body:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise NoPictureError(reason="unreadable", detail="the playlist leads to itself, or to too many others")
        for _ in range(MOST_REDIRECTS + 1):
            self.check(url)
            response = self._answer(url)
            if response.status in (301, 302, 303, 307, 308):
                url = urljoin(url, response.headers.get("Location", ""))
                continue
            if response.status in _FORBIDDEN:
                raise NoPictureError(reason="no_login", detail=f"HTTP {response.status}")
            if response.status not in (200, 206):
                raise NoPictureError(
                    reason="not_found" if response.status < 500 else "no_answer", detail=f"HTTP {response.status}"
                )
            is_list = urlsplit(url).path.lower().endswith((".m3u8", ".m3u"))
            return _Body(response, MOST_PLAYLIST_BYTES if is_list else MOST_SEGMENT_BYTES)
        raise NoPictureError(reason="elsewhere", detail="too many redirects")

    def _answer(self, url: str) -> HTTPResponse:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self._timeout_s)
        headers = {"User-Agent": "wallboard", "Accept": "*/*", "Connection": "close"}
        if self._user and parts.netloc == self._own.netloc:
            login = b64encode(f"{self._user}:{self._password}".encode()).decode()
            headers["Authorization"] = f"Basic {login}"
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=headers)
        return connection.getresponse()


class _Body:
    """The bytes of an answer, up to a bound; what FFmpeg reads from."""

    def __init__(self, response: HTTPResponse, most: int) -> None:
        self._response, self._left = response, most

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end, and beyond the bound."""
        part = self._response.read1(min(size, max(0, self._left)))
        self._left -= len(part)
        return part

    def close(self) -> None:
        """Let go of the connection."""
        self._response.close()
