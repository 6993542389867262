"""The one table of operator actions: bindings, help, reference and whatever else offers them are made from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from wallboard.actions import changes, transport
from wallboard.actions.action import Action
from wallboard.actions.control import Control
from wallboard.config.settings import Settings
from wallboard.core.contract.snapshot import Name
from wallboard.core.instants import SECOND_US

HOLD_US: Final = 2 * SECOND_US
LAYOUT: Final = "layout:"
"""Begins the id of the action that shows a layout; its key is the layout's own in the configuration."""

ACTIONS: Final[tuple[Action, ...]] = (
    Action("rotation", Name(zh="画面自动轮换", en="Layouts take turns"), "layouts", ("0",), changes.rotation),
    Action("blackout", Name(zh="黑屏", en="Blackout"), "picture", ("B",), changes.blackout),
    Action("freeze", Name(zh="定格画面", en="Freeze the picture"), "picture", ("F",), changes.freeze),
    Action("language", Name(zh="切换语言", en="Swap the languages"), "picture", ("L",), changes.language),
    Action(
        "photo",
        Name(zh="拍照存图", en="Photo moment: keep a picture of every screen"),
        "picture",
        ("F12",),
        effect="photo",
        argument=changes.photographed_instant,
    ),
    Action(
        "next_page",
        Name(zh="下一页", en="Next page of the rankings"),
        "rankings",
        ("PgDown", "N"),
        changes.next_page,
        repeats=True,
    ),
    Action(
        "previous_page",
        Name(zh="上一页", en="Previous page of the rankings"),
        "rankings",
        ("PgUp", "P"),
        changes.previous_page,
        repeats=True,
    ),
    Action("pin_page", Name(zh="停在本页", en="Keep this page"), "rankings", ("K",), changes.pin_page),
    Action("next_province", Name(zh="下一个省份", en="Next province"), "rankings", ("V",), changes.next_province),
    Action(
        "previous_province",
        Name(zh="上一个省份", en="Previous province"),
        "rankings",
        ("Shift+V",),
        changes.previous_province,
    ),
    Action("country", Name(zh="全国", en="The whole country"), "rankings", ("Ctrl+V",), changes.country),
    Action("currency", Name(zh="切换货币", en="Swap the currencies"), "figures", ("C",), changes.currency),
    Action(
        "definition",
        Name(zh="指标定义与汇率", en="Definition and rate of exchange"),
        "figures",
        ("D",),
        changes.over("definition"),
    ),
    Action(
        "last_milestone",
        Name(zh="重播最近里程碑", en="Last milestone again"),
        "figures",
        ("R",),
        changes.last_milestone,
    ),
    Action(
        "accept_held",
        Name(zh="接受暂缓数值", en="Accept the held value"),
        "figures",
        ("H",),
        effect="accept_held",
        argument=changes.held_answer,
    ),
    Action(
        "refuse_held",
        Name(zh="拒绝暂缓数值", en="Refuse the held value"),
        "figures",
        ("Shift+H",),
        effect="refuse_held",
        argument=changes.held_answer,
    ),
    Action(
        "declare_final",
        Name(zh="宣布最终（按住 2 秒）", en="Sum final (hold for 2 s)"),
        "figures",
        ("Ctrl+Shift+F",),
        effect="declare_final",
        argument=changes.sum_that_is_up,
        hold_us=HOLD_US,
    ),
    Action("pause", Name(zh="暂停 / 继续", en="Pause, go on"), "time", ("Space",), transport.pause),
    Action(
        "back_5s", Name(zh="后退 5 秒", en="Back 5 s"), "time", ("Left",), transport.seek(-5 * SECOND_US), repeats=True
    ),
    Action(
        "forward_5s",
        Name(zh="前进 5 秒", en="Forward 5 s"),
        "time",
        ("Right",),
        transport.seek(5 * SECOND_US),
        repeats=True,
    ),
    Action(
        "forward_60s",
        Name(zh="前进 60 秒", en="Forward 60 s"),
        "time",
        ("Up",),
        transport.seek(60 * SECOND_US),
        repeats=True,
    ),
    Action(
        "back_60s",
        Name(zh="后退 60 秒", en="Back 60 s"),
        "time",
        ("Down",),
        transport.seek(-60 * SECOND_US),
        repeats=True,
    ),
    Action(
        "back_1s",
        Name(zh="后退 1 秒", en="Back 1 s"),
        "time",
        ("Shift+Left",),
        transport.seek(-SECOND_US),
        repeats=True,
    ),
    Action(
        "forward_1s",
        Name(zh="前进 1 秒", en="Forward 1 s"),
        "time",
        ("Shift+Right",),
        transport.seek(SECOND_US),
        repeats=True,
    ),
    Action(
        "slower", Name(zh="减速 ÷1.1", en="Slower, ÷ 1.1"), "time", ("[",), transport.faster(1 / 1.1), repeats=True
    ),
    Action("faster", Name(zh="加速 ×1.1", en="Faster, × 1.1"), "time", ("]",), transport.faster(1.1), repeats=True),
    Action("half_speed", Name(zh="减速 ÷2", en="Slower, ÷ 2"), "time", ("{",), transport.faster(0.5)),
    Action("double_speed", Name(zh="加速 ×2", en="Faster, × 2"), "time", ("}",), transport.faster(2.0)),
    Action("reverse", Name(zh="反向播放", en="Reverse"), "time", ("-",), transport.reverse),
    Action("normal_speed", Name(zh="原速 1×", en="Normal speed, 1×"), "time", ("Backspace",), transport.normal_speed),
    Action("frame_back", Name(zh="上一帧", en="One frame back"), "time", (",",), transport.step(-1), repeats=True),
    Action("frame_on", Name(zh="下一帧", en="One frame on"), "time", (".",), transport.step(1), repeats=True),
    Action("start", Name(zh="回到开头", en="To the start"), "time", ("Home",), transport.to_start),
    Action("live", Name(zh="回到直播", en="Back to live"), "time", ("End",), transport.to_live),
    Action(
        "mark",
        Name(zh="做标记", en="Mark this moment"),
        "time",
        ("M",),
        effect="mark",
        argument=changes.shown_instant,
    ),
    Action("previous_mark", Name(zh="上一个标记", en="Previous mark"), "time", ("Ctrl+Left",), transport.previous_mark),
    Action("next_mark", Name(zh="下一个标记", en="Next mark"), "time", ("Ctrl+Right",), transport.next_mark),
    Action("loop", Name(zh="A–B 循环", en="Loop: A, B, off"), "time", ("A",), transport.loop),
    Action("timeline", Name(zh="时间轴", en="Timeline strip"), "time", ("T",), changes.timeline),
    Action("help", Name(zh="帮助", en="This help"), "wall", ("?", "F1"), changes.over("help")),
    Action("status", Name(zh="状态", en="Status"), "wall", ("S",), changes.over("status")),
    Action("identify", Name(zh="识别屏幕", en="Identify the screens"), "wall", ("I",), changes.identify),
    Action(
        "screens_anew",
        Name(zh="重新分配屏幕", en="Decide anew what each screen shows"),
        "wall",
        ("Shift+I",),
        effect="screens_anew",
    ),
    Action("close", Name(zh="关闭浮层", en="Close the overlays"), "wall", ("Esc",), changes.close_overlays),
    Action("fullscreen", Name(zh="全屏 / 窗口", en="Fullscreen or windows"), "wall", ("F11",), changes.fullscreen),
    Action("lock", Name(zh="锁定按键", en="Lock, unlock the keys"), "wall", ("Ctrl+L",), changes.lock, unlocks=True),
    Action(
        "quit",
        Name(zh="退出（按住 2 秒）", en="Quit (hold for 2 s)"),
        "wall",
        ("Ctrl+Shift+Q",),
        effect="quit",
        hold_us=HOLD_US,
    ),
)  # fmt: skip
"""Every action but the layouts, which the configuration names, in the order of help and reference."""


