"""Keeps what the operator does, and says where that fails."""

from __future__ import annotations

import json
import logging

from wallboard.actions.action import Argument
from wallboard.actions.control import ALL, Control
from wallboard.actions.refusal import Asked
from wallboard.actions.revisions import KEYBOARD
from wallboard.core.errors import RecordingError
from wallboard.stage.playback import Now, Playback
from wallboard.stage.ports import JournalPort

log = logging.getLogger(__name__)


class ActionJournal:
    """Writes actions with the control state after them; `alarm` says why the newest is not kept ("": it is)."""

    def __init__(self, journal: JournalPort, playback: Playback) -> None:
        self.alarm = ""
        self._journal = journal
        self._playback = playback

    def turn_to(self, journal: JournalPort) -> None:
        """Write what follows into another journal."""
        self._journal = journal

    def write(self, now: Now, action: str, argument: Argument, control: Control) -> None:
        """Keep an action that is done now, where the playhead stands."""
        self.keep(now.utc_us, self._playback.playhead_us(control, now), action, json.dumps(argument), control)

    def keep(self, wall_us: int, recording_us: int, action: str, argument: str, control: Control) -> None:
        """Keep an action; `argument` is JSON. Never raises: what cannot be kept is still done."""
        try:
            self._journal.write(wall_us, recording_us, action, argument, control.to_json())
        except RecordingError as error:
            if not self.alarm:
                log.error("what the operator does is not kept: %s", error)
            self.alarm = str(error)
        else:
            self.alarm = ""


def told(argument: Argument, asked: Asked) -> Argument:
    """What the journal keeps of an action: its argument, what it was meant for, and who asked for it, if not a key."""
    kept = dict(argument)
    if asked.canvas != ALL:
        kept["canvas"] = asked.canvas
    if asked.prepares:
        kept["preview"] = 1
    if asked.request:
        kept["request"] = asked.request
    if asked.who != KEYBOARD:
        kept["who"] = asked.who
    return kept
