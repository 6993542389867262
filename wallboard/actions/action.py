"""One operator action: its name, its keys, and what it does, as a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.core.wording import Said, say

Argument = dict[str, int | str]
Change = Callable[[Control, Context], Control]
Group = Literal["layouts", "picture", "rankings", "figures", "time", "wall"]
Effect = Literal[
    "accept_held",
    "refuse_held",
    "declare_final",
    "move_end",
    "press_release",
    "press_line",
    "mark",
    "photo",
    "photo_countdown",
    "screens_anew",
    "quit",
]
"""What reaches beyond the control state: the collector acts on the first four, the press desk on the next two."""
Reach = Literal["wall", "canvas", "picture"]
"""What an action can be meant for: the wall as a whole; or one canvas too; or also what is prepared."""
Aim = Literal["", "screen", "chosen", "preview"]
"""What a key means: all canvases; the one chosen, else the one pointed at; that or all; what is prepared there."""

GROUPS: dict[Group, Said] = {
    "layouts": say("group.layouts"),
    "picture": say("group.picture"),
    "rankings": say("group.rankings"),
    "figures": say("group.figures"),
    "time": say("group.time"),
    "wall": say("group.wall"),
}
"""The groups in the order in which help and reference list them."""


def _unchanged(control: Control, _context: Context) -> Control:
    return control


def _nothing(_control: Control, _context: Context) -> Argument | None:
    return {}


class Action(msgspec.Struct, frozen=True):
    """What one key does.

    `change` makes the next control state. `argument` is what the journal writes beside the action; None means that
    there is nothing to act on now. `repeats`: holding the key does it again; `hold_us`: it happens only once the key
    has been down that long.

    `reach` is what it can be meant for, `aim` what its keys mean. `guarded`: an asker must have seen the newest change.
    `chief`: only the chief may ask for it; not `remote`: only a key does it. `takes` names what a request may bring
    along; `means` names what of its argument a key passes on to another machine that decides, so that two who press it
    at once do not undo each other. `undoable`: it can be undone, as everything can that reaches what is prepared.
    """

    id: str
    group: Group
    keys: tuple[str, ...] = ()
    change: Change = _unchanged
    effect: Effect | None = None
    argument: Callable[[Control, Context], Argument | None] = _nothing
    repeats: bool = False
    hold_us: int = 0
    unlocks: bool = False
    reach: Reach = "wall"
    aim: Aim = ""
    guarded: bool = False
    chief: bool = False
    remote: bool = True
    takes: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    undoable: bool = False
    called: Said | None = None

    @property
    def title(self) -> Said:
        """What it is called: as `called` says, else as the catalogues have its id."""
        return self.called or say(f"action.{self.id}")


class Outcome(msgspec.Struct, frozen=True):
    """What came of an action: the control state after it, and the effect and argument for the journal."""

    action: str
    control: Control
    effect: Effect | None = None
    argument: Argument | None = None


def perform(action: Action, control: Control, context: Context) -> Outcome | None:
    """Do an action; None where it has nothing to act on, changes nothing, or the keys are locked."""
    if control.locked and not action.unlocks:
        return None
    argument = action.argument(control, context)
    after = action.change(control, context)
    if argument is None or (after == control and action.effect is None):
        return None
    return Outcome(action.id, after, action.effect, argument)
