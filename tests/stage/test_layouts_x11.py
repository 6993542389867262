"""Keys of keyboards of other countries, as a real X server sends them: by keycode, under each layout of xkb."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from .processes import Process, display, wait_until
from .x_server import XServer, x_server

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is no X server"),
    pytest.mark.xdist_group("walls"),
]

AT = {"1": 10, "2": 11, "5": 14, "A": 38, "B": 56, "F": 41, "L": 46, ";": 47, "V": 55, "Y": 29, "-": 20}
"""X11's keycodes by what is there on a US keyboard."""
CTRL, SHIFT = 37, 50


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    with x_server("640x360") as made:
        yield made


@pytest.fixture(scope="module")
def shown(server: XServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with display(tmp_path_factory.mktemp("wall") / "night", server.environment) as process:
        wait_until(lambda: bool(server.windows()) or process.popen.poll() is not None, "a window")
        assert process.popen.poll() is None, process.log.read_text()
        process.wait_for_beat()
        yield process


@pytest.mark.parametrize("layout", ["us", "ru", "gr", "ara", "il", "th", "fr", "de", "cn", "jp", "us(dvorak)"])
def test_letters_and_digits_do_what_they_say(shown: Process, server: XServer, layout: str) -> None:
    f = AT["F"] if layout != "us(dvorak)" else AT["Y"]  # there the F lies elsewhere, and what is on the cap goes
    assert pressed(shown, server, layout, f) == "freeze"
    assert pressed(shown, server, layout, AT["2"]) == "layout:counter"
    assert pressed(shown, server, layout, AT["5"]) == "layout:global"


@pytest.mark.parametrize(
    ("layout", "held", "key", "action"),
    [
        ("ru", SHIFT, "V", "previous_province"),
        ("gr", SHIFT, "V", "previous_province"),
        ("fr", SHIFT, "2", "layout:counter"),
        ("fr", None, ";", "mark"),
    ],
)
def test_so_do_chords(shown: Process, server: XServer, layout: str, held: int | None, key: str, action: str) -> None:
    assert pressed(shown, server, layout, AT[key], held=held) == action


@pytest.mark.parametrize("layout", ["ru", "gr", "ara", "us"])
def test_the_lock_opens_again_under_every_layout(shown: Process, server: XServer, layout: str) -> None:
    for locked in (True, False):
        assert pressed(shown, server, layout, AT["L"], held=CTRL) == "lock"
        assert shown.actions()[-1][1]["locked"] is locked


@pytest.mark.parametrize(("layout", "key"), [("fr", "A"), ("de", "-"), ("us(dvorak)", "B")])
def test_what_is_on_the_cap_of_a_latin_keyboard_is_not_taken_for_another_key(
    shown: Process, server: XServer, layout: str, key: str
) -> None:
    before = len(shown.actions())
    server.set_keyboard(layout)
    server.run("xdotool", "key", str(AT[key]))
    server.key("m")
    wait_until(lambda: [name for name, _ in shown.actions()[before:]] == ["mark"], "the mark alone")


def pressed(shown: Process, server: XServer, layout: str, keycode: int, *, held: int | None = None) -> str:
    """The action that a key brings about under a layout, once it has."""
    server.set_keyboard(layout)
    before = len(shown.actions())
    down, up = (("keydown", str(held)), ("keyup", str(held))) if held else ((), ())
    server.run("xdotool", *down, "key", str(keycode), *up)
    wait_until(lambda: len(shown.actions()) > before, f"an action of keycode {keycode} under {layout}")
    return shown.actions()[-1][0]
