"""A file as a source: CSV, Parquet and documents, exact, and never one that is half written."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from tests.sources.asked import answer, failed, opened, reading, said
from wallboard.config.collection import Polling
from wallboard.config.source_settings import SourceSettings
from wallboard.core.errors import ConfigError
from wallboard.core.masking import KNOWN
from wallboard.sources.document import document
from wallboard.sources.file_source import FileSource
from wallboard.sources.protocol import FetchFailed, NotModified, SourceRequest
from wallboard.sources.table_file import csv_rows, tables_of

Put = Callable[..., Any]

WIDE = "at,gmv,orders\n2026-11-27T20:00:00+01:00,1234.56,7\n"
LONG = """field;id;name;value
at;;;2026-11-27T20:00:00+01:00
gmv;;;1234.56
orders;;;7
cities;Berlin;;1000.00
cities;Köln;;234.56
best_selling_brands;42;Brause & Co;99.90
engagement;shakes;;5
metrics.refunds;;;3
"""


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Put a file there, and open it as the configuration does."""

    def start(content: str | bytes, name: str = "wall.csv", **keys: Any) -> Any:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return opened({"kind": "file", "path": str(path)} | keys)

    return start


def test_a_row_of_totals(put: Put) -> None:
    snapshot = reading(put(WIDE)).snapshot
    assert snapshot is not None
    assert (snapshot.gmv_fen, snapshot.figure("orders")) == (123456, 7)
    assert said(put(WIDE))["at"] == "2026-11-27T19:00:00+00:00"


def test_of_several_rows_the_newest_counts_wherever_it_stands(put: Put) -> None:
    rows = ["2026-11-27T20:00:02+01:00,3,3", "2026-11-27T19:00:03Z,4,4", "2026-11-27T20:00:01+01:00,2,2"]
    assert said(put("\n".join(["at,gmv,orders", *rows])))["gmv"] == 4


def test_a_row_for_each_figure_holds_lists_names_and_figures_of_ones_own(put: Put) -> None:
    told = said(put(LONG))
    assert told["cities"] == [{"code": "Berlin", "gmv": 1000}, {"code": "Köln", "gmv": "234.56"}]
    assert told["best_selling_brands"] == [{"name": "Brause & Co", "id": "42", "gmv": "99.90"}]
    assert (told["engagement"], told["metrics"]) == ({"shakes": 5}, {"refunds": 3})
    assert not reading(put(LONG)).problems


def test_parquet_holds_exact_amounts_and_times(put: Put, tmp_path: Path) -> None:
    table = pa.table(
        {
            "at": pa.array([datetime(2026, 11, 27, 19, tzinfo=UTC)], pa.timestamp("us", "UTC")),
            "gmv": pa.array([Decimal("90071992547409.93")], pa.decimal128(30, 2)),
            "orders": pa.array([7], pa.int64()),
        }
    )
    parquet.write_table(table, tmp_path / "made.parquet")
    snapshot = reading(put((tmp_path / "made.parquet").read_bytes(), "wall.parquet")).snapshot
    assert snapshot is not None
    assert (snapshot.gmv_fen, snapshot.figure("orders")) == (9007199254740993, 7)


