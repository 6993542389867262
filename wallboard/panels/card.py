"""The card of a milestone: for some seconds the whole canvas says which sum fell, when, and how much faster."""

from __future__ import annotations

import msgspec

from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US, elapsed, from_us
from wallboard.core.moment import Moment
from wallboard.core.motion import back_out, cubic_in_out, linear, progress
from wallboard.core.numerals import Figure, full_amount
from wallboard.core.recording_state import Milestone
from wallboard.core.wording import say
from wallboard.panels.amounts import amount_of
from wallboard.panels.event_words import passes
from wallboard.panels.milestone import RoundSum, compared_year, gain, is_comparable, to_spare
from wallboard.panels.panel_context import PanelContext

HOLD_US = 600_000
"""How long the layout stays as it is when a sum falls: all see the digits carry, and what they stand at."""
TRAVEL_US = 400_000
"""How long the row of digits takes to its line on the card, while all else sinks."""
SETTLE_US = 300_000
"""How long the card takes to come out of the ground behind it."""
ARRIVES_US = HOLD_US + TRAVEL_US
LEAVE_US = 700_000
RUN_US = 2_200_000
SWEEP_FROM_US = ARRIVES_US + 600_000
SWEEP_US = 800_000
MARKS_US = 4 * SECOND_US
"""How long the frame marks of a record day stand, for those who take its picture."""
TIMELY_US = 60 * SECOND_US
"""A milestone whose time lies further back when it becomes known is listed, but no longer celebrated."""


class Race(msgspec.Struct, frozen=True):
    """The way to the sum this year and in the compared one, in microseconds and as texts; `run` (0..1) is over.

    `title` heads it; `gain` is told once both bars are there: on the way it would be less than what is true.
    """

    title: tuple[str, str]
    year: str
    then_year: str
    now_us: int
    then_us: int
    now: str
    then: str
    gain: tuple[str, str]
    run: float


class RecordDay(msgspec.Struct, frozen=True):
    """A whole earlier day has been passed: what is said of it, and the line that tells every crop its source.

    `marked`: the marks of the frame stand.
    """

    passed: tuple[str, str]
    slate: tuple[str, str]
    marked: bool


class CardView(msgspec.Struct, frozen=True):
    """A card at an instant.

    `travel` (0..1) is how far the row of digits has come from where it carried to its line on the card, `settled` how
    far the card has come out of the ground around it, `gone` how far it has given the picture back. `zoom` and `title`
    (0..1) bring in the headline amount, over which a light passes once (`sweep`, 0..1, and 0 or 1 while none is to be
    seen); `by` stands before a time that is only an upper bound.
    """

    passes: tuple[str, str]
    reached: tuple[str, str]
    amount: Figure
    full: Figure
    at: str
    by: str
    race: Race | None
    held: bool
    travel: float
    settled: float
    gone: float
    zoom: float
    title: float
    sweep: float
    day: RecordDay | None = None


def celebrated(moment: Moment, card_us: int, again_us: int | None = None) -> tuple[Milestone, int] | None:
    """The milestone whose card is up and when it came up, in recording time; `again_us` brings the last one back.

    Cards queue when sums fall together; each is up for `card_us`. A function of the recording and the playhead.
    """
    if card_us <= 0:
        return None
    now_us = moment.playhead_us
    timely = sorted(_timely(moment), key=lambda m: (m.commit_us, m.gmv_fen))
    if again_us is not None and 0 <= now_us - again_us < card_us - HOLD_US and timely:
        return timely[-1], again_us - HOLD_US  # nobody who asks for it waits for digits to carry
    end_us = 0
    for milestone in timely:
        begin_us = max(milestone.commit_us, end_us)
        end_us = begin_us + card_us
        if begin_us <= now_us < end_us:
            return milestone, begin_us
    return None


def _timely(moment: Moment) -> list[Milestone]:
    clock, wanted = moment.state.clock, moment.facts.milestones_fen
    if clock is None:
        return []
    return [
        m
        for m in moment.state.milestones
        if m.record
        and m.commit_us <= moment.playhead_us
        and (not wanted or m.gmv_fen in wanted)
        and clock.at(m.commit_us) - m.at_us < TIMELY_US * max(1.0, clock.rate)
    ]


