"""The server: GET and HEAD of what the desk has made, and the event stream; it opens no file that a client names."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from wallboard.press.byte_ranges import range_of
from wallboard.press.event_stream import PER_ADDRESS, Audience, origin_of
from wallboard.press.served_files import ServedFile, ServedFiles

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_CHUNK: Final = 64 * 1024
_SAFE: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
_POLICY: Final = b"default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; object-src 'none'"
_EMBED_POLICY: Final = b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_OPEN: Final = (".json", ".csv", ".xml", ".png", ".jpg", ".txt")
"""Files that pages of others may read."""
MOST_CHANGES: Final = 500
_LONGEST_ADDRESS: Final = 1024
_WHOLE_URI: Final = re.compile(r"https?://[^/?#]*/?", re.IGNORECASE)
"""How a client asks that takes the desk for a proxy; whatever host it names, it is asked for a path here."""


class Changes:
    """What changed lately, with a cursor that rises by one; lives in the server's loop."""

    def __init__(self, begin: int = 0) -> None:
        """`begin` is larger than any cursor of an earlier life of the server."""
        self._rows: list[tuple[int, tuple[str, ...]]] = []
        self._cursor = begin

    def add(self, names: tuple[str, ...]) -> None:
        """Files that say something else now."""
        self._cursor += 1
        self._rows = [*self._rows, (self._cursor, names)][-MOST_CHANGES:]

    def after(self, cursor: int) -> dict[str, object]:
        """All files that changed after a cursor; `reset` where that is too long ago to be told."""
        oldest = self._rows[0][0] if self._rows else self._cursor + 1
        found = {name for number, names in self._rows if number > cursor for name in names}
        reset = cursor > self._cursor or cursor < oldest - 1
        return {"cursor": self._cursor, "reset": reset, "changed": [] if reset else sorted(found)}


