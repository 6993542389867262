"""Several sources as one snapshot, sources with a mapping of their own, and mixed lists that take over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.asked import answer, failed, opened, reading, said
from tests.sources.web import Web
from wallboard.core.contract.reading import read_answer
from wallboard.core.instants import read_iso, to_us
from wallboard.core.mapping import Mapping
from wallboard.sources.joined import joined
from wallboard.sources.protocol import FetchFailed, NotModified

WIDE = "at,gmv,orders\n2026-11-27T20:00:00+01:00,1234.56,7\n"


def part(at: str = "2026-11-27T19:00:05Z", **fields: Any) -> bytes:
    return json.dumps({"contract": "wallboard/1", "at": at, **fields}).encode()


def both(web: Web, folder: Path, **keys: Any) -> Any:
    """Orders in a file and viewers over HTTP."""
    (folder / "wall.csv").write_text(WIDE)
    return opened(
        {"kind": "file", "path": str(folder / "wall.csv"), "join": "shop", "name": "orders"},
        {"url": web.url, "join": "shop", "name": "viewers"} | keys,
    )


def test_the_parts_make_one_snapshot_that_is_as_old_as_the_oldest(web: Web, tmp_path: Path) -> None:
    web.say(part(audience=[{"channel": "app", "viewers": 5}]))
    told = said(both(web, tmp_path))
    assert (told["at"], told["gmv"], told["audience"][0]["viewers"]) == ("2026-11-27T19:00:00+00:00", "1234.56", 5)
    assert answer(both(web, tmp_path)).source == "shop"


def test_a_figure_that_two_state_is_refused_with_both_names(web: Web, tmp_path: Path) -> None:
    web.say(part(gmv="5"))
    assert "orders and viewers both state gmv" in failed(both(web, tmp_path)).message


def test_what_parts_say_is_read_as_if_one_had_said_it() -> None:
    figures = b'"gmv": 1.50, "orders": 512.0, "orders_per_second": 5e1, "mobile_share": 0.92, "rate": 1.5'
    one = b'{"at": "2026-11-27T19:00:00Z", %s, "buyers": 3, "simulated": true}' % figures
    parts = (
        b'{"at": "2026-11-27T19:00:00Z", %s, "debug": 1}' % figures,
        part(buyers=3, rate=1.5, simulated=True, debug="2"),
    )
    told = read_answer(joined([("a", parts[0]), ("b", parts[1])]))
    assert (told.snapshot, told.problems) == (read_answer(one).snapshot, ())


@pytest.mark.parametrize("value", [0, 0.0, "", "no", [], 1, None, False, True])
def test_what_may_be_a_simulation_counts_as_one_in_any_part(value: object) -> None:
    alone = read_answer(part(gmv="1", simulated=value)).snapshot
    told = read_answer(joined([("a", part(gmv="1")), ("b", part(buyers=3, simulated=value))])).snapshot
    assert alone is not None
    assert told is not None
    assert told.simulated is alone.simulated


@pytest.mark.parametrize("fields", [{"rate": 2}, {"currency": "JPY"}])
def test_parts_that_contradict_each_other_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(FetchFailed, match="of b is"):
        joined([("a", part(gmv="1", rate=1, currency="EUR")), ("b", part(buyers=3, **fields))])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (part(at="now"), "viewers states no time"),
        (part(at="2026-11-27T19:00:00"), "viewers states a time without an offset"),
        (b"[]", "what viewers says is no document of the contract"),
        (b"{", "what viewers says is not JSON"),
    ],
)
def test_a_part_that_cannot_be_used_is_named(web: Web, tmp_path: Path, body: bytes, words: str) -> None:
    web.say(body)
    told = failed(both(web, tmp_path))
    assert (told.kind, words in told.message) == ("unusable", True)


def test_a_part_that_fails_fails_the_whole_and_the_next_source_is_asked(web: Web, tmp_path: Path) -> None:
    web.say(b"", 500)
    assert failed(both(web, tmp_path)).message.startswith("viewers: the endpoint answers with status 500")
    (tmp_path / "backup.csv").write_text(WIDE)
    told = answer(
        opened(
            {"kind": "file", "path": str(tmp_path / "wall.csv"), "join": "shop"},
            {"url": web.url, "join": "shop"},
            {"kind": "file", "path": str(tmp_path / "backup.csv")},
        )
    )
    assert (told.source, [failure.source for failure in told.failures]) == ("backup.csv", ["shop"])


def test_parts_that_say_nothing_new_are_no_news(web: Web, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(WIDE)
    (tmp_path / "b.csv").write_text("field,value\nat,2026-11-27T19:00:00Z\nbuyers,3\n")
    names = ("a.csv", "b.csv")
    source = opened(*({"kind": "file", "path": str(tmp_path / name), "join": "shop"} for name in names))
    first = answer(source)
    assert isinstance(source.fetch(2**62, first.validators), NotModified)
    (tmp_path / "b.csv").write_text("field,value\nat,2026-11-27T19:00:00Z\nbuyers,44\n")
    again = source.fetch(2**62, first.validators)
    assert not isinstance(again, NotModified)
    assert json.loads(again.body)["buyers"] == 44


def test_a_mapping_of_its_own_makes_a_part_of_foreign_json(web: Web, tmp_path: Path) -> None:
    web.say(b'{"t": 1795806005000, "live": {"app": 5}, "fee": "abc"}')
    mapping = {
        "at": {"path": "t", "time_format": "unix_ms"},
        "audience": {"path": "live", "items": True},
        "mobile_share": {"path": "fee", "number": "grouped"},
    }
    told = reading(both(web, tmp_path, mapping=mapping))
    assert told.snapshot is not None
    assert told.snapshot.audience is not None
    assert (told.snapshot.gmv_fen, told.snapshot.audience[0].viewers) == (123456, 5)
    assert [problem.field for problem in told.problems] == ["mobile_share"]


def test_the_mapping_of_the_file_leaves_documents_of_sources_alone(web: Web, tmp_path: Path) -> None:
    rules = Mapping.from_dict({"at": {"path": "t", "time_format": "unix_ms"}, "gmv": {"path": "sum", "scale": "0.01"}})
    web.say(b'{"t": 1795806005000, "sum": 500}')
    (tmp_path / "wall.csv").write_text(WIDE)
    mixed = opened({"kind": "file", "path": str(tmp_path / "none.csv")}, {"url": web.url})
    taken_over = read_answer(answer(mixed).body, rules).snapshot
    from_file = read_answer(answer(opened({"kind": "file", "path": str(tmp_path / "wall.csv")})).body, rules).snapshot
    assert taken_over is not None
    assert from_file is not None
    assert (taken_over.gmv_fen, from_file.gmv_fen) == (500, 123456)


@given(st.lists(st.datetimes(timezones=st.timezones()), min_size=1, max_size=6))
def test_the_oldest_time_is_the_oldest_instant_whatever_its_offset(times: list[Any]) -> None:
    documents = [(f"s{place}", part(at=at.isoformat(), **{f"f{place}": 1})) for place, at in enumerate(times)]
    made = json.loads(joined(documents))
    assert to_us(read_iso(made["at"])) == min(to_us(read_iso(at.isoformat())) for at in times)
    assert {f"f{place}" for place in range(len(times))} <= set(made)


def test_currencies_that_differ_are_refused() -> None:
    with pytest.raises(FetchFailed, match="the currency of b is 'USD', that of the others 'EUR'"):
        joined([("a", part(currency="EUR", gmv="1")), ("b", part(currency="USD"))])


def test_what_is_simulated_in_part_is_simulated() -> None:
    made = read_answer(joined([("a", part(gmv="1")), ("b", part(simulated=True))]))
    assert made.snapshot is not None
    assert made.snapshot.simulated
