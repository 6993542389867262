"""Text as pages, feeds, tables and pictures may carry it: nothing that XML forbids, nothing that turns a line round."""

from __future__ import annotations

from typing import Final, TypeVar

_Text = TypeVar("_Text", bound=str)
_CONTROLS: Final = {*range(0x20), *range(0x7F, 0xA0)} - {ord(letter) for letter in "\t\n\r"}
_TURNING: Final = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Without the end of such a stretch the amount beside a name is read backwards."""
_FORBIDDEN: Final = {*range(0xD800, 0xE000), 0xFFFE, 0xFFFF}
_GONE: Final = dict.fromkeys(_CONTROLS | _TURNING | _FORBIDDEN)


def printable(text: _Text) -> _Text:
    """A text without such characters; markup stays markup."""
    return text if text.isprintable() else text.translate(_GONE)  # type: ignore[return-value]  # of its own kind
