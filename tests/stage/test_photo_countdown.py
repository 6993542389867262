"""The count for the photographers on a display: numbers, then a picture that stands, and a file of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.stage.conftest import Rig
from tests.stage.rig import HOUR, SECOND, START_US
from wallboard.actions.control import Control
from wallboard.core.playhead import Playhead
from wallboard.paint.ops import Fill, Text

EDGE_US = START_US + HOUR - 3 * SECOND


@pytest.fixture
def rig(open_display: Callable[..., Rig], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rig:
    monkeypatch.setattr("wallboard.stage.display.pictures_folder", lambda _settings: tmp_path)
    rig = open_display()
    rig.display.keeper.arrange()
    rig.display.operator.control = Control(layout="counter", fullscreen=False)
    return rig


def seen(rig: Rig) -> tuple[int, set[str], int]:
    """The playhead of the picture, the numbers on all canvases, and how many marks stand on each."""
    rig.display.driver.tick()
    frame = rig.display.driver.frame
    assert frame is not None
    numbers: set[str] = set()
    marks = []
    for view in rig.display.driver._views():
        ops = rig.display.renderer.overlays(view, frame)
        numbers |= {op.text for op in ops if isinstance(op, Text) and op.text in "321"}
        marks.append(sum(isinstance(op, Fill) for op in ops if not numbers))
    assert len(set(marks)) == 1
    return frame.moment.playhead_us - EDGE_US, numbers, marks[0]


def test_it_counts_holds_for_four_seconds_and_goes_on_where_the_night_is(rig: Rig) -> None:
    rig.display.operator.act(rig.display.operator.actions["photo_countdown"])
    rig.clocks.pass_us(2_100_000)  # the notice of the key is over
    assert seen(rig) == (2_100_000, {"1"}, 0)
    rig.clocks.pass_us(1_000_000)
    assert seen(rig) == (3_000_000, set(), 8)
    rig.clocks.pass_us(3_800_000)
    assert seen(rig) == (3_000_000, set(), 8)
    rig.clocks.pass_us(200_000)
    assert seen(rig) == (7_100_000, set(), 0)


def test_the_picture_that_is_held_is_kept(rig: Rig, tmp_path: Path) -> None:
    rig.display.operator.act(rig.display.operator.actions["photo_countdown"])
    rig.clocks.pass_us(3_050_000)
    rig.display._keep_counted()
    assert len(list(tmp_path.glob("*.png"))) == len(rig.display.keeper.windows)
    assert [name for name, _, _ in rig.journal.rows] == ["photo_countdown", "photo"]


def test_what_was_broken_off_keeps_nothing(rig: Rig, tmp_path: Path) -> None:
    for _ in range(2):
        rig.display.operator.act(rig.display.operator.actions["photo_countdown"])
    rig.clocks.pass_us(3_050_000)
    rig.display._keep_counted()
    assert list(tmp_path.iterdir()) == []


def test_a_replay_is_held_where_it_stood_too(rig: Rig) -> None:
    operator = rig.display.operator
    playhead = Playhead("playing", START_US + HOUR // 2, rig.clocks.mono_us(), 2.0)
    operator.control = replace(operator.control, playhead=playhead)
    operator.act(operator.actions["photo_countdown"])
    rig.clocks.pass_us(5 * SECOND)
    position = seen(rig)[0] + EDGE_US
    assert position == START_US + HOUR // 2 + 6 * SECOND


@pytest.mark.parametrize("opened", [{"strip": True}, {"overlay": "help"}, {"overlay": "status"}, {"timeline": True}])
def test_nothing_of_the_operator_stands_on_a_public_canvas_while_it_is_photographed(
    rig: Rig, opened: dict[str, object]
) -> None:
    operator = rig.display.operator
    operator.control = replace(operator.control, **opened)
    operator.act(operator.actions["photo_countdown"])
    rig.display.driver.tick()
    frame, renderer = rig.display.driver.frame, rig.display.renderer
    assert frame is not None
    plain = replace(frame, control=replace(frame.control, strip=False, overlay="", timeline=False), notice=None)
    for view in rig.display.driver._views():
        alike = renderer.overlays(view, frame) == renderer.overlays(view, plain)
        assert alike is not (view.screen == frame.host and renderer.wall.is_operator(view.canvas))
