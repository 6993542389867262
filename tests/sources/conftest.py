"""Fixtures that leave nothing behind: servers are closed and joined, sources closed."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.sources.loopback import Behave, Server
from tests.sources.servers import MariaDb, Mosquitto, PostgreSql, Prometheus, running
from tests.sources.web import Web
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.http import HttpSource
from wallboard.sources.http_endpoint import HttpEndpoint
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Validators
from wallboard.sources.secrets import Secret

Serve = Callable[..., Server]
Open = Callable[..., HttpSource]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that behaves so."""
    with ExitStack() as stack:

        def start(behave: Behave, tls: ssl.SSLContext | None = None) -> Server:
            server = Server(behave, tls)
            stack.callback(server.close)
            return server

        yield start


@pytest.fixture
def source() -> Iterator[Open]:
    """Open a source for a server or an address; further words go to the endpoint, clocks and resolver to the source."""
    with ExitStack() as stack:

        def start(at: Server | str, **words: Any) -> HttpSource:
            url = at if isinstance(at, str) else at.url
            own = {key: words.pop(key) for key in ("mono_us", "wall_us", "resolver") if key in words}
            opened = HttpSource(HttpEndpoint(name="primary", url=Secret(url), **words), **own)
            stack.callback(opened.close)
            return opened

        yield start


def fetch(source: HttpSource, seconds: float = 10.0, known: Validators | None = None) -> Answer | NotModified:
    """Fetch within so many seconds from now."""
    return source.fetch(system_mono_us() + int(seconds * 1e6), known)


def failure(source: HttpSource, seconds: float = 10.0, known: Validators | None = None) -> FetchFailed:
    """The failure that a fetch ends in."""
    with pytest.raises(FetchFailed) as raised:
        fetch(source, seconds, known)
    return raised.value


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSql]:
    """A PostgreSQL server for all tests of this process."""
    with running(PostgreSql) as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDb]:
    """A MariaDB server for all tests of this process."""
    with running(MariaDb) as server:
        yield server


@pytest.fixture(scope="session")
def prometheus() -> Iterator[Prometheus]:
    """A Prometheus server for all tests of this process."""
    with running(Prometheus) as server:
        yield server


@pytest.fixture(scope="session")
def mosquitto() -> Iterator[Mosquitto]:
    """An MQTT broker for all tests of this process."""
    with running(Mosquitto) as server:
        yield server


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server that keeps what it is asked, bodies too, and says what it is told to."""
    with running(Web) as server:
        yield server
