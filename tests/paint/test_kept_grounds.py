"""A ground that was painted beforehand in parts is, pixel for pixel, the one that is painted when it is due."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from wallboard.paint import kept_grounds
from wallboard.paint.brush import Brush
from wallboard.paint.grounds import ground
from wallboard.paint.kept_grounds import Ground, Grounds
from wallboard.paint.ops import Face, Fill, Op, Placed, Text
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import NIGHT

SIZE = (160, 600)
FACE = Face("latin", 700, 24)
BARE = ground(NIGHT, *SIZE)
PLACES = st.integers(0, 60) | st.floats(0, 60)
FILLS = st.builds(
    Fill, x=PLACES, y=st.integers(0, SIZE[1]) | st.floats(0, SIZE[1]), w=st.integers(1, 90) | st.floats(0.1, 90),
    h=st.integers(1, SIZE[1] // 2) | st.floats(0.1, 9), direction=st.sampled_from(("h", "v")),
    color=st.sampled_from(("#FFC94A", "#2F72D2")), color2=st.sampled_from(("", "#FF9A1F")),
    opacity=st.sampled_from((0.5, 1.0)), radius=st.sampled_from((0.0, 9.0)),
)  # fmt: skip
TEXTS = st.builds(
    Text, x=st.integers(0, 90), y=st.integers(20, SIZE[1]), width=st.just(10.0), text=st.sampled_from(("1", "27")),
    face=st.just(FACE), color=st.just("#FFFFFF"),
)  # fmt: skip
LISTS = st.lists(st.one_of(FILLS, TEXTS), min_size=1, max_size=4).map(tuple)
SCENES = st.fixed_dictionaries({"a": LISTS, "b": LISTS})


@pytest.fixture(autouse=True)
def _bands_of_a_hundred_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_grounds, "PIECE_PX", 100 * SIZE[0])


def placed(scene: dict[str, tuple[Op, ...]]) -> dict[str, Placed]:
    return {name: Placed(ground=ops) for name, ops in scene.items()}


def levels_apart(one: QImage, other: QImage) -> int:
    """The greatest difference of two pictures, in levels of 255; Qt blends what a clip cuts up to one level apart."""
    first, second = (
        np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[..., :3] for image in (one, other)
    )
    return int(np.abs(first.astype(np.int16) - second).max())


HALF_SEEN = {wide: (Fill(0, 0, wide, high, "#FFC94A", 0.5),) for wide, high in ((85, 3), (1, 1), (81, 1))}

TWICE = Fill(0, 3, 1, 1, "#FFC94A", 0.5)
DOWNWARDS = Fill(0, 35.43108872184043, 1, 210, "#FFC94A", 0.5, "#FF9A1F", direction="v")
ONE = Text(0, 20, 10.0, "1", FACE, "#FFFFFF")


@example(first={"a": (TWICE,), "b": (ONE,)}, expected={"a": (TWICE, TWICE, TWICE, DOWNWARDS), "b": (ONE,)}, come=None)
@example(first={"a": HALF_SEEN[85], "b": HALF_SEEN[1]}, expected={"a": HALF_SEEN[85], "b": HALF_SEEN[81]}, come=None)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=SCENES, expected=SCENES, come=st.none() | SCENES)
def test_whatever_was_expected_what_comes_is_painted(
    qapp: QApplication,
    first: dict[str, tuple[Op, ...]],
    expected: dict[str, tuple[Op, ...]],
    come: dict[str, tuple[Op, ...]] | None,
) -> None:
    sprites = Sprites(NIGHT)
    brush, grounds = Brush(sprites), Grounds(NIGHT, sprites)

    def draw(painter: QPainter, _: str, ops: Iterable[Op]) -> None:
        brush.draw(painter, ops)

    kept: list[Ground] = []
    up = grounds.painted(kept, ("it",), placed(first), BARE, draw)
    before = up.image.copy()
    for _ in grounds.patches_ahead(kept, ("it",), placed(expected), BARE, draw):
        assert up.image == before, "what is up does not change before it is due"
    made = grounds.painted(kept, ("it",), placed(come or expected), BARE, draw)
    anew = grounds.painted([], ("it",), placed(come or expected), BARE, draw)
    assert made.image == anew.image
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kept_grounds, "PIECE_PX", SIZE[0] * SIZE[1])
        whole = grounds.painted([], ("it",), placed(come or expected), BARE, draw)
    assert made.image == whole.image
    if come is None:
        assert not made.patches, "all that was made beforehand was wanted"
