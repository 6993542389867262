"""The front page: the newest confirmed total, what it means, and everything that leads on from it."""

from __future__ import annotations

from math import ceil

from markupsafe import Markup

from wallboard.core.number_forms import forms
from wallboard.core.numerals import MISSING
from wallboard.core.wording import Said, say
from wallboard.press import curve, sentences, writing
from wallboard.press.album import THUMB
from wallboard.press.desk import Desk, PressMilestone
from wallboard.press.page_context import Making, Row, around, ordered_languages, rank_rows, spoken, sum_text, totals
from wallboard.press.speaking import Speaker, age

ROWS = 5
"""So many rows of each ranking stand on a page."""
NEWEST = 6
"""So many milestones stand beside the figure; where there are more, all of them are listed below."""
TOLD = 12
"""So many items of news stand on the front page."""
_NARROW = {"1": 0.29, ",": 0.22, ".": 0.23, " ": 0.2, "\u202f": 0.12, "\xa0": 0.2, "¥": 0.54, "€": 0.51, "£": 0.52}
"""Letters of the hero's face that are not as wide as most, in its size."""
_WIDEST = 24
_BAD = ("stale", "delayed", "clock", "withdrawn")


def front(making: Making, speaker: Speaker, *, up: str, page: str) -> Row:
    """All that the front page is given."""
    site, desk, language = making.site, making.desk, speaker.language
    facts, instant = desk.facts, desk.instant
    gmv = instant.gmv
    title, other = speaker.name(writing.title(gmv, facts))
    said = [(tag, s) for tag in ordered_languages(site, speaker) if (s := sentences.total_sentence(desk, tag))]
    address = site.url("")
    cites = [(tag, sentences.cite(desk, None, site.url(f"{tag}/"), tag)) for tag in ordered_languages(site, speaker)]
    lag_us = None if gmv.at_us is None or gmv.confirmed_us is None else gmv.confirmed_us - gmv.at_us
    lag = "" if lag_us is None or lag_us < 10_000 else writing.lag_text(lag_us, language)
    last = making.shown[-1] if making.shown else None
    listed = [_milestone(making, each, speaker, up) for each in reversed(making.shown)]
    image = _open_graph(making, last)
    return around(site, desk, speaker, up=up, here="figures", page=page, version=making.version) | {
        "title": title if gmv.value is None else writing.rounded(gmv.value, instant.own, language),
        "description": str(said[0][1]) if said else speaker.t("note_withdrawn" if gmv.withdrawn else "note_waiting"),
        "address": address if site.address else "",
        "image": image,
        "image_alt": "" if last is None else sentences.alt_text(desk, last, last.last, language),
        "gmv_title": title,
        "gmv_other": other,
        "hero": _hero(desk, language),
        "exact_copy": _exact_copy(desk, language),
        "rounds": _rounds(desk, speaker),
        "marks": [speaker.mark(mark) for mark in instant.marks],
        "as_of": writing.time_text(gmv.at_us, facts),
        "zone": writing.zone_short(gmv.at_us, facts, language),
        "confirmed": writing.time_text(gmv.confirmed_us, facts),
        "confirmed_lag": speaker.t("later", time=lag) if lag else "",
        "date": writing.date_text(gmv.at_us, facts, language),
        "utc": _utc(gmv.at_us),
        "utc_day": writing.day_text(gmv.at_us, language),
        "definition": site.definition(desk).first(language).rstrip("。."),
        "rate": writing.rate_text(instant.own, instant.exchange, language),
        "statuses": _statuses(desk, speaker),
        "sentences": spoken(said),
        "curve": _curves(desk, language),
        "curve_links": Markup('<a href="{}curve.csv">CSV</a>').format(up),
        "key_figures": totals(desk, instant, speaker),
        "milestone_links": _milestone_links(up),
        "newest_links": _all_of_them(len(listed), speaker) + _milestone_links(up),
        "milestones": listed,
        "newest": listed[:NEWEST],
        "tables": _tables(desk, speaker, up),
        "currency": _currency(desk, language),
        "cites": spoken(cites),
        "origin": origin(desk, speaker),
        "banners": _banners(desk, speaker),
        "news": _news(making, speaker),
    }


def _milestone_links(up: str) -> Markup:
    return Markup('<a href="{}milestones.csv">CSV</a> <a href="{}milestones.json">JSON</a>').format(up, up)


def _all_of_them(count: int, speaker: Speaker) -> Markup:
    """The way to the whole list, where not all of it stands beside the figure."""
    if count <= NEWEST:
        return Markup()
    return Markup('<a href="#milestones-all">{}</a> ').format(speaker.t("all_sums", n=count))


def _currency(desk: Desk, language: str) -> str:
    code = desk.instant.own.code
    return "" if not code else "RMB" if code == "CNY" and language.startswith("en") else code


def _hero(desk: Desk, language: str) -> Row | None:
    value = desk.instant.gmv.value
    if value is None:
        return None
    sign, digits, after = writing.exact_parts(value, desk.instant.own, language)
    group = forms(language).group
    return {
        "sign": sign,
        "pieces": digits.split(group),
        "group": group,
        "after": after,
        "size": _width(f"{sign}{digits}{after}"),
    }


def _width(text: str) -> int:
    """How wide the hero's text is, in halves of its size, rounded up: the style sheet fits it to its column."""
    widths = sum(_NARROW.get(letter, 1.0 if ord(letter) > 0x2E7F else 0.46) for letter in text)
    return min(max(ceil(widths * 2), 5), _WIDEST)


