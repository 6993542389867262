"""The curve of the night as a drawing (SVG) that has no more labels than there is room for."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from wallboard.core.event_info import EarlierYear
from wallboard.core.instants import HOUR_US, MINUTE_US, clock
from wallboard.core.numerals import compact, trimmed
from wallboard.core.wording import say
from wallboard.press import sentences, writing
from wallboard.press.desk import Desk

LETTER = 7.2
"""How wide a character of a label is taken to be, in units of the drawing."""
LARGE, WIDE = 11, 23
"""How wide a Latin and a Chinese character of the newest figure are taken to be."""
_STEPS = (MINUTE_US, 5 * MINUTE_US, 10 * MINUTE_US, 20 * MINUTE_US, HOUR_US, 2 * HOUR_US, 4 * HOUR_US, 6 * HOUR_US)
_LONGEST_STEP = 24 * HOUR_US


@dataclass(frozen=True, slots=True)
class PlotFrame:
    """The drawing's size and what its edges mean: instants and amounts."""

    width: int
    height: int
    from_us: int
    until_us: int
    most: int
    right: int

    def x(self, at_us: int) -> float:
        """Where an instant lies."""
        return 6 + (self.width - 6 - self.right) * (at_us - self.from_us) / max(1, self.until_us - self.from_us)

    def y(self, minor: int) -> float:
        """Where an amount lies."""
        return (self.height - 26) - (self.height - 60) * minor / max(1, self.most)


