"""Is there a display, and which plugin of Qt's serves it?"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator

import pytest

from wallboard.doctor.display import no_display_because, qt_environment

posix = pytest.mark.skipif(sys.platform != "linux", reason="abstract sockets are Linux's")
NUMBER = 4711


@pytest.fixture
def x_server() -> Iterator[str]:
    """Something that listens where the X server of a display would."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(f"\0/tmp/.X11-unix/X{NUMBER}")
        listening.listen()
        yield f":{NUMBER}"


def test_without_any_word_of_a_display_there_is_none() -> None:
    assert no_display_because({}, "linux") == "neither DISPLAY nor WAYLAND_DISPLAY is set"


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_windows_and_macos_always_have_one(system: str) -> None:
    assert no_display_because({}, system) is None


def test_wayland_is_a_display() -> None:
    assert no_display_because({"WAYLAND_DISPLAY": "wayland-0"}, "linux") is None


@posix
def test_an_x_server_that_listens_is_a_display(x_server: str) -> None:
    assert no_display_because({"DISPLAY": x_server}, "linux") is None
    assert no_display_because({"DISPLAY": f"unix{x_server}.0"}, "linux") is None


@posix
def test_an_x_server_that_does_not_listen_is_none() -> None:
    assert "does not answer" in str(no_display_because({"DISPLAY": f":{NUMBER}"}, "linux"))


def test_a_platform_that_draws_off_screen_is_no_display() -> None:
    assert no_display_because({"QT_QPA_PLATFORM": "offscreen:configfile=a.json"}, "linux") is not None


def test_without_a_display_qt_draws_off_screen() -> None:
    assert qt_environment({}, "linux") == {"QT_QPA_PLATFORM": "offscreen"}


@posix
def test_with_both_x11_is_taken_and_wayland_remains(x_server: str) -> None:
    environment = {"DISPLAY": x_server, "WAYLAND_DISPLAY": "wayland-0"}
    assert qt_environment(environment, "linux") == {"QT_QPA_PLATFORM": "xcb;wayland"}


def test_what_the_user_has_chosen_stands() -> None:
    assert qt_environment({"QT_QPA_PLATFORM": "wayland"}, "linux") == {}
