"""What stands before every route: the three guards, the rate of each device, the headers of every answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wallboard.console.answers import RefusalAnswer, refused
from wallboard.console.devices import Device, Devices
from wallboard.console.guards import HEADERS, Reached, may_write, token_of
from wallboard.console.rate_limits import ACTIONS, LOOKS, PAGES, STRANGERS, RateLimits

DEVICE: Final = "wallboard.device"
"""Under which name the scope holds the device that asks (None: whoever reads what is public, or says it later)."""
_LONGEST_PATH: Final = 512


@dataclass(frozen=True, slots=True)
class Public:
    """What needs no token: the page itself, which holds nothing of the wall, and pairing."""

    paths: frozenset[str]
    pair: str
    socket: str


class Guard:
    """The outermost part of the application."""

    def __init__(
        self, app: ASGIApp, *, reached: Reached, devices: Devices, public: Public, mono_us: Callable[[], int]
    ) -> None:
        self._app, self._reached, self._devices, self._public = app, reached, devices, public
        self._mono_us = mono_us
        self._writes, self._looks = RateLimits(ACTIONS), RateLimits(LOOKS)
        self._strangers, self._pages = RateLimits(STRANGERS), RateLimits(PAGES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what may pass; answer the rest."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        guarded = _with_headers(send)
        headers = Headers(scope=scope)
        refusal = self._host(headers) or self._stranger(scope, headers) or self._pace(scope)
        if refusal is not None:
            await _refuse(refusal, scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    def _host(self, headers: Headers) -> RefusalAnswer | None:
        named = headers.getlist("host")
        return None if len(named) == 1 and self._reached.allows(named[0]) else refused("host")

    def _stranger(self, scope: Scope, headers: Headers) -> RefusalAnswer | None:
        """Why whoever asks may not; the device goes into the scope."""
        scope[DEVICE] = None
        path, origin = scope["path"], headers.get("origin")
        if len(path) > _LONGEST_PATH:
            return refused("no_such_thing")
        token, by_header = token_of(headers.get("authorization"), headers.get("cookie"))
        socket = scope["type"] == "websocket"
        writes = socket or scope["method"] not in ("GET", "HEAD")
        later = path == self._public.socket and socket and token is None and origin is None
        if writes and not later and not may_write(self._reached, origin, headers.get("host"), by_header=by_header):
            return refused("origin")
        if path == self._public.pair or (path in self._public.paths and not writes) or later:
            return None
        device = None if token is None else self._devices.of_token(token)
        if device is None:
            return refused("no_token")
        if device.revoked_us is not None:
            return refused("revoked")
        self._devices.seen(device)
        scope[DEVICE] = device
        return None

    def _pace(self, scope: Scope) -> RefusalAnswer | None:
        device: Device | None = scope[DEVICE]
        if device is None:
            client = scope.get("client")
            limits = self._pages if scope["path"] in self._public.paths else self._strangers
            wait_s = limits.wait_s(client[0] if client else "", self._mono_us())
        elif scope["type"] == "http" and scope["method"] == "POST":
            wait_s = self._writes.wait_s(device.name, self._mono_us())
        else:
            wait_s = self._looks.wait_s(device.name, self._mono_us())
        return refused("busy", n=wait_s) if wait_s else None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


async def _refuse(refusal: RefusalAnswer, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await refusal.response()(scope, receive, send)
        return
    response = refusal.response()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(response.body)).encode())]
    await send({"type": "websocket.http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": bytes(response.body)})
