"""Every fault of the table at every moment of the night: what the canvas, the operator and the recording say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace as with_fields
from PySide6.QtWidgets import QApplication

from tests import nights
from tests.contingency.around import AROUND
from tests.contingency.faults import FIELDS, JUDGED, UNUSABLE, Fault
from tests.contingency.network import NETWORK
from tests.contingency.rig import BASE_POLLS, DELAY_US, FACTS, SCENES, STALE_US, Night, Scene, Seen, paused
from wallboard.core.event_clock import AGREE_US
from wallboard.core.instants import SECOND_US, remaining_short
from wallboard.core.playhead import FOLLOWING
from wallboard.demo.moments import begins_us
from wallboard.wall import Wall

pytestmark = pytest.mark.usefixtures("shared_answers", "unmeasured")
TABLE = (*NETWORK, *UNUSABLE, *FIELDS, *JUDGED, *AROUND)


def plans() -> Iterator[object]:
    """Fault × moment; the number decides which tenth runs by default: each fault at least at one moment in ten."""
    for row, fault in enumerate(TABLE):
        for column, scene in enumerate(SCENES):
            if scene.name not in fault.never:
                number = row * 3 + column * 7
                name = f"{fault.part}: {fault.name}, {scene.name}"
                yield pytest.param(fault, scene, id=name, marks=pytest.mark.contingency(number))


@pytest.fixture(scope="module")
def wall(qapp: QApplication) -> Wall:
    assert qapp is not None
    return Wall(nights.settings())


@pytest.fixture
def begin(tmp_path: Path, wall: Wall) -> Iterator[list[Night]]:
    """Nights that are closed at the end."""
    begun: list[Night] = []
    yield begun
    for night in begun:
        night.close()


@pytest.mark.parametrize(("fault", "scene"), list(plans()))
def test_plan(fault: Fault, scene: Scene, tmp_path: Path, wall: Wall, begin: list[Night]) -> None:
    night = Night(tmp_path / "night", scene, wall, spare=tmp_path / "spare")
    begin.append(night)
    holds(night, fault)


def holds(night: Night, fault: Fault) -> None:
    """The fault strikes, and all that must hold then holds."""
    scene = night.scene
    night.good(BASE_POLLS)
    if scene.replayed:
        night.settle()
        shown = night.look()
        assert shown.yuan == (night.fen or 0) // 100
        night.control = paused(night)
    if scene.changed_to:
        night.control = with_fields(night.control, layout=scene.changed_to)
    fault.strike(night)
    night.settle()
    seen = night.look()
    if scene.replayed:
        assert (seen.yuan, seen.kinds) == (shown.yuan, ("replay",))
    else:
        tells_the_truth(night, seen)
    fault.check(night, seen)
    assert fault.operator in live(night).operator
    goes_on(night)
    nothing_is_lost(night, fault)


def live(night: Night) -> Seen:
    """What an operator sees at the live edge, whatever is on air."""
    return night.look(with_fields(night.control, playhead=FOLLOWING))


def tells_the_truth(night: Night, seen: Seen) -> None:
    """The right figure or the last true one, the badges that hold, the age to the second, the right layout."""
    age_us = night.clock.utc - DELAY_US - night.good_us
    stale = (("stale", age_us // SECOND_US),) if age_us > STALE_US else ()
    corrected = (("corrected", None),) if night.corrected else ()
    assert seen.layout == (night.scene.then if night.opened else night.scene.layout)
    assert seen.badges == ((*stale, *corrected) or (("live", None),))
    if seen.layout == "countdown":
        # the clock is the machine's, also when it is set by a little, but not against the date of the answers
        told_us = night.clock.utc_us() if abs(night.clock.step_us) < AGREE_US else night.clock.utc
        left_us = begins_us(FACTS) - told_us
        assert seen.countdown == remaining_short(left_us) if left_us > 0 else "first figure" in seen.countdown
        return
    assert seen.yuan == (night.fen or 0) // 100
    assert all(fen <= (night.fen or 0) for fen in seen.milestones)


def goes_on(night: Night) -> None:
    """As soon as the source is sound again, so is the picture, and never less than before without a correction."""
    if night.source.put is None:
        night.source.real = None
    night.good(2)
    night.control = with_fields(night.control, playhead=FOLLOWING)
    night.settle()
    tells_the_truth(night, night.look())


def nothing_is_lost(night: Night, fault: Fault) -> None:
    """Every answer that came lies in the recording byte for byte, every failure has its line, every file is whole."""
    night.end_collecting()
    assert night.bodies() == night.kept
    failures = night.failures()
    assert any(fault.failure in line for line in failures) or not fault.failure, failures
    findings = night.faults_of_the_files()
    assert all("is damaged" in line or "no recording" in line for line in findings) if fault.damages else not findings
