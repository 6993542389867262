"""The timeline strip: where the playhead stands on the recording, its marks, its loop and its speed."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.core.instants import clock
from wallboard.core.moment import Moment
from wallboard.core.snapshot import Name
from wallboard.core.timeline import Playhead
from wallboard.paint.lettering import fitted, line
from wallboard.paint.ops import Fill, Line, Op, Shape
from wallboard.paint.theme import Look
from wallboard.stage.overlays.sheet import Words

LIVE = Name(zh="直播", en="Live")
PAUSED = Name(zh="暂停", en="Paused")


@dataclass(frozen=True, slots=True)
class Track:
    """What the strip shows; all `*_us` are recording time."""

    first_us: int
    edge_us: int
    at_us: int
    playhead: Playhead
    marks: tuple[int, ...] = ()
    loop_us: tuple[int | None, int | None] = (None, None)


def place_timeline(look: Look, track: Track, moment: Moment, words: Words) -> tuple[Op, ...]:
    """A strip along the lower edge of the safe area."""
    height, margin = look.h(0.085), look.h(0.05)
    x, w = margin, look.width - 2 * margin
    y = look.height - margin - height
    size = look.h(0.026)
    bar_x, bar_w, bar_y = x + size * 8.5, w - size * 19, y + height / 2
    span = max(1, track.edge_us - track.first_us)

    def across(at_us: int) -> float:
        return bar_x + bar_w * min(1.0, max(0.0, (at_us - track.first_us) / span))

    a_us, b_us = track.loop_us
    ops: list[Op] = [
        Fill(x, y, w, height, look.color("ground"), 0.9, radius=look.h(0.012)),
        Fill(bar_x, bar_y - look.h(0.003), bar_w, look.h(0.006), look.color("hairline"), 0.3),
        Fill(bar_x, bar_y - look.h(0.003), across(track.at_us) - bar_x, look.h(0.006), look.color("cyan"), 0.8),
    ]
    if a_us is not None:
        end = across(track.at_us if b_us is None else b_us)
        ops.append(
            Fill(across(a_us), bar_y - look.h(0.012), end - across(a_us), look.h(0.024), look.color("gold"), 0.3)
        )
    for mark_us in track.marks:
        mark_x = across(mark_us)
        ops.append(
            Line(mark_x, bar_y - look.h(0.018), mark_x, bar_y + look.h(0.018), 2 * look.line, look.color("amber"))
        )
    ops.append(Shape("dot", across(track.at_us), bar_y, look.h(0.022), look.color("ice")))
    event_us = moment.event_us
    time = "—" if event_us is None else clock(event_us, moment.facts.zoneinfo)
    base = bar_y + size * 0.35
    ops += line(x + size, base, ((time, look.style(size * 1.2, "ice")),))
    state = fitted(((_state(track.playhead, words), look.style(size, "gold")),), size * 8.5)
    ops += line(x + w - size, base, state, "r")
    return tuple(ops)


def _state(playhead: Playhead, words: Words) -> str:
    if playhead.mode == "following":
        return LIVE.first(words[0])
    speed = f"{playhead.rate:.2f}".rstrip("0").rstrip(".").replace("-", "−") + "×"
    return f"{PAUSED.first(words[0])} {speed}" if playhead.mode == "paused" else speed
