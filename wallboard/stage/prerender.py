"""Work for what is shown next, done between frames: the next snapshot is known a playout delay before it counts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer

from wallboard.actions.control import Control
from wallboard.core.happenings import Progress, derive
from wallboard.core.judge_state import Judgement
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Curve, Milestone, RecordingState, Sample
from wallboard.stage.screen_renderer import Frame, ScreenRenderer, ScreenView
from wallboard.wall import RenderRequest, Wall

log = logging.getLogger(__name__)

_DONE = object()
PAUSE_MS = 3
"""After a tick, so that the frame it made is painted first."""
SPENT_US = 3_000
"""So much time of a frame goes to what comes next: the last piece that is begun within it is finished."""
IDLE_US = 4_000
"""The same for what no key may ever ask for."""
PRESSED_US = 8_000
"""The same while a layout is on its way, whose first frame would otherwise have to make all that is missing."""


class Prerender(QObject):
    """Makes a few pieces of what comes next after each frame: panels resolved and placed, sprites, a ground.

    When that is done, what the layouts take longest to make that any key may bring.
    All of it lands in caches: nothing that is shown depends on it, and what turns out otherwise is made when it is due.
    """

    def __init__(self, mono_us: Callable[[], int]) -> None:
        """`mono_us` is the monotonic clock."""
        super().__init__()
        self._mono_us = mono_us
        self._for: tuple[object, ...] = ()
        self._steps: Iterator[None] = iter(())
        self._is_done = True
        self._is_pressed = False
        self._unseen: Iterator[None] = iter(())
        self._unseen_done = True
        self._others_for: tuple[object, ...] = ()
        self._others: Iterator[None] = iter(())
        self._others_done = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.step)

    def look(
        self, renderer: ScreenRenderer, views: Sequence[ScreenView], frame: Frame, due: Control | None = None
    ) -> None:
        """After each tick: take up what comes next, or go on with it; `due` is set already for an instant to come."""
        following, wall, control = frame.moment.state.following, renderer.wall, frame.control
        due = due or control
        layouts = {
            view.canvas: _coming(wall, control.on(view.canvas), due.on(view.canvas), frame.moment) for view in views
        }
        layout = next((layout for layout in layouts.values() if layout is not None), None)
        wanted = (
            renderer, None if following is None else following.commit_us, control.layout, control.blackout,
            frame.moment.frozen, tuple(layouts.items()), wall.next_card(control, frame.moment), tuple(views),
        )  # fmt: skip
        if wanted != self._for:
            self._for = wanted
            self._steps = steps(renderer.wall, [frame.request(view) for view in _canvases(views)], due)
            self._is_done = False
        others = (renderer, control.layout, tuple(views))
        if others != self._others_for:
            self._others_for, self._others_done = others, False
            self._others = chain.from_iterable(
                renderer.wall.prepare_others(frame.request(view)) for view in _canvases(views)
            )
        # a layout that is on its way is wanted at once: its pieces are made in all the time that frames leave
        self._timer.setInterval(PAUSE_MS if layout is None else 0)
        self._is_pressed = layout is not None
        self._unseen_done = layout is None
        if layout is not None:
            self._unseen = chain.from_iterable(
                renderer.wall.prepare_unseen(frame.request(view)) for view in _canvases(views)
            )
        if self._is_pressed or not (self._is_done and self._others_done):
            self._timer.start()

    @property
    def is_all_made(self) -> bool:
        """Whether all is made that a key may bring; the next snapshot is prepared again and again."""
        return self._others_done

    def stop(self) -> None:
        """Prepare no more."""
        self._timer.stop()
        self._steps, self._is_done = iter(()), True
        self._unseen, self._unseen_done = iter(()), True
        self._others, self._others_done, self._others_for = iter(()), True, ()

    def step(self) -> None:
        """Do the next piece of work, if there is any, and more as long as they are small."""
        if not self._is_done:
            self._is_done = self._gone_on(self._steps, PRESSED_US if self._is_pressed else SPENT_US)
        elif not self._unseen_done:
            self._unseen_done = self._gone_on(self._unseen, SPENT_US)
        elif not self._others_done and not self._is_pressed:
            self._others_done = self._gone_on(self._others, IDLE_US)
        if self._is_pressed and not self._is_done:
            self._timer.start()

    def _gone_on(self, pieces: Iterator[None], spent_us: int) -> bool:
        """Do the next of some pieces, and more for as long as `spent_us`; whether none is left."""
        until_us = self._mono_us() + spent_us
        try:
            done = next(pieces, _DONE) is _DONE
            while not done and self._mono_us() < until_us:
                done = next(pieces, _DONE) is _DONE
        except Exception as error:  # noqa: BLE001 - a panel's edge: it fails where it is shown, and is told there
            log.debug("nothing is prepared for what comes: %r", error)
            return True
        return done


def _canvases(views: Sequence[ScreenView]) -> list[ScreenView]:
    """One view of each canvas: several screens may show one."""
    return list({(view.canvas, view.size): view for view in views}.values())


def next_moment(moment: Moment) -> Moment | None:
    """The moment at which the snapshot that follows comes up, as far as it can be told now."""
    state = moment.state
    following = state.following
    if following is None or state.current is None:
        return None
    curve = state.curve
    if curve is not None:
        curve = Curve(
            np.append(curve.commit_us, following.commit_us),
            np.append(curve.at_us, following.snapshot.at_us),
            np.append(curve.gmv_fen, following.snapshot.gmv_fen),
            curve.gaps,
        )
    coming = replace(
        state,
        milestones=(*state.milestones, *_reached(state, following)),
        from_us=following.commit_us,
        until_us=following.commit_us + 1,
        current=following,
        following=None,
        before=(*state.before[1:], state.current),
        curve=curve,
        opened_us=state.opens_us,
    )
    return replace(moment, state=coming, playhead_us=following.commit_us)


def _reached(state: RecordingState, following: Sample) -> tuple[Milestone, ...]:
    """The milestones that the snapshot to come will confirm."""
    passed = frozenset(m.gmv_fen for m in state.milestones)
    before = None if state.current is None else state.current.snapshot
    progress = Progress(passed, advance_us=state.advance_us, interval_us=following.interval_us)
    if before is not None:
        started = before.at_us >= (state.facts.start_us or 0)
        progress = replace(progress, gmv_fen=before.gmv_fen, at_us=before.at_us, started=started)
    judgement = Judgement("accepted", "advance", shown=True, advance=following.advance, correction=following.correction)
    made, _ = derive(progress, following.snapshot, following.commit_us, state.facts, judgement)
    return tuple(
        Milestone(h.value, h.at_us, h.commit_us, h.exact, record=h.record) for h in made if h.kind == "milestone"
    )


def _coming(wall: Wall, control: Control, due: Control, moment: Moment) -> str | None:
    """The layout that comes next on a canvas; `due` is what is set for it already, to be in force in a moment."""
    known = wall.coming(control, moment)
    held = moment.frozen or control.blackout or due.blackout
    return due.layout if known is None and not held and due.layout != control.layout else known


def steps(wall: Wall, shown: Sequence[RenderRequest], due: Control | None = None) -> Iterator[None]:
    """The pieces of work for what comes after a frame: the layout, the snapshot with its card, the card in the queue.

    `shown` is what that frame shows, a request for each canvas. Nothing is done for a wall that stands still.
    `due` is what is set already, to be in force in a moment.
    """
    if not shown or shown[0].moment.frozen or shown[0].control.blackout:
        return
    moment, control = shown[0].moment, shown[0].control
    for request in shown:
        set_already = request.control if due is None else due.on(request.canvas)
        layout = _coming(wall, request.control, set_already, moment)
        if layout is not None:
            after = replace(request.control, layout=layout, left="", rotating_us=None)
            yield from wall.prepare(replace(request, control=after), ground=True)
    ahead = next_moment(moment) or moment
    queued_us = wall.next_card(control, moment)
    cards = () if queued_us is None else (replace(moment, playhead_us=queued_us),)
    for then in (ahead, *cards):
        for request in shown:
            yield from wall.prepare(replace(request, moment=then))
