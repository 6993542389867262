"""The sentences that outlets may paste: what the total stands at, captions, cite lines, corrections, in a language."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.core.contract.snapshot import Name
from wallboard.core.currencies import Currency
from wallboard.core.event_info import EarlierYear, EventInfo
from wallboard.core.recording_state import Milestone
from wallboard.core.wording import say
from wallboard.press import writing
from wallboard.press.desk import Desk, PressCorrection, PressEdition, PressMilestone
from wallboard.press.editions import Correction
from wallboard.press.instants import PressInstant


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what must stand before it while figures are simulated ("" otherwise)."""

    lead: str
    text: str

    def __str__(self) -> str:
        """All of it, as it is copied."""
        return f"{self.lead}{self.text}"


def _press(key: str, language: str, **values: object) -> str:
    return say(f"press.{key}", **values).first(language)


def lead(simulated: bool, language: str, *, stop: bool = False) -> str:
    """What stands before whatever leaves a page while figures are simulated."""
    if not simulated:
        return ""
    key = "simulated_lead_stop" if stop else "simulated_lead"
    return _press(key, language) + ("" if language.startswith(("zh", "ja")) else " ")


def event_in_text(facts: EventInfo, language: str) -> str:
    """The event in a sentence: the 11.11 Global Shopping Festival."""
    name = facts.name.first(language)
    return f"{facts.logo} {name}".strip() if facts.logo and facts.logo not in name else name


def event_title(facts: EventInfo, language: str) -> str:
    """The event as a heading, with its year."""
    name = facts.name.first(language)
    year = facts.year_beside(name)
    return _press("event_of_year", language, event=name, year=year) if year else name


def total_sentence(desk: Desk, language: str) -> Sentence | None:
    """What the total stands at; None before the first figure."""
    facts, instant = desk.facts, desk.instant
    gmv = instant.gmv
    if gmv.value is None or gmv.at_us is None:
        return None
    key = "sum_over" if writing.is_cut(gmv.value, instant.own, language) else "sum_is"
    sum_ = _press(key, language, sum=_with_abroad(gmv.value, instant, language, rounded=True))
    text = _press(
        "sentence",
        language,
        total=writing.total_name(facts),
        event=event_in_text(facts, language),
        sum=sum_,
        when=_when(gmv.at_us, facts, language),
        after=_after(gmv.at_us, facts, language),
    )
    return Sentence(lead(desk.simulated, language), capital(text))


def capital(text: str) -> str:
    """A sentence that begins with a capital."""
    return text[:1].upper() + text[1:]


def _with_abroad(minor: int, instant: PressInstant, language: str, *, rounded: bool) -> str:
    own = instant.own
    written = (writing.rounded if rounded else writing.round_sum)(minor, own, language)
    other = writing.abroad(minor, own, instant.exchange)
    if other is None:
        return writing.in_sentence(written, language)
    foreign = writing.in_sentence(writing.rounded(*other, language), language)
    return _press("with_foreign", language, sum=writing.in_sentence(written, language), foreign=foreign)


def _when(at_us: int, facts: EventInfo, language: str) -> str:
    return _press(
        "when",
        language,
        time=writing.clock_words(at_us, facts, language),
        zone=writing.zone_name(at_us, facts, language),
        date=writing.long_date(at_us, facts, language),
    )


def _after(at_us: int, facts: EventInfo, language: str) -> str:
    passed_us = writing.since_start(at_us, facts)
    return "" if passed_us is None else _press("after_start", language, elapsed=writing.span_long(passed_us, language))


def compared(facts: EventInfo, milestone: Milestone) -> tuple[EarlierYear, int] | None:
    """The latest earlier year and its published time for the sum; None where the two may not be compared."""
    year = max(facts.earlier_years, key=lambda y: y.year, default=None)
    if year is None or not (milestone.record and milestone.exact) or facts.start_us is None:
        return None
    then_us = year.reached(milestone.gmv_fen)
    return None if then_us is None else (year, then_us)


