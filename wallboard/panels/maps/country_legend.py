"""The legend of a country's map: what a colour, a ring and a trail stand for; the heading of a province."""

from __future__ import annotations

from wallboard.paint.lettering import Piece, Style, doubled, fitted, line, width
from wallboard.paint.ops import Fill, Glow, Op, Shape, Text
from wallboard.paint.theme import Look
from wallboard.panels.maps.composition import MapComposition
from wallboard.panels.maps.country_scene import Scene
from wallboard.panels.maps.ramp import CLASSES, color_at, tone
from wallboard.scene.grid import Rect


def legend_ops(title: tuple[str, str], bounds: tuple[str, ...], composition: MapComposition, look: Look) -> list[Op]:
    """The ramp in its classes, with the bounds and the middle beneath."""
    box, em = composition.legend, composition.em
    heading = look.style(max(em * 0.74, look.least), "steel", 600, 500)
    double = look.style(em * 0.66, "steel", 600, 500, caps=True, tracking=em * 0.04, fact=False)
    first, second = title
    texts = doubled((first, heading), ("  " + second if second else "", double), box.width)
    thick = max(4.0, round(em * 0.52))
    bar_y = box.bottom - em * 1.06 - thick
    ops: list[Op] = [*line(box.x, bar_y - em * 0.34, texts)]
    for number in range(CLASSES):
        left = box.x + round(box.width * number / CLASSES)
        right = box.x + round(box.width * (number + 1) / CLASSES)
        red, green, blue = color_at(look.theme.ramp, tone(number))
        ops.append(Fill(left, bar_y, right - left, thick, f"#{red:02X}{green:02X}{blue:02X}"))
    base = box.bottom - em * 0.22
    for text, x in _spread(bounds, box, look.style(max(em * 0.74, look.least), "steel", 600, 500)):
        ops += line(x, base, (text,))
    return ops


def _spread(bounds: tuple[str, ...], box: Rect, style: Style) -> list[tuple[Piece, float]]:
    """Three figures under the ramp with their left ends: the outer two at its ends, the other between them."""
    gap = style.size * 0.5
    wide = [width(((text, style),)) for text in bounds]
    factor = min(1.0, (box.width - 2 * gap) / max(1.0, sum(wide)))
    low, middle, high = (w * factor for w in wide)
    between = box.x + (box.width - middle) / 2
    between = max(box.x + low + gap, min(between, box.right - high - gap - middle))
    lefts = (float(box.x), between, box.right - high)
    return [((text, style.scaled(factor)), x) for text, x in zip(bounds, lefts, strict=True)]


def live_legend_ops(scene: Scene, composition: MapComposition, look: Look) -> list[Op]:
    """What one ring and one trail stand for, the unit of the names' figures, an own age, and a province's heading."""
    box, em = composition.legend, composition.em
    figure = look.style(max(em * 0.70, look.least), "steel", 600, 500)
    base = box.y + em * 0.78
    x = float(box.x)
    ops: list[Op] = []
    if scene.empty is not None:
        words = scene.empty[0] + ("  " + scene.empty[1] if scene.empty[1] else "")
        return [*line(x, base, ((words, look.style(em * 0.8, "steel", 600, 500)),))]
    if scene.ring:
        ops.append(Shape("ring", x + em * 0.26, base - em * 0.25, em * 0.46, look.color("amber"), 0.9))
        x = _after(ops, line(x + em * 0.64, base, ((scene.ring, figure),)), em)
    if scene.trail:
        ops += [
            Fill(x, base - em * 0.29, em * 0.8, max(2.0, em * 0.07), look.color("amber"), 0.0, look.color("cream")),
            Glow(x + em * 0.8, base - em * 0.26, em * 0.22, look.color("gold")),
        ]
        x = _after(ops, line(x + em * 1.10, base, ((scene.trail, figure),)), em)
    if scene.age_s is not None:
        x = _after(ops, line(x, base, ((f"{scene.age_s} s", look.style(em * 0.74, "red", 600)),)), em)
    if scene.heading[0]:
        ops += _heading(scene, composition, look)
    return ops


def _after(ops: list[Op], texts: tuple[Text, ...], em: float) -> float:
    ops += texts
    return (texts[-1].x + texts[-1].width if texts else 0.0) + em * 0.7


def _heading(scene: Scene, composition: MapComposition, look: Look) -> tuple[Op, ...]:
    box, em = composition.land, composition.em
    pieces = [(scene.heading[0] + "  ", look.style(em * 1.5, "ice", 700, 900))]
    if scene.heading[1]:
        pieces.append((scene.heading[1] + "  ", look.style(em * 1.05, "steel", 600, 500, fact=False)))
    pieces.append((scene.total, look.style(em * 1.5, "gold", 700, 700)))
    room = box.width * 0.6
    return line(box.x, box.y + em * 1.45, fitted(pieces, max(room, min(width(pieces), box.width))))
