"""What the watch of several screens concludes from what displays have noted."""

from __future__ import annotations

from pathlib import Path

from tests.link.frame_notes import FrameNotes, apart_us, disagree


def noted(path: Path, *pictures: tuple[int, str]) -> FrameNotes:
    with path.open("a") as file:
        for at_us, mark in pictures:
            file.write(f"{at_us} {at_us} overview {mark}\n")
    notes = FrameNotes(path)
    notes.read()
    return notes


def test_a_picture_is_for_all_instants_at_which_it_stood(tmp_path: Path) -> None:
    notes = noted(tmp_path / "a", (0, "f"), (9_000_000, "a"), (9_100_000, "b"), (9_200_000, "b"), (9_300_000, "f"))

    assert notes.times(0xB) == (9_100_000, 9_200_000)
    assert notes.times(0xF) == (9_300_000, 9_300_000), "not as it stood long before"
    assert notes.times(0xC) is None


def test_a_line_that_is_half_written_is_read_when_it_is_whole(tmp_path: Path) -> None:
    notes = noted(tmp_path / "a", (100, "a"))
    with (tmp_path / "a").open("a") as file:
        file.write("200 200 over")
    notes.read()
    assert list(notes.instants) == [100]
    with (tmp_path / "a").open("a") as file:
        file.write("view b\n")
    notes.read()
    assert notes.instants == {100: 0xA, 200: 0xB}


def test_screens_are_as_far_apart_as_the_nearest_instants_they_show() -> None:
    assert apart_us([(100, 300), (300, 400), (200, 300)]) == 0
    assert apart_us([(100, 200), (500, 600), (300, 400)]) == 300


def test_machines_disagree_where_one_instant_has_two_pictures(tmp_path: Path) -> None:
    a = noted(tmp_path / "a", (100, "a"), (200, "b"), (300, "c"))
    b = noted(tmp_path / "b", (200, "b"), (300, "d"), (400, "e"))

    assert disagree({"a": a, "b": b}, 100) == (2, {300: {"a": 0xC, "b": 0xD}})
    assert disagree({"a": a, "b": b}, 301) == (0, {})
