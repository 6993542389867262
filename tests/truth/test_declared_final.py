"""FINAL because the operator says so: of an event whose end nobody knows, or before the sum has stood after it."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec.structs import replace

from tests.truth.rig import DAY_US, FACTS, RULES, SECOND, Wall, kinds
from wallboard.core.moment import Moment

OPEN, OPEN_RULES = msgspec.structs.replace(FACTS, end_us=None), replace(RULES, end_us=None)


def declared(wall: Wall) -> Moment:
    """An event without an end, whose sum the operator has declared to be final."""
    wall.tell(100)
    moment = wall.tell(5000)
    assert not moment.final
    return wall.declare(moment.figure("gmv"))


def test_the_operator_declares_a_sum_final_and_silence_is_then_no_alarm(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", facts=OPEN, rules=OPEN_RULES) as wall:
        assert kinds(declared(wall)) == ["final"]
        for _ in range(30):
            moment = wall.silent()
        assert (kinds(moment), moment.figure("gmv")) == (["final"], 500_000)


def test_the_same_sum_leaves_a_declared_final_a_different_one_ends_it_as_a_correction(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", facts=OPEN, rules=OPEN_RULES) as wall:
        declared(wall)
        assert kinds(wall.tell(5000)) == ["final"]
        assert kinds(wall.tell(5001)) == ["corrected"]


def test_a_declared_final_is_taken_back_without_a_mark_and_survives_restarts_until_then(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", facts=OPEN, rules=OPEN_RULES) as wall:
        declared(wall)
        wall.restart()
        assert kinds(wall.tell(5000)) == ["final"]
        assert kinds(wall.declare(500_000, final=False)) == ["live"]
        wall.restart()
        assert kinds(wall.tell(5001)) == ["live"]


def test_a_final_that_was_taken_back_after_the_end_must_stand_again(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", into_s=DAY_US / SECOND + 1) as wall:
        for _ in range(6):
            moment = wall.tell(5000)
        assert moment.final
        assert not wall.declare(500_000, final=False).final
        found = [wall.tell(5000).final for _ in range(4)]
        assert found == [False, False, True, True]


def test_a_sum_that_is_another_by_now_is_not_declared_final(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", facts=OPEN, rules=OPEN_RULES) as wall:
        wall.tell(5000)
        wall.tell(5001)
        moment = wall.declare(500_000)
        assert not moment.final
        assert "the sum is not declared final: it is another one by now, or one is held" in wall.said
        wall.tell(1)  # a fall that is held
        assert not wall.declare(500_100).final
