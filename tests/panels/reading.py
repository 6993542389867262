"""Reading figures back out of a display list, as somebody in the hall would."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from tests.panels.boxes import texts
from wallboard.paint.ops import Cell, Digits, Op, Placed

UNITS = {
    "": 1, "元": 1, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8, "万亿": 10**12, "万亿元": 10**12,
    "k": 10**3, "m": 10**6, "bn": 10**9, "tn": 10**12, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12,
}  # fmt: skip
_FIGURE = re.compile(r"[\d,]+(?:\.\d+)?")


def all_ops(placed: Placed) -> tuple[Op, ...]:
    """Ground and live together."""
    return (*placed.ground, *placed.live)


def figure_of(digits: str, unit: str = "") -> Decimal:
    """The number that digits and a unit state: "475.12", "亿" -> 47512000000."""
    found = _FIGURE.search(digits)
    assert found is not None, digits
    return Decimal(found.group().replace(",", "")) * UNITS[unit.strip()]


def amounts(ops: Iterable[Op]) -> list[Decimal]:
    """Every figure among the texts, with the unit that follows it."""
    said = [text.strip() for text in texts(ops)]
    return [
        figure_of(text, unit if unit in UNITS else "")
        for text, unit in zip(said, [*said[1:], ""], strict=True)
        if re.fullmatch(r"(?:US\$ |RMB |[¥$])?[\d,]+(?:\.\d+)?", text)
    ]


def digits_of(placed: Placed) -> Digits:
    """The one rolling figure of a panel; while its gold cools to steel both lie over each other."""
    found = [op for op in placed.live if isinstance(op, Digits)]
    assert len({op.text for op in found}) == 1
    return found[-1]


def stated(digits: Digits) -> int:
    """What a rolling figure reads as."""
    return int(figure_of(digits.text))


def photographed(digits: Digits) -> int:
    """The most a photograph can prove: turning places show the digit that leaves."""
    places = [cell for cell in digits.cells if not cell.digit or cell.digit.isdigit()]
    return int("".join(_visible(cell) for cell in places) or 0)


def _visible(cell: Cell) -> str:
    return cell.previous if cell.turn < 1 else cell.digit
