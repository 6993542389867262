"""Tokens and addresses that may hold passwords: shown masked, read anew at each use so that they can be rotated."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from wallboard.config.collection import TOKEN_BYTES
from wallboard.config.files import read_file
from wallboard.core.masking import MASK
from wallboard.sources.protocol import FetchFailed


class Secret:
    """A text that never shows itself: only `reveal` gives it away."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself: for the wire, never for a message."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))


@dataclass(frozen=True, slots=True)
class TokenFromEnvironment:
    """A bearer token in an environment variable."""

    variable: str
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def read(self) -> Secret:
        """The token as it is now; raises FetchFailed("credentials")."""
        text = self.environment.get(self.variable, "").strip()
        if not text:
            raise FetchFailed(
                kind="credentials",
                message=f"the bearer token is missing: set the environment variable {self.variable}, then start again",
            )
        return _usable(text, f"the environment variable {self.variable}")


@dataclass(frozen=True, slots=True)
class TokenFromFile:
    """A bearer token in a file of its own, as orchestrators mount it."""

    path: Path

    def read(self) -> Secret:
        """The token as it is now; raises FetchFailed("credentials")."""
        try:
            text = read_file(self.path, TOKEN_BYTES).decode("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise FetchFailed(
                kind="credentials", message=f"the file of the bearer token cannot be read ({why}): {self.path}"
            ) from None
        if not text:
            raise FetchFailed(kind="credentials", message=f"the file of the bearer token is empty: {self.path}")
        return _usable(text, f"the file {self.path}")


Token = TokenFromEnvironment | TokenFromFile


def _usable(text: str, where: str) -> Secret:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise FetchFailed(
            kind="credentials",
            message=f"the bearer token holds spaces, line breaks or other forbidden characters: check {where}",
        )
    return Secret(text)


def redact(url: str) -> str:
    """An address fit for logs and recordings: scheme, host, port and path; no user, password, query or fragment."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return "an address that cannot be read"
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{port}{parts.path}"
