"""The event's end is moved by the chief: recorded, kept over restarts, and what was final before it no longer is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as with_

from tests.collect.rig import FACTS, RULES, SECOND, START_US, Rig, body
from tests.collect.test_merge import _quiet
from wallboard.collect.as_recorded import as_recorded
from wallboard.collect.loop import Collector
from wallboard.collect.merge import merge
from wallboard.collect.moved_end import end_moved
from wallboard.collect.operator_decisions import Decision, EndDecision, FinalDecision, decisions_in
from wallboard.collect.pace import Pace
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import EARLIEST_US, LATEST_US
from wallboard.recording.journal import JournalRow
from wallboard.recording.reader import RecordingReader
from wallboard.recording.writer import Recorder
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import Answer

END_US = START_US + 86_400 * SECOND
LATER = EndDecision(END_US + 600 * SECOND, END_US, START_US)


def ended(rig: Rig) -> list[int | None]:
    return [facts.end_us for facts in rig.records.facts]


def test_a_moved_end_is_stated_anew_and_judged_by() -> None:
    rig = Rig(body(1, 100))
    rig.words.append(LATER)
    rig.tick()
    assert ended(rig) == [LATER.end_us]
    assert rig.said == ["the operator moves the event's end to 24:10:00"]
    rig.words.append(LATER)  # as the journal says it again after a restart
    rig.tick()
    assert ended(rig) == [LATER.end_us]


def test_one_that_was_decided_about_another_end_changes_nothing() -> None:
    rig = Rig(body(1, 100))
    rig.words += [replace(LATER, was_us=END_US + 1), replace(LATER, was_us=None), replace(LATER, end_us=START_US)]
    rig.tick()
    assert (ended(rig), rig.said) == ([], [])


def test_what_cannot_be_recorded_has_not_moved() -> None:
    rig = Rig(body(1, 100), body(2, 200))
    rig.tick()
    rig.records.full = True
    rig.words.append(LATER)
    rig.collector.obey()
    rig.records.full = False
    rig.words.append(replace(LATER, end_us=LATER.end_us + 1))
    rig.collector.obey()
    assert ended(rig) == [LATER.end_us + 1]


SOONER = EndDecision(START_US + 30 * SECOND, END_US, START_US)


def test_a_sum_is_final_by_an_end_that_was_moved_to_before_it_and_not_by_one_beyond_it() -> None:
    rig = Rig(*(body(40, 100),) * 8)
    rig.clock[0] = 40 * SECOND
    finals = []
    for words, turns in (([], 1), ([SOONER], 3), ([EndDecision(END_US, SOONER.end_us, START_US + 1)], 1), ([], 3)):
        rig.words += words
        rig.tick(turns)
        finals.append(rig.collector.state.judge_state.final)
    assert finals == [False, True, False, False]
    assert rig.verdicts == [("accepted", "first"), ("accepted", "final"), ("accepted", "reopened")]


def recorded(folder: Path, words: list[Decision], facts: EventInfo = FACTS) -> Path:
    """A recording of eight answers; the words are heard after the fourth."""
    now = [START_US]
    heard = [list[Decision](), words]
    with Recorder(folder, facts, utc_us=lambda: now[0], mono_us=lambda: now[0]) as recorder:
        source = ScriptedSource((b"",))
        pace = Pace(0, SECOND, SECOND)
        taker = Collector(source, recorder, facts, RULES, pace, words=heard.pop, say=_quiet, mono_us=lambda: now[0])
        for second in range(1, 9):
            now[0] = START_US + second * SECOND
            taker.take(Answer(body(second, 100 * second), 200, folder.name, 0))
            if second == 4:
                now[0] += SECOND // 2
                taker.obey()
    return folder


def test_a_replay_shows_each_end_while_it_held(tmp_path: Path) -> None:
    with RecordingReader(recorded(tmp_path / "night", [LATER])) as reader:
        ends = [reader.facts_at(START_US + n * SECOND // 2) for n in (2, 8, 9, 12)]
    assert [None if each is None else each.end_us for each in ends] == [END_US, END_US, LATER.end_us, LATER.end_us]


def test_it_is_kept_over_a_restart_unless_the_configuration_states_another_since(tmp_path: Path) -> None:
    folder = recorded(tmp_path / "night", [LATER])
    facts, rules = as_recorded(FACTS, RULES, folder, _quiet)
    assert (facts.end_us, rules.end_us) == (LATER.end_us, LATER.end_us)
    assert end_moved(facts, LATER) is None
    edited = with_(FACTS, end_us=END_US + 60 * SECOND)
    assert as_recorded(edited, RULES, folder, _quiet)[0] == edited


def test_an_open_event_gets_its_end(tmp_path: Path) -> None:
    open_event = with_(FACTS, end_us=None)
    folder = recorded(tmp_path / "night", [EndDecision(END_US, None, START_US)], open_event)
    assert as_recorded(open_event, RULES, folder, _quiet)[0].end_us == END_US


def test_a_merged_recording_has_it_from_the_same_instant_on(tmp_path: Path) -> None:
    one, two = recorded(tmp_path / "one", [LATER]), recorded(tmp_path / "two", [])
    merge([one, two], tmp_path / "both.wallboard", RULES)
    with RecordingReader(tmp_path / "both.wallboard") as reader:
        ends = [reader.facts_at(START_US + n * SECOND // 2) for n in (2, 8, 9, 12)]
    assert [None if each is None else each.end_us for each in ends] == [END_US, END_US, LATER.end_us, LATER.end_us]


INSTANTS = st.integers(-(2**63), 2**63)


@given(end_us=INSTANTS, was_us=st.none() | INSTANTS | st.just(END_US), decided_us=INSTANTS)
def test_whatever_a_journal_says_the_event_ends_after_its_start_at_an_instant(
    end_us: int, was_us: int | None, decided_us: int
) -> None:
    moved = end_moved(FACTS, EndDecision(end_us, was_us, decided_us))
    if moved is not None:
        assert moved.end_us is not None
        assert START_US < moved.end_us < LATEST_US
        assert EARLIEST_US <= (moved.end_moved_us or 0) < LATEST_US


@pytest.mark.parametrize("argument", ['{"end_us": 1.5}', '{"end_us": "x"}', "{}", '{"end_us": true}', "[]"])
def test_what_no_program_writes_moves_no_end(argument: str) -> None:
    assert list(decisions_in([JournalRow(1, 0, 0, "move_end", argument, "{}")])) == []


def test_a_decision_is_read_from_its_row() -> None:
    said = [f'{{"end_us": {LATER.end_us}, "was_us": {END_US}, "who": "console 1", "request": "x"}}', '{"end_us": 7}']
    rows = [JournalRow(n, START_US, 0, "move_end", each, "{}") for n, each in enumerate(said)]
    assert list(decisions_in(rows)) == [LATER, EndDecision(7, None, START_US)]
    assert FinalDecision(1, final=True) not in decisions_in(rows)
