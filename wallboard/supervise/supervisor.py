"""The loop that keeps children up: it starts them, hears them, ends what is frozen, and starts anew what has died."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from queue import Empty, SimpleQueue

from msgspec.structs import replace

from wallboard.core.instants import SECOND_US
from wallboard.core.system_clocks import system_mono_us
from wallboard.supervise.child import (
    Child,
    Heartbeat,
    Message,
    OutputLine,
    QuitRequest,
    Report,
    Spawn,
    StandbyBeat,
    child_environment,
    spawn,
    words_of,
)
from wallboard.supervise.child_spec import ChildError, ChildSpec
from wallboard.supervise.child_state import ChildState
from wallboard.supervise.dismissed import DismissedChildren
from wallboard.supervise.warm_standby import WarmStandbys

TURN_S = 0.1
_ASKED_S = 3.0
"""How long children have to end once their standard input is closed, before they are terminated."""
_TERMINATED_S = 1.0
"""How long they then have before they are killed; both together stay below five seconds."""
_LAST_WORDS_S = 0.02
_HELD_UP_US = SECOND_US
"""A turn that took this long says that the whole machine stood still; for as long again nobody is called frozen."""
_WRONG_WORDS = 2
_LAST_LINES = 5
"""So many of the last lines that a child has said are kept for the report of its crash."""


class Supervisor:
    """Keeps the children of `plans` up until it is stopped.

    `tell(name, text)` receives what happens, one line each, and `hear(name, text)` what the children say themselves.
    `tell_crash(name, text, last_lines)` receives each end that nobody asked for, with the last that the child had said;
    by default it goes to `tell`.
    """

    def __init__(
        self,
        plans: Sequence[ChildSpec],
        *,
        tell: Callable[[str, str], None],
        hear: Callable[[str, str], None],
        tell_crash: Callable[[str, str, tuple[str, ...]], None] | None = None,
        spawn: Spawn = spawn,
        mono_us: Callable[[], int] = system_mono_us,
        inbox: SimpleQueue[Message] | None = None,
    ) -> None:
        self._plans = {plan.name: plan for plan in plans}
        self._watches = {plan.name: ChildState() for plan in plans}
        self._children: dict[str, Child] = {}
        self._inbox: SimpleQueue[Message] = SimpleQueue() if inbox is None else inbox
        self._tell = tell
        self._hear = hear
        self._tell_crash = tell_crash or (lambda name, text, _last_lines: tell(name, text))
        self._said: dict[str, deque[str]] = {}
        self._reports: dict[str, bytes] = {}
        self._leaving: set[str] = set()
        self._dismissed = DismissedChildren(int(_ASKED_S * SECOND_US))
        self._spawn = spawn
        self._standbys = WarmStandbys(spawn, self._inbox)
        self._mono_us = mono_us
        self._stopped = threading.Event()
        self._turned_us = mono_us()
        self._lenient_until_us = self._turned_us

    def children(self) -> dict[str, int]:
        """The process numbers of the children that there are, by name."""
        return {name: child.pid for name, child in self._children.items()}

    def keeps(self, name: str) -> bool:
        """Whether there is a child of that name to keep up, running or not."""
        return name in self._plans

    @property
    def is_stopped(self) -> bool:
        """Whether everything is to end."""
        return self._stopped.is_set()

    def is_well(self, name: str) -> bool:
        """Whether a child runs and has beaten in this life."""
        return name in self._children and self._watches[name].beat_us is not None

    def restarts(self, name: str) -> int:
        """How often a child was started after its first start."""
        return max(0, self._watches[name].starts - 1)

    def report(self, name: str) -> bytes | None:
        """What a child has told last of itself in this life (JSON, `core.process_reports`)."""
        return self._reports.get(name)

    @property
    def plans(self) -> tuple[ChildSpec, ...]:
        """What is kept up, and how."""
        return tuple(self._plans.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The children that are kept up."""
        return tuple(self._plans)

    def is_plain(self, name: str) -> bool:
        """Whether a child has crashed so often that it is up, or comes up next, in its plainest form."""
        return self._watches[name].is_safer(self._mono_us())

    def stop(self) -> None:
        """End everything soon; may be called from a signal handler or another thread."""
        self._stopped.set()

    def run(
        self,
        seconds: float | None = None,
        *,
        on_turn: Callable[[], None] = lambda: None,
        on_end: Callable[[], None] = lambda: None,
    ) -> None:
        """Keep everything up until `stop`, a wish of a child, or until `seconds` have passed; then end all children.

        `on_turn` is called after each turn of the loop, `on_end` when the last one is over.

        Raises:
            ChildError: a child refused its own command line or configuration, or has never come up.
        """
        end_us = None if seconds is None else self._mono_us() + int(seconds * SECOND_US)
        try:
            while not self._stopped.is_set() and (end_us is None or self._mono_us() < end_us):
                self.turn(TURN_S)
                on_turn()
        finally:
            on_end()
            self.end_all()

    def exchange(self, plans: Sequence[ChildSpec]) -> None:
        """Go on with other plans.

        A child whose plan has changed ends, in order, and is started by the new one; one without a plan ends for good.
        Standbys stay where nothing of what they wait for has changed.
        """
        before, self._plans = self._plans, {plan.name: plan for plan in plans}
        for name in before.keys() - self._plans.keys():
            self._let_go(name)
        for name, plan in self._plans.items():
            self._watches.setdefault(name, ChildState())
            if name in self._children and plan != before.get(name):
                self._leaving.add(name)
                self._children[name].cut()
        if _waiting_for(self._plans.values()) != _waiting_for(before.values()):
            self._standbys.dismiss()

    def turn(self, wait_s: float) -> None:
        """Hear what was said within `wait_s`, then do what is due. Raises ChildError."""
        self._listen(wait_s)
        now_us = self._mono_us()
        if now_us - self._turned_us > _HELD_UP_US:
            self._lenient_until_us = now_us + _HELD_UP_US
        self._turned_us = now_us
        for name, plan in self._plans.items():
            if not self._stopped.is_set():
                self._attend(name, plan)
        self._dismissed.turn(now_us)

    def end_all(self) -> None:
        """Close every child's standard input; terminate, then kill, what has not ended in time."""
        for child in self._every_child():
            child.cut()
            child.go_on()
        self._wait_for_all(_ASKED_S)
        for child in self._alive():
            child.terminate()
        self._wait_for_all(_TERMINATED_S)
        for child in self._alive():
            child.kill()
        self._listen(0)
        self._children.clear()

    def _alive(self) -> list[Child]:
        return [child for child in self._every_child() if child.exit_code() is None]

    def _every_child(self) -> tuple[Child, ...]:
        return (*self._children.values(), *self._standbys.children(), *self._dismissed.children())

    def _wait_for_all(self, limit_s: float) -> None:
        end_us = self._mono_us() + int(limit_s * SECOND_US)
        while self._alive() and self._mono_us() < end_us:
            self._listen(_LAST_WORDS_S)

    def _listen(self, wait_s: float) -> None:
        names = {child.pid: name for name, child in self._children.items()}
        try:
            message = self._inbox.get(timeout=wait_s) if wait_s else self._inbox.get_nowait()
            while True:
                self._take(names.get(message.pid), message)
                message = self._inbox.get_nowait()
        except Empty:
            return

    def _take(self, name: str | None, message: Message) -> None:
        if isinstance(message, StandbyBeat):
            self._standbys.beaten(message.pid, self._mono_us())
        elif name is None:
            return  # the last words of one that is already gone
        elif isinstance(message, OutputLine):
            self._said.setdefault(name, deque(maxlen=_LAST_LINES)).append(message.text)
            self._hear(name, message.text)
        elif isinstance(message, Report):
            self._reports[name] = message.json
        elif isinstance(message, QuitRequest):
            if self._plans[name].ends_all:
                self.stop()
        elif isinstance(message, Heartbeat):
            before = self._watches[name]
            now_us = self._mono_us()
            self._watches[name] = before.beaten(now_us, self._children[name].held_up_us())
            if before.beat_us is None and before.has_lived:
                self._tell(name, f"is back after {(now_us - before.lost_us) / SECOND_US:.1f} s")

    def _attend(self, name: str, plan: ChildSpec) -> None:
        watch = self._watches[name]
        now_us = self._mono_us()
        child = self._children.get(name)
        if child is None:
            if watch.due_us is None or now_us < watch.due_us:
                return
            if not self._may_start(plan):  # what it waits for takes its time, in which its libraries are loaded
                self._prepare(plan, one=True)
            elif watch.starts and plan.lacking() is not None:
                self._watches[name] = watch.postponed(now_us)
            else:
                self._start(name, plan, now_us)
            return
        code = child.exit_code()
        if code is not None:
            self._listen(0)  # what it said at the end comes before what is said about it
            self._ended(name, plan, code, now_us)
        elif child.is_stopped():  # it draws nothing until somebody lets it go on: a new one is up sooner
            child.kill()
            self._again(name, "was stopped by SIGSTOP", watch.frozen(plan.patience, now_us))
        elif now_us >= self._lenient_until_us and watch.is_frozen(plan.patience, now_us, child.held_up_us()):
            child.kill()
            why = f"gave no sign of life for {watch.silence_us(now_us) / SECOND_US:.1f} s"
            self._again(name, why, watch.frozen(plan.patience, now_us))
        elif self._are_up(plan):  # their own start comes first
            self._prepare(plan)

    def _let_go(self, name: str) -> None:
        del self._watches[name]
        self._leaving.discard(name)
        child = self._children.pop(name, None)
        if child is not None:
            self._dismissed.dismiss(child, self._mono_us())

    def _may_start(self, plan: ChildSpec) -> bool:
        return plan.after is None or self._watches[plan.after].has_lived

    def _are_up(self, plan: ChildSpec) -> bool:
        """Whether none of those that share the standbys of `plan` is just being started."""
        sharing = [name for name, other in self._plans.items() if other.standby == plan.standby]
        return all(name not in self._children or self._watches[name].beat_us is not None for name in sharing)

    def _prepare(self, plan: ChildSpec, *, one: bool = False) -> None:
        if plan.standby is not None:
            environment = {**child_environment(), **plan.environment}
            self._standbys.prepare(plan.standby, environment, self._mono_us(), one=one)

    def _start(self, name: str, plan: ChildSpec, now_us: int) -> None:
        watch = self._watches[name]
        safer = plan.safer if watch.is_safer(now_us) else None
        argv = safer or (plan.again if watch.starts else None) or plan.argv
        environment = {**child_environment(), **plan.environment}
        try:
            waiting = self._standbys.step_in(plan.standby, words_of(argv), now_us) if plan.standby is not None else None
            self._children[name] = waiting or self._spawn(argv, environment, self._inbox)
        except OSError as error:
            raise ChildError(f"{name} cannot be started ({error.strerror}): {argv[0]}") from error
        self._watches[name] = watch.started(now_us)
        self._said.pop(name, None)
        self._reports.pop(name, None)
        if safer:
            self._tell(name, "has crashed three times in five minutes and comes back in its plainest form")

    def _ended(self, name: str, plan: ChildSpec, code: int, now_us: int) -> None:
        watch = self._watches[name]
        if self._stopped.is_set():
            return  # the last that it said was the operator's wish to end
        if name in self._leaving:
            self._leaving.discard(name)
            del self._children[name]
            self._watches[name] = watch.stranded(now_us)
            return
        if code == _WRONG_WORDS and not watch.has_lived and not plan.dispensable:
            raise ChildError(f"{name} refuses to start, for the reason above", _WRONG_WORDS)
        self._children[name].cut()
        lacking = plan.lacking()
        if lacking is not None:
            del self._children[name]
            self._watches[name] = watch.stranded(now_us)
            self._tell(name, f"{_how_it_ended(code)}: {lacking}; it is started anew when that is over")
            return
        self._again(name, _how_it_ended(code), watch.crashed(plan.patience, now_us))

    def _again(self, name: str, why: str, watch: ChildState) -> None:
        del self._children[name]
        self._watches[name] = watch
        if watch.is_hopeless and self._plans[name].dispensable:
            self._watches[name] = replace(watch, due_us=None)  # it is never due again
            self._tell_crash(name, f"{why}, and the wall goes on without it", self._last_lines(name))
            return
        if watch.is_hopeless:
            raise ChildError(f"{name} {why}, and has not come up once in {watch.starts} starts: run `wallboard doctor`")
        self._tell_crash(name, f"{why}; it is started anew", self._last_lines(name))

    def _last_lines(self, name: str) -> tuple[str, ...]:
        return tuple(self._said.get(name, ()))


def _waiting_for(plans: Iterable[ChildSpec]) -> list[object]:
    """What standbys wait for, and in which environment."""
    return [(plan.standby, plan.environment) for plan in plans if plan.standby is not None]


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"ended with status {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