def gain_text(facts: EventInfo, milestone: Milestone, language: str, *, long: bool = False) -> str:
    """How much sooner or later than in the earlier year: 5 min 30 s sooner than in 2015; "" where none is known."""
    known = compared(facts, milestone)
    if known is None or facts.start_us is None:
        return ""
    year, then_us = known
    gain_us = then_us - (milestone.at_us - facts.start_us)
    write = writing.span_long if long else writing.span_short
    key = "sooner" if gain_us > 0 else "later_than" if gain_us < 0 else "as_soon"
    return _press(key, language, time=write(abs(gain_us), language), year=str(year.year))


def caption(desk: Desk, milestone: PressMilestone, made: PressEdition, language: str, credit: str) -> Sentence:
    """The caption of a milestone's picture: the figure is the sum that was passed, never a rolling one."""
    facts, passed, instant = made.facts, made.edition.milestone, made.instant
    after, gain = writing.since_start(passed.at_us, facts), gain_text(facts, passed, language, long=True)
    parts = [
        _press(
            "caption_passed" if passed.exact else "caption_passed_by",
            language,
            event=event_in_text(facts, language),
            total=writing.total_name(facts),
            sum=_with_abroad(milestone.history.gmv_fen, instant, language, rounded=False),
            when=_when(passed.at_us, facts, language),
        )
    ]
    if after is not None and passed.exact:
        elapsed = writing.span_long(after, language)
        key = "caption_after_gain" if gain else "caption_after"
        parts.append(_press(key, language, elapsed=elapsed, **({"gain": gain} if gain else {})))
    if not passed.exact:
        parts.append(_press("caption_latest", language))
    parts.append(_press("caption_drawn", language, credit=credit))
    gap = "" if language.startswith(("zh", "ja")) else " "
    return Sentence(lead(instant.simulated or desk.simulated, language, stop=True), gap.join(parts))


def picture_caption(desk: Desk, made: PressEdition, what: str, language: str, credit: str) -> Sentence:
    """The caption of a picture of another canvas: the figures as they were confirmed at its instant."""
    facts, instant, gmv = made.facts, made.instant, made.instant.gmv
    if gmv.value is None or gmv.at_us is None:
        return Sentence(lead(desk.simulated, language, stop=True), _press("caption_drawn", language, credit=credit))
    text = _press(
        "caption_canvas",
        language,
        event=event_in_text(facts, language),
        canvas=what,
        total=writing.total_name(facts),
        sum=writing.in_sentence(writing.exact_text(gmv.value, instant.own, language), language),
        when=_when(gmv.at_us, facts, language),
    )
    gap = "" if language.startswith(("zh", "ja")) else " "
    drawn = _press("caption_drawn", language, credit=credit)
    return Sentence(lead(desk.simulated, language, stop=True), f"{text}{gap}{drawn}")


def alt_text(desk: Desk, milestone: PressMilestone, made: PressEdition, language: str) -> str:
    """What a picture shows, for who cannot see it: the figure first."""
    instant, passed = made.instant, made.edition.milestone
    text = _press(
        "alt",
        language,
        total=writing.total_name(made.facts),
        sum=writing.round_sum(milestone.history.gmv_fen, instant.own, language),
        exact=writing.exact_text(milestone.history.gmv_fen, instant.own, language),
        time=("" if passed.exact else say("wall.by").first(language) + " ") + writing.told(passed.at_us, made.facts),
    )
    return capital(f"{lead(desk.simulated, language)}{text}")


def cite(desk: Desk, milestone: PressMilestone | None, address: str, language: str) -> Sentence:
    """The line to cite a milestone's page, or the front page for None."""
    facts, instant = desk.facts, desk.instant
    if milestone is None:
        origin, at_us = instant.provenance, instant.gmv.at_us
        if origin is None or at_us is None:
            return Sentence(lead(desk.simulated, language, stop=True), f"{event_title(facts, language)}. {address}")
        text = _press(
            "cite",
            language,
            event=event_title(facts, language),
            total=writing.total_name(facts),
            when=_when(at_us, facts, language),
            address=address,
            recording=origin.recording,
            answer=str(origin.answer),
        )
        return Sentence(lead(desk.simulated, language, stop=True), text)
    passed = milestone.last.edition.milestone
    text = _press(
        "cite_milestone",
        language,
        event=event_title(facts, language),
        sum=writing.round_sum(milestone.history.gmv_fen, milestone.last.instant.own, language),
        when=_when(passed.at_us, facts, language),
        by="" if passed.exact else say("wall.by").first(language) + " ",
        address=address,
    )
    return Sentence(lead(desk.simulated, language, stop=True), text)


