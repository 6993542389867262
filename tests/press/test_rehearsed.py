"""Under every plan of the rehearsals the desk says what the recording says, told by a reader of our own."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from tests.press.picture_texts import drawn, studio
from tests.press.rig import publisher, texts
from wallboard.collect.loop import Collector
from wallboard.collect.pace import Pace
from wallboard.collect.resume import resume
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.core.instants import clock
from wallboard.core.judge_state import Rules
from wallboard.core.resources import shipped
from wallboard.demo.misbehaving import _broken, _changed
from wallboard.demo.moments import begins_us
from wallboard.demo.night import DEFAULT_SEED, night
from wallboard.demo.rehearsal import Rehearsal, read_plan
from wallboard.press.desk import Desk
from wallboard.press.orders import orders_of, pictures_of
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.writer import Recorder
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Validators

pytestmark = pytest.mark.usefixtures("shared_answers", "unmeasured")
PLANS = ("endpoint", "figures", "evening", "machine", "short")
HELD_IN = ("endpoint", "figures", "evening", "short")
"""The plans in which a value waits for judgement that never stands."""
SECOND = 1_000_000
SILENT = (
    "refuse",
    "silence",
    "drip",
    "cut",
    "busy",
    "throttle",
    "denied",
    "redirect",
    "portal",
    "bomb",
    "flood",
    "sleep",
)


@dataclass
class Faulty:
    """An endpoint of the demonstration under a plan, on a clock of the test's."""

    plan: Rehearsal
    start_us: int
    now_us: int = 0
    stood: bytes = b""
    name: str = "demo"
    seen: set[str] = field(default_factory=set)

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        into_us = self.now_us - self.start_us
        fault = next((s.what for s in self.plan.strikes if s.lasts and 0 <= into_us - s.at_us < s.for_us), "")
        self.seen.add(fault)
        if fault in SILENT:
            raise FetchFailed("refused", fault, source="demo")  # noqa: EM101 - a kind of failure
        second = into_us // SECOND
        document = night(DEFAULT_SEED).document(int(second) * SECOND, Decimal(1), int(second) + 1000)
        body = json.dumps(document, ensure_ascii=False).encode()
        if fault == "stand":
            body = self.stood or body
        self.stood = body
        return Answer(_broken(body, fault) or _changed(body, fault), 200, "demo", 40_000)

    def close(self) -> None:
        """There is nothing to close."""

    def read(self) -> int:
        return self.now_us


def rehearsed(plan: Rehearsal, folder: Path) -> None:
    """Record a plan as a collector would have, one that is killed where the plan says so."""
    facts = facts_of(load(None, demonstration=True))
    start_us = begins_us(facts)
    source = Faulty(plan, start_us, start_us + plan.start_at_us)
    rules = Rules("CNY", plausible_fen_per_s=200_000_000_00, start_us=facts.start_us, end_us=facts.end_us)
    kills = sorted(s.at_us for s in plan.strikes if s.what in ("kill collect", "freeze collect"))
    end_us = source.now_us + int(plan.seconds * SECOND)
    while source.now_us < end_us:
        until_us = next((start_us + at for at in kills if start_us + at > source.now_us), end_us)
        with Recorder(
            folder, facts, utc_us=source.read, mono_us=source.read, rules=SegmentRules(durable=False)
        ) as made:
            collector = Collector(
                source, made, facts, rules, Pace(0, 2 * SECOND, 5 * SECOND), state=resume(folder),
                say=lambda _line: None, mono_us=source.read, utc_us=source.read,
            )  # fmt: skip
            while source.now_us < min(until_us, end_us):
                collector.tick()
                source.now_us += 2 * SECOND
        source.now_us += 4 * SECOND if until_us < end_us else 0
    lasting = {s.what for s in plan.strikes if s.lasts and plan.start_at_us <= s.at_us < end_us - start_us - 2 * SECOND}
    assert lasting <= source.seen | {"freeze display", "freeze collect"}, "a fault that never struck tries nothing"


