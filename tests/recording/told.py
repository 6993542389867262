"""What a recording tells, as plain values that can be kept as JSON: the same whatever form it lies in on disk."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wallboard.core.badges import badges
from wallboard.core.contract.metrics import METRICS
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Sample
from wallboard.export.tables import export
from wallboard.recording.journal import actions_of
from wallboard.recording.reader import RecordingReader
from wallboard.recording.state import StateReader
from wallboard.recording.tools.info import info
from wallboard.recording.tools.repair import repair
from wallboard.recording.tools.verify import verify

INSTANTS = 20
COUNTED = ("segments", "sessions", "answers", "shown", "held", "rejected", "failures", "gaps", "milestones", "actions")
RANKINGS = ("cities", "selling_to_china", "buying_from_china", "categories", "best_selling_brands")


def told(path: Path) -> dict[str, Any]:
    """All that is read of a recording, and what it shows at playheads spread evenly over it."""
    with RecordingReader(path) as reader:
        bounds = reader.bounds
        assert bounds is not None
        first, last = bounds
        playheads = [first + (last - first) * n // (INSTANTS - 1) for n in range(INSTANTS)]
        states = StateReader(reader)
        shown = [_shown(Moment(states.state_at(at_us), at_us)) for at_us in playheads]
        played, problems = _played(reader), named(reader.problems)
    return {"played": played, "shown": shown, "info": _info(path), "actions": _actions(path), "problems": problems}


def exported(path: Path, folder: Path) -> dict[str, Any]:
    """The headline rows of an export: how many, which columns, and the digest of them."""
    export(path, folder, "csv")
    with (folder / "totals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ["at", "currency", "gmv", "orders", "buyers", "orders_per_second", "mobile_share", "viewers", "simulated"]
    return {"rows": len(rows), "digest": _digest([[row[column] for column in columns] for row in rows])}


def verified(path: Path) -> dict[str, Any]:
    """The verdict: what was looked at, and what the findings name."""
    verdict = verify(path)
    return {"answers": verdict.answers, "segments": verdict.segments, "findings": named(verdict.findings)}


def repaired(path: Path, target: Path) -> dict[str, Any]:
    """What a repair saves, and all that is told by what it made."""
    saved = repair(path, target)
    return {"answers": saved.answers, "whole": saved.whole, "lost": named(saved.lines), "told": told(target)}


def named(lines: Iterable[str]) -> list[list[str]]:
    """The answers and files that lines for people name; how a line puts it may change."""
    return [re.findall(r"answers? \d[\d, to-]*\d|answer \d+|segment-\d+|actions|journal", line) for line in lines]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:32]


def _played(reader: RecordingReader) -> dict[str, Any]:
    """The rows, in the order of the recording."""
    index = reader.index
    bodies = [stored.body for row in range(len(index.answers)) if (stored := reader.stored(row)) is not None]
    return {
        "bodies": len([body for body in bodies if body is not None]),
        "bodies_digest": _digest([None if body is None else hashlib.sha256(body).hexdigest() for body in bodies]),
        "sessions": [[s.commit_us, s.utc_us, s.mono_us, s.mapping is not None] for s in index.sessions],
        "facts": _digest([[str(s.facts.name.zh), s.facts.start_us, s.facts.milestones_fen] for s in index.sessions]),
        "answers": _digest(
            [index.answers[name].tolist() for name in ("id", "commit_us", "at_us", "gmv_fen", "orders")]
        ),
        "judged_shown": _digest([index.shown[name].tolist() for name in ("commit_us", "answer", "advance", "gmv_fen")]),
        "judged_otherwise": [[v.commit_us, v.answer_id, v.verdict, v.reason, v.agreed] for v in index.verdicts],
        "corrections": index.corrections["commit_us"].tolist(),
        "withheld": [[at_us, *fields] for at_us, fields in sorted(index.withheld.items())],
        "clock": _digest([index.clocks["commit_us"].tolist(), index.clocks["event_us"].tolist(), index.rates]),
        "failures": [[f.commit_us, f.source, f.kind, f.message, f.fetch_us] for f in (*index.failures, *index.alive)],
        "happenings": [[h.kind, h.commit_us, h.at_us, h.subject, h.value] for h in index.happenings],
    }


def _shown(moment: Moment) -> dict[str, Any]:
    """Everything that a wall can draw at an instant; of the rankings the sum and a digest."""
    state, current = moment.state, moment.state.current
    return {
        "playhead_us": moment.playhead_us,
        "event_us": moment.event_us,
        "age_us": moment.age_us,
        "simulated": moment.simulated,
        "answers": [None if s is None else s.answer_id for s in (current, state.following, state.earlier)],
        "figures": {name: moment.figure(name) for name in (*METRICS, *(m.name for m in moment.facts.metrics))},
        "badges": [[b.kind, b.event_us, b.age_s] for b in badges(moment)],
        "milestones": [[m.gmv_fen, m.at_us, m.commit_us, m.exact] for m in state.milestones],
        "peaks": {name: [peak.value, peak.at_us] for name, peak in state.peaks.items()},
        "rankings": {name: _ranking(moment.sample_of(name), name) for name in RANKINGS},
        "held": None if state.held is None else [state.held.answer_id, state.held.gmv_fen, state.held.reason],
        "failure": [state.intake.failure_us, state.intake.failure],
        "curve": 0 if state.curve is None else len(state.curve.at_us),
    }


def _ranking(sample: Sample | None, name: str) -> list[Any] | None:
    entries = None if sample is None else getattr(sample.snapshot, name)
    if entries is None:
        return None
    sums = [[getattr(e, "code", None) or getattr(e, "id", None), e.gmv_fen] for e in entries]
    return [len(sums), sum(fen for _, fen in sums), _digest(sums)]


def _info(path: Path) -> dict[str, Any]:
    found = asdict(info(path))
    essentials = {name: found[name] for name in (*COUNTED, "gmv_fen", "simulated")}
    return essentials | {"bounds": list(found["bounds"]), "event": list(found["event"])}


def _actions(path: Path) -> list[list[Any]]:
    return [[row.wall_us, row.recording_us, row.action, json.loads(row.argument)] for row in actions_of(path)]
