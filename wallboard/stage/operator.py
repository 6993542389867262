"""The operator's hand on the wall: the control state, the actions on it, and the journal of both."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

from wallboard.actions import confirmations
from wallboard.actions.action import Action, Argument, Effect, perform
from wallboard.actions.bindings import cap_of
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.actions.recorded_actions import RecordedAction, recorded_action_at, repeated
from wallboard.actions.table import LAYOUT, layout_title
from wallboard.actions.transport import seek_to, settled
from wallboard.config.event_settings import EXAMPLE
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.wording import Said, joined
from wallboard.stage.key_notices import KeyNotices
from wallboard.stage.playback import Now, Playback
from wallboard.stage.ports import JournalPort

log = logging.getLogger(__name__)

Effects = Mapping[Effect, Callable[[Argument], None]]
Changed = Callable[[Now | None], None]
"""Told after a change that is to be seen at once, with the instant it was made at, if that is known."""


class Layouts(Protocol):
    """Says which layout is up."""

    def layout_at(self, control: Control, moment: Moment) -> str:
        """The name of the layout under a control state at a moment."""

    def absent(self, facts: EventInfo) -> frozenset[str]:
        """The layouts that say nothing about the event."""

    def leaving(self, control: Control, moment: Moment) -> tuple[str, int]:
        """Which layout a change that begins now leaves, and since when (recording time) it counts as being left."""


class Operator:
    """Performs actions: makes the next control state, writes the journal, sets off effects, then calls `changed`.

    `notices` say for a moment what each key has done, or why it has done nothing.
    """

    def __init__(
        self,
        control: Control,
        playback: Playback,
        layouts: Layouts,
        settings: Settings,
        journal: JournalPort,
        *,
        marks: Mapping[int, str] = MappingProxyType({}),
        actions: tuple[RecordedAction, ...] = (),
        effects: Effects,
        changed: Changed,
    ) -> None:
        """`marks` are those that there are already, each with its name ("": it has none).

        `deeds` are what another operator did on the night that is played: repeated, until a key says otherwise.
        """
        self.control = control
        self.marks = marks
        self.alarm = ""
        self.remark = ""
        self.notices = KeyNotices(lambda: playback.now().mono_us)
        self._playback = playback
        self._layouts = layouts
        self._settings = settings
        self._journal = journal
        self._effects = effects
        self._deeds = (RecordedAction(0, control), *actions) if actions else ()
        self._deed: RecordedAction | None = None
        self._changed = changed

    def adopt(self, settings: Settings, layouts: Layouts) -> None:
        """Go on under changed settings."""
        self._settings, self._layouts = settings, layouts

    def turn_to(self, journal: JournalPort) -> None:
        """Write what follows into another journal."""
        self._journal = journal

    def settle(self, now: Now) -> Control:
        """The control state at this instant, after the playhead may have come to an end of its way by itself."""
        self.control = settled(self.control, self._place(now))
        if self._deeds:
            recorded = recorded_action_at(self._deeds, self._playback.playhead_us(self.control, now))
            if recorded is not self._deed:
                self._deed, self.control = recorded, repeated(self.control, recorded)
        return self.control

    def act(self, action: Action) -> bool:
        """Perform an action; whether it did anything."""
        now = self._playback.now()
        context = self._context(now)
        outcome = perform(action, self.settle(now), context)
        if outcome is None:
            self.refuse(action, context)
            return False
        self.remark = ""
        self.control = outcome.control
        argument = outcome.argument or {}
        if outcome.effect == "mark":
            self.marks = {int(argument["at_us"]): "", **self.marks}
        self._write(now, outcome.action, argument)
        said = self._said(action, now)
        if said is not None:
            self.notices.say(said)
        effect = self._effects.get(outcome.effect) if outcome.effect else None
        if effect is not None:
            effect(argument)
        self._changed(now)
        return True

    def hold(self, action: Action | None) -> None:
        """The key of an action that must be held went down; None: it is up again."""
        if action is not None and self.control.locked and not action.unlocks:
            self.refuse(action, self._place(self._playback.now()))
            return
        self.notices.hold(action)
        self._changed(None)

    def refuse(self, action: Action, context: Context) -> None:
        """Say why an action does nothing."""
        absent = next((name for name in context.absent if action.id == f"{LAYOUT}{name}"), None)
        if self.control.locked and not action.unlocks:
            self.notices.say(confirmations.locked(cap_of(self._settings, "lock")))
        elif absent is not None:
            self.remark = f"the layout {absent!r} needs the event's start: write start = {EXAMPLE} under [event]"
            log.warning("%s", self.remark)
            self.notices.say(joined(action.title, confirmations.NEEDS_A_START))
        else:
            self.notices.say(confirmations.refused(action, self.control, context))
        self._changed(None)

    def _said(self, action: Action, now: Now) -> Said | None:
        """What an action has done, in words."""
        if not action.id.startswith(LAYOUT):
            return confirmations.confirmed(action, self.control, self._context(now), cap_of(self._settings, "lock"))
        title = action.title
        try:
            up = self._layouts.layout_at(self.control, self._playback.moment(self.control, now))
        except RecordingError:
            return title
        if up != self.control.layout and up in self._settings.layouts:
            title = confirmations.gone_over(title, layout_title(self._settings, up))
        return confirmations.prepared(title, cap_of(self._settings, "blackout")) if self.control.blackout else title

    @property
    def landmarks(self) -> tuple[int, ...]:
        """The marks and the milestones, between which the keys jump."""
        return tuple(sorted({*self.marks, *(m.commit_us for m in self._playback.milestones)}))

    def seek(self, at_us: int, *, keep: bool) -> None:
        """Go to an instant, as the mouse asks; only where it comes to rest is it worth a line (`keep`)."""
        now = self._playback.now()
        control = self.settle(now)
        if control.locked:
            self.notices.say(confirmations.locked(cap_of(self._settings, "lock")))
            return
        self.control = seek_to(at_us)(control, self._place(now))
        if keep:
            self._write(now, "seek", {"at_us": at_us})
        self._changed(now)

    def _write(self, now: Now, action: str, argument: Argument) -> None:
        try:
            playhead_us = self._playback.playhead_us(self.control, now)
            self._journal.write(now.utc_us, playhead_us, action, json.dumps(argument), self.control.to_json())
        except RecordingError as error:
            if not self.alarm:
                log.error("what the operator does is not kept: %s", error)
            self.alarm = str(error)
        else:
            self.alarm = ""

    def _place(self, now: Now) -> Context:
        return Context(
            now_us=now.now_us,
            edge_us=now.edge_us,
            playhead_us=self._playback.playhead_us(self.control, now),
            mono_us=now.mono_us,
            first_us=self._playback.first_us,
            live=self._playback.live,
        )

    def _context(self, now: Now) -> Context:
        try:
            moment = self._playback.moment(self.control, now)
        except RecordingError:
            return self._place(now)  # the driver tells it; what needs no recording can still be done
        display, state = self._settings.display, moment.state
        return replace(
            self._place(now),
            layout=self._layouts.layout_at(self.control, moment),
            leaving=self._layouts.leaving(self.control, moment),
            absent=self._layouts.absent(moment.facts),
            frame_us=SECOND_US // display.fps,
            page_dwell_us=round(display.page_dwell_s * SECOND_US),
            languages=display.languages,
            second=moment.facts.second,
            exchanged=moment.exchange is not None,
            milestone_us=state.milestones[-1].commit_us if state.milestones else None,
            held_id=None if state.held is None else state.held.answer_id,
            gmv_fen=None if state.current is None else state.current.snapshot.gmv_fen,
            final=moment.final,
            marks=self.landmarks,
        )