class PressServer:
    """An ASGI application."""

    def __init__(self, files: ServedFiles, begin: int = 0, per_address: int = PER_ADDRESS) -> None:
        """`per_address`: so many readers of the stream may be of one address."""
        self.files = files
        self.audience = Audience(per_address)
        self.changes = Changes(begin)

    def publish(self, version: str, changed: tuple[str, ...]) -> None:
        """Pages have been written; called in the server's loop."""
        self.changes.add(changed)
        self.audience.tell(version)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return  # a web socket is closed, a lifespan is not asked for
        method, address = str(scope["method"]), _WHOLE_URI.sub("/", str(scope["path"]), count=1)
        if method not in ("GET", "HEAD"):
            await _answer(send, 405, "only GET and HEAD are answered here", [(b"allow", b"GET, HEAD")])
        elif len(address) > _LONGEST_ADDRESS:
            await _answer(send, 414, "the address is too long")
        elif address == "/events":
            await self._stream(scope, receive, send, head=method == "HEAD")
        elif address == "/changes":
            await self._changed(scope, send, head=method == "HEAD")
        else:
            await self._file(scope, send, address, head=method == "HEAD")

    async def _file(self, scope: Scope, send: Send, address: str, *, head: bool) -> None:
        found = self.files.find(address)
        if found is None:
            moved = self.files.moved(address)
            if moved is None:
                await _answer(send, 404, "there is no such page", head=head)
            else:
                await _answer(send, 301, "it is there", [(b"location", moved.encode("ascii", "ignore"))], head=head)
            return
        asked = _asked(scope)
        packed = bool(found.packed) and _takes_gzip(asked(b"accept-encoding"))
        headers = _headers_of(found, packed=packed)
        if _is_known(asked(b"if-none-match"), found.etag):
            await _start(send, 304, headers)
            await send({"type": "http.response.body", "body": b""})
            return
        if found.path is not None:
            # Part of another file than the one that the client has begun with is nothing to it.
            part = asked(b"range") if asked(b"if-range") in (b"", found.etag.encode()) else b""
            await _from_disk(send, found, headers, part, head=head)
            return
        body = found.packed if packed else found.body
        if packed:
            headers.append((b"content-encoding", b"gzip"))
        await _start(send, 200, [*headers, (b"content-length", str(len(body)).encode())])
        await send({"type": "http.response.body", "body": b"" if head else body})

    async def _changed(self, scope: Scope, send: Send, *, head: bool) -> None:
        query = bytes(scope.get("query_string", b""))
        name, _, value = query.partition(b"=")
        if query and (name != b"after" or not value.isdigit() or len(value) > 12):
            await _answer(send, 400, "write /changes?after= and the cursor of the last answer", head=head)
            return
        body = json.dumps(self.changes.after(int(value or b"0"))).encode()
        headers = [*_SAFE, (b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        headers += [(b"access-control-allow-origin", b"*"), (b"content-length", str(len(body)).encode())]
        await _start(send, 200, headers)
        await send({"type": "http.response.body", "body": b"" if head else body})

    async def _stream(self, scope: Scope, receive: Receive, send: Send, *, head: bool) -> None:
        audience = self.audience
        origin = origin_of((scope.get("client") or ("",))[0])
        entered = audience.enter(origin)
        if entered != "taken":
            status = 503 if entered == "too many" else 429
            whose = "" if status == 503 else " of your address"
            line = f"too many{whose} read along; reload instead"
            await _answer(send, status, line, [(b"retry-after", b"30")], head=head)
            return
        try:
            await self._read_along(receive, send, head=head)
        finally:
            audience.leave(origin)

    async def _read_along(self, receive: Receive, send: Send, *, head: bool) -> None:
        headers = [*_SAFE, (b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        headers.append((b"access-control-allow-origin", b"*"))
        await _start(send, 200, [*headers, (b"x-accel-buffering", b"no")])
        if head:
            await send({"type": "http.response.body", "body": b""})
            return
        gone = asyncio.ensure_future(_until_gone(receive))
        try:
            await self._tell(send, gone)
        finally:
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone

    async def _tell(self, send: Send, gone: asyncio.Future[None]) -> None:
        """Tell of each version until the reader is gone."""
        known = ""
        await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
        while not gone.done() and not self.audience.closed:
            following = asyncio.ensure_future(self.audience.next(known))
            both: list[asyncio.Future[Any]] = [following, gone]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if gone.done() or self.audience.closed:
                following.cancel()
                break
            version = following.result()
            said = b": alive\n\n" if version is None else f"event: desk\ndata: {version}\n\n".encode()
            known = known if version is None else version
            await send({"type": "http.response.body", "body": said, "more_body": True})
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _asked(scope: Scope) -> Callable[[bytes], bytes]:
    """The headers of a request by name; one that comes several times is a list (RFC 9110, 5.3)."""
    return lambda wanted: b", ".join(value for name, value in scope["headers"] if name == wanted)


def _is_known(asked: bytes, etag: str) -> bool:
    known = [each.strip().removeprefix(b"W/") for each in asked.split(b",")]
    return etag.encode() in known or b"*" in known


def _headers_of(found: ServedFile, *, packed: bool) -> Headers:
    embed = found.name.startswith("embed/")
    age = b"public, max-age=31536000, immutable" if found.lasting else b"public, max-age=1"
    if found.name.endswith((".css", ".js", ".woff2")):
        age = b"public, max-age=300"
    headers = [
        *_SAFE,
        (b"content-type", found.kind.encode()),
        (b"etag", f"{'W/' if packed else ''}{found.etag}".encode()),  # packed it is another row of bytes
        (b"cache-control", age),
        (b"content-security-policy", _EMBED_POLICY if embed else _POLICY),
    ]
    if found.packed:
        headers.append((b"vary", b"accept-encoding"))
    if found.lasting:
        headers.append((b"accept-ranges", b"bytes"))
    if embed or found.name.endswith(_OPEN):
        headers += [(b"access-control-allow-origin", b"*"), (b"cross-origin-resource-policy", b"cross-origin")]
    return headers


async def _start(send: Send, status: int, headers: Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _answer(send: Send, status: int, line: str, more: Headers | None = None, *, head: bool = False) -> None:
    """A line for people, in which nothing of what they sent stands."""
    body = f"{line}\n".encode()
    headers = [*_SAFE, (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await _start(send, status, [*headers, *(more or [])])
    await send({"type": "http.response.body", "body": b"" if head else body})


async def _from_disk(send: Send, found: ServedFile, headers: Headers, asked: bytes, *, head: bool) -> None:
    """A file of an edition or the part that is `asked` for, piece by piece; one that is gone is not there."""
    assert found.path is not None, "asked of files on disk alone"
    try:
        part = range_of(asked, found.size)
    except ValueError:
        whole = [(b"content-range", f"bytes */{found.size}".encode())]
        await _answer(send, 416, "the file ends before that", whole, head=head)
        return
    try:
        file = await asyncio.to_thread(found.path.open, "rb")
    except OSError:
        await _answer(send, 404, "the file is gone", head=head)
        return
    try:
        length = found.size
        if part is not None:
            length = part.length
            headers = [*headers, (b"content-range", part.header)]
            await asyncio.to_thread(file.seek, part.begin)
        await _start(send, 206 if part else 200, [*headers, (b"content-length", str(length).encode())])
        left = 0 if head else length
        while left:
            piece = await asyncio.to_thread(file.read, min(_CHUNK, left))
            if not piece:
                break
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": left > 0})
        if head:
            await send({"type": "http.response.body", "body": b""})
    finally:
        await asyncio.to_thread(file.close)


def _takes_gzip(accepted: bytes) -> bool:
    """Whether a client takes an answer that is packed: gzip is named, and not with a weight of nothing."""
    named = [part.strip().lower() for part in accepted.split(b",")]
    found = next((part for part in named if part.partition(b";")[0].strip() == b"gzip"), b"")
    return bool(found) and not re.search(rb";\s*q\s*=\s*0(\.0*)?$", found)
