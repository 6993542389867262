"""The rundown on the display: puts its entries on air when they are due, unless something stands against it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from wallboard.actions.cueing import WHO, Part, cue_action
from wallboard.actions.rundown import Cue, OnAir, Rundown, on_air, reached_in, stopped
from wallboard.config.problems import ConfigFileError
from wallboard.config.rundown_file import load_rundown
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError
from wallboard.core.instants import clock
from wallboard.core.wording import Said, joined, say
from wallboard.stage.operator import Operator
from wallboard.stage.playback import Playback

log = logging.getLogger(__name__)

EVERY_MS: Final = 200


class RundownDesk(QObject):
    """Looks five times a second what the rundown has on air, and puts it there once."""

    def __init__(self, operator: Operator, playback: Playback) -> None:
        super().__init__()
        self.alarm = ""
        self._operator = operator
        self._playback = playback
        self._languages: Callable[[], tuple[str, ...]] = tuple
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.turn)

    def adopt(self, settings: Settings) -> None:
        """Play the rundown of these settings; one with mistakes is told, and the one before goes on."""
        self._languages = lambda: settings.display.languages
        self.alarm = ""
        if settings.display.rundown is None:
            self._operator.contexts.rundown = ()
            return
        try:
            self._operator.contexts.rundown = load_rundown(settings.display.rundown, settings)
        except ConfigFileError as error:
            self.alarm = f"the rundown is not played: {error.lines()[0]}"
            log.error("%s", self.alarm)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def turn(self) -> None:
        """Put on air what is due."""
        entries = self._operator.contexts.rundown
        if not entries or self._operator.follows or self._operator.waits:
            return
        now = self._playback.now()
        control = self._operator.settle(now)
        try:
            moment = self._playback.moment(control, now)
        except RecordingError:
            return
        rundown, event_us = Rundown(entries, moment.facts.start_us), moment.event_us
        state = self.state(rundown, event_us, moment.playhead_us)
        self._operator.contexts.next_entry = None if state.next is None else state.next.number
        if event_us is None or stopped(rundown, control, event_us):
            return
        parts: tuple[tuple[Part, Cue | None, str], ...] = (
            ("layout", state.cue, control.rundown_cue),
            ("message", state.message, control.rundown_message),
            ("recap", state.recap, control.rundown_recap),
        )
        for part, cue, done in parts:
            if cue is not None and cue.key != done:
                action = cue_action(cue, part, self._languages(), now.now_us, event_us)
                self._operator.perform_as(WHO, action)

    def line(self) -> Said | None:
        """How the rundown stands, for the status; None where there is none."""
        entries = self._operator.contexts.rundown
        if not entries:
            return None
        now = self._playback.now()
        control = self._operator.control
        try:
            moment = self._playback.moment(control, now)
        except RecordingError:
            return None
        rundown, event_us = Rundown(entries, moment.facts.start_us), moment.event_us
        stop, cue = stopped(rundown, control, event_us), self.state(rundown, event_us, moment.playhead_us).next
        coming: Said = say("rundown.no_more")
        if cue is not None:
            what = ", ".join(sorted(set(cue.entry.shown.values()))) or say("rundown.message")
            coming = say("rundown.next", what=what, at=clock(cue.on_us, moment.facts.zoneinfo))
        if stop == "held":
            return joined(say("rundown.held", who=control.rundown_held_by or say("refusal.keyboard")), coming)
        return joined(say("rundown.stopped"), coming) if stop else coming

    def state(self, rundown: Rundown, event_us: int | None, playhead_us: int) -> OnAir:
        """What is on air by the rundown, and what comes."""
        if event_us is None:
            return OnAir()
        return on_air(rundown, event_us, reached_in(self._playback.curve, playhead_us, rundown.start_us))