def test_a_parquet_of_floats_is_refused_where_it_is_not_exact(put: Put, tmp_path: Path) -> None:
    at = pa.array([datetime(2026, 11, 27, 19, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    parquet.write_table(pa.table({"at": at, "gmv": [0.1]}), tmp_path / "made.parquet")
    assert failed(put((tmp_path / "made.parquet").read_bytes(), "wall.parquet")).kind == "unusable"


def test_a_secret_of_the_wall_that_a_file_repeats_is_masked(put: Put) -> None:
    KNOWN.learn(["c4nary-of-a-file-9d0e"])
    text = "field,id,value\nat,,2026-11-27T20:00:00Z\ngmv,,5\nbest_selling_brands,c4nary-of-a-file-9d0e,4\n"
    assert said(put(text))["best_selling_brands"][0]["id"] == "*" * 21


NOW = datetime(2026, 11, 27, tzinfo=UTC)
LARGE = "x" * 1_000_000


def nested_lists() -> Any:
    """Nine rows, each of a thousand lists of a thousand numbers; made when asked for, not when tests are collected."""
    numbers = pa.array(np.ones(9_000_000, np.int64))
    inner = pa.ListArray.from_arrays(pa.array(np.arange(0, 9_000_001, 1000, dtype=np.int32)), numbers)
    return pa.ListArray.from_arrays(pa.array(np.arange(0, 9_001, 1000, dtype=np.int32)), inner)


def repeated_text() -> Any:
    """A text of a megabyte in two thousand rows, kept once."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * 2000, pa.int32()), pa.array([LARGE]))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (lambda: {"at": nested_lists()}, "lists within the column 'at'"),
        (lambda: {"at": repeated_text()}, "once it is unpacked"),
        (lambda: {f"c{number}": [1] for number in range(1001)}, "more than 1,000 columns"),
        (lambda: {"at": pa.array([2**62], pa.timestamp("us", "UTC")), "gmv": [1]}, "no whole Parquet"),
        (lambda: {"at": [NOW], "gmv": [{"a": 1}]}, "lists within the column 'gmv'"),
    ],
)
def test_a_small_parquet_that_claims_too_much_is_refused(
    put: Put, tmp_path: Path, columns: Callable[[], dict[str, Any]], words: str
) -> None:
    parquet.write_table(pa.table(columns()), tmp_path / "bomb.parquet", compression="zstd")
    content = (tmp_path / "bomb.parquet").read_bytes()
    assert len(content) < 1_000_000
    told = failed(put(content, "wall.parquet"))
    assert (told.kind, words in told.message) == ("unusable", True)


def test_a_parquet_of_many_rows_is_read(put: Put, tmp_path: Path) -> None:
    parquet.write_table(pa.table({"at": [NOW] * 9000, "gmv": list(range(9000))}), tmp_path / "many.parquet")
    assert said(put((tmp_path / "many.parquet").read_bytes(), "wall.parquet"))["gmv"] == 8999


def test_a_document_of_the_contract_is_taken_as_it_is(put: Put) -> None:
    body = {"contract": "wallboard/1", "at": "2026-11-27T20:00:00+01:00", "gmv": "5.00"}
    assert said(put(json.dumps(body), "wall.json")) == body


def test_numbers_that_are_spelled_with_groups_are_read_where_it_is_stated(put: Put) -> None:
    text = "at;gmv;orders\n2026-11-27T20:00:00+01:00;1.234.567,89;1.000\n"
    told = said(put(text, number="grouped:comma"))
    assert (told["gmv"], told["orders"]) == ("1234567.89", 1000)
    told = reading(put(text))
    assert told.snapshot is None
    assert 'number = "grouped"' in str(told.problems[0])


def test_what_the_amounts_of_a_file_bear_is_its_currency(put: Put) -> None:
    wide = "at;gmv;orders\n2026-11-27T19:00:00Z;1,234 USD;7"
    assert said(put(wide, number="grouped"))["currency"] == "USD"
    empty = "at;gmv;currency\n2026-11-27T19:00:00Z;1,234 USD;"
    assert said(put(empty, number="grouped"))["currency"] == "USD", "a cell with nothing in it states nothing"
    assert said(put(f"{empty}usd", number="grouped"))["currency"] == "usd", "for the reader to say what is wrong"
    long = "field,id,value\nat,,2026-11-27T19:00:00Z\ngmv,,€12\ncities,Berlin,5 USD"
    with pytest.raises(FetchFailed, match="amounts in EUR and USD"):
        said(put(long, number="grouped"))


def test_times_without_a_zone_are_those_of_the_zone_that_is_stated(put: Put) -> None:
    text = "at,gmv\n2026-07-01T20:00:00,5\n"
    assert said(put(text, zone="Europe/Berlin"))["at"] == "2026-07-01T18:00:00+00:00"
    assert "without a zone" in failed(put(text)).message


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        ("", "unusable", "still being written"),
        ("at,gmv,orders\n", "unusable", "still being written"),
        (WIDE + "2026-11-27T20:00:01+01:00,99", "unusable", "row 3 has 2 cells"),
        (WIDE.replace("gmv", "GMV"), "unusable", "no single figure of the contract"),
        ("gmv,orders\n1,2\n", "unusable", "it needs `at`"),
        ("at,gmv\nyesterday,2\n", "unusable", "no time such as"),
        ("at,gmv,gmv\n2026-11-27T20:00:00Z,1,2\n", "unusable", "two columns"),
        (b"at,gmv\n2026-11-27T20:00:00Z,\xff\n", "unusable", "export it as UTF-8"),
        ("field,value\nat,2026-11-27T20:00:00Z\ngmv,1\ngmv,2\n", "unusable", "row 4 repeats gmv"),
        ("field,value\nat,2026-11-27T20:00:00Z\ngvm,1\n", "unusable", "'gvm', which is no field"),
        ('at,gmv\n2026-11-27T20:00:00Z,"1', "unusable", "no CSV"),
        ("at,gmv\n9999-12-31T23:59:59-14:00,1", "unusable", "no clock of an event"),
        ("at,gmv\n9999-12-31T24:00:00Z,1", "unusable", "no time such as"),
        ("at,gmv\n0001-01-01T00:00:00+14:00,1", "unusable", "no clock of an event"),
        ("at," + "a," * 99_999 + "\n1,2\n", "unusable", "more than 1,000 columns"),
    ],
)
def test_a_file_that_cannot_be_meant_is_one_line_with_its_name(
    put: Put, content: str | bytes, kind: str, words: str
) -> None:
    told = failed(put(content))
    assert (told.kind, words in told.message, told.message.endswith("wall.csv")) == (kind, True, True)


def test_a_file_that_is_not_there_yet_is_asked_for_again(tmp_path: Path) -> None:
    source = opened({"kind": "file", "path": str(tmp_path / "later.csv")})
    assert "there is no such file yet" in failed(source).message
    (tmp_path / "later.csv").write_text(WIDE)
    assert answer(source._sources[0]).body


def test_a_version_that_is_known_is_not_read_again(put: Put) -> None:
    source = put(WIDE)
    first = answer(source)
    again = source.fetch(2**62, first.validators)
    assert isinstance(again, NotModified)


def test_a_file_that_grows_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "wall.csv"
    path.write_text(WIDE[:20])
    pieces = [WIDE[20:], "2026-11-27T20:00:05+01:00,2000,9\n"]

    def write(_seconds: float) -> None:
        if pieces:
            with path.open("a") as file:
                file.write(pieces.pop(0))
            os.utime(path, ns=(len(pieces), len(pieces)))

    request = SourceRequest("wall", SourceSettings(kind="file", path=path), Polling(), {}, lambda: 0)
    assert b'"gmv":2000' in answer(FileSource(request, path, write)).body


def test_a_file_that_is_written_for_ever_is_late(tmp_path: Path) -> None:
    path, now_us = tmp_path / "wall.csv", [0]
    path.write_text(WIDE)

    def write(seconds: float) -> None:
        now_us[0] += int(seconds * 1e6)
        os.utime(path, ns=(now_us[0], now_us[0]))

    request = SourceRequest("wall", SourceSettings(kind="file", path=path), Polling(), {}, lambda: now_us[0])
    with pytest.raises(FetchFailed, match="it is being written"):
        FileSource(request, path, write).fetch(1_000_000)
    assert now_us[0] < 1_000_000


def test_a_form_that_nobody_reads_is_told_by_check(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"wall\.xlsx is of no form that can be read"):
        opened({"kind": "file", "path": str(tmp_path / "wall.xlsx")})


@given(st.decimals(min_value=0, max_value=10**15, allow_nan=False, allow_infinity=False, places=4), st.booleans())
def test_every_plain_amount_survives_to_the_minor_unit(amount: Decimal, wide: bool) -> None:
    text = f"at,gmv\n2026-11-27T20:00:00Z,{amount:f}\n"
    if not wide:
        text = f"field,value\nat,2026-11-27T20:00:00Z\ngmv,{amount:f}\n"
    made = json.loads(document(tables_of(csv_rows(text.encode()), None), "file"))
    assert Decimal(made["gmv"]) == amount
