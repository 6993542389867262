"""The recap: the night in a minute on one canvas, as a replay that says so; the others stay live."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stage.conftest import Rig
from tests.stage.rig import HOUR, SECOND, START_US
from wallboard.actions.control import Control, Recap
from wallboard.actions.recap import LENGTH_US, playhead_of
from wallboard.actions.refusal import Asked
from wallboard.core.badges import badges
from wallboard.stage.screen_renderer import Frame

EDGE_US = START_US + HOUR - 3 * SECOND


@given(st.integers(-(10**7), 10**8), st.integers(0, 10**11), st.integers(10**6, 10**11))
def test_it_goes_from_the_beginning_to_the_end_and_never_beyond(into_us: int, from_us: int, length_us: int) -> None:
    control = Control(recap=Recap("left", from_us, from_us + length_us, 500))
    found = playhead_of(control, 500 + into_us)
    assert (found is None) == (not 0 <= into_us < LENGTH_US)
    if found is not None:
        assert from_us <= found[1] <= from_us + length_us
        later = playhead_of(control, 500 + into_us + 100_000)
        assert later is None or later[1] >= found[1]


def test_its_last_picture_is_the_newest() -> None:
    control = Control(recap=Recap("left", 5, 605, 0))
    assert playhead_of(control, 0) == ("left", 5)
    assert playhead_of(control, LENGTH_US - 1) == ("left", 605)


@pytest.fixture
def rig(open_display: Callable[..., Rig]) -> Rig:
    rig = open_display()
    rig.display.keeper.arrange()
    rig.display.operator.control = Control(layout="counter", fullscreen=False)
    return rig


def frame_after(rig: Rig, seconds: float = 0) -> Frame:
    rig.clocks.pass_us(round(seconds * SECOND))
    rig.display.driver.tick()
    frame = rig.display.driver.frame
    assert frame is not None
    return frame


def recap(rig: Rig, canvas: str = "left", number: int = 1) -> bool:
    operator = rig.display.operator
    return operator.ask(operator.actions["recap"], Asked("phone", f"request-{number:04d}", canvas)) is None


def test_one_canvas_plays_the_night_and_says_that_it_is_a_replay(rig: Rig) -> None:
    assert recap(rig)
    frame = frame_after(rig, 30)
    there, elsewhere = frame.moment_on("left"), frame.moment_on("right")
    assert [badge.kind for badge in badges(there)][:1] == ["replay"]
    assert "replay" not in [badge.kind for badge in badges(elsewhere)]
    assert START_US < there.playhead_us < EDGE_US
    assert elsewhere.playhead_us == EDGE_US + 30 * SECOND
    view = next(view for view in rig.display.driver._views() if view.canvas == "left")
    assert (frame.request(view).still, frame.request(view).cards) == (True, False)
    frame = frame_after(rig, 30)
    assert frame.moment_on("left") is frame.moment


def test_the_key_ends_it(rig: Rig) -> None:
    assert recap(rig)
    assert not recap(rig, "right", 2)
    assert recap(rig, "left", 3)
    assert frame_after(rig, 1).apart == {}


@pytest.mark.parametrize("action", ["pause", "freeze", "blackout"])
def test_a_wall_that_is_not_live_has_none(rig: Rig, action: str) -> None:
    operator = rig.display.operator
    operator.act(operator.actions[action])
    assert not recap(rig)


def test_looking_back_ends_it_on_the_picture(rig: Rig) -> None:
    assert recap(rig)
    operator = rig.display.operator
    operator.act(operator.actions["back_60s"])
    assert frame_after(rig, 1).apart == {}
