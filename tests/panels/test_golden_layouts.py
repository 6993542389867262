"""A golden picture of every built-in layout at a named instant; the maps have their own."""

from __future__ import annotations

import pytest
from golden.plugin import Golden

from panels.evening import SECOND_US, evening
from wallboard.actions.control import Control
from wallboard.wall import Wall

SIZE = (640, 360)
INSTANTS = {
    "countdown": "-00:00:20",
    "overview": "02:00:00",
    "counter": "00:10:00",
    "rankings": "02:00:00",
    "map": "00:10:00",
    "global": "02:00:00",
    "finale": "24:00:10",
    "backdrop": "02:00:00",
}


@pytest.mark.parametrize("layout", INSTANTS)
def test_the_layout_looks_as_it_did(wall: Wall, golden: Golden, layout: str) -> None:
    golden(f"layouts/{layout}", wall.image("*", SIZE, evening(INSTANTS[layout]), Control(layout=layout)))


def test_the_milestones_card_looks_as_it_did(wall: Wall, golden: Golden) -> None:
    moment = evening("00:06:58", 5 * SECOND_US)
    golden("layouts/card", wall.image("*", SIZE, moment, Control(layout="overview")))


def test_every_built_in_layout_has_its_picture(wall: Wall) -> None:
    assert set(INSTANTS) == set(wall.settings.layouts)
