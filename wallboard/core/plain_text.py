"""Text as a terminal or a log may have it: what would be obeyed, hidden or turned round stands there as a sign."""

from __future__ import annotations

import unicodedata

MOST_CHARACTERS = 2_000
"""Of one line: what is longer says nothing more to a reader."""

_END = 300
"""Characters of its end that stay of a line that is cut."""
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode's categories of controls, of what has no width or turns text round, surrogates, private use, line ends."""
_UNKNOWN = "\ufffd"


def is_plain(character: str) -> bool:
    """Whether a character stands for itself on every terminal."""
    return unicodedata.category(character) not in _HIDDEN


def plain(text: str) -> str:
    """The text with a visible sign for each character that is not plain, its lines as they are: ESC becomes ␛."""
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    return "".join(c if c == "\n" or is_plain(c) else _sign(c) for c in text)


def isolated(text: str) -> str:
    """A name for the inside of a sentence: what is written from the right must not turn the words around it."""
    if not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return text
    return f"\u2068{text}\u2069"


def one_line(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text on a single line without signs that are not plain, `most` characters at most; a new line becomes ␊.

    Of a line that is too long the end stays, too: behind a long path stands what is wrong with it.
    """
    if len(text) > most:
        end = min(_END, most // 4)
        text = f"{text[: most - 1 - end]}…{text[len(text) - end :]}"
    return plain(text.replace("\n", _sign("\n")))


def _sign(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else _UNKNOWN
