"""The loop: fetch, read, judge, record, and listen to the operator's word about a value that is held."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace
from typing import Protocol

from msgspec.structs import replace as replace_struct

from wallboard.collect.deciding import DecisionRecorder, record_final
from wallboard.collect.gap_filling import GapFiller
from wallboard.collect.moved_end import end_moved
from wallboard.collect.notices import Notices
from wallboard.collect.operator_decisions import Decisions, EndDecision
from wallboard.collect.pace import Pace
from wallboard.collect.past_answers import PastAnswers
from wallboard.collect.records import Records
from wallboard.collect.state import CollectorState, ruled, waiting_after
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.event_clock import machine_clock
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import span
from wallboard.core.judge_state import Judgement, Rules
from wallboard.core.judgement import judge, stood_again
from wallboard.core.mapping import Mapping, Received
from wallboard.core.source_clock import Arrival
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.recording.errors import RecordingFailedError
from wallboard.recording.payload import digest_of
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Source, Validators

SLICE_S = 0.25
"""How often the loop turns while it waits: the rhythm of its heartbeat and of the operator's words."""
GRACE_US = 10_000_000
"""How long after its deadline a fetch may still be under way before the heartbeat stops and the supervisor acts."""
PARTS_US = 30_000_000
"""How often the figures of all parts are kept for a restart; what came after is read from the answers."""
CLOCK_MOVED_US = 1_000
"""By how much the machine's clock must have moved against recording time to be recorded with a failure."""
_FEW = 5
"""Of what was left out of one answer is told: thousands of lines would bury what the operator must read."""


class Stop(Protocol):
    """What ends the loop; a threading.Event is one."""

    def is_set(self) -> bool: ...

    def wait(self, seconds: float, /) -> bool: ...


