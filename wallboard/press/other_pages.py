"""The list of corrections, and the small page that others put into theirs."""

from __future__ import annotations

from wallboard.core.instants import elapsed
from wallboard.core.wording import say
from wallboard.press import colours, sentences, writing
from wallboard.press.desk import PressCorrection, PressMilestone
from wallboard.press.milestone_corrections import correction_notice
from wallboard.press.milestone_page import marks_of
from wallboard.press.page_context import Making, Row, around, ordered_languages, spoken, sum_text
from wallboard.press.speaking import Speaker


def corrections_page(making: Making, speaker: Speaker, *, up: str, page: str) -> Row:
    """All corrections, the newest first, with the sums that each took back."""
    desk = making.desk
    listed = [_correction(making, each, speaker, up) for each in reversed(desk.corrections)]
    frame = around(making.site, desk, speaker, up=up, here="corrections", page=page, version=making.version)
    return frame | {"listed": listed}


def _correction(making: Making, correction: PressCorrection, speaker: Speaker, up: str) -> Row:
    sums, notices = [], []
    for milestone in making.shown:
        for made in milestone.editions:
            if made.edition.withdrawn != correction.told:
                continue
            text = sentences.withdrawal_text(milestone, made, speaker.language)
            href = f"{up}m/{milestone.id}/{speaker.language}.html"
            sums.append({"href": href, "sum": sum_text(milestone, speaker.language), "text": text})
            notices += [
                (tag, correction_notice(making, milestone, made, tag))
                for tag in ordered_languages(making.site, speaker)
            ]
    return {
        "time": writing.time_text(correction.told.at_us, correction.facts),
        "text": sentences.capital(sentences.correction_text(correction, speaker.language)),
        "sums": sums,
        "notices": spoken(notices),
    }


def embed_page(making: Making, milestone: PressMilestone, speaker: Speaker) -> Row:
    """All that the embedded page of a milestone is given; it has no script, no picture and nothing from outside."""
    site, desk, language = making.site, making.desk, speaker.language
    made = milestone.last
    passed, instant = made.edition.milestone, made.instant
    abroad = writing.abroad(milestone.history.gmv_fen, instant.own, instant.exchange)
    also = [sum_text(milestone, speaker.other) if speaker.other else ""]
    also.append("" if abroad is None else writing.rounded(*abroad, language))
    withdrawn = made.edition.withdrawn is not None
    on_wall = writing.told(passed.at_us, made.facts)
    own_clock = on_wall == writing.time_text(passed.at_us, made.facts)
    zone, date = (
        writing.zone_short(passed.at_us, made.facts, language),
        writing.date_text(passed.at_us, made.facts, language),
    )
    path = f"m/{milestone.id}/{language}.html"
    return {
        "t": speaker.t,
        "language": language,
        "simulated": desk.simulated,
        "logo": desk.facts.logo,
        "simulated_title": f"{speaker.t('simulated')} · " if desk.simulated else "",
        "event": sentences.event_title(made.facts, language),
        "sum": sum_text(milestone, language),
        "sum_size": _size_of(sum_text(milestone, language)),
        "marks": [speaker.mark(mark) for mark in marks_of(milestone, simulated=desk.simulated)],
        "passed_words": sentences.capital(speaker.t("passed_words", total=writing.total_name(desk.facts))),
        "also": " · ".join(text for text in also if text),
        "when_key": "reached_at" if own_clock else "after_the_start",
        "at": on_wall,
        "by": "" if passed.exact else say("wall.by").first(language),
        "where_when": f"{zone}, {date}",
        "withdrawn": sentences.withdrawal_text(milestone, made, language) if withdrawn else "",
        "race": [] if withdrawn else _race(making, milestone),
        "definition": site.definition(desk).first(language),
        "rate": writing.rate_text(instant.own, instant.exchange, language),
        "page": site.url(path) if site.address else f"../{path}",
        "made": writing.time_text(desk.made_us, desk.facts),
        "theme_variables": _theme(making),
    }


def _size_of(text: str) -> int:
    """How large the sum of an embedded page may be beside its time, in pixels, whatever face the reader has."""
    widths = sum(1.7 if ord(letter) > 0x2E7F else 1.0 for letter in text)
    return max(22, min(44, int(560 / max(widths, 1.0))))


def _theme(making: Making) -> str:
    light, dark = colours.variables(making.site.colours)
    names = {"--money": "--m", "--curve": "--b"}

    def written(found: dict[str, str]) -> str:
        return ";".join(f"{names[name]}:{value}" for name, value in found.items() if name in names)

    if not written(light):
        return ""
    return f":root{{{written(light)}}}@media(prefers-color-scheme:dark){{:root{{{written(dark)}}}}}"


def _race(making: Making, milestone: PressMilestone) -> list[Row]:
    """The way to the sum in this year and in the compared one, as lengths of 400."""
    facts, passed = making.desk.facts, milestone.last.edition.milestone
    known = sentences.compared(facts, passed)
    if known is None or facts.start_us is None:
        return []
    year, then_us = known
    now_us = passed.at_us - facts.start_us
    longest = max(now_us, then_us, 1)
    return [
        {"year": facts.year, "at": elapsed(now_us), "length": 400 * now_us // longest, "now": True},
        {"year": str(year.year), "at": elapsed(then_us), "length": 400 * then_us // longest, "now": False},
    ]
