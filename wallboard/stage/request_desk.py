"""Where requests are worked off on the display: each once, in time, one of each writer a turn."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol

from PySide6.QtCore import QObject, Qt, QTimer

from wallboard.actions.action import Action
from wallboard.actions.refusal import Asked, Refusal
from wallboard.core.instants import SECOND_US
from wallboard.core.wording import say
from wallboard.recording.requests import Request

log = logging.getLogger(__name__)

EVERY_MS: Final = 10
HELD_MS: Final = 40
"""While the operator holds the picture, and nothing is to be done at an instant."""
LATE_US: Final = 10 * SECOND_US
"""What was asked for longer ago is not done: whoever asked has long looked elsewhere."""
EARLIEST_DUE_US: Final = 3600 * SECOND_US
"""So far ahead something may be asked for."""
MOST_DUE: Final = 100


class Inbox(Protocol):
    """Where requests come from; `recording.request_inbox` has the real one."""

    def poll(self) -> tuple[Request, ...]:
        """What is newly asked. Does not raise."""

    def lines(self) -> tuple[str, ...]:
        """What is to be told since the last call."""


class Hand(Protocol):
    """Who performs what is asked: the operator."""

    @property
    def actions(self) -> Mapping[str, Action]:
        """Every action of this wall by its id."""

    @property
    def follows(self) -> bool:
        """Whether another machine decides what is shown."""

    def ask(self, action: Action, asked: Asked) -> Refusal | None:
        """Perform an action that is asked for, and journal what came of it; why it was not done, if so."""

    def refuse_request(self, action: str, asked: Asked, refusal: Refusal) -> None:
        """Journal that something is not done."""

    def utc_us(self) -> int:
        """The time now."""


class RequestDesk(QObject):
    """Takes requests in a hundred times a second. `done` are ids that the journal has answered already.

    `is_held`: whether the picture is held, so that it may look more rarely.
    """

    def __init__(
        self, inbox: Inbox, hand: Hand, done: Iterable[str] = (), is_held: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__()
        self._is_held = is_held
        self._inbox = inbox
        self._hand = hand
        self._done = set(done)
        self._due: list[Request] = []
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.turn)

    def start(self) -> None:
        """Begin to take requests in."""
        self._timer.start()

    def stop(self) -> None:
        """Take in no more; what is not answered waits in its file."""
        self._timer.stop()

    def turn(self) -> None:
        """Do what is newly asked, and what has become due; on a machine that follows all of it is for the lead."""
        if self._hand.follows:
            return
        asked = self._inbox.poll()
        for line in self._inbox.lines():
            log.warning("%s", line)
        if asked or self._due:
            self._work_off(asked, self._hand.utc_us())
        pace_ms = HELD_MS if self._is_held() and not self._due else EVERY_MS
        if self._timer.interval() != pace_ms:
            self._timer.setInterval(pace_ms)

    def _work_off(self, asked: Iterable[Request], now_us: int) -> None:
        for request in asked:
            self._take_in(request, now_us)
        due = [request for request in self._due if request.due_us <= now_us]
        if due:
            self._due = [request for request in self._due if request.due_us > now_us]
            for request in sorted(due, key=lambda each: each.due_us):
                self._perform(request)

    def _take_in(self, request: Request, now_us: int) -> None:
        if request.id in self._done:
            return  # its first answer stands in the journal
        self._done.add(request.id)
        wait_us = request.due_us - now_us
        if request.fault:
            self._refuse(request, Refusal("argument", say("refusal.request", why=request.fault)))
        elif not request.due_us and abs(now_us - request.asked_us) > LATE_US:
            self._refuse(request, Refusal("late", say("refusal.late", s=abs(now_us - request.asked_us) // SECOND_US)))
        elif request.due_us and wait_us < -LATE_US:
            self._refuse(request, Refusal("late", say("refusal.late", s=-wait_us // SECOND_US)))
        elif wait_us > EARLIEST_DUE_US or (wait_us > 0 and len(self._due) >= MOST_DUE):
            self._refuse(request, Refusal("full", say("refusal.too_far_ahead")))
        elif wait_us > 0:
            self._due.append(request)
        else:
            self._perform(request)

    def _perform(self, request: Request) -> None:
        action = self._hand.actions.get(request.action)
        if action is None:
            self._refuse(request, Refusal("unknown", say("refusal.unknown", action=request.action)))
        elif not action.remote:
            self._refuse(request, Refusal("keyboard", say("refusal.keyboard_only", action=action.title)))
        else:
            self._hand.ask(action, asked_by(request))

    def _refuse(self, request: Request, refusal: Refusal) -> None:
        self._hand.refuse_request(request.action, asked_by(request), refusal)


def asked_by(request: Request) -> Asked:
    """What a request asks for."""
    argument = dict(request.argument)
    prepares = argument.get("preview") is True
    if isinstance(argument.get("preview"), bool):  # anything else is refused with the argument
        del argument["preview"]
    return Asked(request.who, request.id, request.canvas, prepares, request.revision, argument)
