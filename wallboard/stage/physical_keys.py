"""Which key of a US keyboard lies where a key was pressed, for keyboards whose letters and digits no binding knows."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from typing import Final

_ROWS: Final = ((2, "1234567890-="), (16, "QWERTYUIOP[]"), (30, "ASDFGHJKL;'`"), (43, "\\ZXCVBNM,./"))
"""The keys that type, from the scan code of each row's first on (IBM's set 1, which Linux's evdev goes by too)."""
_SCAN_CODES: Final = {first + number: key for first, keys in _ROWS for number, key in enumerate(keys)}
_X11_OFFSET: Final = 8
"""X11 and Wayland count evdev's codes from here."""
_MAC: Final = dict(
    enumerate("ASDFHGZXCV?BQWERYT123465=97-80]OU[IP?LJ'K;\\,/NM.")  # kVK_ANSI_A = 0 and on; "?" is no key that types
) | {50: "`"}
_SHIFTED: Final = dict(zip("1234567890-=[];'`\\,./", '!@#$%^&*()_+{}:"~|<>?', strict=True))
_GREEK: Final = 0x370
"""From this code point on letters are of other scripts than Latin."""
_SIGNS: Final = range(0x2000, 0x2C00)
"""Punctuation, currencies, arrows and other signs that belong to no script."""
_DEAD: Final = range(0x01001250, 0x01001290)
"""Qt's codes of accents that wait for their letter."""


def at_position(scan_code: int, virtual_key: int, platform: str = sys.platform) -> str | None:
    """The key of a US keyboard at a place, as bindings write it; None where no key that types is there.

    `scan_code` and `virtual_key` are Qt's `nativeScanCode` and `nativeVirtualKey`; macOS has the place there.
    """
    if platform == "darwin":
        key = _MAC.get(virtual_key, "?")
        return None if key == "?" else key
    return _SCAN_CODES.get(scan_code if platform == "win32" else scan_code - _X11_OFFSET)


def spellings_by_place(key: int, text: str, place: str | None, held: Sequence[str]) -> tuple[str, ...]:
    """How a key that no binding knows is spelt by its place alone; `held` are the names of the modifiers.

    Under another script (Russian, Greek, Arabic) or an input method every key goes by its place. Under Latin letters
    only the row of digits does, which a French keyboard types with Shift: all other keys mean what is on their caps.
    """
    if place is None:
        return ()
    typed = _typed(key, text)
    spelt = "+".join([*held, place])
    if key in _DEAD or (typed and not _is_of_another_script(typed)):
        goes_by_place = place.isdigit() and "Shift" not in held and not (typed.isascii() and typed.isalnum())
        return (spelt,) if goes_by_place else ()
    if "Shift" in held and place in _SHIFTED:
        return "+".join([*(name for name in held if name != "Shift"), _SHIFTED[place]]), spelt
    return (spelt,)


def _typed(key: int, text: str) -> str:
    """The character that a key types; "" if it types none."""
    character = unicodedata.normalize("NFKC", text)
    if len(character) == 1 and character.isprintable():
        return character
    return chr(key) if 0x20 < key < 0x10000 else ""


def _is_of_another_script(character: str) -> bool:
    code = ord(character)
    return code >= _GREEK and code not in _SIGNS and not unicodedata.name(character, "").startswith("LATIN")
