"""Whether an X server is there is found out without waiting for it to speak."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wallboard.stage.platforms import asked_again, x_server_answers, x_server_listens

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="X servers are found at abstract addresses on Linux")
SILENT = str(20_000 + os.getpid() % 40_000)
"""Another one in each process of tests."""


@pytest.fixture
def silent() -> Iterator[None]:
    """An X server that has stopped: it takes connections and says nothing."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"\0/tmp/.X11-unix/X{SILENT}")
        listener.listen()
        yield


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("display", [":{}", "unix:{}", ":{}.0", "unix/:{}"])
def test_a_server_that_says_nothing_is_there(display: str) -> None:
    assert x_server_listens(display.format(SILENT))


@pytest.mark.parametrize("display", ["", ":", ":4711", ":65536", ":99999", "0", "nonsense", "a:b", "/tmp/x:0/"])
def test_where_nobody_listens_there_is_none(display: str) -> None:
    assert not x_server_listens(display)


def test_a_server_behind_a_tunnel_is_asked_at_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setattr("wallboard.stage.platforms._FIRST_PORT", listener.getsockname()[1] - 10)
        assert x_server_listens("localhost:10.0")
    assert not x_server_listens("localhost:10.0")
    assert not x_server_listens("localhost:65530")


def test_a_server_on_another_machine_counts_as_there() -> None:
    assert x_server_listens("render.invalid:0")


def test_the_folder_of_sockets_alone_is_no_server(tmp_path: Path) -> None:
    assert not x_server_listens(f"{tmp_path}:0")
    assert not x_server_answers("")


@pytest.mark.parametrize(
    ("refusals", "listening", "there"), [(0, True, True), (7, True, True), (1, False, False), (10**6, True, False)]
)
def test_a_server_that_begins_anew_is_asked_again_for_a_second(refusals: int, listening: bool, there: bool) -> None:
    """A wall whose own look at the server was its last client drew off screen all night, and said nothing."""
    passed_s, asked = [0.0], [0]

    def answers() -> bool:
        asked[0] += 1
        return asked[0] > refusals

    def pause(seconds: float) -> None:
        passed_s[0] += seconds

    assert asked_again(answers, lambda: listening, pause, lambda: passed_s[0]) is there
    assert passed_s[0] < 1.1
