"""Both feeds are what their specifications ask for, and keep their ids whatever comes after."""

from __future__ import annotations

import json
import re
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

import jsonfeed
import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pydantic
import pytest
from lxml import etree
from msgspec.structs import replace as with_fields
from rss_parser import AtomParser

from tests.press.rig import BILLION, EVENT, publish
from tests.truth.rig import Wall
from wallboard.core.contract.snapshot import Name

ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[A-Za-z0-9/._~-]+")


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    made = Wall(tmp_path / "night", facts=EVENT, into_s=100)
    made.tell(0.9 * BILLION, best_selling_brands=[{"id": "a", "name": {"en": "A\x01<&>"}, "gmv": "5.00"}])
    made.tell(1.1 * BILLION, simulated=False)
    return made


def both(wall: Wall, folder: Path) -> tuple[dict[str, Any], ET.Element]:
    publish(wall.folder, folder)
    return json.loads((folder / "feed.json").read_text("utf-8")), ET.parse(folder / "atom.xml").getroot()


def test_the_json_feed_is_one_of_version_1_1(wall: Wall, tmp_path: Path) -> None:
    feed, _ = both(wall, tmp_path / "desk")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == "https://press.example/feed.json"
    assert set(feed) <= {
        *("version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items", "_wallboard"),
    }
    for item in feed["items"]:
        assert TAG_URI.fullmatch(item["id"])
        assert item["content_text"]
        assert item["url"].startswith("https://press.example/")
        assert RFC3339.fullmatch(item["date_published"])
        assert set(item) <= {"id", "url", "title", "content_text", "date_published", "language", "_wallboard"}
        assert all(name.startswith("_") or not isinstance(value, dict) for name, value in item.items())
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])


def test_the_atom_feed_has_what_rfc_4287_asks_for(wall: Wall, tmp_path: Path) -> None:
    _, feed = both(wall, tmp_path / "desk")
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(ATOM + name)) == 1, name
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
        "https://press.example/atom.xml"
    ]
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    for entry in entries:
        for name in ("id", "title", "updated", "content"):
            assert len(entry.findall(ATOM + name)) == 1, name
        assert RFC3339.fullmatch(entry.findtext(f"{ATOM}updated") or "")
        assert TAG_URI.fullmatch(entry.findtext(f"{ATOM}id") or "")
    updated = feed.findtext(f"{ATOM}updated")
    assert updated == max(entry.findtext(f"{ATOM}updated") or "" for entry in entries)


def test_both_tell_the_same_and_ids_outlive_corrections(wall: Wall, tmp_path: Path) -> None:
    before, atom = both(wall, tmp_path / "desk")
    assert [item["id"] for item in before["items"]] == [e.findtext(f"{ATOM}id") for e in atom.findall(f"{ATOM}entry")]
    for _ in range(4):
        wall.tell(0.95 * BILLION)
    wall.tell(1.05 * BILLION)
    after, _ = both(wall, tmp_path / "desk")
    titles = [item["title"] for item in after["items"]]
    assert sum("更正" in title for title in titles) == 2, "the total, and the sum that it took back"
    assert {"gmv-1bn-r1-withdrawn", "gmv-1bn-r2"} <= {item["id"].rpartition("/")[2] for item in after["items"]}
    assert not any(item["id"].endswith("/gmv-1bn-r1") for item in after["items"]), "what was wrong is not told again"


def test_a_simulation_stands_in_every_item(tmp_path: Path) -> None:
    wall = Wall(tmp_path / "night", facts=EVENT, into_s=100)
    wall.tell(0.9 * BILLION, simulated=True)
    wall.tell(1.1 * BILLION, simulated=True)
    feed, atom = both(wall, tmp_path / "desk")
    assert feed["_wallboard"]["simulated"] is True
    for item in feed["items"]:
        assert item["title"].startswith("【模拟数据，非真实成交】")
        assert "SIMULATED" in item["content_text"]
    assert all(e.find(f"{ATOM}category") is not None for e in atom.findall(f"{ATOM}entry"))


GRAMMAR = Path(__file__).parent / "atom.rng"
"""What RFC 4287 asks of a feed, as a grammar."""
SCHEMA = json.loads((Path(__file__).parent / "json-feed.json").read_text("utf-8"))
"""What version 1.1 of JSON Feed asks of a feed, as a schema."""


def held_against(folder: Path) -> tuple[list[str], list[str]]:
    """What the grammar of Atom and the schema of JSON Feed say against the feeds of a desk."""
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    grammar.validate(etree.parse(folder / "atom.xml"))
    checked = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    said = checked.iter_errors(json.loads((folder / "feed.json").read_text("utf-8")))
    return [str(error) for error in grammar.error_log], [error.message for error in said]


