"""A night under way: the real collector, recording and wall; clocks and answers are in the test's hands."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from tests import nights
from tests.panels.boxes import texts
from tests.panels.reading import stated
from tests.sources.loopback import Behave, Server
from wallboard.actions.control import Control
from wallboard.collect.loop import Collector
from wallboard.collect.operator_decisions import decisions_in
from wallboard.collect.pace import Pace
from wallboard.collect.resume import resume
from wallboard.config.event_facts import facts_of
from wallboard.config.judging import rules_of
from wallboard.core.badges import badges
from wallboard.core.instants import SECOND_US
from wallboard.core.playhead import Playhead
from wallboard.core.system_clocks import system_mono_us
from wallboard.demo.moments import begins_us
from wallboard.demo.night import night
from wallboard.paint.ops import Digits, Placed
from wallboard.recording.journal import Journal, JournalTail
from wallboard.recording.reader import RecordingReader
from wallboard.recording.recorded_folder import RecordedFolder
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.tools.verify import verify
from wallboard.recording.writer import Recorder
from wallboard.sources.http import HttpSource
from wallboard.sources.http_endpoint import HttpEndpoint
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Source, Validators
from wallboard.sources.secrets import Secret
from wallboard.stage.overlays.status_overlay import entries
from wallboard.stage.playback import Playback
from wallboard.wall import RenderRequest, Wall
from wallboard.wall.active_layout import HELD_US

CANVAS, SIZE = "center", (1280, 720)
FACTS = facts_of(nights.settings())
INTERVAL_US, DELAY_US = FACTS.interval_us, FACTS.delay_us
STALE_US = 3 * INTERVAL_US
BASE_POLLS = 4
Document = dict[str, Any]
Outcome = bytes | Answer | NotModified | FetchFailed


@dataclass(frozen=True, slots=True)
class Scene:
    """A moment of the night: the elapsed second at which the fault strikes, and the layout that is up before it.

    `then` is the layout that must be up afterwards; `changed_to` is what the operator chooses as the fault strikes;
    `replayed` says that the wall shows an earlier instant, which no fault of the present may touch.
    """

    name: str
    strikes_s: int
    layout: str
    then: str
    changed_to: str = ""
    replayed: bool = False


@lru_cache(maxsize=1)
def busiest_s() -> int:
    """The second of the night's highest rate of orders."""
    rates = night(11).orders_per_second
    return max(range(len(rates)), key=rates.__getitem__)


SCENES = (
    Scene("eve", -120, "countdown", "countdown"),
    Scene("zero hour", 0, "countdown", "overview"),
    Scene("peak", busiest_s(), "overview", "overview"),
    Scene("milestone", 52, "overview", "overview"),
    Scene("layout change", 3600, "overview", "rankings", changed_to="rankings"),
    Scene("replay", 7200, "counter", "counter", replayed=True),
    Scene("finale", 86_340, "finale", "finale"),
)


@dataclass
class Clock:
    """Both clocks of the machine; `step_us` is how far the wall clock was set wrong."""

    utc: int
    mono: int = 5_000 * SECOND_US
    step_us: int = 0

    def utc_us(self) -> int:
        return self.utc + self.step_us

    def mono_us(self) -> int:
        return self.mono

    def pass_us(self, us: int) -> None:
        self.utc += us
        self.mono += us