def correction_text(made: PressCorrection, language: str) -> str:
    """What a correction changed: RMB 47,210,134,971 replaces RMB 47,618,240,550."""
    correction, facts = made.told, made.facts
    if correction.restart:
        return with_line(_press("restarted", language), correction, language)
    text = _press(
        "corrected_total",
        language,
        total=writing.total_name(facts),
        time=writing.time_text(correction.at_us, facts),
        value=writing.exact_text(correction.value_fen, made.own, language),
        before=writing.exact_text(correction.before_fen, made.own, language),
    )
    return with_line(text, correction, language)


def with_line(text: str, correction: Correction, language: str) -> str:
    """What the program says of a correction, and then the chief's own line, which stands whole."""
    line = correction.said(language)
    gap = "" if language.startswith(("zh", "ja")) else " "
    return f"{text}{gap}{line}" if line else text


def withdrawal_text(milestone: PressMilestone, made: PressEdition, language: str) -> str:
    """What a withdrawn edition said, and what holds now."""
    sum_ = writing.round_sum(milestone.history.gmv_fen, made.instant.own, language)
    was = writing.told(made.edition.milestone.at_us, made.facts)
    standing = milestone.history.standing
    if standing is None:
        text = _press("withdrawn_sum", language, sum=sum_, was=was)
    else:
        now = writing.told(standing.milestone.at_us, milestone.last.facts)
        key = "corrected_sum_same" if now == was else "corrected_sum"
        text = _press(key, language, sum=sum_, now=now, **({} if now == was else {"was": was}))
    withdrawn = made.edition.withdrawn
    return text if withdrawn is None else with_line(text, withdrawn, language)


def copied_rounding(desk: Desk, written: str, minor: int, currency: Currency, language: str) -> str:
    """A rounded amount as it leaves the page: with its time, and what it is while it is simulated."""
    over = writing.is_cut(minor, currency, language)
    return noted(desk, writing.in_sentence(written, language), language, over=over)


def noted(desk: Desk, written: str, language: str, *, over: bool = False) -> str:
    """An amount with its time and what it is; `over`: it was cut, so that the total is more than that."""
    gmv = desk.instant.gmv
    return _press(
        "copy_over" if over else "copy_is",
        language,
        sum=written,
        time=writing.time_text(gmv.at_us, desk.facts),
        zone=writing.zone_name(gmv.at_us, desk.facts, language),
        date=writing.date_text(gmv.at_us, desk.facts, language),
        note=_press("copy_simulated", language) if desk.simulated else "",
    )


def embargo_note(desk: Desk, opens_us: int | None, language: str) -> Sentence:
    """What a page under embargo says: when it opens, where that is known."""
    if opens_us is None:
        return Sentence("", _press("embargo_note", language))
    return Sentence("", _press("embargo_until", language, when=_when(opens_us, desk.facts, language)))


def definition_of(facts: EventInfo, configured: Name) -> Name:
    """What the total means: as the recording states it, else as the desk's configuration does."""
    return facts.definition if facts.definition != Name() else configured


def news_title(desk: Desk, milestone: PressMilestone, language: str) -> str:
    """That a sum was passed, as a headline: Gross merchandise volume passed RMB 10 billion."""
    total = writing.total_name(desk.facts)
    sum_ = writing.round_sum(milestone.history.gmv_fen, milestone.last.instant.own, language)
    passed = _press("passed_words", language, total=total)
    gap = "" if language.startswith(("zh", "ja")) else " "
    return capital(f"{passed}{gap}{sum_}")


def correction_word(language: str) -> str:
    """The word that a correction begins with."""
    return _press("correction", language)


def desk_word(language: str) -> str:
    """What the press desk is called."""
    return _press("desk", language)