def resolve(moment: Moment, milestone: Milestone, begin_us: int, card_us: int, setting: PanelContext) -> CardView:
    """The card of a milestone that came up at `begin_us`."""
    facts = moment.facts
    into_us = moment.playhead_us - begin_us
    still = setting.still
    title = 1.0 if still else progress(into_us, ARRIVES_US - 100_000, 600_000)
    return CardView(
        passes=setting.pair(passes(facts)),
        reached=setting.pair(say("wall.reached_at")),
        amount=amount_of(milestone.gmv_fen, setting),
        full=full_amount(milestone.gmv_fen, setting.own, setting.language, "headline"),
        at=facts.told(milestone.at_us),
        by="" if milestone.exact else say("wall.by").first(setting.language),
        race=_race(facts, milestone, into_us, setting),
        held=not still and into_us < HOLD_US,
        travel=1.0 if still else round(cubic_in_out(progress(into_us, HOLD_US, TRAVEL_US)), 4),
        settled=1.0 if still else round(progress(into_us, ARRIVES_US, SETTLE_US), 3),
        gone=0.0 if still else round(progress(into_us, card_us - LEAVE_US, LEAVE_US), 3),
        zoom=round(1.18 - 0.18 * back_out(title), 4),
        title=round(linear(min(1.0, title * 1.6)), 3),
        sweep=1.0 if still else round(progress(into_us, SWEEP_FROM_US, SWEEP_US), 3),
        day=_record_day(moment, milestone, into_us, setting),
    )


def _record_day(moment: Moment, milestone: Milestone, into_us: int, setting: PanelContext) -> RecordDay | None:
    """What is said when the sum of the compared year's whole day falls; None of any other sum."""
    facts = moment.facts
    year = compared_year(facts, None)
    if year is None or milestone.gmv_fen != year.final() or not is_comparable(milestone):
        return None
    passed = say("wall.whole_day_passed", year=str(year.year))
    marked = setting.still or ARRIVES_US <= into_us < ARRIVES_US + MARKS_US
    return RecordDay(setting.pair(passed), _slate(moment, milestone, setting), marked)


def _slate(moment: Moment, milestone: Milestone, setting: PanelContext) -> tuple[str, str]:
    """Date, time and place, what the sum is, and whether it is simulated, in one line of each language."""
    facts, lines = moment.facts, []
    at = from_us(milestone.at_us, facts.zoneinfo)
    word = say("badge.simulated")
    english = word.first("en").upper()  # in English too: nobody may take a simulation for the night
    told = dict.fromkeys((english, *(w for w in map(word.first, setting.languages) if w.upper() != english)))
    simulated = " ".join(list(told)[:2])
    for language in setting.languages:
        parts = [
            say("wall.photo").first(language),
            f"{at:%Y-%m-%d %H:%M:%S} {facts.place.first(language)}".rstrip(),
            facts.definition.first(language),
            simulated if milestone.simulated or moment.simulated else "",
        ]
        lines.append(" · ".join(part for part in parts if part))
    return lines[0], lines[1] if len(lines) > 1 else ""


def _race(facts: EventInfo, milestone: Milestone, into_us: int, setting: PanelContext) -> Race | None:
    year = compared_year(facts, None)
    then_us = year.reached(milestone.gmv_fen) if year is not None and is_comparable(milestone) else None
    now_us = milestone.at_us - (facts.start_us or 0)  # without a start there is no earlier year
    if year is None or then_us is None or now_us <= 0:
        return None
    run = 1.0 if setting.still else round(progress(into_us, ARRIVES_US + 600_000, RUN_US), 4)
    spare = milestone.gmv_fen == year.final() and now_us < then_us
    title = say("wall.time_to", amount=RoundSum(milestone.gmv_fen, setting.own, "table"))
    return Race(
        setting.pair(title), facts.year, str(year.year), now_us, then_us,
        elapsed(now_us), elapsed(then_us),
        setting.pair(to_spare(then_us - now_us) if spare else gain(now_us, then_us)), run,
    )  # fmt: skip
