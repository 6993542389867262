"""The legend of the map of China: what a colour, a ring and a trail stand for; the heading of a province."""

from __future__ import annotations

from wallboard.paint.lettering import fitted, line, width
from wallboard.paint.ops import Fill, Glow, Op, Shape, Text
from wallboard.paint.theme import Look
from wallboard.panels.maps.china_scene import Scene
from wallboard.panels.maps.composition import Composition
from wallboard.panels.maps.ramp import CLASSES, color_at, tone


def legend_ops(title: tuple[str, str], bounds: tuple[str, ...], composition: Composition, look: Look) -> list[Op]:
    """The ramp in its classes, with the bounds and the middle beneath."""
    box, em = composition.legend, composition.em
    heading = look.style(em * 0.74, "steel", 600, 500)
    double = look.style(em * 0.66, "steel", 600, 500, caps=True, tracking=em * 0.04, fact=False)
    first, second = title
    texts = fitted(((first, heading), ("  " + second if second else "", double)), box.width)
    thick = max(3.0, round(em * 0.24))
    bar_y = box.bottom - em * 1.06 - thick
    ops: list[Op] = [*line(box.x, bar_y - em * 0.34, texts)]
    for number in range(CLASSES):
        left = box.x + round(box.width * number / CLASSES)
        right = box.x + round(box.width * (number + 1) / CLASSES)
        red, green, blue = color_at(look.theme.ramp, tone(number))
        ops.append(Fill(left, bar_y, right - left, thick, f"#{red:02X}{green:02X}{blue:02X}"))
    figure = look.style(em * 0.74, "steel", 600, 500)
    base = box.bottom - em * 0.22
    for text, at, align in zip(bounds, (box.x, box.x + box.width / 2, box.right), ("l", "m", "r"), strict=True):
        ops += line(at, base, ((text, figure),), align)  # type: ignore[arg-type]  # the three alignments above
    return ops


def live_legend_ops(scene: Scene, composition: Composition, look: Look) -> list[Op]:
    """What one ring and one trail stand for, the unit of the names' figures, an own age, and a province's heading."""
    box, em = composition.legend, composition.em
    figure = look.style(em * 0.70, "steel", 600, 500)
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


def _heading(scene: Scene, composition: Composition, look: Look) -> tuple[Op, ...]:
    box, em = composition.land, composition.em
    pieces = [(scene.heading[0] + "  ", look.style(em * 1.5, "ice", 700, 900))]
    if scene.heading[1]:
        pieces.append((scene.heading[1] + "  ", look.style(em * 1.05, "steel", 600, 500, fact=False)))
    pieces.append((scene.total, look.style(em * 1.5, "gold", 700, 700)))
    room = box.width * 0.6
    return line(box.x, box.y + em * 1.45, fitted(pieces, max(room, min(width(pieces), box.width))))
