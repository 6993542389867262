"""What the console answers where it does not do what was asked: an error's name, one sentence, and what is so now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from starlette.responses import Response

from wallboard.core.wording import Said, say

LANGUAGES: Final = ("en", "zh")
"""What the console speaks."""
STATUS: Final[Mapping[str, int]] = {
    "host": 421,
    "origin": 403,
    "no_token": 401,
    "revoked": 401,
    "viewer": 403,
    "role": 403,
    "keyboard_only": 403,
    "no_such_action": 404,
    "no_such_thing": 404,
    "no_picture": 404,
    "method": 405,
    "not_json": 415,
    "too_large": 413,
    "body": 400,
    "slow": 408,
    "head": 400,
    "head_too_large": 431,
    "code": 403,
    "expired": 403,
    "tries": 429,
    "name": 409,
    "busy": 429,
    "no_wall": 503,
    "unknown": 202,
}
"""The status of each error that the console itself finds; what the wall refuses is 409."""


@dataclass(frozen=True, slots=True)
class RefusalAnswer:
    """An error's name, why in the console's languages, and values that a program can use."""

    error: str
    why: Said
    now: Mapping[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """Of the answer over HTTP."""
        return STATUS.get(self.error, 409)

    def told(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {"error": self.error, "why": in_languages(self.why), "now": dict(self.now)}

    def response(self) -> Response:
        """The answer over HTTP."""
        return as_json(self.told(), self.status)


def refused(error: str, now: Mapping[str, Any] | None = None, **values: object) -> RefusalAnswer:
    """A refusal in the words of the catalogue."""
    return RefusalAnswer(error, say(f"console.why.{error}", **values), now or {})


def in_languages(said: Said) -> dict[str, str]:
    """A text in each language of the console."""
    return {language: said.first(language) for language in LANGUAGES}


def joined_texts(gap: str, texts: Sequence[Said]) -> dict[str, str]:
    """Several texts as one, in each language of the console."""
    return {language: gap.join(said.first(language) for said in texts) for language in LANGUAGES}


def same(text: str) -> Said:
    """A text that is the same in every language: a name."""
    return Texts(dict.fromkeys(LANGUAGES, text))


def in_texts(texts: Mapping[str, Any]) -> Said:
    """A text that the wall has put into languages already."""
    return Texts({language: str(texts.get(language) or texts.get("en") or "") for language in LANGUAGES})


@dataclass(frozen=True, slots=True)
class Texts:
    """A text by language."""

    by_language: Mapping[str, str]

    def first(self, language: str) -> str:
        """The text."""
        return self.by_language.get(language, "")

    def exact(self, language: str) -> str:
        """The text."""
        return self.first(language)


def as_json(value: object, status: int = 200) -> Response:
    """A value as an answer."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")