def others_say(folder: Path) -> list[str]:
    """What libraries that are not ours say against the feeds: models of both formats with what each must have."""
    found = []
    try:
        AtomParser.parse((folder / "atom.xml").read_text("utf-8"))
    except (pydantic.ValidationError, ExpatError) as error:
        found.append(f"Atom: {error}")
    try:
        jsonfeed.Feed.parse(json.loads((folder / "feed.json").read_text("utf-8")))
    except jsonfeed.ParseError as error:
        found.append(f"JSON: {error}")
    return found


@pytest.mark.parametrize("sums", [(), (1.1,), (1.1, 0.95, 0.95, 0.95, 0.95, 1.2)], ids=["none", "one", "corrected"])
def test_others_read_the_feeds_as_they_are_meant(wall: Wall, tmp_path: Path, sums: tuple[float, ...]) -> None:
    for said in sums:
        wall.tell(said * BILLION)
    feed, atom = both(wall, tmp_path / "desk")
    assert held_against(tmp_path / "desk") == ([], [])
    assert others_say(tmp_path / "desk") == []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of names that it will drop
        import feedparser  # noqa: PLC0415

        read = feedparser.parse((tmp_path / "desk/atom.xml").read_bytes())
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert [entry.id for entry in read.entries] == [item["id"] for item in feed["items"]]
    assert [entry.title for entry in read.entries] == [item["title"] for item in feed["items"]]
    assert [entry.link for entry in read.entries] == [item["url"] for item in feed["items"]]
    assert all(entry.get("updated_parsed") for entry in read.entries)
    assert len(read.entries) == len(atom.findall(f"{ATOM}entry"))


def test_the_grammar_and_the_schema_find_what_is_wrong(wall: Wall, tmp_path: Path) -> None:
    both(wall, tmp_path)
    (tmp_path / "atom.xml").write_text(
        (tmp_path / "atom.xml").read_text("utf-8").replace("updated>", "update>"), "utf-8"
    )
    feed = json.loads((tmp_path / "feed.json").read_text("utf-8"))
    del feed["items"][0]["id"]
    (tmp_path / "feed.json").write_text(json.dumps(feed), "utf-8")
    atom_said, json_said = held_against(tmp_path)
    assert atom_said
    assert any("id" in line for line in json_said)


ATOM_MUST_HAVE = ("id", "title")
"""What the models of others ask of a feed and of each of its entries."""


@pytest.mark.parametrize("name", ATOM_MUST_HAVE)
@pytest.mark.parametrize("where", ["feed", "entry"])
def test_others_find_what_an_atom_feed_lacks(wall: Wall, tmp_path: Path, where: str, name: str) -> None:
    both(wall, tmp_path)
    assert others_say(tmp_path) == []
    text = (tmp_path / "atom.xml").read_text("utf-8")
    at = text.index("<entry>") if where == "entry" else 0
    (tmp_path / "atom.xml").write_text(text[:at] + re.sub(f"<{name}>[^<]*</{name}>", "", text[at:], count=1), "utf-8")
    assert [line.partition(":")[0] for line in others_say(tmp_path)] == ["Atom"]


@pytest.mark.parametrize("name", ["title", "items.id"])
def test_others_find_what_a_json_feed_lacks(wall: Wall, tmp_path: Path, name: str) -> None:
    feed, _ = both(wall, tmp_path)
    where, _, key = name.rpartition(".")
    del (feed[where][0] if where else feed)[key]
    (tmp_path / "feed.json").write_text(json.dumps(feed), "utf-8")
    assert [line.partition(":")[0] for line in others_say(tmp_path)] == ["JSON"]


ODD = [
    "\x00\x01\x08\x0b\x0c\x1f",
    "\x7f\x85\u2028\ufdd0\ufffe\uffff",
    "\u202eevil\u202c \u200f",
    "]]><!--&#0;",
    "👩\u200d🚀" * 40,
]
"""What no source should send: controls, what XML forbids or discourages, text that turns its direction, markup."""


@pytest.mark.parametrize("name", ODD, ids=["controls", "forbidden", "turned", "markup", "emoji"])
def test_odd_letters_leave_both_feeds_what_they_are(tmp_path: Path, name: str) -> None:
    facts = with_fields(EVENT, name=Name(zh=f"节{name}", en=f"Event {name}"))
    with Wall(tmp_path / "night", facts=facts, into_s=100) as wall:
        wall.tell(0.9 * BILLION, best_selling_brands=[{"id": "a", "name": {"en": f"A {name}"}, "gmv": "5.00"}])
        for _ in range(70):
            wall.tell(1.1 * BILLION, best_selling_brands=[{"id": "b", "name": {"en": f"B {name}"}, "gmv": "6.00"}])
        publish(wall.folder, tmp_path / "desk")
    assert held_against(tmp_path / "desk") == ([], [])
    assert others_say(tmp_path / "desk") == []
    for file in (tmp_path / "desk").rglob("*"):
        if file.suffix in (".html", ".csv", ".txt", ".xml"):
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\uffff]", file.read_text("utf-8")), file
