"""Metrics of the operator's own, from the configuration through the judge and the recording to panels and tables."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.recording.rig import SECOND, START_US, Clock
from wallboard.collect.loop import Collector
from wallboard.collect.pace import Pace
from wallboard.collect.resume import resume
from wallboard.config.event_facts import facts_of
from wallboard.config.judging import rules_of
from wallboard.config.load import load
from wallboard.config.panels import CounterOptions, FiguresOptions, TrendOptions
from wallboard.config.settings import Settings
from wallboard.core.contract.metric import Metric
from wallboard.core.moment import Moment
from wallboard.export.tables import export
from wallboard.panels import counter, figures, trend
from wallboard.panels.panel_context import PanelContext
from wallboard.recording.folder import segment_path, segments_in
from wallboard.recording.reader import RecordingReader
from wallboard.recording.state import StateReader
from wallboard.recording.tools.archive import pack
from wallboard.recording.tools.repair import repair
from wallboard.recording.tools.trim import trim
from wallboard.recording.tools.verify import verify
from wallboard.recording.writer import Recorder
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import Answer

CONFIG = """
[event]
start = "2016-11-11T00:00:00+08:00"
end = "2016-11-12T00:00:00+08:00"
zone = "Asia/Shanghai"
[money]
currency = "CNY"
[polling]
interval_s = 2.0
[judgement]
confirmations = 2
[metrics.refunds]
kind = "count"
title = { zh = "退款", en = "Refunds" }
from = "data.refunds"
[metrics.refunded]
kind = "money"
scale = "0.01"
from = "data.refunded_fen"
[metrics.calls]
kind = "rate"
[metrics.returning]
kind = "share"
"""
COLUMNS = ["own_refunds", "own_refunded", "own_calls", "own_returning"]
HUGE_FEN = 123_456_789_012_345_678


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A wall with four metrics of its own."""
    return settings_of(tmp_path, CONFIG)


def settings_of(folder: Path, text: str) -> Settings:
    """What a configuration of that text says."""
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def said(second: int, refunds: int | None, **more: Any) -> bytes:
    """An answer of the contract, with a member of its own beside it."""
    document = {"at": f"2016-11-11T00:00:{second:02}+08:00", "gmv": f"{second * 1000}.50", "orders": second}
    data = {"refunded_fen": HUGE_FEN + second} | ({} if refunds is None else {"refunds": refunds})
    own = {"metrics": {"calls": 40 + second, "returning": "0.3333339"}}
    return json.dumps(document | own | {"data": data} | more).encode()


def collected(folder: Path, settings: Settings, bodies: list[bytes], clock: Clock | None = None) -> Clock:
    """Record these answers, two seconds apart."""
    clock, facts = clock or Clock(), facts_of(settings)
    with Recorder(folder, facts, settings.contract_mapping, utc_us=clock.utc_us, mono_us=clock.mono_us) as recorder:
        collector = Collector(
            ScriptedSource([Answer(body, 200, "primary", 40_000) for body in bodies], "primary"),
            recorder,
            facts,
            rules_of(settings),
            Pace(0, 2 * SECOND, 2 * SECOND),
            mapping=settings.contract_mapping,
            state=resume(folder),
            say=lambda _line: None,
            mono_us=clock.mono_us,
            utc_us=clock.utc_us,
        )
        for _ in bodies:
            clock.pass_s(2)
            collector.tick()
    return clock


def last_moment(folder: Path) -> Moment:
    """The end of a recording."""
    with RecordingReader(folder) as reader:
        assert reader.bounds is not None
        return Moment(StateReader(reader).state_at(reader.bounds[1]), reader.bounds[1])


def own_figures(moment: Moment) -> list[int | None]:
    return [moment.figure(name) for name in ("refunds", "refunded", "calls", "returning")]


RISING = [said(second, 10 * second) for second in range(2, 22, 2)]
AT_THE_END = [200, HUGE_FEN + 20, 60, 333_333]


