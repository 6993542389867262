"""The timeline strip: the night's rate curve, its gaps, marks and milestones, the loop, and the playhead to drag."""

from __future__ import annotations

import msgspec

from wallboard.core.instants import clock
from wallboard.core.moment import Moment
from wallboard.core.playhead import Playhead
from wallboard.core.wording import say
from wallboard.paint.lettering import fitted, line
from wallboard.paint.ops import Fill, Line, Op, Shape
from wallboard.paint.theme import Look
from wallboard.stage.overlays.overlay_card import Box, Words, plain

LIVE = say("overlay.live")
PAUSED = say("overlay.paused")


class TimelineTrack(msgspec.Struct, frozen=True):
    """What the strip shows; all `*_us` are recording time.

    `rates` (0..1) are equal parts of the span from `first_us` to `edge_us`; `gaps` spans without news; `ends` the
    event's elapsed time at both ends, and `landmark` the name of the mark under the playhead.
    """

    first_us: int
    edge_us: int
    at_us: int
    playhead: Playhead
    marks: tuple[int, ...] = ()
    loop_us: tuple[int | None, int | None] = (None, None)
    milestones_us: tuple[int, ...] = ()
    rates: tuple[float, ...] = ()
    gaps: tuple[tuple[int, int], ...] = ()
    ends: tuple[str, str] = ("", "")
    landmark: str = ""


class _Rail(msgspec.Struct, frozen=True):
    """Where on a canvas the span of a track lies; the curve stands on the line `bar.bottom`."""

    strip: Box
    bar: Box
    first_us: int
    span_us: int

    def across(self, at_us: int) -> float:
        """The x of an instant, within the bar."""
        return self.bar.x + self.bar.w * min(1.0, max(0.0, (at_us - self.first_us) / self.span_us))


def place_timeline(look: Look, track: TimelineTrack, moment: Moment, words: Words) -> tuple[Op, ...]:
    """A strip along the lower edge of the safe area."""
    rail = _rail(look, track)
    strip, bar, size = rail.strip, rail.bar, look.h(0.026)
    event_us = moment.event_us
    time = "—" if event_us is None else clock(event_us, moment.facts.zoneinfo)
    base = bar.bottom - bar.h * 0.3
    left, right = strip.x + size, strip.right - size
    room = bar.x - left - size
    state = fitted(((_state(track.playhead, words), look.style(size, "gold")),), room)
    landmark = fitted(((plain(track.landmark), look.style(size * 0.82, "amber", 600, 500)),), room)
    small = look.style(size * 0.7, "steel", 500, 500)
    return (
        Fill(strip.x, strip.y, strip.w, strip.h, look.color("ground"), radius=look.h(0.012)),
        *_curve(look, rail, track),
        *_signs(look, rail, track),
        *line(left, base, ((time, look.style(size * 1.2, "ice")),)),
        *line(right, base, state, "r"),
        *(line(right, base + size * 1.3, landmark, "r") if track.landmark else ()),
        *line(bar.x, strip.bottom - size * 0.32, ((track.ends[0], small),)),
        *line(bar.right, strip.bottom - size * 0.32, ((track.ends[1], small),), "r"),
    )


def instant_at(look: Look, track: TimelineTrack, x: float, y: float, *, held: bool = False) -> int | None:
    """The instant under a point of the canvas; None beside the strip, unless the button went down on it (`held`)."""
    rail = _rail(look, track)
    bar, strip = rail.bar, rail.strip
    reach = look.h(0.02)
    if not held and not (bar.x - reach <= x <= bar.right + reach and strip.y <= y <= strip.bottom):
        return None
    return track.first_us + round(min(1.0, max(0.0, (x - bar.x) / bar.w)) * rail.span_us)


def _rail(look: Look, track: TimelineTrack) -> _Rail:
    height, margin, size = look.h(0.13), look.h(0.05), look.h(0.026)
    strip = Box(margin, look.height - margin - height, look.width - 2 * margin, height)
    bar = Box(strip.x + size * 8.5, strip.y + height * 0.14, strip.w - size * 18, height * 0.58)
    return _Rail(strip, bar, track.first_us, max(1, track.edge_us - track.first_us))


def _curve(look: Look, rail: _Rail, track: TimelineTrack) -> list[Op]:
    """The rates as bars, brighter up to the playhead; gaps as shadows; the line they stand on."""
    bar = rail.bar
    ops: list[Op] = []
    here = rail.across(track.at_us)
    wide = bar.w / max(1, len(track.rates))
    for number, share in enumerate(track.rates):
        x, h = bar.x + number * wide, max(look.line, share**0.5 * bar.h)
        ops.append(Fill(x, bar.bottom - h, max(1.0, wide * 0.8), h, look.color("blue"), 0.85 if x < here else 0.4))
    for from_us, to_us in track.gaps:
        x, end = rail.across(from_us), rail.across(to_us)
        ops.append(Fill(x, bar.y, max(2 * look.line, end - x), bar.h, look.color("red"), 0.28))
    thick = look.h(0.005)
    ops.append(Fill(bar.x, bar.bottom, bar.w, thick, look.color("hairline"), 0.3))
    ops.append(Fill(bar.x, bar.bottom, here - bar.x, thick, look.color("cyan"), 0.8))
    return ops


def _signs(look: Look, rail: _Rail, track: TimelineTrack) -> list[Op]:
    """The loop, the milestones as flags, the marks as strokes, and the playhead before all of them."""
    bar = rail.bar
    ops: list[Op] = []
    a_us, b_us = track.loop_us
    if a_us is not None:
        start, end = sorted((rail.across(a_us), rail.across(track.at_us if b_us is None else b_us)))
        ops.append(Fill(start, bar.y, max(2 * look.line, end - start), bar.h, look.color("gold"), 0.22))
    flag_y, flag = bar.y + look.h(0.006), look.h(0.018)
    ops += [Shape("flag", rail.across(at_us), flag_y, flag, look.color("gold")) for at_us in track.milestones_us]
    for mark_us in track.marks:
        x = rail.across(mark_us)
        ops.append(Line(x, bar.y, x, bar.bottom + look.h(0.010), 2 * look.line, look.color("amber")))
    x = rail.across(track.at_us)
    ops.append(Line(x, bar.y - look.h(0.006), x, bar.bottom, 2 * look.line, look.color("ice")))
    ops.append(Shape("dot", x, bar.bottom + look.h(0.0025), look.h(0.022), look.color("ice")))
    return ops


def _state(playhead: Playhead, words: Words) -> str:
    if playhead.mode == "following":
        return LIVE.first(words[0])
    speed = f"{playhead.rate:.2f}".rstrip("0").rstrip(".").replace("-", "−") + "×"
    return f"{PAUSED.first(words[0])} {speed}" if playhead.mode == "paused" else speed
