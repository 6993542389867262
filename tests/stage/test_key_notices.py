"""Each key is confirmed for two seconds: on the operator's canvas, else small on the screen with the pointer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stage.conftest import Rig
from tests.stage.rig import HOUR, SECOND, START_US
from wallboard.actions.action import Action
from wallboard.actions.control import Control
from wallboard.actions.table import ACTIONS, actions_of, default_keys
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.contract.snapshot import Name
from wallboard.paint.ops import Text
from wallboard.stage.key_notices import KeyNotice, KeyNotices
from wallboard.stage.screen_renderer import Frame, ScreenView

Open = Callable[..., Rig]
ACTION: dict[str, Action] = {action.id: action for action in ACTIONS}
DESK = """
[screens.center]
position = "leftmost"
[screens.desk]
[canvases.desk]
role = "operator"
layout = "desk"
[layouts.desk.canvas.desk]
areas = ["bar"]
"""


def made(folder: Path, text: str) -> Settings:
    (folder / "w.toml").write_text(text, encoding="utf-8")
    return load(folder / "w.toml", known_actions=default_keys())


def layout(settings: Settings, name: str) -> Action:
    return next(action for action in actions_of(settings) if action.id == f"layout:{name}")


def shown(rig: Rig, canvas: str) -> str:
    """What lies over a canvas now, were it the one for overlays."""
    display = rig.display
    display.driver.tick()
    frame = display.driver.frame
    assert frame is not None
    view = ScreenView(canvas, (1920, 1080), "A")
    ops = display.renderer.overlays(view, replace_host(frame, "A"))
    return " ".join(op.text for op in ops if isinstance(op, Text))


def replace_host(frame: Frame, host: str) -> Frame:
    return Frame(frame.moment, frame.control, frame.now_us, frame.notes, frame.track, host, frame.notice)


@pytest.fixture
def rig(open_display: Open) -> Rig:
    return open_display()


@pytest.mark.parametrize("action", ["mark", "rotation", "freeze", "currency", "lock", "next_page"])
def test_a_key_is_confirmed_for_two_seconds(rig: Rig, action: str) -> None:
    assert rig.display.operator.act(ACTION[action])
    assert shown(rig, "center") != ""
    rig.clocks.pass_us(2 * SECOND - 1)
    assert shown(rig, "center") != ""
    rig.clocks.pass_us(1)
    assert shown(rig, "center") == ""


def test_a_key_that_does_nothing_says_so(rig: Rig) -> None:
    assert not rig.display.operator.act(ACTION["accept_held"])
    assert "nothing to do now" in shown(rig, "center")


def test_every_key_says_that_the_keys_are_locked_and_what_unlocks_them(rig: Rig) -> None:
    rig.display.operator.act(ACTION["lock"])
    rig.clocks.pass_us(9 * SECOND)
    for action in ACTIONS:
        if not action.unlocks:
            assert not rig.display.operator.act(action)
            assert "Ctrl+L unlocks" in shown(rig, "center")
            rig.clocks.pass_us(9 * SECOND)
    rig.display.operator.seek(START_US, keep=True)
    assert "Ctrl+L unlocks" in shown(rig, "center")
    rig.display.operator.act(ACTION["lock"])
    assert "unlocked" in shown(rig, "center")


def test_a_held_key_shows_how_far_it_has_come_and_none_while_locked(rig: Rig) -> None:
    operator, clocks = rig.display.operator, rig.clocks
    operator.hold(ACTION["quit"])
    clocks.pass_us(SECOND // 2)
    notice = operator.notices.now()
    assert (notice and notice.progress) == 0.25
    operator.hold(None)
    assert operator.notices.now() is None
    operator.act(ACTION["lock"])
    operator.hold(ACTION["quit"])
    notice = operator.notices.now()
    assert notice is not None
    assert notice.progress is None


@pytest.mark.parametrize(
    ("wanted", "canvas", "is_shown"),
    [
        ("pointer", "center", True),
        ("pointer", "desk", True),
        ("operator", "center", False),
        ("operator", "desk", True),
        ("off", "center", False),
        ("off", "desk", False),
    ],
)
def test_where_keys_are_confirmed_is_configured(
    open_display: Open, tmp_path: Path, wanted: str, canvas: str, is_shown: bool
) -> None:
    rig = open_display(made(tmp_path, f'[display]\nconfirm_keys = "{wanted}"\n{DESK}'))
    rig.display.operator.act(ACTION["mark"])
    assert (shown(rig, canvas) != "") == is_shown


def test_the_operator_s_canvas_is_the_host_where_there_is_one(open_display: Open, tmp_path: Path) -> None:
    rig = open_display(made(tmp_path, DESK), windowed=True)
    rig.display.keeper.arrange()
    rig.display.operator.act(ACTION["mark"])
    frame = rig.display.driver.frame
    assert frame is not None
    assert frame.notice is not None
    assert frame.host == next(w.view.screen for w in rig.display.keeper.windows if w.view and w.view.canvas == "desk")


def test_no_notice_stands_on_a_photo_wall(rig: Rig, settings: Settings) -> None:
    rig.display.operator.act(layout(settings, "backdrop"))
    assert shown(rig, "center") == ""


def test_around_a_photo_nothing_is_said_on_a_public_canvas_but_that_it_failed() -> None:
    now = [0]
    notices = KeyNotices(lambda: now[0])
    notices.say(Name(en="before"))
    notices.keep_off_the_public()
    assert notices.now() is None
    notices.say(Name(en="3 pictures kept"))
    assert notices.now() == KeyNotice(Name(en="3 pictures kept"), public=False)
    notices.say(Name(en="the disk is full"), alarm=True)
    assert notices.now() == KeyNotice(Name(en="the disk is full"), alarm=True, public=True)
    now[0] = 2 * SECOND
    notices.say(Name(en="after"))
    assert notices.now() == KeyNotice(Name(en="after"))


def test_a_photo_is_confirmed_to_the_operator_alone(open_display: Open, tmp_path: Path) -> None:
    rig = open_display(made(tmp_path, f'[display]\nsnapshot_folder = "{tmp_path}"\n{DESK}'))
    rig.display.keeper.arrange()
    rig.display.operator.act(ACTION["photo"])
    assert (shown(rig, "center"), "pictures kept" in shown(rig, "desk")) == ("", True)


def test_black_is_not_photographed_and_says_so(open_display: Open, tmp_path: Path) -> None:
    rig = open_display(made(tmp_path, f'[display]\nsnapshot_folder = "{tmp_path}"\n{DESK}'))
    rig.display.keeper.arrange()
    rig.display.operator.act(ACTION["blackout"])
    assert not rig.display.operator.act(ACTION["photo"])
    assert "no picture is taken of black" in shown(rig, "desk")
    assert list(tmp_path.glob("*.png")) == []


def test_under_black_the_operator_reads_what_is_prepared_and_the_public_nothing(
    open_display: Open, tmp_path: Path
) -> None:
    settings = made(tmp_path, DESK)
    rig = open_display(settings)
    rig.display.operator.act(ACTION["blackout"])
    rig.display.operator.act(layout(settings, "rankings"))
    rig.clocks.pass_us(9 * SECOND)
    assert "Black, Rankings is prepared, B shows it" in shown(rig, "desk")
    assert shown(rig, "center") == ""
    assert rig.display.operator.control.blackout


def test_a_countdown_chosen_after_the_start_says_what_shows_instead(open_display: Open, settings: Settings) -> None:
    rig = open_display()
    rig.display.operator.act(layout(settings, "countdown"))
    assert "Countdown is over, Overview shows" in shown(rig, "center")


def test_the_operator_s_own_canvas_is_never_black(open_display: Open, tmp_path: Path) -> None:
    rig = open_display(made(tmp_path, DESK))
    black = Control(layout="overview", blackout=True)
    rig.display.operator.control = black
    rig.display.driver.tick()
    frame = rig.display.driver.frame
    assert frame is not None
    wall = rig.display.renderer.wall
    pictures = {
        canvas: wall.image(frame.request(ScreenView(canvas, (320, 180), canvas))) for canvas in ("center", "desk")
    }
    colors = {canvas: {p.pixel(x, y) for x in range(320) for y in range(180)} for canvas, p in pictures.items()}
    assert colors["center"] == {0xFF000000}
    assert len(colors["desk"]) > 9


def test_frames_know_nothing_of_a_notice_that_is_over(rig: Rig) -> None:
    rig.display.operator.act(ACTION["mark"])
    rig.clocks.pass_us(HOUR)
    rig.display.driver.tick()
    assert rig.display.driver.frame is not None
    assert rig.display.driver.frame.notice is None
