"""The body of an answer as UTF-8, whatever character set its Content-Type declares."""

from __future__ import annotations

import codecs
import re
from typing import Final

from wallboard.core.strict_json import MARKS
from wallboard.sources.protocol import FetchFailed

_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?\s*([^"';,\s]*)""", re.IGNORECASE)
MOST_NAME = 40
"""Characters of a character set's name."""

_LARGER: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
"""Sets that are declared where a larger one is sent (encoding.spec.whatwg.org, Names and labels)."""
_UNKNOWN_TO_PYTHON: Final = {"x-gbk": "gb18030", "x-sjis": "cp932", "gb2312-80": "gb18030", "x-euc-jp": "euc_jp"}
_OF_TEXT = re.compile(
    r"utf-(8|16|32)(-[bl]e)?|utf-8-sig|ascii|gb18030|big5hkscs|cp950|cp932|cp949|euc_jp|iso2022_jp|johab"
    r"|iso8859-\d+|cp(125\d|437|850|852|866|874)|koi8-[rtu]|mac-(roman|cyrillic|greek|latin2|turkish)"
)
"""Codecs of Python that are character sets, and no other transformation."""


def as_utf8(body: bytes, content_type: str, cap: int, where: str) -> bytes:
    """The body itself where it is UTF-8, or where nothing else is known; otherwise decoded and written as UTF-8.

    A byte order mark says more than the declaration. Raises FetchFailed("encoding" | "too_large"): the set declared is
    none that is known, the body does not hold to it, or is larger than `cap` bytes as UTF-8.
    """
    marked = next((codec for mark, codec in MARKS if body.startswith(mark)), None)
    declared = _CHARSET.search(content_type)
    name = declared[1] if declared is not None else ""
    codec = marked or (_codec(name, body, where) if name else "utf-8")
    if codec in {"utf-8", "utf-8-sig"}:
        return body
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        said = f"is declared as {name}" if marked is None else f"begins with the mark of {codec.upper()}"
        msg = f"the body {said}, and byte {error.start} is not: correct the charset, or send UTF-8: {where}"
        raise FetchFailed(kind="encoding", message=msg) from None
    made = text.encode("utf-8")
    if len(made) > cap:
        msg = f"the body is larger than {cap / 1_048_576:.3g} MiB as UTF-8: is this the endpoint? {where}"
        raise FetchFailed(kind="too_large", message=msg)
    return made


def _codec(name: str, body: bytes, where: str) -> str:
    """The codec of Python for a declared name."""
    said = name.lower()
    try:
        codec = codecs.lookup(_UNKNOWN_TO_PYTHON.get(said, said)).name if len(said) <= MOST_NAME else ""
    except (LookupError, ValueError):
        codec = ""
    codec = _LARGER.get(codec, codec)
    if not _OF_TEXT.fullmatch(codec):
        shown = name[:MOST_NAME] if name.isprintable() else "something unreadable"
        msg = f"the body is declared as {shown}, a character set that is not known: send UTF-8: {where}"
        raise FetchFailed(kind="encoding", message=msg)
    if codec in {"utf-16", "utf-32"}:  # without a mark: JSON and pages begin with an ASCII character
        codec += "-be" if body.startswith(b"\0") else "-le"
    return codec