class Collector:
    """Turns a source into a recording, one fetch at a time."""

    def __init__(
        self,
        source: Source,
        records: Records,
        facts: EventInfo,
        rules: Rules,
        pace: Pace,
        *,
        mapping: Mapping | None = None,
        state: CollectorState | None = None,
        words: Decisions = tuple,
        say: Callable[[str], None],
        beat: Callable[[], None] = lambda: None,
        mono_us: Callable[[], int] = system_mono_us,
        utc_us: Callable[[], int] = system_utc_us,
    ) -> None:
        """`say` gets a line for people at each new cause; `beat` is called at each completed turn of the loop."""
        self._source = source
        self._records = records
        self._facts = facts
        self._rules = rules
        self._pace = pace
        self._mapping = mapping
        self._words = words
        self._notices = Notices(say)
        self._beat = beat
        self._mono_us = mono_us
        self._utc_us = utc_us
        self._unbroken = False
        self._said: Snapshot | None = None
        self._parts_kept_us = 0
        self._machine_wrong = False
        self._known: Validators | None = None
        self._not_before_us = 0
        self._lost = 0
        self._filler = GapFiller(source, mono_us)
        self._past = PastAnswers(self._filler, records, facts, rules, mapping, self._notices, utc_us)
        self._decisions = DecisionRecorder(records, facts, rules, self._notices, utc_us)
        self.state = state or CollectorState()

    def run(self, stop: Stop) -> None:
        """Collect until `stop` is set; nothing that can go wrong on the way ends it.

        A fetch runs in a thread of its own, so that the operator's word is heard and the heart beats while an endpoint
        is slow. There is never more than one: the next begins when the one before has come back.
        """
        due_us = given_up_us = self._mono_us()
        asking: Future[Answer | NotModified | FetchFailed] | None = None
        while not stop.is_set():
            now_us = self._mono_us()
            try:
                if asking is None and now_us >= due_us:
                    given_up_us = now_us + self._pace.deadline_us + GRACE_US
                    asking = self._begin()
                if asking is not None and asking.done():
                    outcome, asking = asking, None
                    due_us = self._pace.after(now_us)
                    self.take(outcome.result())
                    due_us = self.next_due_us()
                self.obey()
            except Exception as error:  # noqa: BLE001 - the collector's loop is where it must not end
                self._notices.once(f"the collector goes on after an error of its own: {type(error).__name__}: {error}")
            if asking is None or self._mono_us() < given_up_us:
                self._beat()
            if asking is not None:
                wait([asking], SLICE_S)
            else:
                stop.wait(min(SLICE_S, max(0, due_us - self._mono_us()) / 1e6))

    def tick(self) -> None:
        """One whole turn, at once and in this thread."""
        self.obey()
        self.take(self.ask())

    def next_due_us(self) -> int:
        """The monotonic instant of the next fetch."""
        return self._pace.after(self._mono_us(), self._not_before_us)

    def ask(self) -> Answer | NotModified | FetchFailed:
        """One fetch; where that has brought an answer, what was in the last outage is asked, too."""
        deadline_us = self._mono_us() + self._pace.deadline_us
        try:
            outcome = self._source.fetch(deadline_us, self._known)
        except FetchFailed as failed:
            return failed
        self._filler.ask(deadline_us)
        return outcome

    def take(self, outcome: Answer | NotModified | FetchFailed) -> None:
        """Record what a fetch brought."""
        try:
            self._take(outcome)
            self._past.keep_found(self.state)
        except RecordingFailedError as error:
            # What was not recorded was not shown: the stand is unchanged, and the next answer is judged against it.
            self._lost += isinstance(outcome, Answer)
            self._unbroken = False
            self._known = None
            self._notices.tell("recording", type(error).__name__, str(error))
        else:
            self._recording_goes_on()

    def keep_past(self, answer: Answer, offset_us: int) -> None:
        """Keep what another collector has filled in. Raises RecordingFailedError."""
        self._past.keep(answer, self.state, offset_us)

    def obey(self) -> None:
        """Do what the operator has decided about the held value."""
        for word in self._words():
            try:
                if isinstance(word, EndDecision):
                    self._move_end(word)
                else:
                    self.state = self._decisions.decided(word, self.state)
            except RecordingFailedError as error:
                self._notices.tell("recording", type(error).__name__, str(error))

    def _move_end(self, word: EndDecision) -> None:
        """Go on by another end of the event. Raises RecordingFailedError; then it is the one of before."""
        facts = end_moved(self._facts, word)
        if facts is None:
            return
        self._records.restate(facts)
        self._facts, self._rules = facts, replace_struct(self._rules, end_us=facts.end_us)
        self._past = replace(self._past, facts=facts, rules=self._rules)
        self._decisions = replace(self._decisions, facts=facts, rules=self._rules)
        self.state = self._decisions.after_end_moved(self.state)

    def _begin(self) -> Future[Answer | NotModified | FetchFailed]:
        future: Future[Answer | NotModified | FetchFailed] = Future()

        def work() -> None:
            try:
                future.set_result(self.ask())
            except BaseException as error:  # noqa: BLE001 - raised again in the loop
                future.set_exception(error)

        # A daemon, unlike the threads of an executor: the end of the program need not wait for a slow endpoint.
        threading.Thread(target=work, name="fetch", daemon=True).start()
        return future

    def _take(self, outcome: Answer | NotModified | FetchFailed) -> None:
        now_us = self._mono_us()
        self._not_before_us = 0
        if isinstance(outcome, FetchFailed):
            self._unbroken = False
            self._not_before_us = now_us + int((outcome.retry_after_s or 0.0) * 1e6)
            self._tell_failures(outcome)
        elif outcome.failures:
            self._tell_failures(outcome)
            self._notices.tell("answering", outcome.source, f"{outcome.source} answers instead")
        elif self._notices.over("source", f"{outcome.source} answers"):
            self._notices.over("answering", f"{outcome.source} answers again")
        for failure in outcome.failures:
            self._fail(failure.source, failure.kind, failure.message, failure.fetch_us)
        if isinstance(outcome, NotModified):
            self._stood(outcome.source, "not_modified", "nothing new (304)", outcome.fetch_us)
        elif isinstance(outcome, Answer):
            self._record(outcome)

    def _tell_failures(self, outcome: Answer | NotModified | FetchFailed) -> None:
        cause = ", ".join(f"{f.source} {f.kind}" for f in outcome.failures)
        self._notices.tell("source", cause, "; ".join(f"{f.source}: {f.message}" for f in outcome.failures))

    def _record(self, answer: Answer) -> None:
        digest = digest_of(answer.body)
        if digest == self.state.digest:
            self._stood(answer.source, "duplicate", "the same answer once more", answer.fetch_us)
            return
        stamp = replace(self._records.stamp(), utc_us=self._utc_us(), date_us=answer.date_us)
        received = Received(stamp.utc_us, stamp.date_us)
        reading = read_answer(answer.body, self._mapping, self._facts.metrics, received, self._facts.minor_digits)
        if self._says_nothing_new(reading):
            self._stood(answer.source, "duplicate", "the same figures once more", answer.fetch_us)
            return
        arrival = Arrival(stamp.commit_us, stamp.utc_us, stamp.date_us, answer.source, self._unbroken)
        judgement, judge_state = judge(self.state.judge_state, reading, stamp.answer_id, self._rules, arrival)
        state = replace(self.state, judge_state=judge_state, digest=digest, last=None)
        waits = waiting_after(self.state.held, reading.snapshot, judgement, judge_state, stamp, self._rules)
        keep_parts = stamp.commit_us - self._parts_kept_us >= PARTS_US
        ruling, state = ruled(
            judgement,
            reading.snapshot,
            replace(state, held=waits),
            stamp,
            (self._facts, self._rules),
            utc_us=self._utc_us(),
            keep_parts=keep_parts,
        )
        if judgement.shown:
            state = replace(state, source=answer.source)
        self._records.append(stamp, answer, reading, ruling)
        if not self._unbroken:  # figures that stood still while the source answered are no outage
            self._past.look_for_gap(self.state.judge_state, ruling, reading)
        self.state = state
        self._unbroken = self._unbroken or judgement.advance
        self._parts_kept_us = stamp.commit_us if ruling.keep_parts else self._parts_kept_us
        self._tell_clock(judgement)
        # A 304 must not hide that an answer could not be used: it is asked for whole again.
        self._known = answer.validators if reading.snapshot is not None else None
        self._tell_judgement(judgement, reading)

    def _says_nothing_new(self, reading: Reading) -> bool:
        """Of a source that states no time: whether its figures are those that are up, so that nothing proves them new.

        While a figure waits for polls to agree, each counts.
        """
        if not self._facts.time_from or reading.snapshot is None:
            return False
        before, self._said = self._said, replace_struct(reading.snapshot, at_us=0, sequence=None)
        waits = self.state.last is None or bool(self.state.judge_state.ledger.doubts)
        return self._said == before and not waits

    def _stood(self, source: str, kind: str, message: str, fetch_us: int) -> None:
        """The endpoint is alive and has nothing new: after the event's end the sum has stood once more."""
        self._fail(source, kind, message, fetch_us)
        if self.state.last is None:
            return
        final, judge_state = stood_again(self.state.judge_state, self._rules)
        state = replace(self.state, judge_state=judge_state)
        if final and judge_state.at_us is not None:
            state = record_final(self._records, state, "final", final=True)
        self.state = state

    def _fail(self, source: str, kind: str, message: str, fetch_us: int) -> None:
        """Record that nothing new came; the machine's clock goes into the recording all the same."""
        clock = self.state.clock
        if clock is None or self.state.judge_state.clock.origin is not None:
            self._records.fail(source, kind, message, fetch_us)
            return
        commit_us = self._records.stamp().commit_us
        told = machine_clock(clock, self._utc_us(), commit_us)
        moved = abs(told.event_us - clock.at(commit_us)) >= CLOCK_MOVED_US
        self._records.fail(source, kind, message, fetch_us, told if moved else None)
        self.state = replace(self.state, clock=told if moved else clock)

    def _tell_clock(self, judgement: Judgement) -> None:
        """Alarm where the machine's clock is wrong; say where the source's is."""
        if judgement.machine_wrong and not self._machine_wrong:
            line = "this machine's clock is wrong: the source and the date of its answers agree on another time; set it"
            self._notices.tell("machine", "wrong", line)
            self._records.alarm("machine_clock", line)
        if judgement.shown and not judgement.machine_wrong:
            self._notices.over("machine", "this machine's clock agrees with the source again")
        self._machine_wrong = judgement.machine_wrong or (self._machine_wrong and not judgement.shown)
        if judgement.unaccepted:
            leads = span(judgement.offset_us)
            self._notices.tell(
                "clock", "ahead", f"the source's clock leads by {leads}, which is taken off its times: accept it with H"
            )

    def _tell_judgement(self, judgement: Judgement, reading: Reading) -> None:
        if judgement.shown:
            self._notices.over("judgement", "the answers are accepted again")
        elif judgement.verdict != "accepted":
            cause = judgement.reason if judgement.verdict == "held" else f"{judgement.reason} {judgement.detail}"
            self._notices.tell("judgement", cause, f"{judgement.verdict}: {judgement.detail}")
        if reading.snapshot is not None:
            for problem in reading.problems[:_FEW]:
                self._notices.once(f"left out of the answer: {problem}")
            if len(reading.problems) > _FEW:
                self._notices.once("more is left out of the answer: `wallboard probe` lists all of it")

    def _recording_goes_on(self) -> None:
        """After a failure: say that it is over, and leave an alarm where the operator looks for what is missing."""
        line = f"the recording goes on; {self._lost} answers are missing from it"
        if self._lost:
            try:
                self._records.alarm("not_recorded", line)
            except RecordingFailedError:
                return
        self._lost = 0
        self._notices.over("recording", line)
