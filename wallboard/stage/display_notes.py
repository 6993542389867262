"""What the status says of the display itself: what is on air, rotation, lock, recording, screens, frames."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.actions.bindings import cap_of
from wallboard.actions.control import Control
from wallboard.actions.table import layout_title
from wallboard.config.settings import Settings
from wallboard.core.contract.snapshot import Name
from wallboard.core.moment import Moment
from wallboard.scene.places import Places, tally
from wallboard.stage.screen_renderer import ScreenView

Line = tuple[Name, str]
MOST_NAMED = 12
"""Unknown places that are told one by one."""


def on_air(settings: Settings, control: Control, layout: str | None) -> tuple[Line, ...]:
    """How the operator has left the picture; `layout` is the one that is up, None before the first frame."""
    language = control.language
    title = "—" if layout is None else layout_title(settings, layout).first(language)
    if control.blackout:
        title = f"黑屏，已备好{title}" if language == "zh" else f"black; {title} is prepared"
    if control.rotating_us is None:
        turns = "关" if language == "zh" else "off"
    else:
        named = [layout_title(settings, n).first(language) for n in settings.display.rotation if n in settings.layouts]
        turns = " → ".join(named) or title
    unlocks = cap_of(settings, "lock")
    if not control.locked:
        keys = "未锁定" if language == "zh" else "unlocked"
    else:
        keys = f"已锁定，{unlocks} 解锁" if language == "zh" else f"locked, {unlocks} unlocks"
    return (
        (Name(zh="正在播出", en="On air"), title),
        (Name(zh="自动轮换", en="Rotation"), turns),
        (Name(zh="按键", en="Keys"), keys),
    )


def on_no_map(moment: Moment, known: Places) -> tuple[Line, ...]:
    """The cities of the newest list that nobody knows: their amounts are in the total and nowhere on the map."""
    sample = moment.sample_of("cities")
    unknown = () if sample is None else tally(sample.snapshot.cities or (), known).unknown
    if not unknown:
        return ()
    named = ", ".join(unknown[:MOST_NAMED]) + (" …" if len(unknown) > MOST_NAMED else "")
    return ((Name(zh="未知地点", en="Places on no map"), f"{len(unknown):,}: {named}"),)


def of_the_machine(
    recording: str, views: Sequence[ScreenView], painted_per_s: int, remarks: Sequence[str]
) -> tuple[Line, ...]:
    """What is recorded and shown where, how many pictures a second differ, and what is to be known of this machine."""
    screens = "  ·  ".join(f"{view.canvas}: {view.screen} {view.geometry}" for view in views)
    return (
        (Name(zh="录制", en="Recording"), recording),
        (Name(zh="屏幕", en="Screens"), screens or "—"),
        (Name(zh="帧率", en="Frames"), f"{painted_per_s} / s"),
        *((Name(zh="备注", en="Remark"), remark) for remark in remarks if remark),
    )
