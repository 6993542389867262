"""The console's routes: the page, the interface for programs, the pictures, and the socket of a page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from wallboard.actions.control import ALL
from wallboard.config.console_settings import OscSettings
from wallboard.config.settings import Settings
from wallboard.console.answers import RefusalAnswer, as_json, refused
from wallboard.console.asked_actions import asked_actions
from wallboard.console.devices import LONGEST_NAME, TRIES, Device, Devices, PairingError
from wallboard.console.guarding import DEVICE, Guard, Public
from wallboard.console.guards import COOKIE, MOST_BYTES, BodyError, Reached, etag_matches, read_json
from wallboard.console.http_protocol import HEAD_S
from wallboard.console.hub import Hub, Wish
from wallboard.console.metrics import exposition
from wallboard.console.openapi import document
from wallboard.console.osc import OscListener
from wallboard.console.page_files import page_files
from wallboard.console.sockets import Socket
from wallboard.console.told_actions import told_actions
from wallboard.console.told_clock import zone_of
from wallboard.preview.picture_files import Kind, PictureFiles

PAIR: Final = "/api/1/pair"
SOCKET: Final = "/ws"
_YEAR_S: Final = 365 * 86_400
_STALE_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class ConsoleParts:
    """What the application is made of."""

    settings: Settings
    hub: Hub
    devices: Devices
    pictures: PictureFiles
    reached: Reached
    mono_us: Callable[[], int]
    utc_us: Callable[[], int]
    osc: OscSettings | None = None


def application(console: ConsoleParts) -> ASGIApp:
    """The whole of it, behind its guards."""
    files = page_files()
    routes = Routes(console)
    socket = Socket(console.hub, console.devices, console.mono_us)

    async def page(request: Request) -> Response:
        file = files[request.url.path]
        headers = {"etag": file.etag, "cache-control": f"max-age={file.kept_s}" if file.kept_s else "no-cache"}
        if etag_matches(request.headers.get("if-none-match"), file.etag):
            return Response(status_code=304, headers=headers)
        return Response(file.read(), media_type=file.media_type, headers=headers)

    table: list[BaseRoute] = [Route(path, page) for path in files]
    table += routes.table()
    table.append(WebSocketRoute(SOCKET, socket.serve))

    @asynccontextmanager
    async def living(_app: Starlette) -> AsyncIterator[None]:
        following = asyncio.create_task(console.hub.run())
        osc = None if console.osc is None else await OscListener(console.hub, console.osc, console.mono_us).listen()
        try:
            yield
        finally:
            if osc is not None:
                osc.close()
            following.cancel()
            console.hub.close()

    app = Starlette(routes=table, lifespan=living, exception_handlers={HTTPException: _not_so})
    app.router.redirect_slashes = False
    public = Public(frozenset(files), PAIR, SOCKET)
    return Guard(app, reached=console.reached, devices=console.devices, public=public, mono_us=console.mono_us)


async def _not_so(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return refused("method" if status == 405 else "no_such_thing").response()


class Routes:
    """The interface for programs, and what the page fetches."""

    def __init__(self, console: ConsoleParts) -> None:
        self._console = console
        self._document = msgspec.json.encode(document(console.settings))

    def table(self) -> list[BaseRoute]:
        """Every route."""
        return [
            Route(PAIR, self.pair, methods=["POST"]),
            Route("/api/1/unpair", self.unpair, methods=["POST"]),
            Route("/api/1/me", self.me),
            Route("/api/1/do/{action}", self.do, methods=["POST"]),
            Route("/api/1/state", self.state),
            Route("/api/1/actions", self.actions),
            Route("/api/1/journal", self.journal),
            Route("/api/1/health", self.health),
            Route("/api/1/openapi.json", self.openapi),
            Route("/metrics", self.metrics),
            Route("/program/{name}.jpg", self.picture_of("program")),
            Route("/preview/{name}.jpg", self.picture_of("preview")),
            Route("/layout/{name}.jpg", self.picture_of("layout")),
            Route("/button/{name}.png", self.picture_of("button")),
            Route("/key/{name}.png", self.picture_of("key")),
        ]

    async def pair(self, request: Request) -> Response:
        """Use a code up and hand out a token, as a cookie to browsers alone."""
        body = await _body(request)
        if isinstance(body, RefusalAnswer):
            return body.response()
        code, name = body.get("code"), body.get("name")
        if not isinstance(code, str) or not isinstance(name, str) or len(name) > LONGEST_NAME or len(code) > 16:
            return refused("body", what="code, name").response()
        try:
            token, device = self._console.devices.pair("".join(code.split()), name)
        except PairingError as error:
            return refused(error.error, {"left": error.left}, left=str(error.left), tries=str(TRIES)).response()
        answer = as_json({"name": device.name, "role": device.role})
        secure = self._console.reached.scheme == "https"
        name = f"__Host-{COOKIE}" if secure else COOKIE
        answer.set_cookie(name, token, max_age=_YEAR_S, path="/", secure=secure, httponly=True, samesite="strict")
        return answer

    async def unpair(self, request: Request) -> Response:
        """Give up this device's own access."""
        device = _device(request)
        self._console.devices.revoke(device.name)
        answer = as_json({"done": True})
        for name in (COOKIE, f"__Host-{COOKIE}"):
            answer.delete_cookie(name, path="/", secure=name != COOKIE, httponly=True, samesite="strict")
        return answer

    async def me(self, request: Request) -> Response:
        """Who asks."""
        device = _device(request)
        return as_json({"name": device.name, "role": device.role})

    async def do(self, request: Request) -> Response:
        """Ask for an action and tell what came of it."""
        body = await _body(request)
        if isinstance(body, RefusalAnswer):
            return body.response()
        wish = wish_of(request.path_params["action"], body)
        if isinstance(wish, RefusalAnswer):
            return wish.response()
        answer = await self._console.hub.ask(_device(request), wish)
        return answer.response() if isinstance(answer, RefusalAnswer) else as_json(answer)

    async def state(self, _request: Request) -> Response:
        """The wall as it stands."""
        hub = self._console.hub
        if hub.seen is None or hub.age_s > _STALE_S:
            return refused("no_wall").response()
        return Response(hub.state, media_type="application/json")

    async def actions(self, request: Request) -> Response:
        """What can be asked for, and whether this device may."""
        return as_json(asked_actions(self._console.settings, _device(request).role))

    async def journal(self, request: Request) -> Response:
        """The newest actions; `?most=` up to 200."""
        seen = self._console.hub.seen
        most = request.query_params.get("most", "20")
        if not most.isascii() or not most.isdigit() or not 1 <= int(most[:6]) <= 200:
            return refused("body", what="most").response()
        if seen is None:
            return refused("no_wall").response()
        return as_json(told_actions(seen.rows, self._console.settings, zone_of(seen), int(most)))

    async def health(self, _request: Request) -> Response:
        """What `wallboard health --json` says."""
        seen = self._console.hub.seen
        if seen is None:
            return refused("no_wall").response()
        return as_json({"healthy": not seen.wrong, "problems": seen.wrong, "wall": seen.health})

    async def openapi(self, _request: Request) -> Response:
        """This interface, described."""
        return Response(self._document, media_type="application/json")

    async def metrics(self, _request: Request) -> Response:
        """For Prometheus."""
        text = exposition(self._console.hub.seen, self._console.hub.pages)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    def picture_of(self, kind: Kind) -> Callable[[Request], Any]:
        """The route of one kind of picture."""

        async def picture(request: Request) -> Response:
            name = request.path_params["name"]
            pictures = self._console.pictures
            if pictures.path(kind, name) is None:
                return refused("no_picture").response()
            pictures.want(kind, name)
            found = pictures.read(kind, name)  # out of memory: some microseconds
            if found is None or (kind == "preview" and found.made_us < self._prepared_us(name)):
                return refused("no_picture").response()
            age_s = max(0.0, (self._console.utc_us() - found.made_us) / 1e6)
            headers = {"etag": found.etag, "cache-control": "no-cache", "x-age": f"{age_s:.1f}"}
            if etag_matches(request.headers.get("if-none-match"), found.etag):
                return Response(status_code=304, headers=headers)
            media_type = "image/png" if kind in ("button", "key") else "image/jpeg"
            return Response(found.body, media_type=media_type, headers=headers)

        return picture

    def _prepared_us(self, canvas: str) -> int:
        """When what is prepared for a canvas last changed (UTC): a picture made before is of something else."""
        seen = self._console.hub.seen
        changes = () if seen is None else seen.control.changes
        return max((change.utc_us for change in changes if change.canvas in (ALL, canvas)), default=0)


