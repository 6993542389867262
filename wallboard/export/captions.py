"""The caption that travels with a picture: what it shows, in the wall's languages, so that nobody has to guess."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.core.badges import Badge, badges
from wallboard.core.contract.snapshot import Name
from wallboard.core.currencies import Currency
from wallboard.core.instants import SECOND_US, clock, elapsed, from_us, offset_where_twice
from wallboard.core.moment import Moment
from wallboard.core.money import exchanged
from wallboard.core.number_forms import forms
from wallboard.core.numerals import MISSING, Figure, Language, amount, grouped, money
from wallboard.core.recording_state import Milestone
from wallboard.core.wording import has, say
from wallboard.panels.event_words import rough_age, short_age


def caption(
    moment: Moment,
    source: str,
    picture: str,
    languages: Sequence[str] = ("zh", "en"),
    card: Milestone | None = None,
) -> str:
    """The text of a caption file, a paragraph for each of the `languages`, ending with a line break.

    `source` names what was played, `picture` the picture's file. The amount is the one on the picture, to the whole
    unit and cut, not rounded; below it stand the confirmed amounts it lies between. Under the `card` of a milestone it
    is the sum that was passed, and below it stands when.
    """
    return "\n\n".join("\n".join(_in(moment, tag, source, picture, card)) for tag in languages) + "\n"


def _in(moment: Moment, language: Language, source: str, picture: str, card: Milestone | None) -> tuple[str, ...]:
    facts = moment.facts
    name = facts.name.first(language)
    rows = (
        ("picture", picture),
        ("event", f"{name} {facts.year_beside(name)}".strip()),
        ("gmv", _amount(moment, moment.figure("gmv") if card is None else card.gmv_fen, language)),
        ("reached", "" if card is None else _reached(moment, card, language)),
        ("time", _time(moment, language)),
        ("confirmed", _confirmed(moment, language) if card is None else ""),
        ("rate", _rate(moment, language)),
        ("definition", facts.definition.first(language)),
        ("provenance", _list(language, [_badge(badge, moment, language) for badge in badges(moment)])),
        ("source", _source(moment, source)),
    )
    return tuple(_said("line", language, what=_label(key, moment, language), how=text) for key, text in rows if text)


def _said(key: str, language: Language, **values: object) -> str:
    return say(f"caption.{key}", **values).first(language)


def _label(key: str, moment: Moment, language: Language) -> str:
    total = moment.facts.total
    if key == "reached":
        return say("wall.reached_at").first(language)
    return total.first(language) if key == "gmv" and total != Name() else _said(key, language)


def _list(language: Language, texts: Sequence[str]) -> str:
    return _said("list_gap", language).join(texts)


def _reached(moment: Moment, card: Milestone, language: Language) -> str:
    """When the sum of the card was passed, as the wall tells it, with its date."""
    by = "" if card.exact else say("wall.by").first(language) + " "
    at = from_us(card.at_us, moment.facts.zoneinfo).isoformat(sep=" ", timespec="seconds")
    return _said("in_brackets", language, what=by + moment.facts.told(card.at_us), more=at)


def _amount(moment: Moment, minor: int | None, language: Language) -> str:
    if minor is None:
        return MISSING
    short = str(amount(minor, moment.own, language, 2, "text", long=True))
    written = _said("in_brackets", language, what=_full(minor, moment.own, language), more=short)
    if moment.exchange is None:
        return written
    second, rate = moment.exchange
    abroad = _full(exchanged(minor, moment.own, second, rate), second, language)
    return _said("also", language, what=written, more=abroad)


def _full(minor: int, currency: Currency, language: Language) -> str:
    """An amount to the whole unit, with the currency's name where the language has one for captions."""
    return _named(grouped(minor // currency.scale, language), currency.code, language)


def _named(digits: str, code: str, language: Language) -> str:
    key = f"money.{code}"
    if has(key, language):
        return say(key, amount=digits).first(language)
    return str(money(Figure("", digits), code, language, "text"))


def _time(moment: Moment, language: Language) -> str:
    event_us = moment.event_us
    if event_us is None:
        return MISSING
    facts = moment.facts
    day = from_us(event_us, facts.zoneinfo).strftime("%Y-%m-%d")
    offset = offset_where_twice(event_us, facts.zoneinfo)
    place = ", ".join(text for text in (facts.place.first(language) or facts.zone, offset) if text)
    written = _said("in_brackets", language, what=f"{day} {clock(event_us, facts.zoneinfo)}", more=place)
    if facts.start_us is None:
        return written
    return _said("elapsed", language, what=written, more=elapsed(event_us - facts.start_us))


def _confirmed(moment: Moment, language: Language) -> str:
    """What the source itself said: the snapshot played last, and the one the totals are already on their way to."""
    state = moment.state
    written = []
    for sample in (state.current, state.following):
        if sample is not None:
            at = from_us(sample.snapshot.at_us, moment.facts.zoneinfo).isoformat(sep=" ", timespec="seconds")
            full = _full(sample.snapshot.gmv_fen, moment.own, language)
            written.append(_said("in_brackets", language, what=full, more=at))
    return _list(language, written) or MISSING


def _rate(moment: Moment, language: Language) -> str:
    if moment.exchange is None:
        return ""
    second, rate = moment.exchange
    own = _named(f"{rate:f}".replace(".", forms(language).decimal), moment.currency, language)
    written = f"{_named('1', second.code, language)} = {own}"
    source = moment.facts.rate_source
    return _said("in_brackets", language, what=written, more=source) if source else written


def _badge(badge: Badge, moment: Moment, language: Language) -> str:
    key = "final_badge" if badge.kind == "final" else badge.kind
    if badge.event_us is not None:
        written = from_us(badge.event_us // SECOND_US * SECOND_US, moment.facts.zoneinfo).isoformat(sep=" ")
        return _said(key, language, time=written)
    if badge.age_s is None:
        return _said(key, language, time=MISSING)
    return _said(key, language, time=short_age(badge.age_s) if badge.kind == "stale" else rough_age(badge.age_s))


def _source(moment: Moment, source: str) -> str:
    sample = moment.state.current
    endpoint = "" if sample is None or sample.source in ("", source) else f"{sample.source}, "
    return f"{endpoint}{source}"
