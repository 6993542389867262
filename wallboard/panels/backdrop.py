"""backdrop: a calm pattern of logos in a quiet tone, for people to be photographed in front of."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.config.panels import BackdropOptions
from wallboard.core.moment import Moment
from wallboard.paint.lettering import Piece, line, width
from wallboard.paint.ops import Op, Placed
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


@dataclass(frozen=True, slots=True)
class BackdropView:
    """The logo, the name of the event, and how many rows of them; no rows for a plain ground."""

    logo: str
    name: tuple[str, str]
    rows: int


def resolve(moment: Moment, options: BackdropOptions, setting: PanelContext) -> BackdropView:
    """The same at every moment."""
    return BackdropView(
        moment.facts.logo, setting.pair(moment.facts.name), options.rows if options.pattern == "logo" else 0
    )


def place(view: BackdropView, box: Rect, look: Look) -> Placed:
    """Logos and names in turn, every other row shifted by half: nothing is large, nothing moves."""
    if not view.rows:
        return Placed()
    pitch = box.height / view.rows
    em = pitch * 0.30
    # by daylight what is faint is lost: there the words stand as they are
    faint = (0.85, 0.62, 0.75) if look.theme.dark else (1.0, 0.8, 1.0)
    logo = look.style(em * 1.15, "@logo", 800, 900, italic=True, opacity=faint[0], fact=False)
    pieces: list[tuple[Piece, ...]] = [
        ((view.logo, logo),),
        ((view.name[0], look.style(em * 0.72, "ice", 700, 700, opacity=faint[1], fact=False)),),
    ]
    if view.name[1]:
        double = look.style(em * 0.52, "steel", 600, 500, tracking=em * 0.05, caps=True, opacity=faint[2], fact=False)
        pieces.append(((view.name[1], double),))
    gap = em * 2.2
    period = sum(width(p) + gap for p in pieces)
    ops: list[Op] = []
    for row in range(view.rows):
        y = box.y + (row + 0.5) * pitch + em * 0.35
        turn = row % len(pieces)
        order = pieces[turn:] + pieces[:turn]
        room = box.width - gap  # no word begins or ends at the very edge
        count, used = 0, -gap
        while used + gap + width(order[count % len(order)]) <= room:
            used += gap + width(order[count % len(order)])
            count += 1
        x = box.x + (box.width - used) / 2 if period else box.x
        for index in range(count):
            piece = order[index % len(order)]
            ops += line(x, y, piece)
            x += width(piece) + gap
    return Placed(tuple(ops))
