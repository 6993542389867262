"""Which canvas lies on which screen, and which part of it where one picture spans several."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

import msgspec

from wallboard.config.layouts import ANY_CANVAS
from wallboard.config.screen_rules import NO_CANVAS
from wallboard.config.settings import Settings
from wallboard.scene.claims import Claim, Claims, claimed, recognised
from wallboard.scene.grid import Rect
from wallboard.scene.screens import Screen

__all__ = ["Arrangement", "Claim", "Claims", "Placement", "Screen", "place", "place_again"]


class Placement(msgspec.Struct, frozen=True):
    """What one screen shows: `part` is its piece of the canvas, in the canvas's pixels.

    A part is as large as the screen unless screens of unequal heights span one canvas; then it is scaled to fit.
    """

    screen: Screen
    rule: str | None
    canvas: str
    role: Literal["public", "operator"]
    canvas_size: tuple[int, int]
    part: Rect


class Arrangement(msgspec.Struct, frozen=True):
    """What the screens show, and the claims that say it again when monitors have come or gone."""

    placements: tuple[Placement, ...]
    claims: Claims


def place(screens: Sequence[Screen], settings: Settings) -> tuple[Placement, ...]:
    """Give every screen its canvas, as at a start: `claims.first_claims` says which. Without a claim it shows "*"."""
    return place_again((), screens, settings).placements


def place_again(claims: Claims, screens: Sequence[Screen], settings: Settings) -> Arrangement:
    """Give every screen the canvas it has had in this run, and new ones what `claims.claimed` says."""
    after = claimed(claims, screens, settings)
    known = recognised(after, screens)
    spans = {name: canvas for canvas, entry in settings.canvases.items() for name in entry.span}
    shown: dict[str, list[Claim]] = {}
    for screen in screens:
        claim = after[known[screen]]
        rule = claim.rule
        canvas = ANY_CANVAS if rule is None else spans.get(rule) or settings.screens[rule].canvas or rule
        if canvas != NO_CANVAS:
            shown.setdefault(canvas, []).append(claim)
    placements = [placement for canvas, members in shown.items() for placement in _on_canvas(canvas, members, settings)]
    order = {screen: number for number, screen in enumerate(screens)}
    return Arrangement(tuple(sorted(placements, key=lambda placement: order[placement.screen])), after)


def _on_canvas(canvas: str, members: Sequence[Claim], settings: Settings) -> list[Placement]:
    role = settings.role(canvas)
    span = settings.canvases[canvas].span if canvas in settings.canvases else ()
    in_span: dict[str, Screen] = {}
    for claim in sorted(members, key=lambda member: member.stands_in):
        if claim.rule in span:
            in_span.setdefault(str(claim.rule), claim.screen)
    ordered = sorted(in_span.items(), key=lambda item: span.index(item[0]))
    placements = []
    if ordered:
        size, parts = _side_by_side([screen.pixels for _, screen in ordered])
        placements += [
            Placement(screen, rule, canvas, role, size, part)
            for (rule, screen), part in zip(ordered, parts, strict=True)
        ]
    for claim in members:
        if claim.screen not in in_span.values():
            width, height = claim.screen.pixels
            whole = Rect(0, 0, width, height)
            placements.append(Placement(claim.screen, claim.rule, canvas, role, (width, height), whole))
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
