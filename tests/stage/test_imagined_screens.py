"""Screens that are not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.config.settings import Settings
from wallboard.scene.grid import Rect
from wallboard.stage.imagined_screens import imagined, tiled

DESK = Rect(0, 0, 1920, 1080)
SIZES = st.lists(st.sampled_from([(1920, 1080), (3840, 860), (1080, 1920)]), min_size=1, max_size=9)


def with_screens(settings: Settings, **screens: dict[str, str]) -> Settings:
    rules = {name: {"canvas": name} | rule for name, rule in screens.items()}
    parsed = {name: type(next(iter(settings.screens.values()))).model_validate(rule) for name, rule in rules.items()}
    return settings.model_copy(update={"screens": parsed})


def test_each_configured_canvas_is_imagined_once(settings: Settings) -> None:
    assert [p.canvas for p in imagined(settings)] == ["left", "center", "right"]
    assert {p.canvas_size for p in imagined(settings)} == {(1920, 1080)}


def test_a_configured_geometry_is_kept(settings: Settings) -> None:
    wide = with_screens(settings, center={"geometry": "3840x860"})
    assert [p.canvas_size for p in imagined(wide)] == [(3840, 860)]


def test_without_configured_screens_there_is_one(settings: Settings) -> None:
    assert [p.canvas for p in imagined(with_screens(settings))] == ["*"]


@pytest.mark.parametrize("position", ["leftmost", "middle", "rightmost", "primary", "1"])
def test_a_lone_screen_is_found_by_any_position(settings: Settings, position: str) -> None:
    assert [p.canvas for p in imagined(with_screens(settings, center={"position": position}))] == ["center"]


@given(SIZES)
def test_windows_keep_their_shapes_stay_on_the_desk_and_never_overlap(sizes: list[tuple[int, int]]) -> None:
    rects = tiled(sizes, DESK)
    for number, (rect, (width, height)) in enumerate(zip(rects, sizes, strict=True)):
        assert DESK.contains(rect)
        assert rect.width / rect.height == pytest.approx(width / height, rel=0.02)
        assert not any(rect.overlaps(other) for other in rects[:number])
