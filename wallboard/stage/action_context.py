"""Makes the context of an action: what the wall shows, has ready and knows at the instant it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from msgspec.structs import replace

from wallboard.actions.context import Context
from wallboard.actions.control import ALL, Control
from wallboard.actions.refusal import Asked
from wallboard.config.checks import CARRIES_BADGES
from wallboard.config.rundown_file import RundownEntry
from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.stage.playback import Now, Playback


class Layouts(Protocol):
    """Says which layout is up."""

    def layout_at(self, control: Control, moment: Moment) -> str:
        """The name of the layout under a control state at a moment."""

    def absent(self, facts: EventInfo) -> frozenset[str]:
        """The layouts that say nothing about the event."""

    def leaving(self, control: Control, moment: Moment) -> tuple[str, int]:
        """Which layout a change that begins now leaves, and since when (recording time) it counts as being left."""


class ContextMaker:
    """Reads playback, layouts and settings; `marks`, `rundown` and `next_entry` are what others know of the night."""

    def __init__(
        self,
        playback: Playback,
        layouts: Layouts,
        settings: Settings,
        *,
        marks: Mapping[int, str] = MappingProxyType({}),
        canvases: Callable[[], tuple[str, ...]] = tuple,
        pointed: Callable[[], str] = lambda: ALL,
        pointed_panel: Callable[[], str] = str,
    ) -> None:
        """`canvases` are those of the public that are up, in the order of the room.

        `pointed` is the one beneath the pointer, `pointed_panel` its panel there.
        """
        self.marks = marks
        self.rundown: tuple[RundownEntry, ...] = ()
        self.next_entry: int | None = None
        self.pointed = pointed
        self._playback = playback
        self.canvases = canvases
        self.pointed_panel = pointed_panel
        self.adopt(settings, layouts)

    def adopt(self, settings: Settings, layouts: Layouts) -> None:
        """Go on under changed settings."""
        self._settings, self._layouts = settings, layouts
        display = settings.display
        said = (tuple((tag, text.exact(tag)) for tag in display.languages) for text in display.messages)
        self._messages = tuple(tuple((tag, text) for tag, text in each if text) for each in said)
        self._panels = tuple(name for name, options in settings.panels.items() if options.kind not in CARRIES_BADGES)

    @property
    def landmarks(self) -> tuple[int, ...]:
        """The marks and the milestones, between which the keys jump."""
        return tuple(sorted({*self.marks, *(m.commit_us for m in self._playback.milestones)}))

    def place(self, control: Control, now: Now) -> Context:
        """Where the playhead stands, and no more: what moving it takes."""
        return Context(
            now_us=now.now_us,
            edge_us=now.edge_us,
            playhead_us=self._playback.playhead_us(control, now),
            mono_us=now.control_us,
            first_us=self._playback.first_us,
            live=self._playback.live,
        )

    def context(self, control: Control, now: Now, asked: Asked) -> Context:
        """All that an action may need; where the recording cannot be read, what needs none of it."""
        place = replace(
            self.place(control, now),
            canvases=tuple(dict.fromkeys(self.canvases())),
            canvas=asked.canvas,
            prepares=asked.prepares,
            asked=asked.argument or {},
            messages=self._messages,
            panels=self._panels,
            pictures=tuple(self._settings.live_pictures),
            pointed_panel=self.pointed_panel(),
            who=asked.who,
            utc_us=now.utc_us,
            rundown=self.rundown,
            next_entry=self.next_entry,
            languages=self._settings.display.languages,
        )
        try:
            moment = self._playback.moment(control, now)
        except RecordingError:
            return place  # the driver tells it; what needs no recording can still be done
        return self._at_moment(place, control, moment, now)

    def _at_moment(self, place: Context, control: Control, moment: Moment, now: Now) -> Context:
        display, state = self._settings.display, moment.state
        own = {picture.canvas: control.on(picture.canvas) for picture in control.own}
        up_on = {canvas: self._layouts.layout_at(each, moment) for canvas, each in own.items()}
        layout = self._layouts.layout_at(control, moment)
        seen = {*self._settings.panels_of(layout)}.union(*map(self._settings.panels_of, up_on.values()))
        return replace(
            place,
            pictures_up=tuple(name for name in place.pictures if name in seen),
            up_on=up_on,
            leaving_on={canvas: self._layouts.leaving(each, moment) for canvas, each in own.items()},
            event_us=moment.event_us,
            start_us=moment.facts.start_us,
            end_us=moment.facts.end_us,
            night_us=self._night_us(moment, now),
            layout=layout,
            leaving=self._layouts.leaving(control, moment),
            absent=self._layouts.absent(moment.facts),
            frame_us=SECOND_US // display.fps,
            page_dwell_us=round(display.page_dwell_s * SECOND_US),
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

    def _night_us(self, moment: Moment, now: Now) -> tuple[int, int] | None:
        """Recording time from the event's start, or the first row, to the live edge."""
        first_us, curve, start_us = self._playback.first_us, self._playback.curve, moment.facts.start_us
        if first_us is None or not self._playback.live:
            return None
        if start_us is not None:
            since = curve.commit_us[curve.at_us >= start_us]
            first_us = int(since[0]) if len(since) else first_us
        return first_us, now.edge_us