class Switch:
    """A source whose next outcome is set by hand, or that asks a real one with a deadline on the real clock."""

    name = "primary"

    def __init__(self, true_us: Callable[[], int]) -> None:
        """`true_us` is the endpoint's own clock, right whatever this machine's says: its answers bear its date."""
        self.true_us = true_us
        self.next: Outcome = b""
        self.real: Source | None = None
        self.real_s = 0.15
        self.known: Validators | None = None
        self.put: Callable[[bytes], None] | None = None
        """Where bodies are put, for the real source `real` to find them there; None: it has its own endpoint."""
        self.has_arrived: Callable[[bytes, bytes], bool] = bytes.__eq__
        """Whether what the real source tells is what was put: the same bytes, unless it makes a document of its own."""

    def fetch(self, _deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        self.known = known
        if self.put is not None and self.real is not None and isinstance(self.next, bytes):
            return self._carried(self.next, self.put, self.real)
        if self.real is not None and self.put is None:
            return self.real.fetch(system_mono_us() + round(self.real_s * 1e6), known)
        if isinstance(self.next, FetchFailed):
            raise self.next
        if not isinstance(self.next, bytes):
            return self.next
        return Answer(self.next, 200, self.name, 1000, date_us=self.true_us() // SECOND_US * SECOND_US)

    def _carried(self, body: bytes, put: Callable[[bytes], None], real: Source) -> Answer | NotModified:
        """What the real source finds, once what was put has arrived there."""
        put(body)
        until_us = system_mono_us() + 20 * SECOND_US
        while True:
            told = real.fetch(until_us)
            if isinstance(told, Answer) and self.has_arrived(body, told.body):
                return replace(told, source=self.name)
            assert system_mono_us() < until_us, "what was put did not arrive"

    def close(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Seen:
    """What the canvas says at an instant: the sum in yuan (None: a dash, or no sum on this layout), badges, texts.

    `said` holds the texts by panel, `operator` the lines of the status overlay.
    """

    layout: str
    yuan: int | None
    countdown: str
    badges: tuple[tuple[str, int | None], ...]
    said: dict[str, tuple[str, ...]]
    operator: str
    alarms: str
    milestones: tuple[int, ...]
    age_us: int | None

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind, _ in self.badges)

    def words(self, *panels: str) -> str:
        """The texts of some panels, or of all, in one line."""
        return " ".join(t for name, found in self.said.items() if not panels or name in panels for t in found)


@dataclass
class Night:
    """Collector, recording and wall of one scenario; `fen` is the true sum, by this rig's own count.

    `good_us` is when it was committed, `kept` are the bodies that must be in the recording.
    """

    folder: Path
    scene: Scene
    wall: Wall
    fen: int | None = None
    good_us: int = 0
    corrected: bool = False
    kept: list[bytes] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    spare: Path | None = None
    mono_from_us: int = 5_000 * SECOND_US
    offset_fen: int = 0
    stack: ExitStack = field(default_factory=ExitStack)

    @property
    def opened(self) -> bool:
        """Whether a sum of the event is known, or the wall no longer waits for one."""
        begun_us = self.clock.utc - begins_us(FACTS)
        return self.scene.name != "zero hour" or bool(self.fen) or begun_us >= HELD_US

    def __post_init__(self) -> None:
        from_us = begins_us(FACTS) + self.scene.strikes_s * SECOND_US - BASE_POLLS * INTERVAL_US
        self.clock = Clock(from_us, self.mono_from_us)
        self.source = Switch(lambda: self.clock.utc)
        self.control = Control(layout=self.scene.layout)
        self.sequence = 1
        self.journal: Journal | None = None
        self.recorder: Recorder | None = None
        self.begin_collecting()
        self.recorded = RecordedFolder(self.folder, FACTS, live=True)
        self.playback = Playback(self.recorded, self.clock, delay_us=DELAY_US)

    def begin_collecting(self) -> None:
        """Start a collector, or one more that goes on."""
        self.recorder = Recorder(
            self.folder,
            FACTS,
            utc_us=self.clock.utc_us,
            mono_us=self.clock.mono_us,
            rules=SegmentRules(fallback=self.spare),
        )
        self.tail = JournalTail(self.folder)
        self.collector = Collector(
            self.source,
            self.recorder,
            FACTS,
            rules_of(nights.settings()),
            Pace(self.clock.mono_us(), INTERVAL_US, 5 * SECOND_US),
            state=resume(self.folder),
            words=lambda: tuple(decisions_in(self.tail.poll())),
            say=self.said.append,
            utc_us=self.clock.utc_us,
            mono_us=self.clock.mono_us,
        )

    def begin_showing(self) -> None:
        """Start the display anew, cold."""
        self.recorded.close()
        self.recorded = RecordedFolder(self.folder, FACTS, live=True)
        self.playback = Playback(self.recorded, self.clock, delay_us=DELAY_US)

    def end_collecting(self) -> None:
        """The collector ends in good order."""
        assert self.recorder is not None
        self.recorder.close()
        self.tail.close()

    def close(self) -> None:
        """Let go of all files."""
        self.end_collecting()
        self.recorded.close()
        if self.journal is not None:
            self.journal.close()
        self.stack.close()

    def ask(self, behave: Behave, *, tls: ssl.SSLContext | None = None, seconds: float = 5.0, **words: Any) -> Server:
        """From now on a real server is asked, which behaves so; `words` go to the endpoint."""
        server = Server(behave, tls)
        self.stack.callback(server.close)
        self.ask_at(server.url, seconds=seconds, **words)
        return server

    def ask_at(self, url: str, *, seconds: float = 5.0, **words: Any) -> None:
        """From now on a real source asks this address, with a deadline of so many seconds."""
        opened = HttpSource(HttpEndpoint(name="primary", url=Secret(url), **words))
        self.stack.callback(opened.close)
        self.source.real, self.source.real_s = opened, seconds

    # what the source says

    def document(self, **changes: Any) -> Document:
        """What a sound source says now; never simulated, so that LIVE can be seen."""
        elapsed_us = self.clock.utc - begins_us(FACTS)
        said = night(11).document(elapsed_us, Decimal(1), self.sequence)
        self.sequence += 1
        gmv = Decimal(str(said["gmv"])) + Decimal(self.offset_fen) / 100
        return dict(said) | {"simulated": False, "gmv": str(gmv)} | changes

    def yuan_now(self) -> Decimal:
        """The sum that the source would state now."""
        return Decimal(str(self.document()["gmv"]))

    def poll(self, outcome: Outcome | None = None) -> None:
        """Let an interval pass and fetch once; without an outcome the real source is asked."""
        self.clock.pass_us(INTERVAL_US)
        if outcome is not None:
            self.source.next = outcome
        if isinstance(outcome, bytes) and outcome != self.kept[-1]:  # what comes twice is kept once
            self.kept.append(outcome)
        self.collector.tick()

    def good(self, polls: int = 1) -> None:
        """The source speaks soundly."""
        for _ in range(polls):
            self.clock.pass_us(INTERVAL_US)
            self.believe(self.document())

    def believe(self, said: Document | bytes, fen: int | None = None) -> None:
        """An answer that the wall must take for true arrives now."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        if fen is None:
            fen = round(Decimal(str(json.loads(body)["gmv"])) * 100)
        self.source.next = body
        self.kept.append(body)
        self.collector.tick()
        self.fen, self.good_us = fen, self.clock.utc

    def doubt(self, said: Document | bytes) -> None:
        """An answer that must not reach the wall arrives after an interval."""
        self.poll(said if isinstance(said, bytes) else json.dumps(said).encode())

    def operator_says(self, action: str, answer_id: int) -> None:
        """The operator decides about the held value."""
        if self.journal is None:
            self.journal = Journal(self.folder)
        argument = json.dumps({"answer_id": answer_id})
        self.journal.write(self.clock.utc_us(), self.clock.utc, action, argument, self.control.to_json())

    # what the wall says

    def settle(self) -> None:
        """Let the playout delay pass, and the roll of the digits."""
        self.clock.pass_us(DELAY_US + SECOND_US // 10)

    def look(self, control: Control | None = None) -> Seen:
        """Read the canvas and the operator's status as they are now, under another control state if one is given."""
        self.playback.refresh()
        control = control or self.control
        now = self.playback.now()
        moment = self.playback.moment(control, now)
        judge_state = self.wall.compose(RenderRequest(CANVAS, SIZE, moment, control))
        found = entries(moment, nothing_noted(self.playback.problems), ("en",))
        said = {name: texts((*p.ground, *p.live)) for name, p in judge_state.placed.items()}
        countdown = said.get("to_start", ())
        return Seen(
            layout=str(judge_state.key[0]),
            yuan=next((sum_of(p) for name, p in judge_state.placed.items() if name in ("gmv", "gmv_line")), None),
            countdown=countdown[-1] if countdown else "",
            badges=tuple((b.kind, b.age_s) for b in badges(moment)),
            said=said,
            operator=" | ".join(f"{e.label.first('en')}: {e.text}" for e in found),
            alarms=" | ".join(f"{e.label.first('en')}: {e.text}" for e in found if e.alarm),
            milestones=tuple(m.gmv_fen for m in moment.state.milestones),
            age_us=moment.age_us,
        )

    def failures(self) -> list[str]:
        """The kinds of all failures recorded so far, read cold."""
        with RecordingReader(self.folder, live=True) as reader:
            rows = (*reader.index.failures, *reader.index.alive)
            return [f"{row.source} {row.kind} {row.message}" for row in rows]

    def bodies(self) -> list[bytes]:
        """Every answer in the recording, read cold and in order."""
        with RecordingReader(self.folder, live=True) as reader:
            found = [reader.stored(row) for row in range(len(reader.index.answers))]
        return [answer.body for answer in found if answer is not None and answer.body is not None]

    def faults_of_the_files(self) -> tuple[str, ...]:
        """What a check of the whole recording finds wrong, once the collector has ended."""
        return verify(self.folder).findings


def nothing_noted(alarms: tuple[str, ...]) -> Any:
    """The display's own notes: only what it cannot read."""
    from wallboard.panels.panel_context import Notes  # noqa: PLC0415 - only here

    return Notes((), alarms)


def sum_of(placed: Placed) -> int | None:
    """What the rolling digits of a counter state; None where they are a dash."""
    found = [op for op in placed.live if isinstance(op, Digits)]
    return stated(found[0]) if found and any(c.isdigit() for c in found[0].text) else None


def paused(night_: Night) -> Control:
    """The control state of an operator who shows what was two polls before now."""
    at_us = night_.clock.utc - DELAY_US
    return msgspec.structs.replace(night_.control, playhead=Playhead("paused", at_us, 0, 1.0))


Strike = Callable[[Night], None]
