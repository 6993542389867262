"""A confirmed correction of the sum puts its slate into the preview: never on air by itself."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer

from wallboard.actions.action import Action, Argument
from wallboard.actions.changes import to_layout
from wallboard.actions.context import Context
from wallboard.actions.control import ALL, Control
from wallboard.actions.targets import aimed
from wallboard.core.errors import RecordingError
from wallboard.core.moment import CORRECTED_US
from wallboard.core.recording_state import CorrectedSum
from wallboard.stage.operator import Operator
from wallboard.stage.playback import Playback

LAYOUT: Final = "correction"
WHO: Final = "wallboard"
"""Who it is that prepares the slate."""
EVERY_MS: Final = 1000


class CorrectionDesk(QObject):
    """Looks once a second whether the live picture has a new correction, and prepares its slate once.

    Nothing that an operator has prepared is replaced: the slate waits until the preview is empty, as long as the
    correction is marked.
    """

    def __init__(self, operator: Operator, playback: Playback) -> None:
        super().__init__()
        self._operator = operator
        self._playback = playback
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.turn)

    def start(self) -> None:
        """Begin to look."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def turn(self) -> None:
        """Prepare the slate of a correction that is new."""
        if not self._playback.live or f"layout:{LAYOUT}" not in self._operator.actions:
            return
        if self._operator.follows or self._operator.waits:
            return
        now = self._playback.now()
        control = self._operator.settle(now)
        if control.playhead.mode != "following" or control.preview or control.locked:
            return
        try:
            moment = self._playback.moment(control, now)
        except RecordingError:
            return
        found = moment.state.corrected
        if found is None or found.commit_us <= control.correction_us:
            return
        if moment.playhead_us - found.commit_us < CORRECTED_US:
            self._operator.perform_as(WHO, prepare_slate(found))


def prepare_slate(found: CorrectedSum) -> Action:
    """The action by which a correction's slate is prepared for all screens."""

    def change(control: Control, context: Context) -> Control:
        prepared = aimed(to_layout(LAYOUT))(control, replace(context, canvas=ALL, prepares=True))
        return replace(prepared, correction_us=found.commit_us)

    def argument(_control: Control, _context: Context) -> Argument:
        return {"before_fen": found.before_fen, "gmv_fen": found.gmv_fen, "preview": 1}

    return Action("prepare_correction", "layouts", change=change, argument=argument, remote=False, undoable=True)
