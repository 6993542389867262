"""The feeds (JSON Feed 1.1 and Atom): milestones, corrections, leads and peaks, each once under a permanent id."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from urllib.parse import urlsplit

from wallboard.core.instants import from_us
from wallboard.press import sentences, writing
from wallboard.press.clean_text import printable
from wallboard.press.data_files import as_json
from wallboard.press.milestone_corrections import correction_notice
from wallboard.press.page_context import Making, sum_text
from wallboard.press.picture_words import edition_captions

MOST = 200
_ATOM = "http://www.w3.org/2005/Atom"
_EPOCH = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item: `key` is its permanent name, `texts` what it says by language, the leading one first."""

    key: str
    path: str
    title: str
    texts: dict[str, str]
    at_us: int
    commit_us: int


def feeds(making: Making) -> dict[str, bytes]:
    """Both feeds by file name."""
    items = sorted(_items(making), key=lambda item: (-item.commit_us, item.key))[:MOST]
    return {"feed.json": as_json(_json_feed(making, items)), "atom.xml": _atom(making, items)}


def _items(making: Making) -> list[FeedItem]:
    desk, languages = making.desk, making.site.languages
    leading = languages[0]
    mark = sentences.lead(desk.simulated, leading)
    found = []
    for milestone in making.shown:
        for made in milestone.editions:
            passed, number = made.edition.milestone, made.edition.number
            path = f"m/{milestone.id}/"
            title = sentences.news_title(desk, milestone, leading)
            texts = {tag: str(said) for tag, said in edition_captions(making, milestone, made).items()}
            item = FeedItem(f"{milestone.id}-r{number}", path, f"{mark}{title}", texts, passed.at_us, passed.commit_us)
            withdrawn = made.edition.withdrawn
            if withdrawn is None:
                found.append(item)
                continue
            texts = {tag: str(correction_notice(making, milestone, made, tag)) for tag in languages}
            title = f"{mark}{sentences.correction_word(leading)} · {sum_text(milestone, leading)}"
            key = f"{milestone.id}-r{number}-withdrawn"
            found.append(FeedItem(key, path, title, texts, withdrawn.at_us, withdrawn.commit_us))
    for each in desk.corrections:
        texts = {
            tag: f"{sentences.lead(desk.simulated, tag)}{sentences.correction_text(each, tag)}" for tag in languages
        }
        title = f"{mark}{sentences.correction_word(leading)}"
        correction = each.told
        key = f"correction-{correction.commit_us}"
        found.append(FeedItem(key, "corrections/", title, texts, correction.at_us, correction.commit_us))
    for news in desk.news:
        texts = {tag: f"{sentences.lead(desk.simulated, tag)}{news.said.first(tag)}" for tag in languages}
        found.append(FeedItem(news.id, "", texts[leading], texts, news.at_us, news.commit_us))
    return found


def _id(making: Making, item: FeedItem) -> str:
    """A tag URI (RFC 4151) that stays the same wherever the pages are moved to."""
    origin = making.desk.instant.provenance
    host = urlsplit(making.site.address).hostname or "wallboard.invalid"
    year = from_us(making.desk.facts.start_us or item.at_us).year
    return f"tag:{host},{max(year, 1970)}:{'' if origin is None else origin.identity}/{item.key}"


def _time(at_us: int) -> str:
    return from_us(at_us).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json_feed(making: Making, items: list[FeedItem]) -> dict[str, object]:
    site, desk, leading = making.site, making.desk, making.site.languages[0]
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(making),
        "description": site.texts.licence.first(leading),
        "language": leading,
        "authors": [{"name": site.texts.credit.first(leading)}],
        "_wallboard": {"about": "simulated: not real sales", "simulated": desk.simulated},
        "items": [
            {
                "id": _id(making, item),
                "url": site.url(item.path),
                "title": item.title,
                "content_text": "\n\n".join(item.texts.values()),
                "date_published": _time(item.at_us),
                "language": leading,
                "_wallboard": {
                    "simulated": desk.simulated,
                    "at": writing.iso(item.at_us, desk.facts),
                    "texts": item.texts,
                },
            }
            for item in items
        ],
    }
    if site.address:
        feed |= {"home_page_url": site.url(""), "feed_url": site.url("feed.json")}
    return feed


def _title(making: Making) -> str:
    desk, leading = making.desk, making.site.languages[0]
    mark = sentences.lead(desk.simulated, leading)
    return f"{mark}{sentences.event_title(desk.facts, leading)} · {sentences.desk_word(leading)}"


def _atom(making: Making, items: list[FeedItem]) -> bytes:
    ET.register_namespace("", _ATOM)
    site, leading = making.site, making.site.languages[0]
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": leading})

    def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
        element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        element.text = printable(text) or None
        return element

    whole = FeedItem("feed", "", "", {}, 0, 0)
    add(feed, "title", _title(making))
    add(feed, "id", _id(making, whole))
    newest = max((item.at_us for item in items), default=making.desk.instant.gmv.at_us)
    add(feed, "updated", _EPOCH if newest is None else _time(newest))
    add(feed, "rights", site.texts.licence.first(leading))
    add(add(feed, "author"), "name", site.texts.credit.first(leading))
    if site.address:
        add(feed, "link", rel="self", type="application/atom+xml", href=site.url("atom.xml"))
        add(feed, "link", rel="alternate", type="text/html", href=site.url(""))
    for item in items:
        entry = add(feed, "entry")
        add(entry, "id", _id(making, item))
        add(entry, "title", item.title)
        add(entry, "updated", _time(item.at_us))
        add(entry, "published", _time(item.at_us))
        add(entry, "link", rel="alternate", type="text/html", href=site.url(item.path))
        if making.desk.simulated:
            add(entry, "category", term="simulated")
        add(entry, "content", "\n\n".join(item.texts.values()), type="text")
    written: bytes = ET.tostring(feed, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written
