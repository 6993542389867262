"""What the page of a milestone says after its sum was taken back, once or more often."""

from __future__ import annotations

from wallboard.core.numerals import MISSING
from wallboard.core.wording import say
from wallboard.press import sentences, writing
from wallboard.press.album import NOTHING
from wallboard.press.desk import PressEdition, PressMilestone
from wallboard.press.editions import Correction
from wallboard.press.milestone_files import picture_row
from wallboard.press.page_context import Making, Row, ordered_languages, spoken
from wallboard.press.speaking import Speaker


def corrected(making: Making, milestone: PressMilestone, speaker: Speaker) -> Row:
    """The parts of the page that tell of corrections; empty where there was none."""
    earlier = milestone.editions[: len(milestone.history.earlier)]
    nothing: Row = {
        "banner": None,
        "was_at": [],
        "withdrawn_pictures": [],
        "changes": [],
        "correction_notices": [],
        "history": [],
        "issued": "",
    }
    if not earlier:
        return nothing
    newest = earlier[-1]
    time = withdrawn_at(newest)
    text = sentences.withdrawal_text(milestone, newest, speaker.language)
    gap = "" if speaker.language.startswith(("zh", "ja")) else " "
    notices = [
        (tag, correction_notice(making, milestone, newest, tag)) for tag in ordered_languages(making.site, speaker)
    ]
    standing = milestone.history.standing
    return nothing | {
        "banner": {"time": time, "text": f"{text}{gap}{speaker.t('replace', time=time)}"},
        "was_at": [writing.told(e.edition.milestone.at_us, e.facts) for e in earlier] if standing else [],
        "withdrawn_pictures": [_withdrawn(making, milestone, each, speaker) for each in reversed(earlier)],
        "changes": _changes(making, milestone, newest, speaker),
        "correction_notices": spoken(notices),
        "history": _history(making, milestone, speaker),
        "issued": _issued(making, milestone, milestone.last),
    }


def correction_notice(
    making: Making, milestone: PressMilestone, made: PressEdition, language: str
) -> sentences.Sentence:
    """What outlets publish about a correction."""
    text = sentences.withdrawal_text(milestone, made, language)
    whole = say("press.notice", text=text, time=withdrawn_at(made)).first(language)
    return sentences.Sentence(sentences.lead(making.desk.simulated, language, stop=True), whole)


def withdrawn_at(made: PressEdition) -> str:
    """When an edition was taken back, as the wall tells times."""
    correction: Correction | None = made.edition.withdrawn
    return MISSING if correction is None else writing.told(correction.at_us, made.facts)


def _issued(making: Making, milestone: PressMilestone, made: PressEdition) -> str:
    files = making.album.get((milestone.id, made.edition.number), NOTHING)
    at_us = files.issued_us if files.issued_us is not None else made.instant.gmv.confirmed_us
    return writing.time_text(at_us, making.desk.facts)


def _withdrawn(making: Making, milestone: PressMilestone, made: PressEdition, speaker: Speaker) -> Row:
    number = made.edition.number
    files = making.album.get((milestone.id, number), NOTHING)
    return {
        "issued": _issued(making, milestone, made),
        "picture": picture_row(files.picture("card"), number),
        "alt": sentences.alt_text(making.desk, milestone, made, speaker.language),
    }


def _changes(making: Making, milestone: PressMilestone, was: PressEdition, speaker: Speaker) -> list[Row]:
    desk, now = making.desk, milestone.last if milestone.history.standing else None
    language = speaker.language

    def row(key: str, before: str, after: str, *, hash_: bool = False) -> Row:
        return {"what": speaker.t(key), "was": before, "now": after, "hash": hash_}

    def told(made: PressEdition | None) -> str:
        return MISSING if made is None else writing.told(made.edition.milestone.at_us, made.facts)

    def confirmed(made: PressEdition | None) -> str:
        if made is None or made.instant.gmv.value is None:
            return MISSING
        when = writing.time_text(made.instant.gmv.at_us, made.facts)
        return f"{writing.to_the_last(made.instant.gmv.value, made.instant.own)} · {when}"

    def gain(made: PressEdition | None) -> str:
        return MISSING if made is None else sentences.gain_text(made.facts, made.edition.milestone, language) or MISSING

    def digest(made: PressEdition | None) -> str:
        if made is None:
            return MISSING
        files = making.album.get((milestone.id, made.edition.number), NOTHING)
        card = files.picture("card")
        return MISSING if card is None else files.sha256(card.png)

    rows = [row("reached_at", told(was), told(now)), row("confirmed_by", confirmed(was), confirmed(now))]
    if gain(was) != MISSING or gain(now) != MISSING:
        year = max(y.year for y in desk.facts.earlier_years)
        what = speaker.t("in_year", year=str(year))
        rows.insert(1, {"what": what, "was": gain(was), "now": gain(now), "hash": False})
    rows.append({"what": "SHA-256 PNG", "was": digest(was), "now": digest(now), "hash": True})
    return rows


def _history(making: Making, milestone: PressMilestone, speaker: Speaker) -> list[Row]:
    rows = []
    for made in milestone.editions:
        name = f"r{made.edition.number}"
        rows.append({"time": _issued(making, milestone, made), "text": speaker.t("history_issued", edition=name)})
        if made.edition.withdrawn:
            rows.append({"time": withdrawn_at(made), "text": speaker.t("history_withdrawn", edition=name)})
    return rows[::-1]
