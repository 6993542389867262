"""Monitors claim their canvases."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.resources import shipped
from wallboard.scene.canvases import Placement, Screen, place
from wallboard.scene.grid import Rect


def screen(name: str, x: int = 0, width: int = 1920, height: int = 1080, **more: object) -> Screen:
    return Screen(name, Rect(x, 0, width, height), **more)  # type: ignore[arg-type]  # the other fields, handed on


def row(count: int) -> list[Screen]:
    """Screens from left to right, the first one primary, not in the order in which they stand."""
    made = [screen(f"S{number}", x=1920 * number, primary=number == 0) for number in range(count)]
    return made[1:] + made[:1]


def shown(placements: tuple[Placement, ...]) -> dict[str, str]:
    return {placement.screen.name: placement.canvas for placement in placements}


def made_of(folder: Path, text: str) -> Settings:
    (folder / "w.toml").write_text(text, encoding="utf-8")
    return load(folder / "w.toml")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, {}),
        (1, {"S0": "center"}),
        (2, {"S0": "center", "S1": "left"}),
        (3, {"S0": "left", "S1": "center", "S2": "right"}),
        (4, {"S0": "left", "S1": "center", "S2": "*", "S3": "right"}),
    ],
)
def test_the_built_in_screens_make_sense_of_any_number(count: int, expected: dict[str, str]) -> None:
    assert shown(place(row(count), load())) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, {"S0": "center"}),
        (2, {"S0": "left", "S1": "center"}),
        (3, {"S0": "left", "S1": "center", "S2": "right"}),
        (4, {"S0": "left", "S1": "center", "S2": "right", "S3": "operator"}),
    ],
)
def test_the_example_of_three_screens_gives_a_fourth_to_the_operator(count: int, expected: dict[str, str]) -> None:
    placements = place(row(count), load(shipped("config/three-screens.toml")))
    assert shown(placements) == expected
    assert {p.canvas for p in placements if p.role == "operator"} <= {"operator"}


def test_the_curved_wall_is_found_by_its_size_and_the_computers_own_monitor_is_left_alone() -> None:
    settings = load(shipped("config/curved-3840x860.toml"))
    both = [screen("eDP-1", primary=True), screen("LED", x=1920, width=3840, height=860)]
    assert shown(place(both, settings)) == {"LED": "center"}


def test_without_the_curved_wall_its_picture_shows_on_the_monitor_there_is() -> None:
    settings = load(shipped("config/curved-3840x860.toml"))
    assert shown(place([screen("eDP-1", primary=True)], settings)) == {"eDP-1": "center"}


@pytest.mark.parametrize(
    "rule",
    ['name = "B"', 'serial = "42"', 'manufacturer = "ACME"\nmodel = "X"', 'geometry = "3840x2160+1920+0"',
     'geometry = "3840x2160"', 'geometry = "1920x1080+1920+0"', "position = 2", 'position = "rightmost"'],
)  # fmt: skip
def test_a_screen_is_found_by_any_of_its_marks(tmp_path: Path, rule: str) -> None:
    settings = made_of(tmp_path, f"[screens.center]\n{rule}")
    second = screen("B", x=1920, pixel_ratio=2.0, serial="42", manufacturer="ACME", model="X")
    assert shown(place([screen("A"), second], settings)) == {"A": "*", "B": "center"}


def test_all_marks_of_an_entry_must_agree(tmp_path: Path) -> None:
    settings = made_of(tmp_path, '[screens.a]\nname = "A"\n[screens.b]\nname = "B"\nserial = "other"')
    assert shown(place([screen("A"), screen("B", serial="42")], settings)) == {"A": "a", "B": "*"}


def test_a_screen_may_be_left_alone(tmp_path: Path) -> None:
    settings = made_of(tmp_path, '[screens.center]\nname = "B"\n[screens.own]\nname = "A"\ncanvas = "none"')
    assert shown(place([screen("A"), screen("B")], settings)) == {"B": "center"}


def test_an_operators_screen_stays_the_operators_when_it_is_alone(tmp_path: Path) -> None:
    text = '[screens.center]\nname = "B"\n[screens.desk]\nname = "A"\n[canvases.desk]\nrole = "operator"'
    (placement,) = place([screen("A")], made_of(tmp_path, text))
    assert (placement.canvas, placement.role) == ("desk", "operator")


SPAN = """
[screens.left]
position = 1
[screens.right]
position = 2
[canvases.wall]
span = ["left", "right"]
"""


def test_a_picture_that_spans_two_screens_is_cut_where_they_meet(tmp_path: Path) -> None:
    right, left = place(row(2), made_of(tmp_path, SPAN))
    assert (left.canvas_size, right.canvas_size) == ((3840, 1080), (3840, 1080))
    assert (left.part, right.part) == (Rect(0, 0, 1920, 1080), Rect(1920, 0, 1920, 1080))


def test_of_unequal_screens_the_lower_one_shows_its_part_scaled(tmp_path: Path) -> None:
    screens = [screen("A", pixel_ratio=2.0), screen("B", x=1920)]
    big, small = place(screens, made_of(tmp_path, SPAN))
    assert (big.part, small.part) == (Rect(0, 0, 3840, 2160), Rect(3840, 0, 3840, 2160))


def test_a_picture_closes_up_where_one_of_its_screens_is_missing(tmp_path: Path) -> None:
    (alone,) = place(row(1), made_of(tmp_path, SPAN))
    assert (alone.canvas, alone.canvas_size, alone.part) == ("wall", (1920, 1080), Rect(0, 0, 1920, 1080))


SETTINGS = [load(), *(load(shipped(f"config/{n}.toml")) for n in ("one-screen", "three-screens", "curved-3840x860"))]
any_screens = st.lists(
    st.builds(
        Screen,
        name=st.sampled_from(["DP-1", "DP-2", "HDMI-1", "screen"]),
        geometry=st.builds(
            Rect, st.integers(-4000, 4000), st.integers(0, 99), st.integers(1, 4000), st.integers(1, 4000)
        ),
        pixel_ratio=st.sampled_from([1.0, 1.25, 2.0]),
        primary=st.booleans(),
    ),
    max_size=6,
    unique=True,
)


@given(any_screens, st.sampled_from(SETTINGS))
def test_any_screens_get_one_canvas_each_and_the_main_picture_is_always_among_them(
    screens: list[Screen], settings: Settings
) -> None:
    placements = place(screens, settings)
    assert len({placement.screen for placement in placements}) == len(placements) <= len(screens)
    assert not screens or "center" in {placement.canvas for placement in placements}
    for placement in placements:
        assert Rect(0, 0, *placement.canvas_size).contains(placement.part)
