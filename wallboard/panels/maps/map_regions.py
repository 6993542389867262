"""A country's map as land to draw: which rings, borders and dashes belong on the country's map or a province's."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from wallboard.paint.lettering import first_fit, line
from wallboard.paint.ops import Text
from wallboard.paint.theme import Look
from wallboard.panels.maps.composition import CAPTION, NORTH_OF_SOUTH_SEA_M, near_rings
from wallboard.panels.maps.extruded_land import ExtrudedLand, dashes, dots
from wallboard.panels.maps.paths import path_of, sizeable
from wallboard.scene.fit import Fit
from wallboard.scene.geography import CountryMap, Inset, Points
from wallboard.scene.grid import Rect


@lru_cache(maxsize=8)
def country_land(country: CountryMap, *, islands: bool) -> ExtrudedLand:
    """All provinces; without `islands` only what lies north of the South China Sea."""

    def on_it(lines: tuple[Points, ...]) -> tuple[Points, ...]:
        return lines if islands else tuple(p for p in lines if p[:, 1].max() > NORTH_OF_SOUTH_SEA_M)

    return ExtrudedLand(
        country.name,
        tuple(on_it(p.rings) for p in country.provinces),
        on_it(country.outline),
        country.borders,
        on_it(country.dashes),
    )


@lru_cache(maxsize=64)
def province_land(country: CountryMap, code: str) -> ExtrudedLand:
    """One province alone; of Hainan what the inset does not show."""
    area = country.province(code)
    rings = area.rings if area is not None else ()
    south = bool(rings) and min(r[:, 1].min() for r in rings) < NORTH_OF_SOUTH_SEA_M
    near = tuple(near_rings(rings)) if south else rings
    return ExtrudedLand(country.name + code, (near,), near, (), ())


def paint_inset(painter: QPainter, inset: Inset, box: Rect, fit: Fit, look: Look) -> None:
    """The South China Sea in its frame, all ten dashes included; the strip at its foot stays free for its name."""
    painter.drawImage(box.x, box.y, _inset_picture(inset, box, fit, look))


@lru_cache(maxsize=8)
def _inset_picture(inset: Inset, box: Rect, fit: Fit, look: Look) -> QImage:
    """The inset by itself: it is opaque, and never changes while the land around it does."""
    image = QImage(box.width, box.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.translate(-box.x, -box.y)
    _paint_inset(painter, inset, box, fit, look)
    painter.end()
    return image


def _paint_inset(painter: QPainter, inset: Inset, box: Rect, fit: Fit, look: Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(box.x, box.y, box.width, box.height), QColor(look.color("ground_low")))
    painter.save()
    chart = QRectF(box.x, box.y, box.width, box.height - box.width * CAPTION)
    painter.setClipRect(chart, Qt.ClipOperation.IntersectClip)
    neighbours = path_of([fit.points(r) for r in inset.neighbours], closed=True)
    neighbours.setFillRule(Qt.FillRule.WindingFill)
    painter.fillPath(neighbours, QColor(look.color("no_data")))
    rings, islets = sizeable([fit.points(r) for r in inset.land], 1.5)
    land = path_of(rings, closed=True)
    painter.fillPath(land, QColor("#1C56A6"))
    painter.strokePath(land, QPen(QColor(look.color("rim")), max(1.0, look.h(0.0007))))
    islets += [(float(x), float(y)) for x, y in fit.points(inset.islets)]
    dots(painter, islets, look.h(0.00062), look)
    dashes(painter, [fit.points(d) for d in inset.dashes], look.h(0.0014), look)
    painter.restore()
    frame = QColor(look.color("last_year"))
    frame.setAlphaF(0.55)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(frame, look.line))
    half = look.line / 2
    painter.drawRect(QRectF(box.x + half, box.y + half, box.width - look.line, box.height - look.line))


def inset_name(box: Rect, words: tuple[str, str], look: Look) -> tuple[Text, ...]:
    """What the inset is called, at its foot and clear of its frame: in the leading language alone, it is small."""
    em = min(look.type(0.0150), box.width * 0.19)
    style = look.style(em, "steel", 500, 500, fact=False, tracking=-0.02 * em,
                       halo=look.color("halo"), halo_px=look.h(0.0015))  # fmt: skip
    pieces = first_fit((((words[0], style),),), box.width * 0.92)
    return line(box.x + box.width / 2, box.bottom - box.width * 0.055, pieces, "m")
