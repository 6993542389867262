"""The one table of operator actions: bindings, help, reference and whatever else offers them are made from it."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from wallboard.actions import (
    changes,
    cueing,
    event_end,
    messages,
    photo_countdown,
    pictures,
    press_words,
    recap,
    targets,
    transport,
)
from wallboard.actions.action import Action
from wallboard.actions.control import Control
from wallboard.actions.undo import undo
from wallboard.config.settings import Settings
from wallboard.core.contract.snapshot import Name
from wallboard.core.instants import SECOND_US
from wallboard.core.wording import REFERENCE, Said, has, say

HOLD_US: Final = 2 * SECOND_US
LAYOUT: Final = "layout:"
"""Begins the id of the action that shows a layout; its key is the layout's own in the configuration."""

ACTIONS: Final[tuple[Action, ...]] = (
    Action("rotation", "layouts", ("0",), cueing.by_hand(changes.rotation)),
    Action(
        "take",
        "layouts",
        ("Return", "Enter"),
        cueing.by_hand(targets.take(cut=False)),
        undoable=True,
        reach="canvas",
        aim="chosen",
        guarded=True,
    ),
    Action(
        "cut",
        "layouts",
        ("Shift+Return", "Shift+Enter"),
        cueing.by_hand(targets.take(cut=True)),
        undoable=True,
        reach="canvas",
        aim="chosen",
        guarded=True,
    ),
    Action("choose", "layouts", ("Tab",), targets.choose),
    Action("clear_preview", "layouts", ("Delete",), targets.clear_preview, undoable=True, reach="canvas", aim="chosen"),
    Action("next_message", "layouts", ("Shift+M",), messages.next_message, reach="canvas", aim="chosen", undoable=True),
    Action(
        "message",
        "layouts",
        (),
        messages.prepare_message,
        argument=messages.told,
        reach="picture",
        takes=("text", "seconds", "until_us"),
    ),
    Action("clear_message", "layouts", ("Ctrl+M",), messages.clear_message, reach="picture"),
    Action(
        "prepare_next",
        "layouts",
        ("G",),
        cueing.prepare_next,
        argument=cueing.entry_told,
        takes=("entry",),
        undoable=True,
    ),
    Action("resume", "layouts", ("J",), cueing.resume),
    Action("hold_rundown", "layouts", ("Shift+J",), cueing.hold),
    Action("undo", "layouts", ("Ctrl+Z",), undo, guarded=True, argument=changes.undone),
    Action("blackout", "picture", ("B",), targets.blackout, reach="canvas", guarded=True),
    Action(
        "blackout_screen", "picture", ("Shift+B",), targets.blackout_screen, reach="canvas", aim="screen", guarded=True
    ),
    Action("freeze", "picture", ("F",), changes.freeze),
    Action("language", "picture", ("L",), targets.aimed(changes.language), reach="picture"),
    Action("photo", "picture", ("F12",), effect="photo", argument=changes.photographed_instant),
    Action(
        "recap", "picture", ("Shift+R",), recap.begin, argument=recap.told, reach="canvas", aim="screen", guarded=True
    ),
    Action(
        "photo_countdown",
        "picture",
        ("Shift+F12",),
        photo_countdown.begin,
        effect="photo_countdown",
        argument=photo_countdown.counted,
    ),
    Action(
        "mute_picture",
        "picture",
        ("X",),
        pictures.mute,
        argument=pictures.which_way,
        takes=("panel",),
        means=("panel", "muted"),
    ),
    Action(
        "next_source",
        "picture",
        ("Shift+X",),
        pictures.next_source,
        argument=pictures.turned_to,
        takes=("panel",),
        means=("panel", "turn"),
    ),
    Action(
        "reconnect",
        "picture",
        ("Ctrl+X",),
        pictures.reconnect,
        argument=pictures.meant,
        takes=("panel",),
        means=("panel",),
    ),
    Action("next_page", "rankings", ("PgDown", "N"), targets.aimed(changes.next_page), repeats=True, reach="picture"),
    Action(
        "previous_page", "rankings", ("PgUp", "P"), targets.aimed(changes.previous_page), repeats=True, reach="picture"
    ),
    Action("pin_page", "rankings", ("K",), targets.aimed(changes.pin_page), reach="picture"),
    Action("next_province", "rankings", ("V",), targets.aimed(changes.next_province), reach="picture"),
    Action("previous_province", "rankings", ("Shift+V",), targets.aimed(changes.previous_province), reach="picture"),
    Action("country", "rankings", ("Ctrl+V",), targets.aimed(changes.country), reach="picture"),
    Action("currency", "figures", ("C",), targets.aimed(changes.currency), reach="picture"),
    Action("definition", "figures", ("D",), changes.over("definition")),
    Action("last_milestone", "figures", ("R",), changes.last_milestone),
    Action(
        "withdraw",
        "figures",
        ("W",),
        changes.withdraw,
        argument=changes.withdrawn_panel,
        guarded=True,
        takes=("panel",),
        undoable=True,
    ),
    Action(
        "accept_held", "figures", ("H",), effect="accept_held", guarded=True, chief=True, argument=changes.held_answer
    ),
    Action(
        "refuse_held",
        "figures",
        ("Shift+H",),
        effect="refuse_held",
        guarded=True,
        chief=True,
        argument=changes.held_answer,
    ),
    Action(
        "declare_final",
        "figures",
        ("Ctrl+Shift+F",),
        effect="declare_final",
        guarded=True,
        chief=True,
        argument=changes.sum_that_is_up,
        hold_us=HOLD_US,
    ),
    Action(
        "move_end",
        "figures",
        ("Ctrl+Shift+E",),
        effect="move_end",
        guarded=True,
        chief=True,
        argument=event_end.moved,
        takes=("end_us", "seconds"),
        hold_us=HOLD_US,
    ),
    Action(
        "press_release",
        "figures",
        effect="press_release",
        chief=True,
        argument=changes.released_sum,
        takes=("gmv_fen",),
    ),
    Action(
        press_words.LINE,
        "figures",
        effect="press_line",
        chief=True,
        argument=press_words.said_of_correction,
        takes=("text",),
    ),
    Action("pause", "time", ("Space",), transport.pause),
    Action("back_5s", "time", ("Left",), transport.seek(-5 * SECOND_US), repeats=True),
    Action("forward_5s", "time", ("Right",), transport.seek(5 * SECOND_US), repeats=True),
    Action("forward_60s", "time", ("Up",), transport.seek(60 * SECOND_US), repeats=True),
    Action("back_60s", "time", ("Down",), transport.seek(-60 * SECOND_US), repeats=True),
    Action("back_1s", "time", ("Shift+Left",), transport.seek(-SECOND_US), repeats=True),
    Action("forward_1s", "time", ("Shift+Right",), transport.seek(SECOND_US), repeats=True),
    Action("slower", "time", ("[",), transport.faster(1 / 1.1), repeats=True),
    Action("faster", "time", ("]",), transport.faster(1.1), repeats=True),
    Action("half_speed", "time", ("{",), transport.faster(0.5)),
    Action("double_speed", "time", ("}",), transport.faster(2.0)),
    Action("reverse", "time", ("-",), transport.reverse),
    Action("normal_speed", "time", ("Backspace",), transport.normal_speed),
    Action("frame_back", "time", (",",), transport.step(-1), repeats=True),
    Action("frame_on", "time", (".",), transport.step(1), repeats=True),
    Action("start", "time", ("Home",), transport.to_start),
    Action("live", "time", ("End",), transport.to_live),
    Action("mark", "time", ("M",), effect="mark", argument=changes.shown_instant),
    Action("previous_mark", "time", ("Ctrl+Left",), transport.previous_mark),
    Action("next_mark", "time", ("Ctrl+Right",), transport.next_mark),
    Action("loop", "time", ("A",), transport.loop),
    Action("timeline", "time", ("T",), changes.timeline),
    Action("help", "wall", ("?", "F1"), changes.over("help")),
    Action("status", "wall", ("S",), changes.over("status")),
    Action("identify", "wall", ("I",), changes.identify),
    Action("screens_anew", "wall", ("Shift+I",), effect="screens_anew"),
    Action("close", "wall", ("Esc",), changes.close_overlays),
    Action("fullscreen", "wall", ("F11",), changes.fullscreen),
    Action("lock", "wall", ("Ctrl+L",), changes.lock, unlocks=True),
    Action("quit", "wall", ("Ctrl+Shift+Q",), effect="quit", remote=False, hold_us=HOLD_US),
)
"""Every action but the layouts, which the configuration names, in the order of help and reference."""


def default_keys() -> dict[str, tuple[str, ...]]:
    """Each action's id and default keys: what `config.load` takes as `known_actions`."""
    return {action.id: action.keys for action in ACTIONS}


def layout_title(settings: Settings, name: str) -> Said:
    """What a layout is called: as the file has it, else as the catalogues do. Raises KeyError: there is none."""
    title, key = settings.layouts[name].title, f"layout.{name}"
    return title or (say(key) if has(key, REFERENCE) else Name(zh=name, en=name))


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
        f"{LAYOUT}{name}",
        "layouts",
        keys,
        cueing.by_hand(targets.aimed(changes.to_layout(name))),
        argument=argument,
        reach="picture",
        called=layout_title(settings, name),
    )


def actions_of(settings: Settings) -> tuple[Action, ...]:
    """All actions of a wall with the keys they have there: its layouts in the order of their keys, then the table."""
    named = [layout_action(settings, name) for name in settings.layouts]
    layouts = sorted(named, key=lambda action: (not action.keys, action.keys))
    table = (_with_keys(action, settings.keys.get(action.id)) for action in ACTIONS)
    return (*layouts, *table)


def _with_keys(action: Action, keys: tuple[str, ...] | None) -> Action:
    return action if keys is None else replace(action, keys=keys)