def wish_of(action: str, body: dict[str, Any]) -> Wish | RefusalAnswer:
    """What a body asks for, or what is wrong with it."""
    try:
        stated = msgspec.convert(body, _Asked)
    except msgspec.ValidationError as error:
        return refused("body", what=str(error)[:120])
    return Wish(action, stated.argument, stated.canvas, stated.revision, stated.id)


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    argument: Annotated[dict[str, Any], msgspec.Meta(max_length=32)] = msgspec.field(default_factory=dict)
    canvas: Annotated[str, msgspec.Meta(max_length=100)] = ""
    revision: Annotated[int, msgspec.Meta(ge=0, le=2**53)] | None = None
    id: Annotated[str, msgspec.Meta(pattern=r"\A([A-Za-z0-9][A-Za-z0-9-]{7,63})?\Z")] = ""


async def _body(request: Request) -> dict[str, Any] | RefusalAnswer:
    """The JSON of a request, as far as it is some."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return refused("not_json")
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length[:12]) > MOST_BYTES:
        return refused("too_large")
    data = b""
    try:
        async with asyncio.timeout(HEAD_S):
            async for chunk in request.stream():
                data += chunk
                if len(data) > MOST_BYTES:
                    return refused("too_large")
    except TimeoutError:
        return refused("slow")
    try:
        return read_json(data)
    except BodyError as error:
        return refused("body", what=str(error))


def _device(request: Request) -> Device:
    device: Device = request.scope[DEVICE]
    return device
