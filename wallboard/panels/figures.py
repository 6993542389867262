"""figures: a strip of key figures, each with its label, a meter and what puts it into proportion."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from wallboard.config.panels import FigureOptions, FiguresOptions
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import STEP_US, Moment
from wallboard.core.numerals import MISSING, Figure, grouped
from wallboard.core.wording import say
from wallboard.paint.lettering import Piece, Style, first_fit, line, width
from wallboard.paint.ops import Fill, Op, Placed
from wallboard.paint.theme import Look
from wallboard.panels.amounts import metric_figure
from wallboard.panels.event_words import so_far, title_of
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

FRESH_US = 10 * SECOND_US
"""How long a new peak is marked before it stands as the night's."""
NOTE = 0.95
"""The em of a note, in those of the label."""

GAP = 0.026
"""Between figures side by side, as a fraction of the canvas: they are read one by one."""
TERSE = 0.1
"""Cells lower than this part of the canvas, in a block of several rows, hold figures and labels alone."""
LEAST_FIGURE, LEAST_AGED = 1.8, 1.15
"""The least em of figures, in ems of their labels, and where their ages stand beside them: rather than set them
smaller, the labels give way."""
LEAST_BESIDE_AGE = 0.45
"""How much of its cell a figure keeps where its age stands beside it."""
HAIR = 2.0
"""Pixels that a figure may be wider than its cell: faces come in whole pixels, and one size serves a whole strip."""
LEVEL_STEPS = 512
"""In which a meter moves: no meter is more pixels long."""


class Item(msgspec.Struct, frozen=True):
    """One figure: `level` fills its meter (None: it has none), `note` is (words, double, figure) beneath."""

    title: tuple[str, str]
    figure: Figure | None
    level: float | None
    note: tuple[str, str, str]
    age_s: int | None
    fresh: bool = False
    """The peak in its note is only seconds old."""


class FiguresView(msgspec.Struct, frozen=True):
    """The figures in order, and how many stand side by side."""

    items: tuple[Item, ...]
    columns: int


def resolve(moment: Moment, options: FiguresOptions, setting: PanelContext) -> FiguresView:
    """The figures at a moment."""
    items = tuple(_item(moment, one, setting) for one in options.metrics)
    return FiguresView(items, options.columns or len(items))


def seen_at(moment: Moment, _options: FiguresOptions) -> int:
    """The tick, once the rates have stepped to their newest values."""
    current = moment.state.current
    stepping = current is not None and moment.playhead_us < current.commit_us + STEP_US
    return moment.playhead_us if stepping else moment.seen_us


def _item(moment: Moment, options: FigureOptions, setting: PanelContext) -> Item:
    metric = moment.metric(options.metric)
    figure = metric_figure(options.metric, moment, setting, options.form)
    note = ("", "", "")
    level: float | None = None
    peak = moment.state.peaks.get(options.metric)
    if metric.kind == "rate" and options.peak and peak is not None:
        note = (*setting.pair(say("wall.peak")), grouped(peak.value, setting.language))
        level = (moment.stepping(options.metric) or 0.0) / max(1, peak.value)
    elif metric.kind == "share":
        note = (*setting.pair(say("wall.of_gmv")), "") if metric.name == "mobile_share" else note
        level = (moment.stepping(options.metric) or 0.0) / 1e6
    elif metric.name == "countries_and_regions":
        note = (*setting.pair(say("wall.trading")), "")
    elif metric.total:
        note = (*setting.pair(so_far(moment.facts, final=moment.final)), "")
    age_us = moment.age_of(metric.field)
    return Item(
        setting.pair(options.label or title_of(metric, moment.facts)),
        figure,
        None if level is None or figure is None else int(min(1.0, level) * LEVEL_STEPS) / LEVEL_STEPS,
        note if figure is not None else ("", "", ""),
        None if age_us is None else age_us // SECOND_US,
        peak is not None and note[2] != "" and 0 <= moment.playhead_us - peak.commit_us < FRESH_US,
    )


