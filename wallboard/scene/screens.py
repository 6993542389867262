"""Monitors as plain values, and which of them a [screens.*] entry means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from wallboard.config.screen_rules import ScreenRule
from wallboard.scene.grid import Rect


class Screen(msgspec.Struct, frozen=True):
    """A monitor as the window system describes it; `geometry` in its logical pixels on the common desktop.

    `name` is its connector on X11 and Wayland; `manufacturer`, `model` and `serial` are empty where it does not say.
    """

    name: str
    geometry: Rect
    manufacturer: str = ""
    model: str = ""
    serial: str = ""
    pixel_ratio: float = 1.0
    primary: bool = False

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        return round(self.geometry.width * self.pixel_ratio), round(self.geometry.height * self.pixel_ratio)


def find(rule: ScreenRule, free: Sequence[Screen], every: Sequence[Screen]) -> Screen | None:
    """The first free monitor that agrees with all that the rule states; a position counts among `every` monitor."""
    fits = [screen for screen in free if _has_the_marks(rule, screen)]
    if rule.position is None or not fits:
        return fits[0] if fits else None
    if rule.position.isdigit():
        number = int(rule.position) - 1
        ordered = _from_left(every)
        return ordered[number] if number < len(ordered) and ordered[number] in fits else None
    return _POSITIONS[rule.position](fits, every)


def find_in_place(rule: ScreenRule, free: Sequence[Screen], every: Sequence[Screen]) -> Screen | None:
    """The free monitor that the rule would mean if every monitor were free; None where that one is taken."""
    found = find(rule, every, every)
    return found if found in free else None


def _has_the_marks(rule: ScreenRule, screen: Screen) -> bool:
    wanted = (("name", rule.name), ("manufacturer", rule.manufacturer), ("model", rule.model), ("serial", rule.serial))
    stated = [(attribute, text) for attribute, text in wanted if text is not None]
    return all(getattr(screen, attribute) == text for attribute, text in stated) and _agrees(rule, screen)


def _agrees(rule: ScreenRule, screen: Screen) -> bool:
    wanted = rule.size_and_place
    if wanted is None:
        return True
    width, height, x, y = wanted
    logical = screen.geometry.width, screen.geometry.height
    return (width, height) in (logical, screen.pixels) and (x, y) in (
        (None, None),
        (screen.geometry.x, screen.geometry.y),
    )


def _from_left(screens: Sequence[Screen]) -> list[Screen]:
    return sorted(screens, key=lambda screen: (screen.geometry.x, screen.geometry.y))


def _primary(fits: Sequence[Screen], every: Sequence[Screen]) -> Screen | None:
    if not any(screen.primary for screen in every):
        return fits[0]
    return next((screen for screen in fits if screen.primary), None)


def _leftmost(fits: Sequence[Screen], _every: Sequence[Screen]) -> Screen | None:
    return _from_left(fits)[0]


def _rightmost(fits: Sequence[Screen], _every: Sequence[Screen]) -> Screen | None:
    return _from_left(fits)[-1]


def _middle(fits: Sequence[Screen], every: Sequence[Screen]) -> Screen | None:
    """The middle one of all; of an even number the primary of the two, or else the left one."""
    ordered = _from_left(every)
    candidates = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    chosen = next((screen for screen in candidates if screen.primary), candidates[0])
    return chosen if chosen in fits else None


_POSITIONS: dict[str, Callable[[Sequence[Screen], Sequence[Screen]], Screen | None]] = {
    "primary": _primary,
    "leftmost": _leftmost,
    "rightmost": _rightmost,
    "middle": _middle,
}
