"""Performs the operator's actions: each makes the next control state, goes into the journal and sets off effects."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec.structs import replace

from wallboard.actions import confirmations
from wallboard.actions.action import Action, Argument, Effect, Outcome, perform
from wallboard.actions.bindings import cap_of
from wallboard.actions.context import Context
from wallboard.actions.control import ALL, Control
from wallboard.actions.recorded_actions import RecordedAction, recorded_action_at, repeated
from wallboard.actions.refusal import Asked, Refusal, is_other
from wallboard.actions.revisions import KEYBOARD, numbered
from wallboard.actions.table import LAYOUT, actions_of, layout_title
from wallboard.actions.transport import seek_to, settled
from wallboard.actions.undo import remembered
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError
from wallboard.core.wording import Said, joined, say
from wallboard.recording.link_files import ControlRow
from wallboard.recording.operator_log import REFUSED
from wallboard.stage.action_context import ContextMaker, Layouts
from wallboard.stage.key_notices import KeyNotices
from wallboard.stage.operator_journal import ActionJournal, told
from wallboard.stage.playback import Now, Playback
from wallboard.stage.ports import JournalPort
from wallboard.stage.refusing import Refuser
from wallboard.stage.shared_control import LOCAL_EFFECTS, DueControl, WallLink, is_local, with_local

log = logging.getLogger(__name__)

Effects = Mapping[Effect, Callable[[Argument], None]]
Changed = Callable[[Now | None], None]
"""Told after a change that is to be seen at once, with the instant it was made at, if that is known."""
_DECIDE = ("accept_held", "refuse_held", "declare_final", "move_end")


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
        canvases: Callable[[], tuple[str, ...]] = tuple,
        pointed: Callable[[], str] = lambda: ALL,
        pointed_panel: Callable[[], str] = str,
        link: WallLink | None = None,
    ) -> None:
        """`marks` are those that there are already, each with its name ("": it has none).

        `actions` are what another operator did on the night that is played: repeated, until a key says otherwise.
        `canvases`, `pointed` and `pointed_panel` are those of `ContextMaker`. `link`: this is one of several machines.
        """
        self.control = control
        self.contexts = ContextMaker(
            playback,
            layouts,
            settings,
            marks=marks,
            canvases=canvases,
            pointed=pointed,
            pointed_panel=pointed_panel,
        )
        self.notices = KeyNotices(lambda: playback.now().mono_us)
        self._refuser = Refuser(settings)
        self._journal = ActionJournal(journal, playback)
        self._playback = playback
        self._effects = effects
        self._recorded = (RecordedAction(0, control), *actions) if actions else ()
        self._repeats: RecordedAction | None = None
        self._changed = changed
        self._link = link
        self._due = DueControl()
        self._adopt(settings, layouts)

    def adopt(self, settings: Settings, layouts: Layouts) -> None:
        """Go on under changed settings."""
        self.contexts.adopt(settings, layouts)
        self._refuser.adopt(settings)
        self._adopt(settings, layouts)

    def _adopt(self, settings: Settings, layouts: Layouts) -> None:
        self._settings, self._layouts = settings, layouts
        self.actions: Mapping[str, Action] = {action.id: action for action in actions_of(settings)}

    def turn_to(self, journal: JournalPort) -> None:
        """Write what follows into another journal."""
        self._journal.turn_to(journal)

    def settle(self, now: Now) -> Control:
        """The control state at this instant, after the playhead may have come to an end of its way by itself."""
        self.control = self._due.at(self.control, now.control_us)
        if self._link is not None:
            self._take_over(self._link.control(), now)
        self.control = settled(self.control, self.contexts.place(self.control, now))
        if self._recorded:
            recorded = recorded_action_at(self._recorded, self._playback.playhead_us(self.control, now))
            if recorded is not self._repeats:
                self._repeats, self.control = recorded, repeated(self.control, recorded)
        return self.control

    def act(self, action: Action) -> bool:
        """Perform an action whose key was pressed; whether it did anything."""
        return self._do(action, self._meant(action)) is None

    def ask(self, action: Action, asked: Asked) -> Refusal | None:
        """Perform an action that is asked for, and journal what came of it; why it was not done, if so."""
        refusal = self._do(action, asked)
        if refusal is not None:
            self.refuse_request(action.id, asked, refusal)
        return refusal

    def perform_as(self, who: str, action: Action) -> bool:
        """Perform an action that neither a key nor a request asks for; whether it did anything."""
        return self._do(action, Asked(who)) is None

    def refuse_request(self, action: str, asked: Asked, refusal: Refusal) -> None:
        """Journal that something that was asked for is not done; the picture stays as it is."""
        why = refusal.why.first("en")
        argument = told({"action": action, "error": refusal.error, "why": why}, asked)
        self._journal.write(self._playback.now(), REFUSED, argument, self.control)

    def utc_us(self) -> int:
        """The time now."""
        return self._playback.now().utc_us

    def _meant(self, action: Action) -> Asked:
        """What a key means: everything, the screen that is chosen or pointed at, or what is prepared there."""
        chosen = self.control.chosen
        canvas = {"": ALL, "screen": chosen or self.contexts.pointed()}.get(action.aim, chosen)
        return Asked(KEYBOARD, canvas=canvas, prepares=action.aim == "preview")

    @property
    def marks(self) -> Mapping[int, str]:
        """The marks by recording time, each with its name ("": it has none)."""
        return self.contexts.marks

    @property
    def alarm(self) -> str:
        """Why what the operator does is not kept, or not asked for; "": it is."""
        return self._journal.alarm

    @property
    def remark(self) -> str:
        """What would have to be configured for the layout that was asked for last."""
        return self._refuser.remark

    @property
    def waits(self) -> bool:
        """Whether something is set that is not in force yet."""
        return bool(self._due)

    @property
    def due(self) -> Control:
        """What was set last, in force or not."""
        return self._due.newest(self.control)

    @property
    def follows(self) -> bool:
        """Whether another machine decides what is shown."""
        return self._link is not None and self._link.forwards

    @property
    def _ahead_us(self) -> int:
        """By how much what is set here takes effect later.

        An instant of the grid and a half: no machine whose clock is a little off shows it a frame earlier or later.
        """
        ahead_us, grid_us = 0 if self._link is None else self._link.ahead_us, self._playback.grid_us
        return max(grid_us // 2, ahead_us - ahead_us % grid_us - grid_us // 2) if ahead_us and grid_us else ahead_us

    def _do(self, action: Action, asked: Asked) -> Refusal | None:
        now = self._playback.now()
        self.settle(now)
        if self._link is None:
            return self._perform(action, asked, now)
        shown, ahead_us = self.control, self._ahead_us
        before = self.control = self._due.newest(shown)
        try:
            refusal = self._perform(action, asked, now.later(ahead_us), ahead_us)
        finally:
            after, self.control = self.control, shown
        if not ahead_us or is_local(before, after):
            self.control = with_local(shown, after) if ahead_us else after
            self._due.everywhere(lambda control: with_local(control, after))
        elif after is not before:
            self._due.put(now.control_us + ahead_us, after)
        if refusal is None:
            self._changed(None)
        return refusal

    def _forwarded(self, action: Action, asked: Asked, before: Control, outcome: Outcome, now: Now) -> bool:
        """Whether an action is the lead's to do, which has been asked for it."""
        is_own = action.effect in LOCAL_EFFECTS or is_local(before, outcome.control)
        if self._link is None or not self._link.forwards or is_own:
            return False
        meant = {name: value for name, value in (outcome.argument or {}).items() if name in action.means}
        try:
            self._link.forward(action.id, replace(asked, argument=meant | (asked.argument or {}) or None), now.utc_us)
        except RecordingError as error:
            self._journal.alarm = str(error)
        self.notices.say(joined(action.title, say("machines.asked")))
        return True

    def _take_over(self, rows: tuple[ControlRow, ...], now: Now) -> None:
        """What the lead's operator has set is in force here at the same instant, and stands in this journal, too."""
        for row in rows:
            try:
                control = with_local(Control.from_json(row.state), self._due.newest(self.control))
                argument = json.loads(row.argument)
            except (RecordingError, ValueError) as error:
                log.warning("what the lead has set makes no sense here: %s", error)
                continue
            self._due.put(row.from_us, control)
            self._journal.keep(row.wall_us, row.recording_us, row.action, row.argument, control)
            if row.action == "mark" and isinstance(argument.get("at_us"), int):
                self.contexts.marks = {argument["at_us"]: "", **self.marks}
            if self._link is not None and isinstance(argument.get("request"), str):
                self._link.answered(argument["request"])
        self.control = self._due.at(self.control, now.control_us)

    def _perform(self, action: Action, asked: Asked, now: Now, ahead_us: int = 0) -> Refusal | None:
        before = settled(self.control, self.contexts.place(self.control, now)) if ahead_us else self.settle(now)
        context = self.contexts.context(self.control, now, asked)
        refusal = self._refuser.refusal(action, asked, before, context)
        outcome = None if refusal is not None else perform(action, before, context)
        if outcome is None:
            if asked.who == KEYBOARD:
                self.refuse(action, context)
            return refusal or self._refuser.nothing(action, before, context)
        argument = outcome.argument or {}
        other = is_other(action, asked, argument)
        if other is not None:
            return other
        if self._forwarded(action, asked, before, outcome, now):
            return None
        self.control = numbered(
            before,
            remembered(before, outcome.control, action),
            context.canvases,
            who=asked.who,
            action=action.id,
            utc_us=now.utc_us,
            decides=action.id in _DECIDE,
        )
        if outcome.effect == "mark":
            self.contexts.marks = {int(argument["at_us"]): "", **self.marks}
        self._refuser.done(action, asked, now.mono_us)
        self._journal.write(now, outcome.action, told(argument, asked), self.control)
        said = self._said(action, now)
        if said is not None:
            by_key = asked.who == KEYBOARD
            self.notices.say(said if by_key else say("joined", what=asked.who, how=said), public=by_key)
        effect = self._effects.get(outcome.effect) if outcome.effect else None
        if effect is not None:
            effect(argument)
        if not ahead_us:
            self._changed(now)
        return None

    def refuse(self, action: Action, context: Context) -> None:
        """Say why an action does nothing."""
        self.notices.say(self._refuser.notice(action, self.control, context))
        self._changed(None)

    def hold(self, action: Action | None) -> None:
        """The key of an action that must be held went down; None: it is up again."""
        if action is not None and self.control.locked and not action.unlocks:
            self.refuse(action, self.contexts.place(self.control, self._playback.now()))
            return
        self.notices.hold(action)
        self._changed(None)

    def _said(self, action: Action, now: Now) -> Said | None:
        """What an action has done, in words."""
        if not action.id.startswith(LAYOUT):
            context = self.contexts.context(self.control, now, Asked(KEYBOARD))
            unlocks, thaws = (cap_of(self._settings, each) for each in ("lock", "freeze"))
            return confirmations.confirmed(action, self.control, context, unlocks, thaws)
        title = action.title
        try:
            up = self._layouts.layout_at(self.control, self._playback.moment(self.control, now))
        except RecordingError:
            return title
        if up != self.control.layout and up in self._settings.layouts:
            title = confirmations.gone_over(title, layout_title(self._settings, up))
        return confirmations.prepared(title, cap_of(self._settings, "blackout")) if self.control.blackout else title

    def seek(self, at_us: int, *, keep: bool) -> None:
        """Go to an instant, as the mouse asks; only where it comes to rest is it worth a line (`keep`)."""
        now = self._playback.now()
        control = self.settle(now)
        if control.locked:
            self.notices.say(self._refuser.locked())
            return
        if self.follows:
            self.notices.say(say("machines.at_the_lead"))
            return
        ahead_us = self._ahead_us
        if ahead_us and not keep:
            return  # every machine goes there once the mouse is let go
        then = now.later(ahead_us)
        sought = seek_to(at_us)(self._due.newest(control), self.contexts.place(self.control, then))
        if ahead_us:
            self._due.put(then.control_us, sought)
            self._journal.keep(then.utc_us, at_us, "seek", json.dumps({"at_us": at_us}), sought)
        else:
            self.control = sought
            if keep:
                self._journal.write(now, "seek", {"at_us": at_us}, self.control)
        self._changed(now)
