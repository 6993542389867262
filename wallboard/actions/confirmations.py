"""What an operator reads for a moment after a key: what it has done, or why it has done nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from wallboard.actions.action import Action
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.core.contract.snapshot import Name

SHOWN_US: Final = 2_000_000
"""How long it stands."""
NOTHING: Final = Name(zh="此刻不起作用", en="nothing to do now")
NEEDS_A_START: Final = Name(zh="需要活动开始时间", en="needs the event's start")
NEEDS_A_RATE: Final = Name(zh="未配置汇率", en="no rate of exchange is configured")
NO_PHOTO_OF_BLACK: Final = Name(zh="黑屏时不拍照", en="no picture is taken of black")
_ITSELF_SEEN: Final = ("definition", "help", "status", "identify", "timeline", "close", "quit")
"""What opens over the picture, or closes there, needs no words."""


def locked(unlocks: str) -> Name:
    """What every key says while the keys are locked; `unlocks` is the key that unlocks them, as on its cap."""
    if not unlocks:
        return Name(zh="按键已锁定", en="The keys are locked")
    return Name(zh=f"按键已锁定，{unlocks} 解锁", en=f"The keys are locked, {unlocks} unlocks")


def refused(action: Action, control: Control, context: Context) -> Name:
    """Why an action has done nothing; `locked` says it while the keys are locked."""
    if action.id == "photo" and control.blackout:
        return joined(action.title, NO_PHOTO_OF_BLACK)
    if action.id == "currency" and not context.exchanged:
        return joined(action.title, NEEDS_A_RATE)
    return joined(action.title, NOTHING)


def confirmed(action: Action, after: Control, unlocks: str) -> Name | None:
    """What an action has done, `after` being the control state it has left; None where that is seen by itself."""
    if action.id in _ITSELF_SEEN:
        return None
    if action.id == "lock" and after.locked:
        return locked(unlocks)
    if action.id in _SWITCHES:
        return joined(action.title, Name(zh="开", en="on") if _SWITCHES[action.id](after) else Name(zh="关", en="off"))
    return _SAYS[action.id](after) if action.id in _SAYS else action.title


def black(title: Name, ends: str) -> Name:
    """What stands on the operator's canvas under black: the layout that is prepared, and the key that `ends` it."""
    zh, en = f"黑屏，已备好{title.first('zh')}", f"Black, {title.first('en')} is prepared"
    return Name(zh=f"{zh}，{ends} 显示", en=f"{en}, {ends} shows it") if ends else Name(zh=zh, en=en)


def prepared(title: Name, ends: str) -> Name:
    """What a layout key says under black; `ends` is the key that ends it."""
    then = Name(zh=f"黑屏中已备好，{ends} 显示", en=f"prepared under black, {ends} shows it")
    return joined(title, then) if ends else joined(title, Name(zh="黑屏中已备好", en="prepared under black"))


def gone_over(title: Name, shown: Name) -> Name:
    """What the key of a layout says whose time is over: another one shows instead."""
    return Name(
        zh=f"{title.first('zh')}已结束，显示{shown.first('zh')}",
        en=f"{title.first('en')} is over, {shown.first('en')} shows",
    )


def joined(what: Name, how: Name) -> Name:
    """Two names as one, in each language."""
    return Name(zh=f"{what.first('zh')}：{how.first('zh')}", en=f"{what.first('en')}: {how.first('en')}")


def _paused(control: Control) -> Name:
    return Name(zh="暂停", en="Paused") if control.playhead.mode == "paused" else Name(zh="播放", en="Playing")


def _speed(control: Control) -> Name:
    speed = f"{control.playhead.rate:.2f}".rstrip("0").rstrip(".").replace("-", "−") + "×"
    paused = control.playhead.mode == "paused"
    return Name(zh=f"速度 {speed}{'（暂停）' if paused else ''}", en=f"Speed {speed}{', paused' if paused else ''}")


def _loop(control: Control) -> Name:
    a_us, b_us = control.loop_us
    if a_us is None:
        return Name(zh="循环：关", en="Loop: off")
    return (
        Name(zh="循环：已设 A 点", en="Loop: A is set")
        if b_us is None
        else Name(zh="循环：A 至 B", en="Loop: from A to B")
    )


def _language(control: Control) -> Name:
    return (
        Name(zh="中文在前", en="Chinese leads") if control.language == "zh" else Name(zh="英文在前", en="English leads")
    )


def _currency(control: Control) -> Name:
    if control.currency == "USD":
        return Name(zh="美元在前", en="US dollars lead")
    return Name(zh="本币在前", en="The source's own currency leads")


_SWITCHES: Final[dict[str, Callable[[Control], bool]]] = {
    "rotation": lambda control: control.rotating_us is not None,
    "blackout": lambda control: control.blackout,
    "freeze": lambda control: control.frozen_us is not None,
    "pin_page": lambda control: control.turning.pinned_us is not None,
    "fullscreen": lambda control: control.fullscreen,
}
"""Whether the actions that go on and off are on."""
_SAYS: Final[dict[str, Callable[[Control], Name]]] = {
    "pause": _paused,
    "loop": _loop,
    "language": _language,
    "currency": _currency,
    "lock": lambda _control: Name(zh="按键已解锁", en="The keys are unlocked"),
    **dict.fromkeys(("slower", "faster", "half_speed", "double_speed", "reverse", "normal_speed"), _speed),
}
"""What the actions say whose title names more than what they have done."""