def default_keys() -> dict[str, tuple[str, ...]]:
    """Each action's id and default keys: what `config.load` takes as `known_actions`."""
    return {action.id: action.keys for action in ACTIONS}


def layout_title(settings: Settings, name: str) -> Name:
    """What a layout is called. Raises KeyError: there is no such layout."""
    title = settings.layouts[name].title
    return Name(zh=title.zh, en=title.en) if title else Name(zh=name, en=name)


def layout_action(settings: Settings, name: str) -> Action:
    """The action that shows a layout.

    Raises:
        KeyError: there is no such layout.
    """
    layout = settings.layouts[name]

    def argument(_control: Control, _context: object) -> dict[str, int | str]:
        return {"layout": name}

    keys = (layout.key,) if layout.key else ()
    return Action(
        f"{LAYOUT}{name}", layout_title(settings, name), "layouts", keys, changes.to_layout(name), argument=argument
    )


def actions_of(settings: Settings) -> tuple[Action, ...]:
    """All actions of a wall with the keys they have there: its layouts in the order of their keys, then the table."""
    named = [layout_action(settings, name) for name in settings.layouts]
    layouts = sorted(named, key=lambda action: (not action.keys, action.keys))
    table = (_with_keys(action, settings.keys.get(action.id)) for action in ACTIONS)
    return (*layouts, *table)


def _with_keys(action: Action, keys: tuple[str, ...] | None) -> Action:
    return action if keys is None else replace(action, keys=keys)
