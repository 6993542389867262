"""Why an action is not done: refusals for those who ask, and the notice that a key gets instead."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from wallboard.actions import confirmations
from wallboard.actions.action import Action
from wallboard.actions.bindings import cap_of
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.actions.refusal import Asked, Refusal, cannot_be_meant, held_gone, moved_on, too_long
from wallboard.actions.table import LAYOUT, actions_of
from wallboard.config.event_settings import EXAMPLE
from wallboard.config.screen_rules import NO_CANVAS
from wallboard.config.settings import Settings
from wallboard.core.instants import clock
from wallboard.core.wording import Said, joined, say

log = logging.getLogger(__name__)

ONCE_US = 400_000
"""Two takes of one device within this time are one: a double press."""
TAKES = ("take", "cut")


class Refuser:
    """Knows the settings, and what each device took last. `remark` says what would have to be configured."""

    def __init__(self, settings: Settings) -> None:
        self.remark = ""
        self._taken: dict[str, tuple[str, int]] = {}
        self.adopt(settings)

    def adopt(self, settings: Settings) -> None:
        """Go on under changed settings."""
        self._settings = settings
        self._titles = {action.id: action.title for action in actions_of(settings)}

    def done(self, action: Action, asked: Asked, mono_us: int) -> None:
        """An action was performed: a take that follows at once is a double press, and nothing is lacking."""
        self.remark = ""
        if action.id in TAKES:
            self._taken[asked.who] = asked.canvas, mono_us

    def refusal(self, action: Action, asked: Asked, control: Control, context: Context) -> Refusal | None:
        """Why an action is not even tried."""
        if control.locked and not action.unlocks:
            return Refusal("locked", self._locked_by(control))
        if action.id in TAKES and self._is_repeated(asked, context.mono_us):
            return Refusal("once", say("refusal.once"))
        meant = cannot_be_meant(action, asked, (*context.canvases, *self._configured)) if asked.request else None
        return (
            meant
            or moved_on(action, asked, control, context.utc_us, self._titles)
            or held_gone(action, context)
            or too_long(action, asked)
        )

    def nothing(self, action: Action, control: Control, context: Context) -> Refusal:
        """An action was tried, and there is nothing that it could act on."""
        if action.id in TAKES:
            return Refusal("nothing", say("refusal.nothing_prepared"))
        return Refusal("nothing", confirmations.refused(action, control, context))

    def locked(self) -> Said:
        """What a key says while the keys are locked."""
        return confirmations.locked(cap_of(self._settings, "lock"))

    def notice(self, action: Action, control: Control, context: Context) -> Said:
        """What a key says that does nothing; a layout that lacks something of the configuration makes a remark."""
        if control.locked and not action.unlocks:
            return self.locked()
        absent = next((name for name in context.absent if action.id == f"{LAYOUT}{name}"), None)
        if absent is None:
            return confirmations.refused(action, control, context)
        if self._settings.layouts[absent].needs == "picture" and not self._settings.live_pictures:
            said = confirmations.NEEDS_A_PICTURE
            self.remark = f"the layout {absent!r} needs a picture: write sources = [...] under its [panels.NAME]"
        else:
            said = confirmations.NEEDS_A_START
            self.remark = f"the layout {absent!r} needs the event's start: write start = {EXAMPLE} under [event]"
        log.warning("%s", self.remark)
        return joined(action.title, said)

    def _is_repeated(self, asked: Asked, mono_us: int) -> bool:
        canvas, taken_us = self._taken.get(asked.who, ("", None))
        return taken_us is not None and canvas == asked.canvas and mono_us - taken_us < ONCE_US

    @property
    def _configured(self) -> tuple[str, ...]:
        """The canvases of the configured screens, whether or not their monitors are there: a picture waits for one."""
        rules = self._settings.screens.items()
        return tuple(canvas for name, rule in rules if (canvas := rule.canvas or name) != NO_CANVAS)

    def _locked_by(self, control: Control) -> Said:
        who = control.locked_by or say("refusal.keyboard")
        if not control.locked_us:
            return self.locked()
        at = clock(control.locked_us, ZoneInfo(self._settings.event.zone))
        return say("refusal.locked_by", who=who, at=at)