def _exact_copy(desk: Desk, language: str) -> str:
    value = desk.instant.gmv.value
    if value is None:
        return ""
    return sentences.noted(desk, writing.to_the_last(value, desk.instant.own), language)


def _rounds(desk: Desk, speaker: Speaker) -> list[Row]:
    value, own = desk.instant.gmv.value, desk.instant.own
    if value is None or not own.code:
        return []
    found = [(tag, value, own) for tag in (speaker.language, speaker.other) if tag]
    abroad = writing.abroad(value, own, desk.instant.exchange)
    if abroad is not None:
        found.append((speaker.language, *abroad))
    return [
        {
            "language": tag,
            "text": (text := writing.rounded(minor, currency, tag)),
            "copied": sentences.copied_rounding(desk, text, minor, currency, tag),
            "word": say("press.copy").first(speaker.language),
        }
        for tag, minor, currency in found
    ]


def _utc(at_us: int | None) -> str:
    return MISSING if at_us is None else writing.utc_time(at_us)


def _statuses(desk: Desk, speaker: Speaker) -> list[Row]:
    """What outlets should write while a mark holds, in both languages."""
    found = []
    time = writing.time_text(desk.instant.gmv.at_us, desk.facts)
    for mark in desk.instant.marks:
        if mark.kind not in ("waiting", "held", "stale", "delayed", "clock", "final", "withdrawn"):
            continue
        for language in (tag for tag in (speaker.language, speaker.other) if tag):
            values: dict[str, Said | str] = {"held": {"time": time}}.get(mark.kind, {})  # type: ignore[assignment]
            if mark.kind in _BAD and mark.kind != "withdrawn":
                values = {"time": age(mark, language)}
            kind = "bad" if mark.kind in _BAD else "note" if mark.kind in ("waiting", "final") else ""
            found.append({"kind": kind, "text": say(f"press.note_{mark.kind}", **values).first(language)})
    return found


def _curves(desk: Desk, language: str) -> Row | None:
    wide = curve.drawing(desk, language, slim=False)
    return {"wide": wide, "slim": curve.drawing(desk, language, slim=True)} if wide else None


def _open_graph(making: Making, milestone: PressMilestone | None) -> str:
    if milestone is None or not making.site.address:
        return ""
    number = milestone.last.edition.number
    files = making.album.get((milestone.id, number))
    picture = None if files is None else files.picture("open_graph") or files.picture("card")
    return "" if picture is None else making.site.url(f"m/{milestone.id}/r{number}/{picture.png}")


def _milestone(making: Making, milestone: PressMilestone, speaker: Speaker, up: str) -> Row:
    made = milestone.last
    passed = made.edition.milestone
    files = making.album.get((milestone.id, made.edition.number))
    year = max((y.year for y in made.facts.earlier_years), default=None)
    note = sentences.gain_text(made.facts, passed, speaker.language)
    if not note and year is not None:
        note = speaker.t("not_published", year=str(year))
    if made.edition.withdrawn:
        note = speaker.t("withdrawn")
    has_thumb = files is not None and THUMB in files.files and not made.edition.withdrawn
    return {
        "href": f"{up}m/{milestone.id}/{speaker.language}.html",
        "thumb": f"m/{milestone.id}/r{made.edition.number}/{THUMB}" if has_thumb else "",
        "sum": sum_text(milestone, speaker.language),
        "other": sum_text(milestone, speaker.other) if speaker.other else "",
        "note": note,
        "at": writing.told(passed.at_us, made.facts),
        "by": "" if passed.exact else say("wall.by").first(speaker.language),
        "withdrawn": made.edition.withdrawn is not None,
    }


def _tables(desk: Desk, speaker: Speaker, up: str) -> list[Row]:
    time = writing.time_text(desk.instant.gmv.at_us, desk.facts)
    end = f" · {speaker.t('simulated')}" if desk.simulated else ""
    return [
        {
            "title": say(f"wall.{name}").first(speaker.language),
            "other": speaker.beside(say(f"wall.{name}")),
            "id": name,
            "links": Markup('<a href="{}{}.csv">CSV</a>').format(up, "cities" if name == "cities" else "rankings"),
            "caption": speaker.t("as_of_time", time=time) + end,
            "rows": rank_rows(entries, desk.instant, speaker, ROWS),
        }
        for name, entries in desk.instant.rankings.items()
    ]


def origin(desk: Desk, speaker: Speaker) -> list[Row]:
    """Where the total comes from."""
    found = desk.instant.provenance
    if found is None:
        return []
    judged = "accepted" if found.judgement == "accepted" else "accepted_correction"
    return [
        {"key": speaker.t("recording"), "value": found.recording},
        *([{"key": speaker.t("source"), "value": found.source}] if found.source else []),
        {"key": speaker.t("answer"), "value": str(found.answer)},
        {"key": speaker.t("answer_sha"), "value": found.sha256 or MISSING, "hash": True},
        {"key": speaker.t("judged"), "value": speaker.t(judged)},
    ]


def _banners(desk: Desk, speaker: Speaker) -> list[Row]:
    """The newest correction, while the figures bear the mark of it."""
    if not desk.corrections or not desk.instant.has("corrected"):
        return []
    newest = desk.corrections[-1]
    text = sentences.correction_text(newest, speaker.language)
    return [{"time": writing.time_text(newest.told.at_us, newest.facts), "text": sentences.capital(text)}]


def _news(making: Making, speaker: Speaker) -> list[Row]:
    desk = making.desk
    return [
        {"at": writing.told(item.at_us, desk.facts), "text": speaker.first(item.said)}
        for item in reversed(desk.news[-TOLD:])
    ]
