"""A confirmed correction prepares its slate, once, and never puts it on air."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.stage.conftest import Rig
from tests.stage.rig import HOUR, SECOND, START_US
from wallboard.actions.control import CanvasPicture, Control
from wallboard.core.moment import CORRECTED_US
from wallboard.core.playhead import Playhead
from wallboard.core.recording_state import CorrectedSum

EDGE_US = START_US + HOUR - 3 * SECOND


@pytest.fixture
def rig(open_display: Callable[..., Rig]) -> Rig:
    rig = open_display()
    rig.display.keeper.arrange()
    rig.display.operator.control = Control(layout="overview", fullscreen=False)
    correct(rig, EDGE_US)
    return rig


def correct(rig: Rig, commit_us: int) -> None:
    found = CorrectedSum(commit_us, 500, commit_us - SECOND, 400, commit_us)
    rig.recorded.state = replace(rig.recorded.state, corrected=found)


def turned(rig: Rig) -> Control:
    rig.display._loop.corrections.turn()
    return rig.display.operator.control


def prepared(rig: Rig) -> list[str]:
    return [picture.layout for picture in turned(rig).preview]


def test_the_slate_is_prepared_for_all_screens_and_is_not_on_air(rig: Rig) -> None:
    assert prepared(rig) == ["correction"]
    assert rig.display.operator.control.layout == "overview"
    ((name, argument, _),) = rig.journal.rows
    told = {"before_fen": 500, "gmv_fen": 400, "preview": 1, "who": "wallboard"}
    assert (name, argument) == ("prepare_correction", told)


def test_it_is_prepared_once_also_after_a_restart(rig: Rig) -> None:
    turned(rig)
    operator = rig.display.operator
    operator.act(operator.actions["clear_preview"])
    operator.control = Control.from_json(operator.control.to_json())
    assert prepared(rig) == []
    correct(rig, EDGE_US - 1)
    assert prepared(rig) == []
    rig.clocks.pass_us(5 * SECOND)
    correct(rig, EDGE_US + SECOND)
    assert prepared(rig) == ["correction"]


def test_nothing_that_an_operator_has_prepared_is_replaced(rig: Rig) -> None:
    operator = rig.display.operator
    operator.control = replace(operator.control, preview=(CanvasPicture(layout="map"),))
    assert prepared(rig) == ["map"]
    operator.act(operator.actions["take"])
    assert prepared(rig) == ["correction"]


@pytest.mark.parametrize("state", [{"playhead": Playhead("paused", START_US)}, {"locked": True}])
def test_a_wall_that_looks_back_or_is_locked_is_left_alone(rig: Rig, state: dict[str, object]) -> None:
    operator = rig.display.operator
    operator.control = replace(operator.control, **state)
    assert prepared(rig) == []


def test_what_is_no_longer_marked_is_not_prepared(rig: Rig) -> None:
    rig.clocks.pass_us(CORRECTED_US)
    assert prepared(rig) == []
