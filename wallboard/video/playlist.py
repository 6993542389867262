"""What an HLS playlist may lead to: its own host and those named beside it, over the web, never a file."""

from __future__ import annotations

import io
import re
import zlib
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import urljoin, urlsplit

from wallboard.video.faults import NoPictureError

MOST_PLAYLIST_BYTES: Final = 2_000_000
MOST_SEGMENT_BYTES: Final = 64_000_000
MOST_REDIRECTS: Final = 3
STILL_S, LOOK_S = 8.0, 0.5
"""How long a live playlist that has to change is watched, and how often."""
MOST_AT_ONCE: Final = 100
"""What is opened until a playlist is known; one that leads to itself would go on for ever."""
_FORBIDDEN: Final = (401, 403, 407)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_SEGMENT, _END = b"#EXTINF", b"#EXT-X-ENDLIST"
_GZIP: Final = b"\x1f\x8b"
_CIPHER: Final = re.compile(rb"^#EXT-X-(?:SESSION-)?KEY:[^\n]*?METHOD=(?!NONE\b)([A-Za-z0-9-]{1,30})", re.MULTILINE)


class PlaylistAccess:
    """Opens what FFmpeg asks for while it plays a playlist; the first refusal is kept as `fault`."""

    def __init__(
        self,
        url: str,
        hosts: tuple[str, ...],
        user: str,
        password: str,
        timeout_s: float,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """With `sleep` (seconds) a live playlist is not played before it has changed: what it holds is old."""
        self._sleep = sleep
        self.fault: NoPictureError | None = None
        self._url, self._own = url, urlsplit(url)
        self._hosts = {(self._own.hostname or "").lower(), *(host.lower() for host in hosts)}
        self._user, self._password = user, password
        self._timeout_s = timeout_s
        self._left: int | None = MOST_AT_ONCE

    def open(self, url: str, _flags: int, _options: dict[str, str]) -> io.BytesIO | _Body:
        """A body to read. Raises NoPictureError."""
        try:
            return self._opened(url)
        except NoPictureError as fault:
            self.fault = fault
            raise
        except HTTPException as error:
            self.fault = NoPictureError(
                reason="no_answer", detail=f"its answer is none of HTTP: {type(error).__name__}"
            )
            raise self.fault from None
        except (OSError, ValueError, zlib.error) as error:
            self.fault = NoPictureError.of(error)
            raise self.fault from None

    def known(self) -> None:
        """The playlist is open: from now on it is read again and again."""
        self._left = None

    def stays(self) -> None:
        """Ask once, and raise NoPictureError where the answer is to ask elsewhere."""
        try:
            with self._answer(self._url) as response:
                status = response.status
        except (OSError, ValueError, HTTPException):
            return
        if status in _REDIRECTS:
            detail = f"HTTP {status}: it leads to another address, which is not followed"
            raise NoPictureError(reason="elsewhere", detail=detail)

    def check(self, url: str) -> None:
        """Raises NoPictureError where a playlist must not lead."""
        if url.lower().startswith("crypto"):
            raise NoPictureError(reason="encrypted", detail="the segments are encrypted")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or (self._own.scheme == "https" and parts.scheme == "http"):
            kind = parts.scheme[:20] or "a file"
            raise NoPictureError(reason="elsewhere", detail=f"the playlist leads to {kind}, which is not opened")
        if (parts.hostname or "").lower() not in self._hosts:
            raise NoPictureError(reason="elsewhere", detail="the playlist leads to a host that `hosts` does not name")

    def _opened(self, url: str) -> io.BytesIO | _Body:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise NoPictureError(reason="unreadable", detail="the playlist leads to itself, or to too many others")
        for _ in range(MOST_REDIRECTS + 1):
            self.check(url)
            response = self._answer(url)
            if response.status in _REDIRECTS:
                response.close()
                url = urljoin(url, response.headers.get("Location", ""))
                continue
            if response.status not in (200, 206):
                response.close()
            if response.status in _FORBIDDEN:
                raise NoPictureError(reason="no_login", detail=f"HTTP {response.status}")
            if response.status not in (200, 206):
                raise NoPictureError(
                    reason="not_found" if response.status < 500 else "no_answer", detail=f"HTTP {response.status}"
                )
            is_list = urlsplit(url).path.lower().endswith((".m3u8", ".m3u"))
            if is_list or "mpegurl" in response.headers.get("Content-Type", "").lower():
                text = _playlist_of(response)
                if self._sleep is not None and self._left is not None and _SEGMENT in text and _END not in text:
                    text = self._changed(url, text, self._sleep)
                self._leads_on(url, text)
                return io.BytesIO(text)
            return _Body(response, MOST_SEGMENT_BYTES)
        raise NoPictureError(reason="elsewhere", detail="too many redirects")

    def _changed(self, url: str, text: bytes, sleep: Callable[[float], None]) -> bytes:
        """A live playlist as soon as it is another than `text`."""
        for _ in range(round(STILL_S / LOOK_S)):
            sleep(LOOK_S)
            response = self._answer(url)
            if response.status in (200, 206):
                found = _playlist_of(response)
                if found != text:
                    return found
            response.close()
        raise NoPictureError(reason="timeout", detail=f"its playlist has stood still for {STILL_S:g} s")

    def _leads_on(self, url: str, text: bytes) -> None:
        """Raises NoPictureError where all of a playlist lies elsewhere: FFmpeg does not ask for everything."""
        fault = None
        for line in text.decode("utf-8", "replace").splitlines():
            if line.strip() and not line.startswith("#"):
                try:
                    return self.check(urljoin(url, line.strip()))
                except NoPictureError as found:
                    fault = fault or found
                except ValueError:
                    continue
        if fault is not None:
            raise fault
        return None

    def _answer(self, url: str) -> HTTPResponse:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self._timeout_s)
        headers = {"User-Agent": "wallboard", "Accept": "*/*", "Connection": "close"}
        if self._user and parts.netloc == self._own.netloc:
            login = b64encode(f"{self._user}:{self._password}".encode()).decode()
            headers["Authorization"] = f"Basic {login}"
        try:
            connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=headers)
            return connection.getresponse()
        except BaseException:
            connection.close()
            raise


def _playlist_of(response: HTTPResponse) -> bytes:
    """The whole playlist. Raises NoPictureError, OSError, HTTPException, zlib.error."""
    with response:
        text = response.read(MOST_PLAYLIST_BYTES + 1)
    if text.startswith(_GZIP):
        text = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(text, MOST_PLAYLIST_BYTES + 1)
    if len(text) > MOST_PLAYLIST_BYTES:
        most = MOST_PLAYLIST_BYTES // 1_000_000
        raise NoPictureError(reason="unreadable", detail=f"the playlist is larger than {most} MB")
    cipher = _CIPHER.search(text)
    if cipher is not None:
        raise NoPictureError(reason="encrypted", detail=f"the playlist is encrypted: {cipher[1].decode()}")
    return text


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
