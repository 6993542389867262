"""What a display plays, and how it begins with it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace as with_fields

from wallboard.actions.control import Control
from wallboard.actions.recorded_actions import RecordedAction
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError
from wallboard.core.playhead import Playhead
from wallboard.stage.claims_file import ClaimsFile
from wallboard.stage.playback import Clocks, resumed
from wallboard.stage.ports import JournalPort, RecordedPort
from wallboard.stage.request_desk import Inbox
from wallboard.stage.shared_control import FolderLink, with_local

log = logging.getLogger(__name__)

OPENED = "replay"
"""What the journal calls the beginning of a replay on several machines."""


class Opening(msgspec.Struct, frozen=True):
    """How a finished recording begins to play: from the playhead `at_us` (None: its first row) at `rate`.

    `loop` plays all of it over and over.
    """

    at_us: int | None = None
    rate: float = 1.0
    loop: bool = False


class PlaybackSource(msgspec.Struct, frozen=True):
    """What is played: the recording, the clocks, the journal, and what it said when the display was last up.

    `name` is how the status calls the recording; `live` says whether it still grows. A finished one begins to play by
    itself: at `opening.at_us`, or at its first row. `marks` are the operator's, each with its name ("": it has none),
    `actions` what the operator of the night did, if that is to be repeated. `claims_file` keeps what each monitor
    shows. `requests` are what is asked of the display, `answered` the ids of those that the journal has answered.
    `link`: this is one of several machines. Of those that play a finished recording one has an `opening`, the others
    None; `again` is what it goes on with where its display begins anew.
    """

    recorded: RecordedPort
    clocks: Clocks
    journal: JournalPort
    name: str
    live: bool = True
    state: str | None = None
    marks: Mapping[int, str] = msgspec.field(default_factory=dict)
    actions: tuple[RecordedAction, ...] = ()
    opening: Opening | None = Opening()
    again: str | None = None
    claims_file: ClaimsFile | None = None
    requests: Inbox | None = None
    answered: frozenset[str] = frozenset()
    link: FolderLink | None = None

    @property
    def shares_replay(self) -> bool:
        """Whether several machines play a finished recording."""
        return self.link is not None and not self.live


def first_control(
    settings: Settings, state: str | None, *, windowed: bool, layout: str | None, clocks: Clocks, shared: bool = False
) -> Control:
    """What a display begins with: the journal's last state where there is one, else what the settings say.

    `layout` is shown whatever was up before, and `windowed` opens windows in any case. `shared`: see `playback.Now`.
    """
    control = Control(layout=settings.display.layout, language=settings.display.leading, currency=settings.money.lead)
    if state is not None:
        try:
            control = Control.from_json(state)
            control = control if shared else resumed(control, clocks.mono_us())
        except RecordingError as error:
            log.warning("%s", error)
    if layout is not None:
        control = with_fields(control, layout=layout, rotating_us=None, own=())
    return with_fields(control, fullscreen=control.fullscreen and not windowed)


def entered(control: Control, played: PlaybackSource) -> Control:
    """The control state with the playhead where a finished recording begins; a live one keeps it at its edge."""
    bounds, opening = played.recorded.bounds, played.opening
    if played.live or bounds is None or opening is None:
        return control
    if played.again is not None:
        try:
            return with_local(Control.from_json(played.again), control)
        except RecordingError as error:
            log.warning("%s", error)
    first_us, last_us = bounds
    at_us = opening.at_us
    if at_us is None:
        at_us = first_us if opening.rate > 0 else last_us
    anchor_us = played.clocks.utc_us() if played.shares_replay else played.clocks.mono_us()
    playhead = Playhead("playing", at_us, anchor_us, opening.rate)
    control = with_fields(control, playhead=playhead, loop_us=(first_us, last_us) if opening.loop else (None, None))
    if played.shares_replay:
        try:
            played.journal.write(anchor_us, at_us, OPENED, "{}", control.to_json())
        except RecordingError as error:
            log.error("the other machines cannot be told what is played: %s", error)
    return control