@dataclass(frozen=True)
class Told:
    """What a plain reader of the tables finds: the figure that stands, every sum ever shown, every sum refused."""

    gmv_fen: int
    at_us: int
    answer: int
    shown: frozenset[int]
    never: frozenset[int]
    rows: tuple[tuple[int, int, int], ...]
    folder: Path


def read_plainly(folder: Path) -> Told:
    shown: list[tuple[int, int, int, int]] = []
    all_sums: set[int] = set()
    for path in sorted(folder.glob("segment-*.wallboard")):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as tables:
            tables.row_factory = sqlite3.Row
            answers = {row["id"]: row for row in tables.execute("SELECT id, at_us, gmv_fen FROM answer")}
            all_sums |= {row["gmv_fen"] for row in answers.values() if row["gmv_fen"] is not None}
            for row in tables.execute("SELECT commit_us, answer_id, shown, offset_us FROM judgement ORDER BY id"):
                if row["shown"]:
                    answer = answers[row["answer_id"]]
                    at_us = answer["at_us"] - (row["offset_us"] or 0)
                    shown.append((row["commit_us"], at_us, answer["gmv_fen"], answer["id"]))
    _, at_us, gmv_fen, number = max(shown)
    stood = frozenset(fen for _, _, fen, _ in shown)
    rows = tuple((commit_us, at, fen) for commit_us, at, fen, _ in shown)
    return Told(gmv_fen, at_us, number, stood, frozenset(all_sums) - stood, rows, folder)


@pytest.fixture(scope="module", params=PLANS)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, dict[str, str], Told]:
    plan = read_plan(shipped(f"config/rehearsals/{request.param}.toml"))
    folder = tmp_path_factory.mktemp(request.param)
    rehearsed(plan, folder / "night")
    made = publisher(folder / "night", folder / "desk")
    made.desks.assume_simulated(made.desks.reader.simulated)
    bounds = made.desks.reader.bounds
    assert bounds is not None
    found = made.desk_at(bounds[1], "paused")
    made.issue(found, made.missing(found))
    made.write(found)
    made.desks.reader.close()
    return found, texts(folder / "desk"), read_plainly(folder / "night")


def instants(document: Any) -> set[str]:
    """Every amount of the total that a document states."""
    if isinstance(document, dict):
        own = {document["value"]} if document.get("name") == "gmv" and document.get("value") else set()
        return own.union(*(instants(value) for value in document.values()))
    return set().union(*(instants(value) for value in document)) if isinstance(document, list) else set()


def test_the_front_says_the_figure_that_stands(desk: tuple[Desk, dict[str, str], Told]) -> None:
    _, files, told = desk
    state = json.loads(files["state.json"])
    assert state["figures"][0]["value"] == f"{told.gmv_fen // 100}.{told.gmv_fen % 100:02d}"
    assert state["provenance"]["answer"] == told.answer
    assert state["simulated"] is True
    digits = f"{told.gmv_fen // 100:,}"
    for page in ("index.html", "en/index.html", "zh/index.html"):
        assert digits in files[page].replace('<span class="c">,</span>', ",")


def test_every_sum_of_every_file_was_shown_and_none_that_was_held(desk: tuple[Desk, dict[str, str], Told]) -> None:
    _, files, told = desk
    for name, text in files.items():
        if name.endswith(".json") and not name.startswith("embed"):
            stated = {round(Decimal(value) * 100) for value in instants(json.loads(text))}
            assert stated <= told.shown, name
        plain = text.replace('<span class="c">,</span>', ",")
        for fen in told.never:
            assert f"{fen // 100:,}" not in plain, (name, fen)
            assert f"{fen // 100}." not in plain, (name, fen)


