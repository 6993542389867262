"""Which canvas lies on which screen, and which part of it where one picture spans several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from wallboard.config.layouts import ANY_CANVAS
from wallboard.config.screen_rules import NO_CANVAS, ScreenRule
from wallboard.config.settings import Settings
from wallboard.scene.grid import Rect


@dataclass(frozen=True, slots=True)
class Screen:
    """A monitor as the window system describes it; `geometry` in its logical pixels on the common desktop."""

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


@dataclass(frozen=True, slots=True)
class Placement:
    """What one screen shows: `part` is its piece of the canvas, in the canvas's pixels.

    A part is as large as the screen unless screens of unequal heights span one canvas; then it is scaled to fit.
    """

    screen: Screen
    rule: str | None
    canvas: str
    role: Literal["public", "operator"]
    canvas_size: tuple[int, int]
    part: Rect


def place(screens: Sequence[Screen], settings: Settings) -> tuple[Placement, ...]:
    """Give every screen its canvas.

    The [screens.*] entries claim monitors in the order of the file. If the first public entry finds none, the primary
    one of those left over (or else the first) stands in for it, and a lone public screen always does, so that the main
    picture is never missing. Then entries that state nothing take what is left, one each, or all of it where their
    canvas is "none", which leaves screens alone. A monitor that no entry claims shows "*".
    """
    claims = _claims(screens, settings)
    spans = {name: canvas for canvas, entry in settings.canvases.items() for name in entry.span}
    shown: dict[str, list[tuple[str | None, Screen]]] = {}
    for screen in screens:
        rule = claims.get(screen)
        canvas = ANY_CANVAS if rule is None else spans.get(rule) or settings.screens[rule].canvas or rule
        if canvas != NO_CANVAS:
            shown.setdefault(canvas, []).append((rule, screen))
    placements = [placement for canvas, members in shown.items() for placement in _on_canvas(canvas, members, settings)]
    order = {screen: number for number, screen in enumerate(screens)}
    return tuple(sorted(placements, key=lambda placement: order[placement.screen]))


def _claims(screens: Sequence[Screen], settings: Settings) -> dict[Screen, str]:
    main = next((name for name in settings.screens if _is_public(name, settings)), None)
    claims: dict[Screen, str] = {}
    for name, rule in settings.screens.items():
        found = _find(rule, _free(screens, claims), screens) if rule.is_particular else None
        if found is not None:
            claims[found] = name
    free = _free(screens, claims)
    if main is not None and settings.screens[main].is_particular and main not in claims.values():
        if free:
            claims[next((screen for screen in free if screen.primary), free[0])] = main
        elif len(screens) == 1 and _is_public(claims[screens[0]], settings):
            claims[screens[0]] = main
    for name, rule in settings.screens.items():
        if not rule.is_particular:
            free = _free(screens, claims)
            claims.update(dict.fromkeys(free if rule.canvas == NO_CANVAS else free[:1], name))
    return claims


def _free(screens: Sequence[Screen], claims: dict[Screen, str]) -> list[Screen]:
    return [screen for screen in screens if screen not in claims]


def _is_public(rule: str, settings: Settings) -> bool:
    canvas = settings.screens[rule].canvas or rule
    return canvas != NO_CANVAS and settings.role(canvas) == "public"


def _find(rule: ScreenRule, free: Sequence[Screen], every: Sequence[Screen]) -> Screen | None:
    """The first free monitor that agrees with all that the rule states."""
    wanted = (("name", rule.name), ("manufacturer", rule.manufacturer), ("model", rule.model), ("serial", rule.serial))
    stated = [(attribute, text) for attribute, text in wanted if text is not None]
    fits = [
        screen
        for screen in free
        if all(getattr(screen, attribute) == text for attribute, text in stated) and _agrees(rule, screen)
    ]
    if rule.position is None or not fits:
        return fits[0] if fits else None
    if rule.position.isdigit():
        number = int(rule.position) - 1
        ordered = _from_left(every)
        return ordered[number] if number < len(ordered) and ordered[number] in fits else None
    return _POSITIONS[rule.position](fits, every)


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


def _on_canvas(canvas: str, members: Sequence[tuple[str | None, Screen]], settings: Settings) -> list[Placement]:
    role = settings.role(canvas)
    span = settings.canvases[canvas].span if canvas in settings.canvases else ()
    side_by_side = sorted(
        (member for member in members if member[0] in span), key=lambda member: span.index(str(member[0]))
    )
    placements = []
    if side_by_side:
        size, parts = _side_by_side([screen.pixels for _, screen in side_by_side])
        placements += [
            Placement(screen, rule, canvas, role, size, part)
            for (rule, screen), part in zip(side_by_side, parts, strict=True)
        ]
    for rule, screen in members:
        if rule not in span:
            width, height = screen.pixels
            placements.append(Placement(screen, rule, canvas, role, (width, height), Rect(0, 0, width, height)))
    return placements


def _side_by_side(sizes: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], list[Rect]]:
    """The canvas these sizes make from left to right, all as high as the highest, and the part of each."""
    height = max(own_height for _, own_height in sizes)
    parts: list[Rect] = []
    x = 0
    for own_width, own_height in sizes:
        width = round(Fraction(own_width * height, own_height)) if own_height else own_width
        parts.append(Rect(x, 0, width, height))
        x += width
    return (x, height), parts
