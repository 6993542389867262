"""How keys are written: one spelling for each, so that clashes are found and bindings compare."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from wallboard.config.value_types import fail, nearest
from wallboard.core.strict_json import shortened

_MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
_NAMED = (
    *("Space", "Esc", "Tab", "Backspace", "Return", "Enter", "Insert", "Delete", "Home", "End", "PgUp", "PgDown"),
    *("Left", "Right", "Up", "Down", "Plus", "Minus", "Print", "Pause"),
    *(f"F{number}" for number in range(1, 25)),
)
_OTHER_NAMES = {
    **{name.lower(): name for name in _NAMED},
    "escape": "Esc",
    "pgdn": "PgDown",
    "pagedown": "PgDown",
    "pageup": "PgUp",
    "del": "Delete",
    "ins": "Insert",
    "←": "Left",
    "→": "Right",
    "↑": "Up",
    "↓": "Down",
    " ": "Space",
    "bksp": "Backspace",
    "plus": "+",
    "minus": "-",
}
_MODIFIER_NAMES = {
    **{name.lower(): name for name in _MODIFIERS},
    "control": "Ctrl",
    "option": "Alt",
    "cmd": "Meta",
    "super": "Meta",
    "win": "Meta",
}


def normal_key(text: str) -> str:
    """The one spelling of a key or chord: `ctrl+shift+q` is `Ctrl+Shift+Q`, `PgDn` is `PgDown`, `→` is `Right`.

    Raises:
        ValueError: it is no key.
    """
    if not text:
        msg = "is empty; name a key"
        raise ValueError(msg)
    *modifiers, key = _parts(text)
    wanted = []
    for modifier in modifiers:
        if modifier.strip().lower() not in _MODIFIER_NAMES:
            msg = f"{shortened(text)} holds {shortened(modifier)}, which is none of {', '.join(_MODIFIERS)}"
            raise ValueError(msg)
        wanted.append(_MODIFIER_NAMES[modifier.strip().lower()])
    key = key if key == " " else key.strip()
    name = _OTHER_NAMES.get(key.lower()) or (_capital(key) if len(key) == 1 and key.isprintable() else None)
    if name is None:
        close = nearest(key, _NAMED)
        msg = f"{shortened(text)} is no key" + (
            f"; did you mean {close!r}?" if close else "; write Ctrl+Shift+Q, F5, Space, 1, …"
        )
        raise ValueError(msg)
    return "+".join([*(modifier for modifier in _MODIFIERS if modifier in wanted), name])


def _capital(character: str) -> str:
    return character.upper() if len(character.upper()) == 1 else character


def _parts(text: str) -> list[str]:
    """The chord's parts; a plus sign may itself be the key (`+`, `Ctrl++`)."""
    if text == "+":
        return [text]
    if text.endswith("++"):
        return [*text[:-2].split("+"), "+"]
    return text.split("+")


def _key(text: str) -> str:
    try:
        return normal_key(text)
    except ValueError as error:
        raise fail(str(error)) from None


Key = Annotated[str, AfterValidator(_key)]
