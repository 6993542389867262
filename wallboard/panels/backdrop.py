"""backdrop: a calm pattern of logos in a quiet tone, for people to be photographed in front of."""

from __future__ import annotations

import math

import msgspec

from wallboard.config.panels import BackdropOptions
from wallboard.core.moment import Moment
from wallboard.core.qr_code import QUIET, qr_code
from wallboard.paint.lettering import Piece, fitted, line, width
from wallboard.paint.ops import Fill, Op, Placed
from wallboard.paint.theme import Look
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect

LARGE = 0.0346
"""From this em, as a fraction of the height, a text may be fainter."""
QR_HEIGHT, QR_WIDTH = 0.30, 0.24
"""How large a QR code is at most, of the canvas: it can be read from as far away as ten times its side."""


EM, GAP = 0.30, 2.2
"""The em of a row against its height, and the room between two marks against the em."""
CLOSER = 3
"""So many times the rows asked for are drawn at most where the canvas is narrow."""


class BackdropView(msgspec.Struct, frozen=True):
    """The logo, the name of the event, and how many rows of them; no rows for a plain ground; an address to scan."""

    logo: str
    name: tuple[str, str]
    rows: int
    qr: str = ""


def resolve(moment: Moment, options: BackdropOptions, setting: PanelContext) -> BackdropView:
    """The same at every moment."""
    return BackdropView(
        moment.facts.logo,
        setting.pair(moment.facts.name),
        options.rows if options.pattern == "logo" else 0,
        options.qr,
    )


def place(view: BackdropView, box: Rect, look: Look) -> Placed:
    """Logos and names in turn, every other row shifted by half: nothing is large, nothing moves.

    On a canvas that is too narrow for one of each there are more rows, and smaller ones.
    """
    code = _code(view.qr, look) if view.qr else ()
    if not view.rows:
        return Placed(code)
    rows = view.rows
    pieces = _pieces(view, box.height / rows * EM, look)
    period = sum(width(p) for p in pieces) + (len(pieces) + 1) * box.height / rows * EM * GAP
    if period > box.width:
        rows = min(CLOSER * rows, math.ceil(rows * period / box.width))
        pieces = _pieces(view, box.height / rows * EM, look)
    pitch = box.height / rows
    em, gap = pitch * EM, pitch * EM * GAP
    ops: list[Op] = []
    for row in range(rows):
        y = box.y + (row + 0.5) * pitch + em * 0.35
        turn = row % len(pieces)
        order = pieces[turn:] + pieces[:turn]
        room = box.width - gap  # no word begins or ends at the very edge
        count, used = 0, -gap
        while used + gap + width(order[count % len(order)]) <= room:
            used += gap + width(order[count % len(order)])
            count += 1
        x = box.x + (box.width - used) / 2
        for index in range(count):
            piece = order[index % len(order)]
            if not view.qr or not _covers(_code_box(view.qr, look), x, y, width(piece), em, look):
                ops += line(x, y, piece)  # what the code would cover in part is left out
            x += width(piece) + gap
    return Placed((*ops, *code))


def _pieces(view: BackdropView, em: float, look: Look) -> list[tuple[Piece, ...]]:
    """The logo, the name and its double, as they take turns."""
    # the logo is what a photograph is to show; the names are a blue of the ground, no brighter than must be read. By
    # daylight what is faint is lost: there the words stand as they are
    dark = look.theme.dark
    faint, tone = (0.85, "down") if dark else (1.0, "ice")

    def quiet(size: float) -> float:
        return (0.6 if size >= look.h(LARGE) else 0.76) if dark else (0.8 if size >= look.h(LARGE) else 1.0)

    logo = look.style(em * 1.15, "@logo", 800, 900, italic=True, opacity=faint, fact=False)
    pieces: list[tuple[Piece, ...]] = [
        ((view.logo, logo),),
        ((view.name[0], look.style(em * 0.72, tone, 700, 700, opacity=quiet(em * 0.72), fact=False)),),
    ]
    if view.name[1]:
        size = em * 0.6
        double = look.style(size, tone, 600, 500, tracking=em * 0.05, caps=True, opacity=quiet(size), fact=False)
        pieces.append(((view.name[1], double),))
    return pieces


def _code_box(address: str, look: Look) -> tuple[int, int, int]:
    """Left and top of the code with its quiet zone, and how large a module is, in pixels."""
    side = qr_code(address).size + 2 * QUIET
    module = max(2, int(min(look.height * QR_HEIGHT, look.width * QR_WIDTH) // side))
    left = int(look.width * (1 - look.safe)) - module * side
    return left, int(look.height * (1 - look.safe)) - module * side, module


def _covers(box: tuple[int, int, int], x: float, y: float, wide: float, em: float, look: Look) -> bool:
    """Whether the code, and the address above it, would touch a word on the baseline `y`."""
    left, top, _ = box
    return x + wide > left - em and y > top - look.h(0.06) - em


def _code(address: str, look: Look) -> tuple[Op, ...]:
    """The address as a QR code, dark on white whatever the theme, in the lower right corner, and in letters above."""
    code, (left, top, module) = qr_code(address), _code_box(address, look)
    whole = module * (code.size + 2 * QUIET)
    ops: list[Op] = [Fill(left, top, whole, whole, look.theme.lit("#FFFFFF"))]
    ops += [
        Fill(left + (x + QUIET) * module, top + (y + QUIET) * module, length * module, module, "#000000")
        for x, y, length in code.runs
    ]
    said = address.partition("://")[2].rstrip("/")
    style = look.style(look.type(0.026), "ice", 600, 500, halo=look.theme["ground"], halo_px=look.h(0.004), fact=False)
    pieces = fitted(((said, style),), look.width * 0.4)
    return (*ops, *line(left + whole, top - look.h(0.014), pieces, "r"))
