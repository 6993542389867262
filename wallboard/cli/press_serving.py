"""Serves the press desk: the desk's thread beside the loop of the server, both ended by one signal."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import uvicorn

from wallboard.cli.bounded_http import BoundedHttp
from wallboard.cli.child_options import ChildOptions
from wallboard.cli.give_way import give_way
from wallboard.cli.output import say
from wallboard.cli.press_desk import event_now_us, publisher_of
from wallboard.config.settings import Settings
from wallboard.core.errors import WallboardError
from wallboard.core.instants import SECOND_US
from wallboard.core.listening import listening_socket
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.core.system_signals import stopped_by_signals
from wallboard.press.folder import at_work
from wallboard.press.live import LiveDesk
from wallboard.press.publishing import NONE
from wallboard.press.releases import Releases
from wallboard.press.served_files import ServedFiles
from wallboard.press.server import PressServer
from wallboard.recording.folder import is_taken
from wallboard.recording.reader import RecordingReader

log = logging.getLogger(__name__)

_GRACE_S = 2
_KEEP_ALIVE_S = 5
_LARGEST_HEAD = 16 * 1024
_BACKLOG = 2048
_OPEN_FILES = 8192


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises WallboardError."""
    try:
        return listening_socket(host, port, _BACKLOG)
    except OSError as error:
        msg = f"the press desk cannot listen at {host} port {port} ({error.strerror}): name another in [press]"
        raise WallboardError(msg) from None


def serve(recording: Path, settings: Settings, config: Path | None, child: ChildOptions) -> None:
    """Serve until told to end. Raises WallboardError."""
    press = settings.press
    assert press is not None, "asked for before"
    root = press.folder or recording / "press"
    give_way()
    _allow_many_files()
    heard = listening(press.host, press.port or 0)
    with ExitStack() as held:
        reader = held.enter_context(RecordingReader(recording, live=True))
        publisher = publisher_of(
            reader, recording, root, settings, config, demonstration=child.demonstration, live=True
        )
        held.enter_context(at_work(root))
        publisher.desks.assume_simulated(len(reader.index.ticks) > 0 and reader.simulated)
        files = ServedFiles(publisher.folder.root)
        server = PressServer(files, system_utc_us() // SECOND_US, press.streams_per_address)
        host, port = heard.getsockname()[:2]
        say(f"the press desk listens at http://{f'[{host}]' if ':' in host else host}:{port}/, its files are in {root}")
        collecting = partial(is_taken, recording, "collect")
        embargo_us = None if press.embargo_s is None else round(press.embargo_s * SECOND_US)
        releases = Releases(recording, root, embargo_us, lambda desk: event_now_us(desk, live=collecting()))
        web = WebThread(server, heard)

        def told(version: str, changed: tuple[str, ...]) -> None:
            files.put(publisher.folder.files)
            files.put_editions(publisher.album)
            web.publish(version, changed)

        desk = LiveDesk(
            publisher,
            collecting,
            system_mono_us,
            system_utc_us,
            told,
            lambda line: say(line) if child.supervised else say(f"wallboard: {line}", err=True),
            releases.withheld if press.embargo else lambda _desk: NONE,
            child.beats().beat,
        )
        child.when_cut(desk.stop)
        web.start()
        try:
            with stopped_by_signals(desk.stop):
                desk.run()
        finally:
            web.stop()


class WebThread:
    """The server in a thread of its own: the desk keeps the main one, because SQLite's files are bound to theirs."""

    def __init__(self, app: PressServer, heard: socket.socket) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # what strangers send is nothing for a log
        self._app, self._heard = app, heard
        self._loop = asyncio.new_event_loop()
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                ws="none",
                interface="asgi3",
                http=BoundedHttp,
                timeout_keep_alive=_KEEP_ALIVE_S,
                timeout_graceful_shutdown=_GRACE_S,
                h11_max_incomplete_event_size=_LARGEST_HEAD,
            )
        )
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def publish(self, version: str, changed: tuple[str, ...]) -> None:
        """Tell the readers of a new version, in the server's own loop."""
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._app.publish, version, changed)

    def stop(self) -> None:
        """End, without waiting long for whoever reads along."""
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._app.audience.close)
        self._server.should_exit = True
        self._thread.join(2 * _GRACE_S)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._server.serve(sockets=[self._heard]))
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0))
        finally:
            self._loop.close()


def _allow_many_files() -> None:
    """A reader of the event stream is a file that is open; a usual limit of 1,024 is too few."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if most == resource.RLIM_INFINITY else min(most, _OPEN_FILES)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
