"""Is there a display, and which plugin of Qt's serves it?"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from wallboard.doctor.display_check import no_display_because, qt_environment

BOTH = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}


def because(environment: Mapping[str, str], system: str = "linux", *, x: bool = False, wayland: bool = False) -> str:
    reason = no_display_because(environment, system, x_answers=lambda _display: x, wayland=lambda _environment: wayland)
    return reason or "there is one"


def chosen(environment: Mapping[str, str], *, x: bool = False, wayland: bool = False) -> dict[str, str]:
    return qt_environment(environment, "linux", x_answers=lambda _display: x, wayland=lambda _environment: wayland)


def test_without_any_word_of_a_display_there_is_none() -> None:
    assert because({}) == "neither DISPLAY nor WAYLAND_DISPLAY is set"


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_windows_and_macos_always_have_one(system: str) -> None:
    assert because({}, system) == "there is one"


@pytest.mark.parametrize(("x", "wayland"), [(True, False), (False, True), (True, True)])
def test_whatever_answers_is_a_display(x: bool, wayland: bool) -> None:
    assert because(BOTH, x=x, wayland=wayland) == "there is one"


def test_what_does_not_answer_is_named() -> None:
    assert because(BOTH) == "nothing answers at DISPLAY=:0 and WAYLAND_DISPLAY=wayland-0"


def test_an_x_server_that_answers_counts_only_where_it_is_named() -> None:
    assert because({"WAYLAND_DISPLAY": "wayland-0"}, x=True) == "nothing answers at WAYLAND_DISPLAY=wayland-0"


def test_no_x_server_answers_at_a_display_that_does_not_exist() -> None:
    assert no_display_because({"DISPLAY": ":4711"}, "linux") == "nothing answers at DISPLAY=:4711"


def test_a_platform_that_draws_off_screen_is_no_display() -> None:
    assert because({"QT_QPA_PLATFORM": "offscreen:configfile=a.json"}, x=True).startswith("QT_QPA_PLATFORM is")


def test_a_plugin_that_needs_no_server_is_a_display() -> None:
    assert because({"QT_QPA_PLATFORM": "eglfs"}) == "there is one"


def test_a_chosen_plugin_still_needs_its_server() -> None:
    assert because({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"}) == "nothing answers at DISPLAY=:0"


def test_without_a_display_qt_draws_off_screen() -> None:
    assert chosen({}) == {"QT_QPA_PLATFORM": "offscreen"}


def test_with_both_x11_is_taken_and_wayland_remains() -> None:
    assert chosen(BOTH, x=True, wayland=True) == {"QT_QPA_PLATFORM": "xcb;wayland"}


def test_with_one_of_them_it_is_that_one_for_good() -> None:
    assert chosen({"DISPLAY": ":0"}, x=True) == {"QT_QPA_PLATFORM": "xcb"}
    assert chosen({"WAYLAND_DISPLAY": "wayland-0"}, wayland=True) == {"QT_QPA_PLATFORM": "wayland"}


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_on_windows_and_macos_qt_chooses_itself(system: str) -> None:
    assert qt_environment({}, system) == {}


@pytest.mark.parametrize("plugin", ["wayland", "offscreen:configfile=a.json"])
def test_what_the_user_has_chosen_stands(plugin: str) -> None:
    assert chosen({**BOTH, "QT_QPA_PLATFORM": plugin}, x=True) == {}


def test_a_chosen_plugin_whose_server_is_away_gives_way_to_drawing_off_screen() -> None:
    assert chosen({"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"}) == {"QT_QPA_PLATFORM": "offscreen"}