def fit(view: FiguresView, box: Rect, look: Look) -> tuple[float, float, float]:
    """How large a strip is set by itself: the ems of its figures and labels, and the scale of the labels' doubles."""
    terse, gap, cell_h = _cut(view, box, look)
    label_em = max(min(cell_h * (0.26 if terse else 0.165), look.type(0.024)), min(look.least / NOTE, cell_h * 0.19))
    em = min(cell_h * (0.6 if terse else 0.44), look.h(0.075) * look.enlarged)
    number = look.style(em, "ice", 700)
    room = box.width - gap * (view.columns - 1)
    larger = LEAST_FIGURE if all(item.age_s is None for item in view.items) else LEAST_AGED
    least = look.style(min(em, label_em * larger), "ice", 700)
    wide, scale, smaller = _cells(view, room, label_em, look, least)
    number, label_em = look.style(em, "ice", 700), label_em * smaller
    for index, item in enumerate(view.items):
        across = wide[index % view.columns]
        age = width(_age(item, label_em, look))
        room = max(across * LEAST_BESIDE_AGE, across - age - 2 * HAIR) if age else across
        em = min(em, number.size * room / max(1.0, width(_pieces(item, number, look))))
    if any(item.age_s is not None for item in view.items):
        em = max(em, label_em * 0.85)  # what does not fit then is made smaller with its age
    return em, label_em, scale


