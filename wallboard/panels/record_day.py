"""record_day: an earlier year's whole day, passed: the sum, both days in true proportion, and the day's own horizon."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from msgspec.structs import replace as with_fields

from wallboard.config.panels import RecordDayOptions
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Milestone
from wallboard.core.wording import say
from wallboard.paint.lettering import fitted, line
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels import card, card_place, day_horizon
from wallboard.panels.card import CardView
from wallboard.panels.day_horizon import Day, day_of
from wallboard.panels.milestone import compared_year, is_comparable
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


class RecordDayView(msgspec.Struct, frozen=True):
    """What the card of the day said, come to rest, and the rays of the day with the sun where the sum fell."""

    card: CardView | None
    day: Day | None
    empty: tuple[str, str]


def record_of(moment: Moment) -> Milestone | None:
    """The sum of the compared year's whole day, seen to be passed; None where it was not."""
    year = compared_year(moment.facts, None)
    if year is None:
        return None
    passed = (m for m in moment.state.milestones if m.gmv_fen == year.final() and m.record and is_comparable(m))
    return next(passed, None)


def resolve(moment: Moment, _options: RecordDayOptions, setting: PanelContext) -> RecordDayView:
    """The record at a moment; that there is none is said."""
    record, facts = record_of(moment), moment.facts
    if record is None:
        return RecordDayView(None, None, setting.pair(say("wall.no_data")))
    view = card.resolve(moment, record, record.commit_us, 0, replace(setting, still=True))
    day = day_of(moment, setting)
    if day is not None and facts.start_us is not None and facts.length_us:
        day = with_fields(day, now=round((record.at_us - facts.start_us) / facts.length_us, 4))
    return RecordDayView(view, day, ("", ""))


def place(view: RecordDayView, box: Rect, look: Look) -> Placed:
    """The card without its ornament; where the canvas is high enough the day's horizon beneath it."""
    if view.card is None:
        em = look.type(0.0213)
        words = fitted(((" ".join(filter(None, view.empty)), look.style(em, "steel", 600, 500)),), box.width)
        return Placed((), line(box.x + box.width / 2, box.y + box.height / 2, words, "m"))
    if view.day is None or look.wide:
        return card_place.page(view.card, box, box, look)
    sky = Rect(box.x, box.y, box.width, round(box.height - card_place.slate_room(view.card, box, look)))
    upper = Rect(box.x, box.y, box.width, round(day_horizon.free_above(sky, look)) - box.y)
    page = card_place.page(view.card, upper, box, look)
    above = Rect(box.x, round(upper.bottom + look.h(0.01)), box.width, 0)
    horizon = day_horizon.place(view.day, sky, above, look)
    return Placed((*horizon.ground, *page.ground), (*horizon.live, *page.live))
