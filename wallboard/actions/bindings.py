"""Which key does what on a wall, and the reference of keys that help, command line and docs share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from wallboard.actions.action import GROUPS, Action, Aim
from wallboard.actions.table import LAYOUT, actions_of
from wallboard.config.key_names import normal_key
from wallboard.config.settings import Settings
from wallboard.core.plain_text import one_line
from wallboard.core.wording import Said, say

Bindings = Mapping[str, Action]
"""Keys in the spelling of `normal_key`, each with its action."""

_AIMS: Final[dict[str, Aim]] = {"Ctrl": "screen", "Alt": "preview"}
_ON_THE_CAP: Final = {
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "PgDown": "PgDn",
}


class BindingRow(msgspec.Struct, frozen=True):
    """One line of the reference: what an action is called and the keys that do it, as they stand on the caps."""

    action: str
    group: Said
    title: Said
    keys: tuple[str, ...]


def bindings(actions: Iterable[Action]) -> dict[str, Action]:
    """The action of each key. Clashes are the configuration's to refuse, with file and line (`config.load`).

    With `Alt` the keys of the picture mean what is prepared, with `Ctrl` the digits of the layouts one screen alone;
    unless such a chord is bound to something else.
    """
    bound = {normal_key(key): action for action in actions for key in action.keys}
    chords = {
        f"{modifier}+{key}": replace(action, aim=aim)
        for key, action in bound.items()
        for modifier, aim in _AIMS.items()
        if action.reach == "picture" and "+" not in key and (aim == "preview" or _is_digit_of_a_layout(key, action))
    }
    return chords | bound


def _is_digit_of_a_layout(key: str, action: Action) -> bool:
    return key.isdigit() and action.id.startswith(LAYOUT)


def find(bound: Bindings, candidates: Sequence[str]) -> Action | None:
    """The action of the first spelling of a pressed key that is bound."""
    return next((bound[key] for key in candidates if key in bound), None)


def cap(key: str) -> str:
    """A key as it is written on its cap: arrows as arrows, everything else in its normal spelling."""
    *modifiers, last = normal_key(key).rsplit("+", 1) if len(key) > 1 and not key.endswith("+") else (key,)
    return "+".join([*modifiers, _ON_THE_CAP.get(last, last)])


def cap_of(settings: Settings, action_id: str) -> str:
    """The first key of an action on this wall, as on its cap; "" where it has none."""
    return next((cap(key) for action in actions_of(settings) if action.id == action_id for key in action.keys), "")


def reference(settings: Settings) -> tuple[BindingRow, ...]:
    """Every action that has a key on this wall, group by group in the order of help."""
    order = list(GROUPS)
    bound = sorted((a for a in actions_of(settings) if a.keys), key=lambda action: order.index(action.group))
    rows = [BindingRow(a.id, GROUPS[a.group], a.title, tuple(map(cap, a.keys))) for a in bound]
    digits = [key for action in bound for key in action.keys if _is_digit_of_a_layout(key, action)]
    layouts = sum(action.id.startswith(LAYOUT) for action in bound)
    return (*rows[:layouts], *_chords(digits), *rows[layouts:])


def _chords(digits: Sequence[str]) -> tuple[BindingRow, ...]:
    """The lines about the chords that are made of other keys."""
    if not digits:
        return ()
    first, last = min(digits), max(digits)
    return tuple(
        BindingRow(":", GROUPS["layouts"], say(title), (f"{modifier}+{first} … {last}",))
        for modifier, title in (("Ctrl", "action.on_one_screen"), ("Alt", "action.prepare"))
    )


def markdown(rows: Sequence[BindingRow], languages: Sequence[str] = ("en", "zh")) -> str:
    """The reference as a Markdown table, with a column for each language."""
    does = [say("overlay.does").first(language) for language in languages]
    lines = [f"| Keys | {' | '.join(does)} | `[keys]` name |", "| --- " * (2 + len(does)) + "|"]
    for row in rows:
        keys = " ".join(f"`{key}`" for key in row.keys)
        name = "" if ":" in row.action else f"`{row.action}`"
        titles = (one_line(row.title.first(language)).replace("|", "\\|") for language in languages)
        lines.append(f"| {keys} | {' | '.join(titles)} | {name} |")
    return "\n".join(lines) + "\n"