def test_they_are_recorded_exactly_and_known_to_a_replay(tmp_path: Path, settings: Settings) -> None:
    collected(tmp_path / "night", settings, RISING)
    moment = last_moment(tmp_path / "night")
    assert own_figures(moment) == AT_THE_END
    assert moment.metric("refunds") == Metric(
        "refunds", "count", total=True, title=settings.own_metrics[0].title, field="refunds", path="data.refunds"
    )
    assert verify(tmp_path / "night").findings == ()


@pytest.mark.parametrize("lost", [(), ("body",), ("snapshot",), ("body", "snapshot")])
def test_they_outlast_body_and_reading(tmp_path: Path, settings: Settings, lost: tuple[str, ...]) -> None:
    collected(tmp_path / "night", settings, RISING)
    with closing(sqlite3.connect(segment_path(tmp_path / "night", 1))) as connection:
        for table in lost:
            connection.execute(f"DELETE FROM {table}")
        connection.commit()
    assert own_figures(last_moment(tmp_path / "night")) == AT_THE_END


def test_a_fall_of_one_is_withheld_alone_until_enough_polls_agree(tmp_path: Path, settings: Settings) -> None:
    bodies = [*RISING[:4], *(said(second, 70) for second in (10, 12, 14))]
    clock = collected(tmp_path / "night", settings, bodies[:5])
    assert own_figures(last_moment(tmp_path / "night"))[:2] == [80, HUGE_FEN + 10]  # the last one that is believed
    collected(tmp_path / "night", settings, bodies[5:], clock)
    moment = last_moment(tmp_path / "night")
    assert moment.figure("refunds") == 70
    assert moment.state.correction_us is not None


def test_one_that_is_silent_is_remembered_with_its_age(tmp_path: Path, settings: Settings) -> None:
    collected(tmp_path / "night", settings, [*RISING[:3], said(8, None), said(10, None)])
    moment = last_moment(tmp_path / "night")
    assert moment.figure("refunds") == 60
    assert moment.age_of("refunds") == 4 * SECOND
    assert moment.age_of("refunded") is None


@pytest.mark.parametrize("wrong", [-1, "many", 1.5, True, [], 2**63])
def test_a_wrong_one_costs_only_itself(tmp_path: Path, settings: Settings, wrong: object) -> None:
    collected(tmp_path / "night", settings, [said(2, wrong), said(4, wrong)])  # type: ignore[arg-type]  # that is the point
    moment = last_moment(tmp_path / "night")
    assert own_figures(moment) == [None, HUGE_FEN + 4, 44, 333_333]
    assert moment.state.intake.problems[0].startswith("metrics.refunds: ")


PANELS = """
[panels.one]
kind = "counter"
metric = "refunds"
[panels.strip]
kind = "figures"
metrics = ["refunds", "refunded", "calls", "returning"]
[panels.curve]
kind = "trend"
metric = "refunds"
[figures.refunds]
may_fall = true
"""


def test_each_panel_that_takes_a_metric_shows_it(tmp_path: Path) -> None:
    wall = settings_of(tmp_path, CONFIG + PANELS)
    collected(tmp_path / "night", wall, RISING)
    moment, here = last_moment(tmp_path / "night"), PanelContext(languages=("en", "zh"), still=True)
    one, strip, curve = (wall.panels[name] for name in ("one", "strip", "curve"))
    assert isinstance(one, CounterOptions)
    assert isinstance(strip, FiguresOptions)
    assert isinstance(curve, TrendOptions)
    counted = counter.resolve(moment, one, here)
    assert (counted.figure, counted.title) == (200, ("Refunds", "退款"))
    items = figures.resolve(moment, strip, here).items
    assert [item.title[0] for item in items] == ["Refunds", "Refunded", "Calls", "Returning"]
    assert [str(item.figure) for item in items] == ["200", "1,234tn", "60", "33.3%"]
    drawn = trend.resolve(moment, curve, here)
    assert drawn.track.ys == tuple(float(10 * second) for second in range(2, 20, 2))  # the head draws what is newer
    assert drawn.head is not None
    assert drawn.head[2].digits == "200"
    assert (drawn.title, drawn.flags, drawn.ghosts) == (("Refunds", "退款"), (), ())


