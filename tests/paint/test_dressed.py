"""A theme is one object for the same wishes, so that pictures kept by it outlive an edit that does not touch it."""

from __future__ import annotations

from wallboard.paint.theme import NIGHT, dressed, limited

GOLD = (("gold", "#FFD700"),)


def test_the_same_wishes_get_the_same_theme() -> None:
    assert dressed("night", GOLD, for_cameras=True) is dressed("night", GOLD, for_cameras=True)


def test_other_colours_get_another_theme() -> None:
    assert dressed("night", GOLD, for_cameras=False).colors["gold"] == "#FFD700"
    assert dressed("night", (), for_cameras=False).colors == NIGHT.colors


def test_cameras_get_the_limited_theme() -> None:
    assert dressed("night", (), for_cameras=True).colors == limited(NIGHT).colors
