"""A body read to its end under a cap on what it decodes to, so that 400 KB of gzip cannot become 400 MB of memory."""

from __future__ import annotations

import zlib
from typing import Protocol

from wallboard.sources.protocol import FetchFailed

CHUNK = 65_536
_GZIP = 16 + zlib.MAX_WBITS


class Raw(Protocol):
    """The part of `urllib3.HTTPResponse` that is used here."""

    def read1(self, amt: int | None = None, decode_content: bool | None = None) -> bytes: ...


def read_body(raw: Raw, coding: str, length: str | None, cap: int, where: str) -> tuple[bytes, int]:
    """The decoded body and the number of bytes it had on the wire.

    `coding` is the Content-Encoding, `length` the Content-Length of an answer that is not chunked. Raises
    FetchFailed("too_large" | "encoding" | "truncated" | "not_http"); what the connection raises passes through.
    `read1` hands over what has arrived; `iter_content` would wait for a whole chunk, for ever if it is dripped.
    """
    declared = _declared(length, where)
    decoder = _decoder(coding.strip().lower(), where)
    if decoder is None and declared is not None and declared > cap:
        raise _too_large(cap, where)
    parts: list[bytes] = []
    decoded = wire = 0
    while chunk := raw.read1(CHUNK, decode_content=False):
        wire += len(chunk)
        part = chunk if decoder is None else _inflate(decoder, chunk, cap + 1 - decoded, where)
        decoded += len(part)
        # The wire is capped too: empty compressed blocks decode to nothing and could flow for ever.
        if decoded > cap or wire > cap:
            raise _too_large(cap, where)
        parts.append(part)
    if declared is not None and wire != declared:
        raise FetchFailed(kind="truncated", message=f"the body ended after {wire} of {declared} bytes: {where}")
    if decoder is not None and wire and not decoder.eof:
        raise FetchFailed(kind="truncated", message=f"the compressed body ended too early, after {wire} bytes: {where}")
    if decoder is not None and decoder.unused_data:
        raise FetchFailed(kind="encoding", message=f"bytes follow the compressed body: {where}")
    return b"".join(parts), wire


def _declared(length: str | None, where: str) -> int | None:
    if length is None:
        return None
    text = length.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise FetchFailed(kind="not_http", message=f"the Content-Length is no number: {where}")
    return int(text)


def _decoder(coding: str, where: str) -> zlib._Decompress | None:
    if coding in {"", "identity"}:
        return None
    if coding in {"gzip", "x-gzip"}:
        return zlib.decompressobj(_GZIP)
    raise FetchFailed(
        kind="encoding", message=f"the body is coded in a way that was not asked for (only gzip is): {where}"
    )


def _inflate(decoder: zlib._Decompress, chunk: bytes, room: int, where: str) -> bytes:
    try:
        # With a limit, zlib stops there and keeps the rest: one byte over the cap is enough to know.
        return decoder.decompress(chunk, max(1, room))
    except zlib.error:
        raise FetchFailed(kind="encoding", message=f"the compressed body is damaged: {where}") from None


def _too_large(cap: int, where: str) -> FetchFailed:
    return FetchFailed("too_large", f"the body is larger than {cap / 1_048_576:.3g} MiB: is this the endpoint? {where}")
