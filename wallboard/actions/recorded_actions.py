"""What an operator did to the picture on the night, so that a replay or a film can do it again at the same instants."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from wallboard.actions.control import Control
from wallboard.core.errors import RecordingError


class RecordedAction(msgspec.Struct, frozen=True):
    """How the controls stood after an action of the night, from the playhead `at_us` on (recording time)."""

    at_us: int
    control: Control


def recorded_actions(rows: Iterable[tuple[int, str]]) -> tuple[RecordedAction, ...]:
    """The deeds among a journal's rows, each (playhead, control state as JSON), in the order of the recording.

    Only what was done on the live picture counts: while the operator looked back, the wall's audience saw another time.
    A row that this version cannot read is left out.
    """
    found = []
    for at_us, state in rows:
        try:
            control = Control.from_json(state)
        except RecordingError:
            continue
        if control.playhead.mode == "following":
            found.append(RecordedAction(at_us, control))
    return tuple(sorted(found, key=lambda recorded: recorded.at_us))


def recorded_action_at(actions: Sequence[RecordedAction], playhead_us: int) -> RecordedAction | None:
    """The last deed at or before a playhead; None before the first."""
    place = bisect_right(actions, playhead_us, key=lambda recorded: recorded.at_us)
    return actions[place - 1] if place else None


def repeated(control: Control, recorded: RecordedAction | None) -> Control:
    """The control state with the picture as that deed left it: layout, rotation, pages, language, currency, province.

    The cards called back, blackouts, messages and hidden figures are repeated too; freezing, looking back, overlays
    and locks were the operator's own affair, and the playhead is the replay's.
    """
    if recorded is None:
        return control
    night = recorded.control
    return replace(
        control,
        layout=night.layout or control.layout,
        layout_us=night.layout_us,
        left=night.left,
        left_us=night.left_us,
        rotating_us=night.rotating_us,
        turning=night.turning,
        blackout=night.blackout,
        language=night.language,
        currency=night.currency,
        province=night.province,
        milestone_us=night.milestone_us,
        own=night.own,
        black=night.black,
        message=night.message,
        withdrawn=night.withdrawn,
    )
