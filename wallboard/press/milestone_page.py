"""The page of a milestone: one permanent address a sum, with every edition it ever had."""

from __future__ import annotations

from markupsafe import Markup

from wallboard.core.instants import elapsed
from wallboard.core.numerals import MISSING
from wallboard.core.qr_code import QUIET, qr_code
from wallboard.core.wording import say
from wallboard.press import sentences, writing
from wallboard.press.album import NOTHING, AlbumPicture, EditionFiles
from wallboard.press.desk import PressEdition, PressMilestone
from wallboard.press.instants import Mark
from wallboard.press.milestone_corrections import corrected
from wallboard.press.milestone_files import downloads, picture_row, quick, shapes
from wallboard.press.orders import has_card
from wallboard.press.page_context import Making, Row, around, ordered_languages, rank_rows, spoken, sum_text, totals
from wallboard.press.picture_words import edition_captions
from wallboard.press.speaking import Speaker


def scannable(address: str) -> Markup:
    """The way to a page as a QR code, for paper."""
    code = qr_code(address)
    side = code.size + 2 * QUIET
    path = "".join(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z" for x, y, length in code.runs)
    drawn = '<svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}"><path d="{}"/></svg>'
    return Markup(drawn).format(side, side, address, path)


ROWS = 5


def milestone_page(making: Making, milestone: PressMilestone, speaker: Speaker, *, up: str, page: str) -> Row:
    """All that the page of a milestone is given."""
    site, desk, language = making.site, making.desk, speaker.language
    made = milestone.last
    passed, number = made.edition.milestone, made.edition.number
    files = making.album.get((milestone.id, number), NOTHING)
    tags = ordered_languages(site, speaker)
    address = site.url(f"m/{milestone.id}/")
    still = files.picture("card") or next(iter(files.pictures), None)
    standing = milestone.history.standing is not None
    said = edition_captions(making, milestone, made)
    captions = [(tag, said[tag]) for tag in tags]
    on_wall = writing.told(passed.at_us, made.facts)
    own_clock = on_wall == writing.time_text(passed.at_us, made.facts)
    neighbours = _neighbours(making, milestone, speaker, up)
    graph = files.picture("open_graph") or still
    return (
        around(site, desk, speaker, up=up, here="milestones", page=page, version=making.version)
        | corrected(making, milestone, speaker)
        | neighbours
        | {
            "id": milestone.id,
            "sum": sum_text(milestone, language),
            "edition": number,
            "sum_other": sum_text(milestone, speaker.other) if speaker.other else "",
            "description": str(captions[0][1]) if standing else speaker.t("no_longer"),
            "address": address if site.address else "",
            "standing": standing,
            "qr": scannable(address) if site.address else "",
            "image": site.url(f"m/{milestone.id}/r{number}/{graph.png}") if graph and site.address and standing else "",
            "alt": sentences.alt_text(desk, milestone, made, language) if has_card(made) else str(captions[0][1]),
            "marks": [speaker.mark(mark) for mark in marks_of(milestone, simulated=desk.simulated)],
            "when_key": "reached_at" if own_clock else "after_the_start",
            "at": on_wall,
            "by": "" if passed.exact else say("wall.by").first(language),
            "still": picture_row(still, number),
            "captions": spoken(captions) if standing else [],
            "quick": quick(still, files, speaker),
            "facts": _facts(making, milestone, speaker),
            "downloads": downloads(making, milestone, files, speaker) if files.files and standing else [],
            "shapes": shapes(making, files, number, speaker) if standing else [],
            "instant_links": _instant_links(files, number),
            "instant_caption": speaker.t("instant_of", time=writing.time_text(made.instant.gmv.at_us, desk.facts)),
            "caption_end": f" · {speaker.t('simulated')}" if desk.simulated else "",
            "totals": _totals(making, made, speaker),
            "tables": _tables(made, speaker),
            "cites": spoken([(tag, sentences.cite(desk, milestone, address, tag)) for tag in tags]),
            "page_corrections": speaker.t("page_corrections" if milestone.history.earlier else "page_corrections_none"),
            "proof": _proof(made, files, still, speaker),
        }
    )


def _instant_links(files: EditionFiles, number: int) -> Markup:
    """Where the figures of the instant are found; nowhere before the edition is there."""
    if "totals.csv" not in files.files:
        return Markup()
    return Markup('<a href="r{}/totals.csv">CSV</a> <a href="r{}/figures.json">JSON</a>').format(number, number)


def marks_of(milestone: PressMilestone, *, simulated: bool) -> tuple[Mark, ...]:
    """The marks of a milestone: those of the commit that passed it, CORRECTED after a correction, WITHDRAWN without.

    REPLAY is none: the page is of that commit, with its time, whenever it was made.
    """
    gone = ("confirmed", "corrected", "final", "replay", "frozen")
    found = [m for m in milestone.last.instant.marks if m.kind not in gone]
    if simulated and all(m.kind != "simulated" for m in found):
        found.insert(0, Mark("simulated"))
    if milestone.history.standing is None:
        return (*found, Mark("withdrawn"))
    if milestone.history.earlier:
        return (*found, Mark("corrected"))
    calm = all(m.kind == "simulated" for m in found)
    return (*found, Mark("confirmed")) if calm else tuple(found)


def _neighbours(making: Making, milestone: PressMilestone, speaker: Speaker, up: str) -> Row:
    shown = [m for m in making.shown if m.history.standing is not None or m.id == milestone.id]
    place = next((n for n, m in enumerate(shown) if m.id == milestone.id), 0)

    def link(place: int) -> Row | None:
        if not 0 <= place < len(shown):
            return None
        other = shown[place]
        at = writing.told(other.last.edition.milestone.at_us, other.last.facts)
        return {"href": f"{up}m/{other.id}/{speaker.language}.html", "sum": sum_text(other, speaker.language), "at": at}

    return {"before": link(place - 1), "after": link(place + 1)}


def _facts(making: Making, milestone: PressMilestone, speaker: Speaker) -> list[Row]:
    desk, made, language = making.desk, milestone.last, speaker.language
    facts, passed, instant = made.facts, made.edition.milestone, made.instant
    other = sum_text(milestone, speaker.other) if speaker.other else ""
    abroad = writing.abroad(milestone.history.gmv_fen, instant.own, instant.exchange)
    more = " · ".join(text for text in (other, "" if abroad is None else writing.rounded(*abroad, language)) if text)
    by = "" if passed.exact else say("wall.by").first(language) + " "
    zone, date = writing.zone_short(passed.at_us, facts, language), writing.date_text(passed.at_us, facts, language)
    rows: list[Row] = [
        {"key": speaker.t("sum_passed"), "value": sum_text(milestone, language), "more": more},
        {
            "key": speaker.t("reached_at"),
            "value": by + writing.time_text(passed.at_us, facts),
            "more": f"{zone}, {date}",
        },
        {
            "key": "UTC",
            "value": by + writing.utc_time(passed.at_us),
            "more": writing.day_text(passed.at_us, language),
        },
    ]
    since_us = writing.since_start(passed.at_us, facts)
    if since_us is not None:
        rows.append(
            {"key": speaker.t("after_the_start"), "value": by + writing.span_short(since_us, language), "more": ""}
        )
    known = sentences.compared(facts, passed)
    if known is not None:
        year, then_us = known
        gain = sentences.gain_text(facts, passed, language)
        rows.append({"key": speaker.t("in_year", year=str(year.year)), "value": elapsed(then_us), "more": gain})
    gmv = instant.gmv
    if gmv.value is not None:
        when = writing.time_text(gmv.at_us, facts)
        rows.append(
            {"key": speaker.t("confirmed_by"), "value": writing.to_the_last(gmv.value, instant.own), "more": when}
        )
    definition = making.site.definition(desk).first(language)
    if definition:
        rows.append({"key": speaker.t("definition"), "value": definition, "text": True})
    rate = writing.rate_text(instant.own, instant.exchange, language)
    if rate:
        rows.append({"key": speaker.t("rate"), "value": rate, "more": ""})
    return rows


def _totals(making: Making, made: PressEdition, speaker: Speaker) -> list[Row]:
    gmv = made.instant.gmv
    title = speaker.first(writing.title(gmv, making.desk.facts))
    total = {"title": title, "value": writing.figure_text(gmv, made.instant.own, speaker.language)}
    return [total, *totals(making.desk, made.instant, speaker)]


def _tables(made: PressEdition, speaker: Speaker) -> list[Row]:
    return [
        {"title": say(f"wall.{name}").first(speaker.language), "rows": rank_rows(entries, made.instant, speaker, ROWS)}
        for name, entries in made.instant.rankings.items()
    ]


def _proof(made: PressEdition, files: EditionFiles, still: AlbumPicture | None, speaker: Speaker) -> list[Row]:
    origin = made.instant.provenance
    rows: list[Row] = []
    if origin is not None:
        rows.append(
            {"key": f"{speaker.t('recording')}, {speaker.t('answer')}", "value": f"{origin.recording}, {origin.answer}"}
        )
        rows.append({"key": speaker.t("answer_sha"), "value": origin.sha256 or MISSING, "hash": True})
    if still is not None:
        rows.append({"key": "SHA-256 PNG", "value": files.sha256(still.png), "hash": True})
        rows.append(
            {"key": speaker.t("check_yourself"), "value": f"wallboard verify {still.png} RECORDING", "hash": True}
        )
    return rows
