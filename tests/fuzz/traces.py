"""What must be found in nothing that the program prints or leaves: a canary in any spelling, and terminal escapes."""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from .kinds import CANARY

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of characters that a terminal obeys, hides or cannot show."""


def spellings(secret: str) -> frozenset[bytes]:
    """The ways in which a text may lie in bytes."""
    plain = secret.encode()
    forms = {plain, quote(secret, safe="").encode(), json.dumps(secret).strip('"').replace("/", "\\/").encode()}
    forms |= {"".join(f"\\u{ord(c):04x}" for c in secret).encode(), plain.hex().encode(), secret.encode("utf-16-le")}
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        whole = coded[(shift * 8 + 5) // 6 : (shift + len(plain)) * 8 // 6]
        forms |= {whole, whole.replace(b"+", b"-").replace(b"/", b"_")}
    return frozenset(forms)


SPELLINGS = spellings(CANARY)


def canary_in(data: bytes) -> bool:
    """Whether the canary is in some bytes."""
    return any(form in data for form in SPELLINGS)


def escape_in(data: bytes) -> str | None:
    """The first character that no terminal may get, as Python writes it; None where there is none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"bytes that are not UTF-8 at {error.start}"
    if text.replace("\n", "").isprintable():
        return None
    found = next((c for c in text if c != "\n" and unicodedata.category(c) in _HIDDEN), None)
    return None if found is None else f"{found!r} in {_around(text, found)!r}"


def _around(text: str, character: str) -> str:
    at = text.index(character)
    return text[max(0, at - 30) : at + 30]


def complaints(printed: bytes, folder: Path) -> Iterator[tuple[str, str]]:
    """(verdict, why) for each trace in what was printed and in the files that were left in a folder."""
    if canary_in(printed):
        yield "leak", "the canary was printed"
    if (escape := escape_in(printed)) is not None:
        yield "escape", f"printed: {escape}"
    for line in printed.decode("utf-8", "replace").splitlines():
        if "unexpected " in line or line.startswith("Traceback"):
            yield "unexpected", line[:300]
            break
    for path in sorted(folder.rglob("*")):
        if path.name.startswith("input") or path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        if canary_in(data) or canary_in(str(path.relative_to(folder)).encode("utf-8", "surrogateescape")):
            yield "leak", f"the canary is in {path.name}"
        if path.suffix == ".log" and (escape := escape_in(data)) is not None:
            yield "escape", f"{path.name}: {escape}"
