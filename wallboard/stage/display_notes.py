"""What the status says of the display itself: what is on air, rotation, lock, recording, screens, frames."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wallboard.actions.bindings import cap_of
from wallboard.actions.control import Control
from wallboard.actions.table import layout_title
from wallboard.config.settings import Settings
from wallboard.core.contract.snapshot import Name
from wallboard.core.moment import Moment
from wallboard.core.wording import Said, say
from wallboard.scene.places import Places, tally
from wallboard.stage.screen_renderer import ScreenView

Line = tuple[Said, Said | str]
MOST_NAMED = 12
"""Unknown places that are told one by one."""


class Listed(msgspec.Struct, frozen=True):
    """Several texts in their order."""

    parts: tuple[Said, ...]
    gap: str = " → "

    def first(self, language: str) -> str:
        """All of them with what stands between them."""
        return self.gap.join(part.first(language) for part in self.parts)

    def exact(self, language: str) -> str:
        """The same."""
        return self.first(language)


def on_air(settings: Settings, control: Control, layout: str | None) -> tuple[Line, ...]:
    """How the operator has left the picture; `layout` is the one that is up, None before the first frame."""
    nothing = Name(en="—")
    title: Said = nothing if layout is None else layout_title(settings, layout)
    turns: Said = say("notice.off")
    if control.rotating_us is not None:
        turns = Listed(tuple(layout_title(settings, n) for n in settings.display.rotation if n in settings.layouts))
    if control.blackout:
        title = say("notice.black", layout=title)
    unlocks = cap_of(settings, "lock")
    keys = say("status.keys_locked", key=unlocks) if control.locked else say("status.keys_open")
    return (
        (say("status.on_air"), title),
        (say("status.rotation"), turns),
        (say("status.keys"), keys),
    )


def on_no_map(moment: Moment, known: Places) -> tuple[Line, ...]:
    """The cities of the newest list that nobody knows: their amounts are in the total and nowhere on the map."""
    sample = moment.sample_of("cities")
    unknown = () if sample is None else tally(sample.snapshot.cities or (), known).unknown
    if not unknown:
        return ()
    named = ", ".join(unknown[:MOST_NAMED]) + (" …" if len(unknown) > MOST_NAMED else "")
    return ((say("status.unknown_places"), f"{len(unknown):,}: {named}"),)


def of_the_machine(
    recording: str, views: Sequence[ScreenView], painted_per_s: int, remarks: Sequence[str]
) -> tuple[Line, ...]:
    """What is recorded and shown where, how many pictures a second differ, and what is to be known of this machine."""
    screens = "  ·  ".join(f"{view.canvas}: {view.screen} {view.geometry}" for view in views)
    return (
        (say("status.recording"), recording),
        (say("status.screens"), screens or "—"),
        (say("status.frames"), f"{painted_per_s} / s"),
        *((say("status.remark"), remark) for remark in remarks if remark),
    )
