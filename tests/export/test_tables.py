"""Tables of a recording: exact, tidy, in the order of event time, the same in every format."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.bench.make_night import make_night
from tests.recording.rig import Clock, Hand, body, recorder
from wallboard.core.errors import UsageError
from wallboard.demo.night import snapshot_at
from wallboard.export.tables import export
from wallboard.recording.reader import RecordingReader
from wallboard.recording.state import FAR_US

FORMATS = ["csv", "jsonl", "parquet"]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of the demonstration."""
    folder = tmp_path_factory.mktemp("night")
    make_night(folder, hours=30 / 3600)
    return folder


def _rows(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    parquet = pytest.importorskip("pyarrow.parquet")
    rows: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return rows


@pytest.mark.parametrize("format_", FORMATS)
def test_the_totals_are_those_of_the_source(night: Path, tmp_path: Path, format_: Any) -> None:
    if format_ == "parquet":
        pytest.importorskip("pyarrow")
    export(night, tmp_path, format_)
    totals = _rows(tmp_path / f"totals.{format_}")
    said = [snapshot_at(second * 1_000_000) for second in range(30)]
    assert [Decimal(row["gmv"]) for row in totals] == [Decimal(str(s["gmv"])) for s in said]
    assert [int(row["orders"]) for row in totals] == [s["orders"] for s in said]


def test_every_figure_stands_in_its_own_column(night: Path, tmp_path: Path) -> None:
    export(night, tmp_path, "csv")
    row, said = _rows(tmp_path / "totals.csv")[-1], snapshot_at(29_000_000)
    counts = ("orders", "buyers", "countries_and_regions", "brands", "orders_per_second", "payments_per_second")
    assert [int(row[name]) for name in counts] == [said[name] for name in counts]
    audience, engagement = said["audience"], said["engagement"]
    assert isinstance(audience, list)
    assert isinstance(engagement, dict)
    assert int(row["viewers"]) == sum(channel["viewers"] for channel in audience)
    assert int(row["shakes"]) == engagement["shakes"]
    assert Decimal(row["mobile_share"]) == Decimal(str(said["mobile_share"]))
    assert (row["currency"], row["simulated"], row["source"], row["correction"]) == ("CNY", "true", "demo", "false")


@pytest.mark.parametrize("format_", FORMATS)
def test_the_cities_are_those_of_the_source(night: Path, tmp_path: Path, format_: Any) -> None:
    if format_ == "parquet":
        pytest.importorskip("pyarrow")
    counts = export(night, tmp_path, format_, begin="00:00:20")
    last = [(row["city"], Decimal(row["gmv"])) for row in _rows(tmp_path / f"cities.{format_}")[-340:]]
    said: Any = snapshot_at(29_000_000)["cities"]
    assert last == [(city["code"], Decimal(city["gmv"])) for city in said]
    assert counts["cities"] == 340 * counts["totals"]


def test_parquet_keeps_amounts_as_decimals_and_times_as_utc(night: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    export(night, tmp_path, "parquet")
    kinds = {field.name: str(field.type) for field in parquet.read_schema(tmp_path / "totals.parquet")}
    assert kinds["gmv"] == "decimal128(22, 2)"
    assert kinds["at"] == "timestamp[us, tz=UTC]"
    assert kinds["mobile_share"] == "decimal128(7, 6)"


def test_csv_for_excel_is_the_same_behind_a_byte_order_mark(night: Path, tmp_path: Path) -> None:
    export(night, tmp_path / "plain", "csv")
    export(night, tmp_path / "excel", "csv", excel=True)
    for plain in (tmp_path / "plain").iterdir():
        assert (tmp_path / "excel" / plain.name).read_bytes() == b"\xef\xbb\xbf" + plain.read_bytes()


@pytest.mark.parametrize("format_", ["jsonl", "parquet"])
def test_only_csv_is_for_excel(night: Path, tmp_path: Path, format_: Any) -> None:
    with pytest.raises(UsageError, match="--excel is of CSV"):
        export(night, tmp_path / "out", format_, excel=True)
    assert not (tmp_path / "out").exists()


def test_rows_are_in_the_order_of_event_time(night: Path, tmp_path: Path) -> None:
    export(night, tmp_path, "csv")
    for name in ("totals", "cities", "rankings", "milestones"):
        times = [row["at"] for row in _rows(tmp_path / f"{name}.csv")]
        assert times == sorted(times)
        assert times


def test_a_missing_figure_is_empty_and_not_zero(night: Path, tmp_path: Path) -> None:
    export(night, tmp_path, "csv")
    assert _rows(tmp_path / "totals.csv")[0]["mobile_share"] == ""


def test_one_snapshot_every_so_many_seconds(night: Path, tmp_path: Path) -> None:
    assert export(night, tmp_path, "jsonl", every_s=10)["totals"] == 3
    assert [row["at"][17:19] for row in _rows(tmp_path / "totals.jsonl")] == ["09", "19", "29"]


def test_the_milestone_has_the_time_it_was_reached(night: Path, tmp_path: Path) -> None:
    export(night, tmp_path, "jsonl")
    with RecordingReader(night) as reader:
        reached = reader.index.milestones.all_at(FAR_US)
    assert [Decimal(row["gmv"]) for row in _rows(tmp_path / "milestones.jsonl")] == [
        Decimal(m.gmv_fen) / 100 for m in reached
    ]


def test_an_instant_outside_leaves_nothing_behind(night: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="outside the recording"):
        export(night, tmp_path / "out", "csv", begin="05:00:00")
    assert not (tmp_path / "out").exists()


def test_nothing_is_overwritten(night: Path, tmp_path: Path) -> None:
    (tmp_path / "totals.csv").write_text("mine")
    with pytest.raises(UsageError, match="something already"):
        export(night, tmp_path, "csv")
    assert [path.name for path in tmp_path.iterdir()] == ["totals.csv"]


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        ((("de", "Tee"), ("en", "Tea")), {"name_en": "Tea", "name_de": "Tee"}),
        ((("zh", "茶"), ("en", "Tea")), {"name_zh": "茶", "name_en": "Tea"}),
        ((("ja", "お茶"),), {"name_ja": "お茶"}),
        ((), {"name": "Tea"}),
    ],
)
def test_names_have_a_column_for_each_language_they_are_in(
    tmp_path: Path, names: tuple[tuple[str, str], ...], columns: dict[str, str]
) -> None:
    item = {"id": "t", "name": dict(names) or "Tea", "gmv": 5}
    plain = {"id": "p", "name": "Teekanne", "gmv": 4}
    clock = Clock()
    with recorder(tmp_path / "night", clock) as opened:
        clock.pass_s(2)
        Hand(opened, clock).take(body(2, 9, categories=[item], best_selling_brands=[plain]))
    export(tmp_path / "night", tmp_path / "out", "csv")
    tea, pot = _rows(tmp_path / "out" / "rankings.csv")
    assert {name: text for name, text in tea.items() if name.startswith("name")} == columns
    assert {text for name, text in pot.items() if name.startswith("name")} == {"Teekanne"}
