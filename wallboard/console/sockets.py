"""The socket of a page: the state down, requests up, and a beat by which each side knows that the other is there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any, Final

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect

from wallboard.console.answers import RefusalAnswer, refused
from wallboard.console.devices import Device, Devices
from wallboard.console.guarding import DEVICE
from wallboard.console.guards import BodyError, read_json
from wallboard.console.hub import Hub, Wish
from wallboard.console.rate_limits import ACTIONS, LOOKS, RateLimits

BEAT_S: Final = 1.0
TOKEN_S: Final = 5.0
"""How long a program may take to say its token in its first message."""
MOST_PAGES: Final = 64
MOST_OF_A_DEVICE: Final = 8
_POLICY: Final = 4403
_GOING_SLOWLY_S: Final = 10.0
"""A page that takes longer to take a message is let go: it comes back when it can."""
_STALE_S: Final = 3.0


class _Said(msgspec.Struct, forbid_unknown_fields=True):
    """A message of a page: a beat, a token, or an action."""

    beat: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    token: str = ""
    do: Annotated[str, msgspec.Meta(max_length=100)] = ""
    argument: Annotated[dict[str, Any], msgspec.Meta(max_length=32)] = msgspec.field(default_factory=dict)
    canvas: Annotated[str, msgspec.Meta(max_length=100)] = ""
    revision: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    id: Annotated[str, msgspec.Meta(pattern=r"\A([A-Za-z0-9][A-Za-z0-9-]{7,63})?\Z")] = ""


class Socket:
    """Serves every page."""

    def __init__(self, hub: Hub, devices: Devices, mono_us: Callable[[], int]) -> None:
        self._hub, self._devices, self._mono_us = hub, devices, mono_us
        self._writes, self._beats = RateLimits(ACTIONS), RateLimits(LOOKS)
        self._open: dict[str, int] = {}

    async def serve(self, socket: WebSocket) -> None:
        """One page, from its first message to its last."""
        device: Device | None = socket.scope[DEVICE]
        if self._hub.pages >= MOST_PAGES:
            await socket.close(_POLICY)
            return
        await socket.accept()
        self._hub.pages += 1
        name = ""
        try:
            device = device or await self._introduced(socket)
            if device is None or self._open.get(device.name, 0) >= MOST_OF_A_DEVICE:
                await socket.close(_POLICY, "busy" if device else "no_token")
                return
            name = device.name
            self._open[name] = self._open.get(name, 0) + 1
            await self._both_ways(socket, device)
        except (WebSocketDisconnect, RuntimeError):  # gone, in the middle of a message
            pass
        finally:
            self._hub.pages -= 1
            if name:
                self._open[name] -= 1
                if not self._open[name]:
                    del self._open[name]

    async def _introduced(self, socket: WebSocket) -> Device | None:
        """Who a program is that says its token in its first message, as it can send no header."""
        try:
            said = _read(await asyncio.wait_for(socket.receive_text(), TOKEN_S))
        except (TimeoutError, BodyError, KeyError):
            return None
        device = self._devices.of_token(said.token) if said.token else None
        return None if device is None or device.revoked_us is not None else device

    async def _both_ways(self, socket: WebSocket, device: Device) -> None:
        sending = asyncio.Lock()
        tasks = [
            asyncio.create_task(self._down(socket, device, sending)),
            asyncio.create_task(self._up(socket, device, sending)),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _down(self, socket: WebSocket, device: Device, sending: asyncio.Lock) -> None:
        """Every state that is new, and one a second in any case; the newest one for a page that is slow."""
        version = -1
        await _send(socket, sending, msgspec.json.encode({"me": {"name": device.name, "role": device.role}}))
        while True:
            with suppress(TimeoutError):
                version, _ = await asyncio.wait_for(self._hub.newer(version), BEAT_S)
            known = self._devices.of_name(device.name)
            if known is None or known.revoked_us is not None:
                await _send(socket, sending, msgspec.json.encode(refused("revoked").told()))
                await socket.close(_POLICY, "revoked")
                return
            if self._hub.seen is not None and self._hub.age_s < _STALE_S:
                await _send(socket, sending, b'{"state":%s}' % self._hub.state)
            else:
                await _send(socket, sending, msgspec.json.encode(refused("no_wall").told()))

    async def _up(self, socket: WebSocket, device: Device, sending: asyncio.Lock) -> None:
        """What the page says; each request is answered, in its own time."""
        answering: set[asyncio.Task[None]] = set()
        while True:
            text = await socket.receive_text()
            wait_s = self._beats.wait_s(device.name, self._mono_us())
            if wait_s:
                await _send(socket, sending, msgspec.json.encode(refused("busy", n=wait_s).told()))
                await asyncio.sleep(min(wait_s, 1))  # what floods is read no faster, which slows it alone
                continue
            try:
                said = _read(text)
            except BodyError as error:
                await _send(socket, sending, msgspec.json.encode(refused("body", what=str(error)).told()))
                continue
            if said.beat is not None:
                await _send(socket, sending, msgspec.json.encode({"beat": said.beat}))
            elif said.do:
                task = asyncio.create_task(self._answer(socket, device, sending, said))
                answering.add(task)
                task.add_done_callback(answering.discard)

    async def _answer(self, socket: WebSocket, device: Device, sending: asyncio.Lock, said: _Said) -> None:
        wait_s = self._writes.wait_s(device.name, self._mono_us())
        answer: dict[str, Any] | RefusalAnswer
        if wait_s:
            answer = refused("busy", n=wait_s)
        else:
            wish = Wish(said.do, said.argument, said.canvas, said.revision, said.id)
            answer = await self._hub.ask(device, wish)
        told = answer.told() if isinstance(answer, RefusalAnswer) else answer
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            await _send(socket, sending, msgspec.json.encode({"answer": told | {"id": said.id, "do": said.do}}))


def _read(text: str) -> _Said:
    """A message. Raises BodyError."""
    try:
        return msgspec.convert(read_json(text.encode()), _Said)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise BodyError(str(error)[:120]) from None


async def _send(socket: WebSocket, sending: asyncio.Lock, message: bytes) -> None:
    async with sending:
        await asyncio.wait_for(socket.send_text(message.decode()), _GOING_SLOWLY_S)
