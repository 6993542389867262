"""The operator's hand on the wall: the control state, the actions on it, and the journal of both."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol
from zoneinfo import ZoneInfo

from wallboard.actions import confirmations
from wallboard.actions.action import Action, Argument, Effect, perform
from wallboard.actions.bindings import cap_of
from wallboard.actions.context import Context
from wallboard.actions.control import ALL, Control
from wallboard.actions.recorded_actions import RecordedAction, recorded_action_at, repeated
from wallboard.actions.refusal import Asked, Refusal, cannot_be_meant, held_gone, is_other, moved_on, too_long
from wallboard.actions.revisions import KEYBOARD, numbered
from wallboard.actions.table import LAYOUT, actions_of, layout_title
from wallboard.actions.transport import seek_to, settled
from wallboard.actions.undo import remembered
from wallboard.config.checks import CARRIES_BADGES
from wallboard.config.event_settings import EXAMPLE
from wallboard.config.rundown_file import RundownEntry
from wallboard.config.screen_rules import NO_CANVAS
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US, clock
from wallboard.core.moment import Moment
from wallboard.core.wording import Said, joined, say
from wallboard.recording.link_files import ControlRow
from wallboard.recording.operator_log import REFUSED
from wallboard.stage.key_notices import KeyNotices
from wallboard.stage.playback import Now, Playback
from wallboard.stage.ports import JournalPort
from wallboard.stage.shared_control import LOCAL_EFFECTS, DueControl, WallLink, is_local, with_local

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


ONCE_US = 400_000
"""Two takes of one device within this time are one: a double press."""
_TAKES = ("take", "cut")
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

        `deeds` are what another operator did on the night that is played: repeated, until a key says otherwise.
        `canvases` are those of the public that are up, in the order of the room, `pointed` the one beneath the pointer,
        `pointed_panel` its panel there. `link`: this is one of several machines.
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
        self._canvases = canvases
        self._pointed = pointed
        self._pointed_panel = pointed_panel
        self._link = link
        self._due = DueControl()
        self.rundown: tuple[RundownEntry, ...] = ()
        self.next_entry: int | None = None
        self._taken: dict[str, tuple[str, int]] = {}
        self.actions: Mapping[str, Action] = {action.id: action for action in actions_of(settings)}

    def adopt(self, settings: Settings, layouts: Layouts) -> None:
        """Go on under changed settings."""
        self._settings, self._layouts = settings, layouts
        self.actions = {action.id: action for action in actions_of(settings)}

    def turn_to(self, journal: JournalPort) -> None:
        """Write what follows into another journal."""
        self._journal = journal

    def settle(self, now: Now) -> Control:
        """The control state at this instant, after the playhead may have come to an end of its way by itself."""
        self.control = self._due.at(self.control, now.mono_us)
        if self._link is not None:
            self._take_over(self._link.control(), now)
        self.control = settled(self.control, self._place(now))
        if self._deeds:
            recorded = recorded_action_at(self._deeds, self._playback.playhead_us(self.control, now))
            if recorded is not self._deed:
                self._deed, self.control = recorded, repeated(self.control, recorded)
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
        self._write(self._playback.now(), REFUSED, _told({"action": action, "error": refusal.error, "why": why}, asked))

    def utc_us(self) -> int:
        """The time now."""
        return self._playback.now().utc_us

    @property
    def _messages(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The messages that the configuration has ready, in the languages of the wall."""
        display = self._settings.display
        said = (tuple((tag, text.exact(tag)) for tag in display.languages) for text in display.messages)
        return tuple(tuple((tag, text) for tag, text in each if text) for each in said)

    @property
    def _panels(self) -> tuple[str, ...]:
        """The panels whose figures can be hidden: all but those that carry the badges."""
        return tuple(name for name, options in self._settings.panels.items() if options.kind not in CARRIES_BADGES)

    def _meant(self, action: Action) -> Asked:
        """What a key means: everything, the screen that is chosen or pointed at, or what is prepared there."""
        chosen = self.control.chosen
        canvas = {"": ALL, "screen": chosen or self._pointed()}.get(action.aim, chosen)
        return Asked(KEYBOARD, canvas=canvas, prepares=action.aim == "preview")

    @property
    def waits(self) -> bool:
        """Whether something is set that is not in force yet."""
        return bool(self._due)

    @property
    def follows(self) -> bool:
        """Whether another machine decides what is shown."""
        return self._link is not None and self._link.forwards

    def _do(self, action: Action, asked: Asked) -> Refusal | None:
        now = self._playback.now()
        self.settle(now)
        if self._link is None:
            return self._perform(action, asked, now)
        shown, ahead_us = self.control, self._link.ahead_us
        before = self.control = self._due.newest(shown)
        try:
            refusal = self._perform(action, asked, now.later(ahead_us), ahead_us)
        finally:
            after, self.control = self.control, shown
        if not ahead_us or is_local(before, after):
            self.control = with_local(shown, after) if ahead_us else after
            self._due.everywhere(lambda control: with_local(control, after))
        elif after is not before:
            self._due.put(now.mono_us + ahead_us, after)
        if refusal is None:
            self._changed(None)
        return refusal

    def _forwarded(self, action: Action, asked: Asked, before: Control, after: Control, now: Now) -> bool:
        """Whether an action is the lead's to do, which has been asked for it."""
        if self._link is None or not self._link.forwards or action.effect in LOCAL_EFFECTS or is_local(before, after):
            return False
        try:
            self._link.forward(action.id, asked, now.utc_us)
        except RecordingError as error:
            self.alarm = str(error)
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
            self._keep(row.wall_us, row.recording_us, row.action, row.argument, control)
            if row.action == "mark" and isinstance(argument.get("at_us"), int):
                self.marks = {argument["at_us"]: "", **self.marks}
            if self._link is not None and isinstance(argument.get("request"), str):
                self._link.answered(argument["request"])
        self.control = self._due.at(self.control, now.mono_us)

    def _perform(self, action: Action, asked: Asked, now: Now, ahead_us: int = 0) -> Refusal | None:
        before = settled(self.control, self._place(now)) if ahead_us else self.settle(now)
        context = self._context(now, asked)
        refusal = self._refusal(action, asked, before, context, now)
        outcome = None if refusal is not None else perform(action, before, context)
        if outcome is None:
            if asked.who == KEYBOARD:
                self.refuse(action, context)
            return refusal or Refusal("nothing", self._why_nothing(action, before, context))
        argument = outcome.argument or {}
        other = is_other(action, asked, argument)
        if other is not None:
            return other
        if self._forwarded(action, asked, before, outcome.control, now):
            return None
        self.remark = ""
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
            self.marks = {int(argument["at_us"]): "", **self.marks}
        if action.id in _TAKES:
            self._taken[asked.who] = asked.canvas, now.mono_us
        self._write(now, outcome.action, _told(argument, asked))
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

    def _refusal(self, action: Action, asked: Asked, control: Control, context: Context, now: Now) -> Refusal | None:
        """Why an action is not even tried."""
        if control.locked and not action.unlocks:
            return Refusal("locked", self._locked_by(control))
        taken = self._taken.get(asked.who)
        if action.id in _TAKES and taken is not None and taken[0] == asked.canvas and now.mono_us - taken[1] < ONCE_US:
            return Refusal("once", say("refusal.once"))
        meant = cannot_be_meant(action, asked, (*context.canvases, *self._configured)) if asked.request else None
        titles = {name: each.title for name, each in self.actions.items()}
        return (
            meant
            or moved_on(action, asked, control, now.utc_us, titles)
            or held_gone(action, context)
            or too_long(action, asked)
        )

    def _night_us(self, moment: Moment, now: Now) -> tuple[int, int] | None:
        """Recording time from the event's start, or the first row, to the live edge."""
        first_us, curve, start_us = self._playback.first_us, self._playback.curve, moment.facts.start_us
        if first_us is None or not self._playback.live:
            return None
        if start_us is not None:
            since = curve.commit_us[curve.at_us >= start_us]
            first_us = int(since[0]) if len(since) else first_us
        return first_us, now.edge_us

    @property
    def _configured(self) -> tuple[str, ...]:
        """The canvases of the configured screens, whether or not their monitors are there: a picture waits for one."""
        rules = self._settings.screens.items()
        return tuple(canvas for name, rule in rules if (canvas := rule.canvas or name) != NO_CANVAS)

    def _locked_by(self, control: Control) -> Said:
        who = control.locked_by or say("refusal.keyboard")
        if not control.locked_us:
            return confirmations.locked(cap_of(self._settings, "lock"))
        at = clock(control.locked_us, ZoneInfo(self._settings.event.zone))
        return say("refusal.locked_by", who=who, at=at)

    def _why_nothing(self, action: Action, control: Control, context: Context) -> Said:
        if action.id in _TAKES:
            return say("refusal.nothing_prepared")
        return confirmations.refused(action, control, context)

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
            if self._settings.layouts[absent].needs == "picture" and not self._settings.live_pictures:
                said = confirmations.NEEDS_A_PICTURE
                self.remark = f"the layout {absent!r} needs a picture: write sources = [...] under its [panels.NAME]"
            else:
                said = confirmations.NEEDS_A_START
                self.remark = f"the layout {absent!r} needs the event's start: write start = {EXAMPLE} under [event]"
            log.warning("%s", self.remark)
            self.notices.say(joined(action.title, said))
        else:
            self.notices.say(confirmations.refused(action, self.control, context))
        self._changed(None)

    def _said(self, action: Action, now: Now) -> Said | None:
        """What an action has done, in words."""
        if not action.id.startswith(LAYOUT):
            return confirmations.confirmed(
                action, self.control, self._context(now, Asked(KEYBOARD)), cap_of(self._settings, "lock")
            )
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
        if self.follows:
            self.notices.say(say("machines.at_the_lead"))
            return
        ahead_us = 0 if self._link is None else self._link.ahead_us
        if ahead_us and not keep:
            return  # every machine goes there once the mouse is let go
        then = now.later(ahead_us)
        sought = seek_to(at_us)(self._due.newest(control), self._place(then))
        if ahead_us:
            self._due.put(then.mono_us, sought)
            self._keep(then.utc_us, at_us, "seek", json.dumps({"at_us": at_us}), sought)
        else:
            self.control = sought
            if keep:
                self._write(now, "seek", {"at_us": at_us})
        self._changed(now)

    def _write(self, now: Now, action: str, argument: Argument) -> None:
        playhead_us = self._playback.playhead_us(self.control, now)
        self._keep(now.utc_us, playhead_us, action, json.dumps(argument), self.control)

    def _keep(self, wall_us: int, recording_us: int, action: str, argument: str, control: Control) -> None:
        try:
            self._journal.write(wall_us, recording_us, action, argument, control.to_json())
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

    def _context(self, now: Now, asked: Asked) -> Context:
        place = replace(
            self._place(now),
            canvases=tuple(dict.fromkeys(self._canvases())),
            canvas=asked.canvas,
            prepares=asked.prepares,
            asked=asked.argument or {},
            messages=self._messages,
            panels=self._panels,
            pictures=tuple(self._settings.live_pictures),
            pointed_panel=self._pointed_panel(),
            who=asked.who,
            utc_us=now.utc_us,
            rundown=self.rundown,
            next_entry=self.next_entry,
            languages=self._settings.display.languages,
        )
        try:
            moment = self._playback.moment(self.control, now)
        except RecordingError:
            return place  # the driver tells it; what needs no recording can still be done
        display, state = self._settings.display, moment.state
        own = {picture.canvas: self.control.on(picture.canvas) for picture in self.control.own}
        up_on = {canvas: self._layouts.layout_at(control, moment) for canvas, control in own.items()}
        layout = self._layouts.layout_at(self.control, moment)
        seen = {*self._settings.panels_of(layout)}.union(*map(self._settings.panels_of, up_on.values()))
        return replace(
            place,
            pictures_up=tuple(name for name in place.pictures if name in seen),
            up_on=up_on,
            leaving_on={canvas: self._layouts.leaving(control, moment) for canvas, control in own.items()},
            event_us=moment.event_us,
            start_us=moment.facts.start_us,
            end_us=moment.facts.end_us,
            night_us=self._night_us(moment, now),
            layout=layout,
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
            passed_fen=tuple(milestone.gmv_fen for milestone in state.milestones),
            corrected_us=None if state.corrected is None else state.corrected.commit_us,
        )


def _told(argument: Argument, asked: Asked) -> Argument:
    """What the journal keeps of an action: its argument, what it was meant for, and who asked for it, if not a key."""
    told = dict(argument)
    if asked.canvas != ALL:
        told["canvas"] = asked.canvas
    if asked.prepares:
        told["preview"] = 1
    if asked.request:
        told["request"] = asked.request
    if asked.who != KEYBOARD:
        told["who"] = asked.who
    return told