def place(view: FiguresView, box: Rect, look: Look, common: tuple[float, ...] = ()) -> Placed:
    """Cells side by side; every figure of the strip in one size, the largest that suits all, and so every label.

    `common` are the sizes of all strips of its row of the layout: none is set larger than its neighbours.
    """
    terse, gap, cell_h = _cut(view, box, look)
    em, label_em, scale = common or fit(view, box, look)
    number = look.style(em, "ice", 700)
    wide, own, _ = _cells(view, box.width - gap * (view.columns - 1), label_em, look, number)
    scale = min(scale, own)
    told = all(
        width(_note(item, label_em, look, told=True)) <= wide[index % view.columns]
        for index, item in enumerate(view.items)
        if item.note[2]
    )
    ground: list[Op] = []
    live: list[Op] = []
    for index, item in enumerate(view.items):
        column = index % view.columns
        x = box.x + sum(wide[:column]) + column * gap
        y = box.y + (index // view.columns) * cell_h
        ground += line(x, y + label_em * 1.05, first_fit((_label(item.title, label_em, scale, look),), wide[column]))
        _cell(
            replace(item, level=None, note=("", "", "")) if terse else item,
            (x, y, wide[column], cell_h),
            (em, label_em),
            look,
            (ground, live),
            told=told,
        )
    return Placed(tuple(ground), tuple(live))


def _cut(view: FiguresView, box: Rect, look: Look) -> tuple[bool, float, float]:
    """Whether the rows of a strip say their figures alone, the gap between cells, and how high one is."""
    rows = -(-len(view.items) // view.columns)
    terse = rows > 1 and box.height / rows < look.type(TERSE)
    return terse, look.h(GAP) if view.columns > 1 else 0.0, box.height / rows


def _cells(
    view: FiguresView, room: float, em: float, look: Look, number: Style
) -> tuple[tuple[float, ...], float, float]:
    """The widths of the columns, the scale of the labels' doubles (0 where none has room), and that of all labels.

    `number` is how large the figures are at least: they have their room before what labels leave over is shared.
    """
    figures = [0.0] * view.columns
    for index, item in enumerate(view.items):
        column = index % view.columns
        figures[column] = max(figures[column], width(_pieces(item, number, look)))
    return _columns(tuple(item.title for item in view.items), tuple(map(math.ceil, figures)), room, em, look)


@lru_cache(maxsize=64)
def _columns(
    titles: tuple[tuple[str, str], ...], figures: tuple[int, ...], room: float, em: float, look: Look
) -> tuple[tuple[float, ...], float, float]:
    """See `_cells`; `figures` are how wide the figures of each column are.

    Columns are equally wide where the labels let them; else a longer label has the wider column, and where all together
    are too long every label is made smaller alike.
    """
    columns = len(figures)
    equal = (room / columns,) * columns

    def needed(scale: float, size: float = em) -> list[float]:
        wide = [0.0] * columns
        for index, title in enumerate(titles):
            wide[index % columns] = max(wide[index % columns], width(_label(title, size, scale, look)) + size * 0.2)
        return wide

    for scale in (1.0, 0.9, 0.8, 0.72, 0.0):
        wide = needed(scale)
        if sum(wide) > room:
            continue
        shared = equal if max(wide) <= equal[0] else _shared(wide, room)
        if all(each >= 0.97 * figure for each, figure in zip(shared, figures, strict=True)):
            return shared, scale, 1.0
        roomy = [max(pair) for pair in zip(wide, figures, strict=True)]
        if sum(roomy) <= room:
            return _shared(roomy, room), scale, 1.0
    for percent in range(97, 34, -3):
        smaller = percent / 100
        labels = needed(0.0, em * smaller)
        wide = [max(label, figure * smaller) for label, figure in zip(labels, figures, strict=True)]
        if sum(wide) <= room:
            return _shared(wide, room), 0.0, smaller
    return equal, 0.0, 1.0


def _shared(wide: Sequence[float], room: float) -> tuple[float, ...]:
    """The columns with what is left over shared alike."""
    spare = (room - sum(wide)) / len(wide)
    return tuple(each + spare for each in wide)


def _label(title: tuple[str, str], em: float, scale: float, look: Look) -> list[Piece]:
    pieces: list[Piece] = [(title[0], look.style(em, "steel", 600, 500))]
    if title[1] and scale:
        pieces += [("  ", look.style(em, "steel", 600, 500)), (title[1], _double(em * scale, look))]
    return pieces


def _pieces(item: Item, number: Style, look: Look) -> list[Piece]:
    if item.figure is None:
        return [(MISSING, look.style(number.size, "steel"))]
    unit = look.style(number.size * 0.5, "steel", 600, 500)
    gap = " " if item.figure.unit else ""
    return [(item.figure.sign + item.figure.digits, number), (gap + item.figure.unit, unit)]


def _age(item: Item, em: float, look: Look) -> list[Piece]:
    """How old a remembered figure is, behind it."""
    return [] if item.age_s is None else [(f" {item.age_s} s", look.style(em, "red", 600))]


def _cell(
    item: Item,
    cell: tuple[float, float, float, float],
    ems: tuple[float, float],
    look: Look,
    lists: tuple[list[Op], list[Op]],
    *,
    told: bool,
) -> None:
    """The figure, its meter and its note; `ems` are those of the figure and of the label.

    `told`: a note with a figure says its words in both languages, as its neighbours do.
    """
    ground, live = lists
    x, y, w, h = cell
    em, label_em = ems
    pieces = _pieces(item, look.style(em, "ice", 700), look)
    age = _age(item, label_em, look)
    live += line(x, y + label_em * 1.5 + em * 0.78, first_fit(([*pieces, *age],), w if age else w + HAIR))
    meter_y = y + label_em * 1.5 + em * 1.02
    thick = max(2.0, look.h(0.0024))
    if item.level is not None:  # a track without a value would read as nothing
        ground.append(Fill(x, meter_y, w, thick, look.color("hairline"), 0.16))
        long = w * item.level
        live.append(Fill(x, meter_y, long, thick, look.color("orange"), 1.0, look.color("gold")))
        live.append(Fill(x + w - thick, meter_y - label_em * 0.3, thick, label_em * 0.3 + thick, look.color("cream")))
    if not item.note[0] or h < label_em * 5.2:
        return
    note_em = label_em * NOTE
    short = _note(item, label_em, look, told=False)
    full = _note(item, label_em, look, told=told or not item.note[2])
    live += line(x, meter_y + note_em * 1.35, first_fit((full, short), w))


def _note(item: Item, label_em: float, look: Look, *, told: bool) -> list[Piece]:
    """What stands beneath a figure; `told` in both languages."""
    first, second, figure = item.note
    em = label_em * NOTE
    pieces: list[Piece] = [(first + " ", look.style(em, "steel", 600, 500))]
    if second and told:
        pieces.append((second + " ", _double(em, look)))
    return [*pieces, (figure, look.style(em * 1.2, "gold" if item.fresh else "cream", 700))]


def _double(em: float, look: Look) -> Style:
    return look.style(em * 0.9, "steel", 600, 500, caps=True, fact=False)
