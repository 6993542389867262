"""A monitor keeps its canvas for the whole run, whatever comes and goes around it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.scene.canvases import Arrangement, Claims, Screen, place, place_again
from wallboard.scene.grid import Rect

WIDTH = 1920
TWIN = "ACME", "Panel 55"
POOL = (
    Screen("HDMI-1", Rect(0, 0, WIDTH, 1080), *TWIN),
    Screen("HDMI-2", Rect(WIDTH, 0, WIDTH, 1080), *TWIN, primary=True),
    Screen("DP-1", Rect(2 * WIDTH, 0, WIDTH, 1080), "EIZO", "CG", "17"),
    Screen("DP-2", Rect(3 * WIDTH, 0, 1280, 720), "EIZO", "CG", "18"),
    Screen("VGA-1", Rect(4 * WIDTH, 0, 1280, 1024)),
)
"""Twins that only their connectors tell apart, two with serial numbers, and one that says nothing of itself."""
RULES = {
    "shipped": "",
    "name": '[screens.center]\nname="HDMI-2"\n[screens.left]\nname="HDMI-1"\n[screens.right]\nname="DP-1"',
    "serial": '[screens.center]\nserial="17"\n[screens.left]\nserial="18"\n[screens.right]\nserial="19"',
    "model": '[screens.center]\nmodel="CG"\n[screens.left]\nmodel="Panel 55"\n[screens.right]\nmodel="Panel 55"',
    "geometry": '[screens.center]\ngeometry="1920x1080+1920+0"\n[screens.left]\ngeometry="1920x1080"\n'
    '[screens.right]\ngeometry="1280x720"',
    "position": "[screens.center]\nposition=2\n[screens.left]\nposition=1\n[screens.right]\nposition=3",
    "leftovers": '[screens.center]\nposition="primary"\n[screens.left]\n[screens.rest]\ncanvas="none"',
    "operator": '[screens.center]\nposition="leftmost"\n[screens.desk]\nname="VGA-1"\n[canvases.desk]\nrole="operator"',
    "span": '[screens.a]\nposition=1\n[screens.b]\nposition=2\n[canvases.wall]\nspan=["a","b"]',
}


@lru_cache(maxsize=1)
def configured() -> dict[str, Settings]:
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in RULES.items():
            file = Path(folder) / f"{name}.toml"
            file.write_text(text)
            found[name] = load(file)
    return found


def shown(arrangement: Arrangement, screens: Sequence[Screen]) -> dict[str, str]:
    """What each monitor shows, by its name; "none" where it is left alone."""
    canvases = {placement.screen.name: placement.canvas for placement in arrangement.placements}
    return {screen.name: canvases.get(screen.name, "none") for screen in screens}


def looks(names: Sequence[str], shift: int, width: int, primary: str) -> list[Screen]:
    """Monitors of these names as the window system may describe them then: moved, of another size, another primary."""
    found = []
    for number, name in enumerate(names):
        known = next(screen for screen in POOL if screen.name == name)
        geometry = Rect((number + shift) % len(POOL) * WIDTH, 0, width, known.geometry.height)
        found.append(replace(known, geometry=geometry, primary=name == primary))
    return found


some = st.lists(st.sampled_from([screen.name for screen in POOL]), unique=True)
steps = st.lists(
    st.tuples(some, st.integers(0, 4), st.sampled_from([WIDTH, 1280, 3840]), st.sampled_from([s.name for s in POOL])),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("rules", RULES)
@settings(max_examples=60)
@given(began=st.permutations(POOL).flatmap(lambda row: st.integers(1, 5).map(lambda n: row[:n])), changes=steps)
def test_nobody_moves_whatever_is_plugged_and_unplugged(
    rules: str, began: list[Screen], changes: list[tuple[list[str], int, int, str]]
) -> None:
    settings = configured()[rules]
    arrangement = place_again((), began, settings)
    assert arrangement.placements == place(began, settings)
    had = shown(arrangement, began)
    for change in changes:
        screens = looks(*change)
        arrangement = place_again(arrangement.claims, screens, settings)
        now = shown(arrangement, screens)
        assert {name: now[name] for name in had if name in now} == {name: had[name] for name in had if name in now}
        had |= now


@settings(max_examples=60)
@given(began=st.permutations(POOL).flatmap(lambda row: st.integers(1, 4).map(lambda n: row[:n])), changes=steps)
def test_a_new_monitor_takes_what_nobody_has_had_or_else_the_canvas_of_all_others(
    began: list[Screen], changes: list[tuple[list[str], int, int, str]]
) -> None:
    arrangement = place_again((), began, configured()["shipped"])
    had = shown(arrangement, began)
    for change in changes:
        screens = looks(*change)
        arrangement = place_again(arrangement.claims, screens, configured()["shipped"])
        now = shown(arrangement, screens)
        for name in now.keys() - had.keys():
            alone = had.keys().isdisjoint(now)  # of a wall that has lost all its monitors the main picture comes first
            assert now[name] == "*" or now[name] not in had.values() or (alone and now[name] == "center")
        had |= now


def after(rules: str, *looks: Sequence[Screen]) -> list[dict[str, str]]:
    """What is shown as one look follows the other."""
    claims: Claims = ()
    found = []
    for screens in looks:
        arrangement = place_again(claims, screens, configured()[rules])
        claims = arrangement.claims
        found.append(shown(arrangement, screens))
    return found


ONE, TWO, THREE, FOUR, FIVE = POOL


def test_the_others_stay_when_one_goes_and_it_gets_its_canvas_back() -> None:
    all_three = {"HDMI-1": "left", "HDMI-2": "center", "DP-1": "right"}
    without = {"HDMI-1": "left", "HDMI-2": "center"}
    assert after("shipped", POOL[:3], POOL[:2], POOL[:3]) == [all_three, without, all_three]


def test_a_monitor_with_a_serial_number_is_known_at_another_connector() -> None:
    moved = replace(THREE, name="DP-3", geometry=FOUR.geometry)
    assert after("shipped", POOL[:3], POOL[:2], (ONE, TWO, moved))[-1]["DP-3"] == "right"


def test_twins_without_serial_numbers_are_told_apart_by_their_connectors() -> None:
    swapped = (replace(TWO, geometry=ONE.geometry), replace(ONE, geometry=TWO.geometry))
    assert after("shipped", POOL[:3], (THREE,), (*swapped, THREE))[-1] == {
        "HDMI-1": "left",
        "HDMI-2": "center",
        "DP-1": "right",
    }


def test_a_monitor_that_has_lost_its_description_for_a_moment_is_known_by_its_connector() -> None:
    silent = replace(THREE, manufacturer="", model="", serial="")
    assert (
        after("shipped", POOL[:3], (ONE, TWO, silent), POOL[:3])[1:]
        == [{"HDMI-1": "left", "HDMI-2": "center", "DP-1": "right"}] * 2
    )


def test_monitors_alike_in_all_they_say_are_told_apart_by_where_they_stand() -> None:
    alike = [Screen("Color LCD", Rect(x, 0, WIDTH, 1080)) for x in (0, WIDTH, 2 * WIDTH)]
    claims = place_again((), alike, configured()["shipped"]).claims
    again = place_again(claims, alike[1:], configured()["shipped"])
    assert [(p.screen.geometry.x, p.canvas) for p in again.placements] == [(WIDTH, "center"), (2 * WIDTH, "right")]


def test_monitors_that_come_one_after_the_other_find_the_side_on_which_they_stand() -> None:
    assert after("shipped", (TWO,), (TWO, THREE), (ONE, TWO, THREE))[-1] == {
        "HDMI-1": "left",
        "HDMI-2": "center",
        "DP-1": "right",
    }


def test_a_spare_monitor_at_a_named_connector_shows_what_the_one_before_it_did() -> None:
    spare = replace(TWO, manufacturer="NEC", model="X", serial="5")
    assert after("name", POOL[:3], (ONE, THREE), (ONE, spare, THREE))[-1]["HDMI-2"] == "center"


def test_where_a_stand_in_shows_the_main_picture_the_monitor_that_is_meant_shows_it_too() -> None:
    assert after("name", (ONE,), (ONE, TWO)) == [{"HDMI-1": "center"}, {"HDMI-1": "center", "HDMI-2": "center"}]


def test_the_main_picture_is_there_when_the_only_monitor_is_exchanged() -> None:
    assert after("shipped", (ONE,), (FOUR,)) == [{"HDMI-1": "center"}, {"DP-2": "center"}]


def test_the_monitor_that_is_meant_has_its_part_of_a_picture_that_spans_two() -> None:
    claims = place_again((), [TWO, THREE], configured()["span"]).claims
    arrangement = place_again(claims, [ONE, TWO, THREE], configured()["span"])
    parts = {p.screen.name: (p.canvas, p.part.x) for p in arrangement.placements}
    assert parts == {"HDMI-1": ("*", 0), "HDMI-2": ("wall", 0), "DP-1": ("wall", WIDTH)}