def drawing(desk: Desk, language: str, *, slim: bool) -> Markup:
    """The curve of a desk; "" while there are no two points. `slim`: for a telephone."""
    points = desk.curve
    if len(points) < 2 or points[-1][0] <= points[0][0]:
        return Markup()
    from_us = points[0][0] if desk.facts.start_us is None else desk.facts.start_us
    top = max(fen for _, fen in points)
    step = _nice(top // (4 if slim else 5) or 1)
    size, right = (360, 260) if slim else (872, 300), _room(_short(points[-1][1], desk, language))
    frame = PlotFrame(*size, from_us, points[-1][0], -(-top // step) * step, right)
    parts = [
        *_grid(frame, step, desk, language, slim),
        *_lines(frame, desk, language),
        *_labels(frame, step, desk, language),
    ]
    kind = "slim" if slim else "wide"
    start = Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
        kind, frame.width, frame.height, described(desk, language)
    )
    return start + Markup("").join(parts) + Markup("</svg>")


def described(desk: Desk, language: str) -> str:
    """The curve in a sentence of figures."""
    facts, own = desk.facts, desk.instant.own
    (start_us, _), (end_us, last) = desk.curve[0], desk.curve[-1]
    text = say(
        "press.curve_text",
        total=writing.total_name(facts),
        start=clock(start_us, facts.zoneinfo),
        end=clock(end_us, facts.zoneinfo),
        sum=writing.rounded(last, own, language),
    )
    return sentences.lead(desk.simulated, language) + text.first(language)


def _room(newest: str) -> int:
    """How much stands beside the curve for its newest figure."""
    return max(96, 20 + sum(WIDE if ord(letter) > 0x2E7F else LARGE for letter in newest))


def _nice(least: int) -> int:
    """The next of 1, 2, 5 times a power of ten."""
    power: int = 10 ** (len(str(least)) - 1)
    return next(n * power for n in (1, 2, 5, 10) if n * power >= least)


def _text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" class="{}" text-anchor="{}">{}</text>').format(x, y, kind, anchor, words)


def _short(minor: int, desk: Desk, language: str) -> str:
    own = desk.instant.own
    figure = compact(minor, own.scale, language, 2)
    digits = trimmed(figure.digits, language)
    gap = figure.gap or (" " if figure.unit and figure.unit.isascii() else "")
    return f"{digits}{gap}{figure.unit}"


def _grid(frame: PlotFrame, step: int, desk: Desk, language: str, slim: bool) -> list[Markup]:
    parts = []
    edge = frame.width - frame.right
    for minor in range(step, frame.most + 1, step):
        y = frame.y(minor)
        parts.append(Markup('<line class="g" x1="6" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(edge, y, y))
        if not _crossed(frame, desk, y):
            parts.append(_text(edge - 3, y - 5, _short(minor, desk, language), "a", "end"))
    base = frame.y(0)
    parts.append(Markup('<line class="g" x1="6" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(edge, base, base))
    span_us = frame.until_us - frame.from_us
    most = 4 if slim else 7
    tick = next((each for each in _STEPS if span_us // each <= most), _LONGEST_STEP)
    while span_us // tick > most:
        tick *= 2
    for n in range(span_us // tick + 1):
        at_us = frame.from_us + n * tick
        told = f"{n * tick // HOUR_US}:{n * tick // MINUTE_US % 60:02d}"
        words = told if desk.facts.start_us is not None else clock(at_us, desk.facts.zoneinfo, seconds=False)
        anchor = "start" if n == 0 else "middle"
        parts.append(_text(frame.x(at_us), frame.height - 6, words, "a", anchor))
    return parts


def _crossed(frame: PlotFrame, desk: Desk, y: float) -> bool:
    """Whether the curve runs through the label of the line at `y`, which stands above its right end."""
    edge = frame.width - frame.right
    heights = [frame.y(fen) for at_us, fen in desk.curve if frame.x(at_us) > edge - LETTER * 6]
    return any(y - 22 < height < y + 3 for height in heights)


def _path(frame: PlotFrame, points: list[tuple[int, int]]) -> str:
    return "M" + "L".join(f"{frame.x(at):.1f} {frame.y(fen):.1f}" for at, fen in points)


def _year(desk: Desk) -> EarlierYear | None:
    years = desk.facts.earlier_years if desk.facts.start_us is not None else ()
    return max(years, key=lambda y: y.year, default=None)


def _lines(frame: PlotFrame, desk: Desk, language: str) -> list[Markup]:
    parts = []
    line = _path(frame, list(desk.curve))
    base = f"L{frame.x(desk.curve[-1][0]):.1f} {frame.y(0):.1f}L{frame.x(desk.curve[0][0]):.1f} {frame.y(0):.1f}Z"
    parts.append(Markup('<path class="f" d="{}"/>').format(line + base))
    year = _year(desk)
    if year is not None:
        inside = [(frame.from_us + at, fen) for at, fen in year.points if frame.from_us + at <= frame.until_us]
        known = [(at, fen) for at, fen in inside if fen <= frame.most]
        if known:
            parts.append(Markup('<path class="y" d="{}"/>').format(_path(frame, [(frame.from_us, 0), *known])))
            parts += [
                Markup('<circle class="p" r="3.2" cx="{:.1f}" cy="{:.1f}"/>').format(frame.x(a), frame.y(f))
                for a, f in known
            ]
            at, fen = known[-1]
            words = say("press.as_published", year=str(year.year)).first(language)
            anchor = "start" if frame.x(at) + 8 + LETTER * len(words) < frame.width - frame.right else "end"
            shift = 9 if anchor == "start" else -9
            parts.append(_text(frame.x(at) + shift, frame.y(fen) + 18, words, "yt hal", anchor))
    parts.append(Markup('<path class="w" d="{}"/>').format(line))
    return parts


def _labels(frame: PlotFrame, step: int, desk: Desk, language: str) -> list[Markup]:
    """The newest figure, and every sum that stands, the largest first; a label that would touch another is left out."""
    parts = []
    last_us, last = desk.curve[-1]
    x, y = frame.x(last_us), frame.y(last)
    parts.append(Markup('<circle class="d" r="5.5" cx="{:.1f}" cy="{:.1f}"/>').format(x, y))
    parts.append(_text(x + 12, y + 2, _short(last, desk, language), "big"))
    parts.append(_text(x + 12, y + 20, clock(last_us, desk.facts.zoneinfo), "a"))
    edge = frame.width - frame.right
    taken: list[tuple[float, float, float]] = [(edge, float(frame.width), y)]
    taken += [(edge - LETTER * 6, float(edge), frame.y(minor) - 5) for minor in range(step, frame.most + 1, step)]
    standing = [m.history.standing for m in desk.milestones if m.history.standing is not None]
    for edition in sorted(standing, key=lambda e: -e.milestone.gmv_fen):
        passed = edition.milestone
        px, py = frame.x(passed.at_us), frame.y(passed.gmv_fen)
        parts.append(Markup('<circle class="d" r="5" cx="{:.1f}" cy="{:.1f}"/>').format(px, py))
        words, at = _short(passed.gmv_fen, desk, language), writing.told(passed.at_us, desk.facts)
        long = LETTER * (len(words) + len(at) + 1)
        left = px - 9 - long
        begin, anchor, base = (left, "end", py - 9) if left > 6 else (px + 12, "start", min(py + 18, frame.y(0) - 6))
        if any(begin < right and begin + long > near and abs(base - line) < 18 for near, right, line in taken):
            continue
        taken.append((begin, begin + long, base))
        label = Markup('<tspan class="mt">{}</tspan>').format(at)
        where = px - 9 if anchor == "end" else px + 12
        parts.append(
            Markup('<text x="{:.1f}" y="{:.1f}" class="hal" text-anchor="{}">{} {}</text>').format(
                where, base, anchor, escape(words), label
            )
        )
    return parts