def test_one_that_a_recording_does_not_know_is_a_dash(tmp_path: Path, settings: Settings) -> None:
    collected(tmp_path / "night", settings, RISING)
    moment = last_moment(tmp_path / "night")
    view = counter.resolve(
        moment, CounterOptions.model_construct(metric="parcels"), PanelContext(languages=("en", "zh"))
    )
    assert (view.figure, view.title[0]) == (None, "parcels")


def test_each_has_a_column_of_the_exported_totals(tmp_path: Path, settings: Settings) -> None:
    collected(tmp_path / "night", settings, RISING[:2])
    export(tmp_path / "night", tmp_path / "tables", "csv")
    with (tmp_path / "tables" / "totals.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["refunds"] for row in rows] == ["20", "40"]
    assert [row["refunded"] for row in rows] == ["1234567890123456.80", "1234567890123456.82"]
    assert [(row["calls"], row["returning"]) for row in rows] == [("42", "0.333333"), ("44", "0.333333")]


def test_other_metrics_after_a_restart_begin_another_segment(tmp_path: Path, settings: Settings) -> None:
    night = tmp_path / "night"
    clock = collected(night, settings, RISING[:2])
    more = CONFIG + '[metrics.parcels]\nkind = "count"\nfrom = "data.refunds"\n'
    collected(night, settings_of(tmp_path, more), RISING[2:4], clock)
    assert _columns(segments_in(night)[0][1]) == COLUMNS
    assert _columns(segments_in(night)[1][1]) == [*COLUMNS, "own_parcels"]
    with RecordingReader(night) as reader:
        assert reader.index.shown["own_parcels"].tolist() == [-1, -1, 60, 80]
        assert reader.index.shown["own_refunds"].tolist() == [20, 40, 60, 80]
    pack(night, tmp_path / "packed.wallboard")
    repair(night, tmp_path / "repaired.wallboard")
    trim(night, tmp_path / "part.wallboard", None, None, bodies=False)
    for name in ("packed", "repaired", "part"):
        made = tmp_path / f"{name}.wallboard"
        assert verify(made).findings == (), name
        with RecordingReader(made) as reader:
            assert reader.index.shown["own_parcels"].tolist() == [-1, -1, 60, 80], name
            assert [reader.sample(n).figure("refunds") for n in range(4)] == [20, 40, 60, 80], name


def _columns(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        found = [column[0] for column in connection.execute("SELECT * FROM answer LIMIT 0").description]
    return [name for name in found if name.startswith("own_")]


def test_a_collector_that_ended_knows_where_they_stood(tmp_path: Path, settings: Settings) -> None:
    clock = collected(tmp_path / "night", settings, RISING[:3])
    collected(tmp_path / "night", settings, [said(8, 5)], clock)
    assert last_moment(tmp_path / "night").figure("refunds") == 60
    assert clock.now_us == START_US + 8 * SECOND


def test_a_time_that_the_source_does_not_state_outlasts_the_reading(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, '[mapping]\nat = { from = "arrival" }\ngmv = "total"\n')
    clock = collected(tmp_path / "night", settings, [b'{"total": 1}', b'{"total": 2}', b'{"total": 3}'])
    assert verify(tmp_path / "night").findings == ()
    with closing(sqlite3.connect(segment_path(tmp_path / "night", 1))) as connection, connection:
        connection.execute("DELETE FROM snapshot")
    moment = last_moment(tmp_path / "night")
    assert (moment.figure("gmv"), moment.facts.time_from) == (300, "arrival")
    assert moment.sample_of("gmv").snapshot.at_us == clock.utc_us()  # type: ignore[union-attr]  # it has just been seen