def test_every_sum_passed_was_passed_then(desk: tuple[Desk, dict[str, str], Told]) -> None:
    found, files, told = desk
    rows = list(csv.DictReader(io.StringIO(files["milestones.csv"].lstrip("\ufeff"))))
    assert len(rows) == sum(len(m.editions) for m in found.milestones)
    for milestone in found.milestones:
        for made in milestone.editions:
            commit_us, at_us, fen = next(r for r in told.rows if r[0] == made.edition.milestone.commit_us)
            assert fen >= milestone.history.gmv_fen, "the commit that passed it stood above it"
            assert made.edition.milestone.at_us <= at_us
            before = [r for r in told.rows if r[0] < commit_us]
            assert not before or before[-1][2] < milestone.history.gmv_fen
            row = next(r for r in rows if (r["id"], r["edition"]) == (milestone.id, str(made.edition.number)))
            assert row["confirmed_by"] == f"{fen // 100}.{fen % 100:02d}"
            assert row["simulated"] == "true"
            captions = files[f"m/{milestone.id}/r{made.edition.number}/captions.txt"]
            by = "" if made.edition.milestone.exact else "by "
            clock = msgspec.to_builtins(row["at"])[11:19]
            seen = made.edition.milestone.record
            assert not seen or f"{by or 'at '}{clock} Beijing time on Friday, Nov. 11, 2016." in captions
            assert f"{fen // 100:,}" in captions, "the picture of the layout states what confirmed the sum"
            page = files[f"m/{milestone.id}/en.html"]
            assert clock in page
            assert "being drawn" not in page
            assert ("shows gross merchandise volume" in page) == seen, "nobody saw the others being passed"
            figures = json.loads(files[f"m/{milestone.id}/r{made.edition.number}/figures.json"])
            assert (figures["at"], figures["sum"]) == (row["at"], row["sum"])


def test_whatever_leaves_the_desk_says_that_it_is_simulated(desk: tuple[Desk, dict[str, str], Told]) -> None:
    _, files, _ = desk
    for name, text in files.items():
        if name.endswith(".csv"):
            rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
            assert all(row["simulated"] == "true" for row in rows), name
        elif name.endswith((".html", ".xml", ".txt")):
            assert "SIMULATED" in text or "模拟" in text, name
        elif name.endswith(".json") and not name.startswith("embed") and "manifest" not in name:
            document = json.loads(text)
            marked = document.get("simulated", document.get("_wallboard", {}).get("simulated"))
            assert marked is True or "figures" in document, name


def test_no_address_of_a_source_stands_anywhere(desk: tuple[Desk, dict[str, str], Told]) -> None:
    _, files, _ = desk
    for name, text in files.items():
        assert "127.0.0.1" not in text, name
        assert "metrics.json" not in text, name


def test_every_picture_states_what_the_recording_holds_at_its_commit(
    qapp: QApplication, desk: tuple[Desk, dict[str, str], Told]
) -> None:
    found, _, told = desk
    by_commit = {commit_us: fen for commit_us, _, fen in told.rows}
    settings, count = load(None, demonstration=True), 0
    with studio(settings, told.folder) as made:
        for milestone in found.milestones:
            for each in milestone.editions:
                pictures = pictures_of(found, milestone, each, ("overview",))
                for order in orders_of(found, each, pictures, (), ".", thumb=False):
                    said = " ".join(drawn(made, order))
                    passed, count = each.edition.milestone, count + 1
                    stands = passed.gmv_fen if not order.layout else by_commit[passed.commit_us]
                    assert f"{stands // 100:,}" in said, order
                    assert "SIMULATED" in said, order
                    if not order.layout:
                        assert clock(passed.at_us, found.facts.zoneinfo) in said, order
                    for fen in told.never:
                        assert f"{fen // 100:,}" not in said, (order, fen)
    assert count, "a plan that passes no sum tries nothing"


def test_the_plans_try_what_they_are_for(
    desk: tuple[Desk, dict[str, str], Told], request: pytest.FixtureRequest
) -> None:
    found, files, told = desk
    plan = request.node.callspec.params["desk"]
    assert bool(told.never) == (plan in HELD_IN), plan
    assert len(found.milestones) >= 1
    assert len(files) > 30
