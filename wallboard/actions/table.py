"""The one table of operator actions: bindings, help, reference and whatever else offers them are made from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

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
    Action("rotation", say("action.rotation"), "layouts", ("0",), cueing.by_hand(changes.rotation)),
    Action(
        "take",
        say("action.take"),
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
        say("action.cut"),
        "layouts",
        ("Shift+Return", "Shift+Enter"),
        cueing.by_hand(targets.take(cut=True)),
        undoable=True,
        reach="canvas",
        aim="chosen",
        guarded=True,
    ),
    Action("choose", say("action.choose"), "layouts", ("Tab",), targets.choose),
    Action(
        "clear_preview",
        say("action.clear_preview"),
        "layouts",
        ("Delete",),
        targets.clear_preview,
        undoable=True,
        reach="canvas",
        aim="chosen",
    ),
    Action(
        "next_message",
        say("action.next_message"),
        "layouts",
        ("Shift+M",),
        messages.next_message,
        reach="canvas",
        aim="chosen",
        undoable=True,
    ),
    Action(
        "message",
        say("action.message"),
        "layouts",
        (),
        messages.prepare_message,
        argument=messages.told,
        reach="picture",
        takes=("text", "seconds", "until_us"),
    ),
    Action(
        "clear_message",
        say("action.clear_message"),
        "layouts",
        ("Ctrl+M",),
        messages.clear_message,
        reach="picture",
    ),
    Action(
        "prepare_next",
        say("action.prepare_next"),
        "layouts",
        ("G",),
        cueing.prepare_next,
        argument=cueing.entry_told,
        takes=("entry",),
        undoable=True,
    ),
    Action("resume", say("action.resume"), "layouts", ("J",), cueing.resume),
    Action("hold_rundown", say("action.hold_rundown"), "layouts", ("Shift+J",), cueing.hold),
    Action("undo", say("action.undo"), "layouts", ("Ctrl+Z",), undo, guarded=True, argument=changes.undone),
    Action(
        "blackout", say("action.blackout"), "picture", ("B",), targets.blackout, reach="canvas", guarded=True
    ),
    Action(
        "blackout_screen",
        say("action.blackout_screen"),
        "picture",
        ("Shift+B",),
        targets.blackout_screen,
        reach="canvas",
        aim="screen",
        guarded=True,
    ),
    Action("freeze", say("action.freeze"), "picture", ("F",), changes.freeze),
    Action("language", say("action.language"), "picture", ("L",), targets.aimed(changes.language), reach="picture"),
    Action(
        "photo",
        say("action.photo"),
        "picture",
        ("F12",),
        effect="photo",
        argument=changes.photographed_instant,
    ),
    Action(
        "recap",
        say("action.recap"),
        "picture",
        ("Shift+R",),
        recap.begin,
        argument=recap.told,
        reach="canvas",
        aim="screen",
        guarded=True,
    ),
    Action(
        "photo_countdown",
        say("action.photo_countdown"),
        "picture",
        ("Shift+F12",),
        photo_countdown.begin,
        effect="photo_countdown",
    ),
    Action(
        "mute_picture",
        say("action.mute_picture"),
        "picture",
        ("X",),
        pictures.mute,
        argument=pictures.meant,
        takes=("panel",),
    ),
    Action(
        "next_source",
        say("action.next_source"),
        "picture",
        ("Shift+X",),
        pictures.next_source,
        argument=pictures.meant,
        takes=("panel",),
    ),
    Action(
        "reconnect",
        say("action.reconnect"),
        "picture",
        ("Ctrl+X",),
        pictures.reconnect,
        argument=pictures.meant,
        takes=("panel",),
    ),
    Action(
        "next_page",
        say("action.next_page"),
        "rankings",
        ("PgDown", "N"),
        targets.aimed(changes.next_page),
        repeats=True,
        reach="picture",
    ),
    Action(
        "previous_page",
        say("action.previous_page"),
        "rankings",
        ("PgUp", "P"),
        targets.aimed(changes.previous_page),
        repeats=True,
        reach="picture",
    ),
    Action("pin_page", say("action.pin_page"), "rankings", ("K",), targets.aimed(changes.pin_page), reach="picture"),
    Action(
        "next_province",
        say("action.next_province"),
        "rankings",
        ("V",),
        targets.aimed(changes.next_province),
        reach="picture",
    ),
    Action(
        "previous_province",
        say("action.previous_province"),
        "rankings",
        ("Shift+V",),
        targets.aimed(changes.previous_province),
        reach="picture",
    ),
    Action("country", say("action.country"), "rankings", ("Ctrl+V",), targets.aimed(changes.country), reach="picture"),
    Action("currency", say("action.currency"), "figures", ("C",), targets.aimed(changes.currency), reach="picture"),
    Action(
        "definition",
        say("action.definition"),
        "figures",
        ("D",),
        changes.over("definition"),
    ),
    Action(
        "last_milestone",
        say("action.last_milestone"),
        "figures",
        ("R",),
        changes.last_milestone,
    ),
    Action(
        "withdraw",
        say("action.withdraw"),
        "figures",
        ("W",),
        changes.withdraw,
        argument=changes.withdrawn_panel,
        guarded=True,
        takes=("panel",),
        undoable=True,
    ),
    Action(
        "accept_held",
        say("action.accept_held"),
        "figures",
        ("H",),
        effect="accept_held",
        guarded=True,
        chief=True,
        argument=changes.held_answer,
    ),
    Action(
        "refuse_held",
        say("action.refuse_held"),
        "figures",
        ("Shift+H",),
        effect="refuse_held",
        guarded=True,
        chief=True,
        argument=changes.held_answer,
    ),
    Action(
        "declare_final",
        say("action.declare_final"),
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
        say("action.move_end"),
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
        say("action.press_release"),
        "figures",
        effect="press_release",
        chief=True,
        argument=changes.released_sum,
        takes=("gmv_fen",),
    ),
    Action(
        press_words.LINE,
        say("action.press_line"),
        "figures",
        effect="press_line",
        chief=True,
        argument=press_words.said_of_correction,
        takes=("text",),
    ),
    Action("pause", say("action.pause"), "time", ("Space",), transport.pause),
    Action(
        "back_5s", say("action.back_5s"), "time", ("Left",), transport.seek(-5 * SECOND_US), repeats=True
    ),
    Action(
        "forward_5s",
        say("action.forward_5s"),
        "time",
        ("Right",),
        transport.seek(5 * SECOND_US),
        repeats=True,
    ),
    Action(
        "forward_60s",
        say("action.forward_60s"),
        "time",
        ("Up",),
        transport.seek(60 * SECOND_US),
        repeats=True,
    ),
    Action(
        "back_60s",
        say("action.back_60s"),
        "time",
        ("Down",),
        transport.seek(-60 * SECOND_US),
        repeats=True,
    ),
    Action(
        "back_1s",
        say("action.back_1s"),
        "time",
        ("Shift+Left",),
        transport.seek(-SECOND_US),
        repeats=True,
    ),
    Action(
        "forward_1s",
        say("action.forward_1s"),
        "time",
        ("Shift+Right",),
        transport.seek(SECOND_US),
        repeats=True,
    ),
    Action(
        "slower", say("action.slower"), "time", ("[",), transport.faster(1 / 1.1), repeats=True
    ),
    Action("faster", say("action.faster"), "time", ("]",), transport.faster(1.1), repeats=True),
    Action("half_speed", say("action.half_speed"), "time", ("{",), transport.faster(0.5)),
    Action("double_speed", say("action.double_speed"), "time", ("}",), transport.faster(2.0)),
    Action("reverse", say("action.reverse"), "time", ("-",), transport.reverse),
    Action("normal_speed", say("action.normal_speed"), "time", ("Backspace",), transport.normal_speed),
    Action("frame_back", say("action.frame_back"), "time", (",",), transport.step(-1), repeats=True),
    Action("frame_on", say("action.frame_on"), "time", (".",), transport.step(1), repeats=True),
    Action("start", say("action.start"), "time", ("Home",), transport.to_start),
    Action("live", say("action.live"), "time", ("End",), transport.to_live),
    Action(
        "mark",
        say("action.mark"),
        "time",
        ("M",),
        effect="mark",
        argument=changes.shown_instant,
    ),
    Action("previous_mark", say("action.previous_mark"), "time", ("Ctrl+Left",), transport.previous_mark),
    Action("next_mark", say("action.next_mark"), "time", ("Ctrl+Right",), transport.next_mark),
    Action("loop", say("action.loop"), "time", ("A",), transport.loop),
    Action("timeline", say("action.timeline"), "time", ("T",), changes.timeline),
    Action("help", say("action.help"), "wall", ("?", "F1"), changes.over("help")),
    Action("status", say("action.status"), "wall", ("S",), changes.over("status")),
    Action("identify", say("action.identify"), "wall", ("I",), changes.identify),
    Action(
        "screens_anew",
        say("action.screens_anew"),
        "wall",
        ("Shift+I",),
        effect="screens_anew",
    ),
    Action("close", say("action.close"), "wall", ("Esc",), changes.close_overlays),
    Action("fullscreen", say("action.fullscreen"), "wall", ("F11",), changes.fullscreen),
    Action("lock", say("action.lock"), "wall", ("Ctrl+L",), changes.lock, unlocks=True),
    Action(
        "quit",
        say("action.quit"),
        "wall",
        ("Ctrl+Shift+Q",),
        effect="quit",
        remote=False,
        hold_us=HOLD_US,
    ),
)  # fmt: skip
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
        layout_title(settings, name),
        "layouts",
        keys,
        cueing.by_hand(targets.aimed(changes.to_layout(name))),
        argument=argument,
        reach="picture",
    )


def actions_of(settings: Settings) -> tuple[Action, ...]:
    """All actions of a wall with the keys they have there: its layouts in the order of their keys, then the table."""
    named = [layout_action(settings, name) for name in settings.layouts]
    layouts = sorted(named, key=lambda action: (not action.keys, action.keys))
    table = (_with_keys(action, settings.keys.get(action.id)) for action in ACTIONS)
    return (*layouts, *table)


def _with_keys(action: Action, keys: tuple[str, ...] | None) -> Action:
    return action if keys is None else replace(action, keys=keys)
