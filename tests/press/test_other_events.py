"""Desks of other events: other languages, currencies, no start, metrics of the operator's own; nothing is made up."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as with_fields

from tests.press.rig import EVENT, publish, publisher, texts
from tests.truth.rig import RULES, Wall, iso
from wallboard.core.contract.metric import Metric
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EventInfo
from wallboard.press.addresses import is_address

LANGUAGES = [("en",), ("zh",), ("de", "en"), ("ja", "pt"), ("pt", "zh"), ("en-IN", "de-AT")]
SUM = 10**7


def desk(
    tmp_path: Path, facts: EventInfo, languages: tuple[str, ...], *sums: float | str, brands: Sequence[object] = ()
) -> Path:
    rules = with_fields(RULES, start_us=facts.start_us, end_us=facts.end_us)
    wall = Wall(tmp_path / "night", facts=facts, rules=rules, into_s=100)
    for said in sums:
        wall.tell(
            said, metrics={"refunds": 3}, cities=[{"code": "330100", "gmv": "5"}], best_selling_brands=list(brands)
        )
    made = publisher(wall.folder, tmp_path / "desk", facts)
    made.site = replace(made.site, languages=languages)
    bounds = made.desks.reader.bounds
    assert bounds is not None
    made_desk = made.desk_at(bounds[1], "paused")
    made.issue(made_desk, made.missing(made_desk))
    made.write(made_desk)
    made.desks.reader.close()
    return tmp_path / "desk"


@pytest.mark.parametrize("languages", LANGUAGES, ids="+".join)
def test_every_language_of_the_wall_has_its_pages(tmp_path: Path, languages: tuple[str, ...]) -> None:
    facts = with_fields(EVENT, milestones_fen=(SUM * 100,))
    folder = desk(tmp_path, facts, languages, 0.9 * SUM, 1.1 * SUM)
    for tag in languages:
        page = (folder / tag / "index.html").read_text("utf-8")
        assert f'<html lang="{tag}">' in page
        assert (folder / "m" / "gmv-10m" / f"{tag}.html").is_file()
        assert (folder / "embed" / "gmv-10m" / f"{tag}.html").is_file()
        assert "press.gmv" not in page, "a phrase that is missing would stand there by its key"


@pytest.mark.parametrize(
    ("currency", "digits", "second", "said", "exact"),
    [
        ("JPY", 0, "USD", "11000000", "11000000"),
        ("KWD", 3, "USD", "11000000.125", "11000000.125"),
        ("EUR", 2, "USD", "11000000.5", "11000000.50"),
        ("", 2, "USD", "11000000.5", "11000000.50"),
        ("USD", 2, "EUR", "11000000.99", "11000000.99"),
    ],
)
def test_amounts_keep_all_their_places(
    tmp_path: Path, currency: str, digits: int, second: str, said: str, exact: str
) -> None:
    facts = with_fields(
        EVENT, currency=currency, minor_digits=digits, second=second, milestones_fen=(SUM * 10**digits,)
    )
    folder = desk(tmp_path, facts, ("en", "zh"), "9000000", said)
    state = json.loads((folder / "state.json").read_text("utf-8"))
    assert state["figures"][0]["value"] == exact
    assert state["currency"] == currency
    assert state["milestones"][0]["sum"] == f"{SUM:.{digits}f}"
    assert "11,000,000" in (folder / "en" / "index.html").read_text("utf-8").replace('<span class="c">,</span>', ",")


def test_an_event_without_start_year_rate_or_definition_states_none(tmp_path: Path) -> None:
    facts = EventInfo(Name(en="Bare"), zone="UTC", interval_us=10**6, delay_us=1_500_000, milestones_fen=(SUM * 100,))
    folder = desk(tmp_path, facts, ("en",), 0.9 * SUM, 1.1 * SUM)
    page = (folder / "m" / "gmv-10m" / "en.html").read_text("utf-8")
    assert "After the start" not in page
    assert "sooner" not in page
    assert "US$" not in page
    assert "None" not in page
    front = (folder / "en" / "index.html").read_text("utf-8")
    assert "after the start" not in front
    assert "RMB" not in front
    assert "2016" not in front


def test_of_two_events_in_one_recording_each_caption_names_its_own(tmp_path: Path) -> None:
    with Wall(tmp_path / "night", facts=EVENT, into_s=100) as wall:
        for sum_ in (0.9, 1.05):
            wall.tell(sum_ * 10**9)
        wall.wait(2)
    assert EVENT.start_us is not None
    other = with_fields(
        EVENT, name=Name(zh="另一个", en="Other"), currency="EUR", start_us=EVENT.start_us + 3600 * 10**6
    )
    with Wall(tmp_path / "night", facts=other, into_s=3700) as wall:
        for _ in range(4):
            wall.tell(0.5 * 10**9, currency="EUR")
        wall.wait(2)
        publish(wall.folder, tmp_path / "desk")
    (told,) = json.loads((tmp_path / "desk/milestones.json").read_text("utf-8"))["milestones"]
    assert told["status"] == ["WITHDRAWN"], "another event has begun: of the first nothing counts"
    caption = told["editions"][0]["captions"]["en"]
    assert "the Event & <Sons> shows gross merchandise volume passing RMB 1 billion" in caption
    assert "Other" not in caption
    assert "Other" in (tmp_path / "desk/en/index.html").read_text("utf-8")


def test_a_correction_is_told_in_the_currency_and_the_zone_of_its_own_event(tmp_path: Path) -> None:
    """Yuan with two places in Shanghai, then yen without any in Tokyo, in one folder: each total falls once."""
    assert EVENT.start_us is not None
    other = with_fields(
        EVENT,
        name=Name(zh="另一个", en="Other"),
        currency="JPY",
        minor_digits=0,
        zone="Asia/Tokyo",
        start_us=EVENT.start_us + 3600 * 10**6,
        milestones_fen=(10**8,),
    )
    for facts, code, into_s in ((EVENT, "CNY", 100), (other, "JPY", 3700)):
        rules = with_fields(RULES, currency=code, start_us=facts.start_us)
        with Wall(tmp_path / "night", rules=rules, facts=facts, into_s=into_s) as wall:
            for sum_ in ["2000000000"] * 5 + ["1999999999"] * 5:  # four that agree are believed
                wall.tell(sum_, currency=code)
            wall.wait(2)
            publish(wall.folder, tmp_path / "desk")
    said = json.loads((tmp_path / "desk/corrections.json").read_text("utf-8"))["corrections"]
    assert [(each["was"], each["is"], each["at"][-6:]) for each in said] == [
        ("2000000000.00", "1999999999.00", "+08:00"),
        ("2000000000", "1999999999", "+09:00"),
    ]
    log = (tmp_path / "desk/corrections/en.html").read_text("utf-8")
    assert "RMB" in said[0]["text"]["en"]
    assert "¥1,999,999,999, not ¥2,000,000,000" in said[1]["text"]["en"]
    assert all(each["text"]["en"][1:] in log for each in said)
    items = json.loads((tmp_path / "desk/feed.json").read_text("utf-8"))["items"]
    fed = "".join(item["content_text"] for item in items)
    assert all(each["text"]["en"] in fed for each in said)


def test_a_metric_of_the_operators_own_stands_among_the_figures(tmp_path: Path) -> None:
    own = Metric("refunds", "count", total=True, title=Name(en="Refunds", zh="退款"), field="refunds")
    folder = desk(tmp_path, with_fields(EVENT, metrics=(own,)), ("en", "zh"), 0.9 * SUM)
    assert "Refunds" in (folder / "en" / "index.html").read_text("utf-8")
    figures = json.loads((folder / "state.json").read_text("utf-8"))["figures"]
    assert next(f["value"] for f in figures if f["name"] == "refunds") == 3


def test_markup_in_what_a_source_says_stays_text(tmp_path: Path) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    wall = Wall(tmp_path / "night", facts=with_fields(EVENT, name=Name(en=evil, zh=evil), logo=evil), into_s=100)
    brand = {"id": "a", "name": {"en": evil, "zh": evil}, "gmv": "5.00"}
    wall.tell(0.9 * 10**9, best_selling_brands=[brand])
    wall.tell(1.05 * 10**9, best_selling_brands=[brand])
    made = publisher(wall.folder, tmp_path / "desk")
    bounds = made.desks.reader.bounds
    assert bounds is not None
    made_desk = made.desk_at(bounds[1], "paused")
    made.issue(made_desk, made.missing(made_desk))
    made.write(made_desk)
    for name, text in texts(tmp_path / "desk").items():
        if name.endswith((".html", ".xml")):
            assert "<script>alert" not in text, name
            assert "<img src=x" not in text, name


@pytest.mark.parametrize("address", ["10.0.0.5:8080", "metrics.example", "collector:9090", "[::1]:80", "localhost"])
def test_the_address_of_a_source_without_a_name_stands_nowhere(tmp_path: Path, address: str) -> None:
    facts = with_fields(EVENT, name=Name(en=address, zh=address), milestones_fen=(SUM * 100,))
    wall = Wall(tmp_path / "night", facts=facts, into_s=100)
    for second, said in enumerate(("9000000.00", "11000000.00"), 1):
        wall.now_us += 10**6
        wall.answer(json.dumps({"at": iso(wall.now_us), "gmv": said, "sequence": second}).encode(), source=address)
    made = publisher(wall.folder, tmp_path / "desk", facts)
    bounds = made.desks.reader.bounds
    assert bounds is not None
    made_desk = made.desk_at(bounds[1], "paused")
    made.issue(made_desk, made.missing(made_desk))
    made.write(made_desk)
    for name, text in texts(tmp_path / "desk").items():
        assert address not in text, name
    assert "Event" in (tmp_path / "desk" / "en" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["11.11", "primary", "Autumn Sale", "双11", "Sale: 2026", "v1.2"])
def test_a_name_is_no_address(name: str) -> None:
    assert not is_address(name)


@pytest.mark.parametrize(
    ("languages", "columns", "cups"),
    [
        (("de", "en"), ("name_de", "name_en"), ("Tassen", "Cups")),
        (("en",), ("name_en",), ("Cups",)),
        (("zh", "en"), ("name_zh", "name_en"), ("", "Cups")),
        (("de-AT", "ja"), ("name_de-AT", "name_ja", "name_en", "name_fr", "name_zh"), ("Tassen", "", "Cups", "", "")),
    ],
)
def test_tables_name_things_in_the_languages_of_the_event(
    tmp_path: Path, languages: tuple[str, ...], columns: tuple[str, ...], cups: tuple[str, ...]
) -> None:
    named: dict[str, tuple[object, tuple[str, ...]]] = {
        "cups": ({"de": "Tassen", "en": "Cups"}, cups),
        "acme": ("Acme", ("Acme",) * len(cups)),
    }
    if "name_fr" in columns:
        named["sel"] = ({"fr": "Sel"}, ("", "", "", "Sel", ""))
    brands = [{"id": id_, "name": name, "gmv": "5"} for id_, (name, _) in named.items()]
    folder = desk(tmp_path, EVENT, languages, 0.9 * SUM, 1.1 * SUM, brands=brands)
    with (folder / "rankings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file) if row["ranking"] == "best_selling_brands"}
    assert tuple(column for column in rows["cups"] if column.startswith("name_")) == columns
    assert {id_: tuple(rows[id_][column] for column in columns) for id_ in named} == {
        id_: cells for id_, (_, cells) in named.items()
    }
