"""The sources of a file: what each kind takes and needs, and what is wrong with a query before anybody is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from wallboard.config.load import load
from wallboard.config.problems import ConfigFileError
from wallboard.config.source_settings import SourceSettings
from wallboard.core.query_text import asks_until, states_reading_time, with_until, wrong_with_query

SQL = "[[source]]\nkind = 'postgresql'\nurl = 'postgresql://h/d'\n"
TOTALS = "SELECT max(t) AS at, sum(a) AS gmv FROM orders"


@pytest.fixture
def problem(tmp_path: Path) -> Callable[[str], str]:
    """The only problem of a file with this text."""

    def told(text: str) -> str:
        file = tmp_path / "wall.toml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigFileError) as raised:
            load(file)
        (only,) = raised.value.problems
        return str(only)

    return told


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        (SQL, "source[0].queries", "is missing"),
        (f"{SQL}[source.queries]\ncities = '{TOTALS}'", "queries", "has no totals"),
        (f"{SQL}[source.queries]\ntotals = '{TOTALS}'\ncitys = 'SELECT 1'", "queries.citys", "did you mean 'cities'"),
        (f"{SQL}[source.queries]\ntotals = 'DELETE FROM orders'", "queries.totals", "no query that reads"),
        (f"{SQL}[source.queries]\ntotals = 'SELECT 1; SELECT 2'", "queries.totals", "more than one statement"),
        (f"{SQL}[source.queries]\ntotals = 'SELECT now() AS at, 1 AS gmv'", "queries.totals", "the time of reading"),
        (f"{SQL}topic = 'a'\n[source.queries]\ntotals = '{TOTALS}'", "topic", "it is for mqtt"),
        (
            "[[source]]\nkind = 'postgresql'\nurl = 'http://h/d'\nqueries = { totals = 'SELECT 1' }",
            "url",
            "begins with postgresql://",
        ),
        ("[[source]]\nkind = 'mysql'\nurl = 'h'\nqueries = { totals = 'SELECT 1' }", "url", "begins with mysql://"),
        ("[[source]]\nkind = 'mqtt'\nurl = 'mqtt://h'", "topic", "is missing"),
        ("[[source]]\nkind = 'mqtt'\nurl = 'mqtt://h'\ntopic = 'a/#'", "topic", "no single topic"),
        ("[[source]]\nkind = 'file'", "path", "is missing"),
        ("[[source]]\nkind = 'file'\npath = 'a.csv'\nzone = 'Mars'", "zone", "no time zone"),
        ("[[source]]\nkind = 'file'\npath = 'a.csv'\nnumber = 'groupd'", "number", "no spelling of numbers"),
        ("[[source]]\nkind = 'file'\npath = 'a.csv'\nmapping = { gmv = 'x' }", "mapping", "is for JSON"),
        ("[[source]]\nurl = 'http://h'\nmapping = { gvm = 'x' }", "mapping", "no such field"),
        ("[[source]]\nurl = 'http://h'\nqueries = { a = 'b' }", "queries", 'a source of the kind "http"'),
        (
            "[[source]]\nkind = 'prometheus'\nurl = 'http://h'\nqueries = { gmv = 'x' }",
            "queries",
            "at = 'min(timestamp(your_metric))'",
        ),
        (
            "[[source]]\nkind = 'prometheus'\nurl = 'http://h'\nqueries = { at = 'time()', gmv = 'x' }",
            "queries.at",
            "says nothing of the age",
        ),
        (
            "[[source]]\nkind = 'prometheus'\nurl = 'http://h'\nscale.gmv = '0'\nqueries.at = 'timestamp(x)'",
            "scale.gmv",
            "not a number above 0",
        ),
        (
            "[[source]]\nkind = 'prometheus'\nurl = 'http://h'\nqueries = { at = 'timestamp(x)', gmw = 'x' }",
            "queries.gmw",
            "did you mean 'gmv'",
        ),
    ],
)
def test_a_mistake_is_one_line_with_its_key(problem: Callable[[str], str], text: str, place: str, says: str) -> None:
    told = problem(text)
    assert place in told
    assert says in told


def test_nothing_that_may_be_a_secret_is_shown_of_a_source() -> None:
    source = SourceSettings.model_validate(
        {
            "kind": "postgresql",
            "url": "postgresql://wall:hidden-One@h/d?password=hidden-Two",
            "queries": {"totals": f"{TOTALS} WHERE key = 'hidden-Three'"},
        }
    )
    assert "hidden" not in repr(source)
    posted = SourceSettings.model_validate({"url": "http://h", "body": "key=hidden-Four"})
    assert "hidden" not in repr(posted)


def test_a_label_holds_no_secret() -> None:
    queries = {"totals": TOTALS}
    named = SourceSettings(kind="postgresql", url="postgresql://u:hidden@db.example:5433/shop", queries=queries)
    assert named.label == "db.example:5433"
    assert SourceSettings(kind="postgresql", url="postgresql:///shop", queries=queries).label == "postgresql"
    assert SourceSettings(kind="file", path=Path("/a/wall.csv")).label == "wall.csv"


def test_what_no_kind_takes_is_refused_for_each_kind() -> None:
    with pytest.raises(ValidationError, match='means nothing to a source of the kind "mqtt"'):
        SourceSettings.model_validate({"kind": "mqtt", "url": "mqtt://h", "topic": "a", "proxy": "http://p:1"})


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("SELECT 1 WHERE t <= :until", True),
        ("SELECT 1 WHERE t <= ':until'", False),
        ("SELECT 1 -- :until", False),
        ("SELECT 1 /* :until */", False),
        ("SELECT 1 WHERE t <= $$:until$$", False),
        ("SELECT x::until", False),
        ("SELECT :untilnow", False),
        ('SELECT ":until" FROM t WHERE u < :UNTIL', True),
    ],
)
def test_the_place_of_the_time_is_found_in_code_alone(text: str, asks: bool) -> None:
    assert asks_until(text) is asks
    assert ("@@" in with_until(text, "@@")) is asks


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("SELECT now() AS at", True),
        ("SELECT NOW(6) at, 1", True),
        ("SELECT current_timestamp AS at", True),
        ("SELECT clock_timestamp()::timestamptz AS at", True),
        ("SELECT least(max(t), now()) AS at", False),
        ("SELECT max(t) AS at FROM o WHERE t < now()", False),
        ("SELECT 'now() AS at', max(t) AS at", False),
    ],
)
def test_the_time_of_reading_is_told_from_that_of_the_data(text: str, is_it: bool) -> None:
    assert states_reading_time(text) is is_it


@pytest.mark.parametrize(
    "text", ["SELECT ';'", "SELECT 1;", "(SELECT 1)", "WITH a AS (SELECT 1) SELECT * FROM a", "-- x\nSELECT 1"]
)
def test_a_query_that_reads_is_one(text: str) -> None:
    assert wrong_with_query(text) is None


@given(st.text(alphabet="abc %'\"`-/*$;:\\\n", max_size=60))
def test_any_text_is_a_query_or_none_and_keeps_its_words(text: str) -> None:
    said: Any = wrong_with_query(text)
    assert said is None or isinstance(said, str)
    if not asks_until(text):
        kept = with_until(text, "@@", percent="%")
        assert text.startswith(kept.rstrip()) or kept in text
