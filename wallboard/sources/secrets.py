"""Tokens and addresses that may hold passwords: shown masked, read anew at each use so that they can be rotated."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

import msgspec

from wallboard.config.files import read_file
from wallboard.config.source_settings import TOKEN_BYTES, OAuth, SourceSettings
from wallboard.core.masking import KNOWN, MASK, secrets_in
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
    """A bearer token (or what else `what` says) in an environment variable."""

    variable: str
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    what: str = "bearer token"

    def read(self) -> Secret:
        """The token as it is now; raises FetchFailed("credentials")."""
        text = self.environment.get(self.variable, "").strip()
        if not text:
            raise FetchFailed(
                kind="credentials",
                message=f"the {self.what} is missing: set the environment variable {self.variable}, then start again",
            )
        return _usable(text, f"the environment variable {self.variable}", self.what)


class TokenFromFile(msgspec.Struct, frozen=True):
    """A bearer token (or what else `what` says) in a file of its own, as orchestrators mount it."""

    path: Path
    what: str = "bearer token"

    def read(self) -> Secret:
        """The token as it is now; raises FetchFailed("credentials")."""
        try:
            text = read_file(self.path, TOKEN_BYTES).decode("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise FetchFailed(
                kind="credentials", message=f"the file of the {self.what} cannot be read ({why}): {self.path}"
            ) from None
        if not text:
            raise FetchFailed(kind="credentials", message=f"the file of the {self.what} is empty: {self.path}")
        return _usable(text, f"the file {self.path}", self.what)


class Token(Protocol):
    """A secret that is looked up anew at each use."""

    def read(self) -> Secret:
        """The secret as it is now; raises FetchFailed("credentials")."""


def _usable(text: str, where: str, what: str) -> Secret:
    free = what != BEARER  # passwords are of any characters that can be typed
    if not text.isprintable() or (not free and (not text.isascii() or " " in text)):
        raise FetchFailed(
            kind="credentials",
            message=f"the {what} holds spaces, line breaks or other forbidden characters: check {where}",
        )
    return Secret(text)


BEARER: Final = "bearer token"
PASSWORD: Final = "password"


def password_of(source: SourceSettings, environ: Mapping[str, str]) -> Token | None:
    """Where the password of a source is, as configured; None where it has none."""
    if source.password_env is not None:
        return TokenFromEnvironment(source.password_env, environ, PASSWORD)
    return None if source.password_file is None else TokenFromFile(source.password_file, PASSWORD)


def client_secret_of(oauth: OAuth, environ: Mapping[str, str]) -> Token:
    """Where the secret of an OAuth client is."""
    what = "client secret"
    if oauth.client_secret_env is not None:
        return TokenFromEnvironment(oauth.client_secret_env, environ, what)
    assert oauth.client_secret_file is not None  # the configuration asks for one of them
    return TokenFromFile(oauth.client_secret_file, what)


def token_of(source: SourceSettings, environ: Mapping[str, str]) -> Token | None:
    """Where the bearer token of a source is, as configured; None where it has none."""
    if source.token_env is not None:
        return TokenFromEnvironment(source.token_env, environ)
    return None if source.token_file is None else TokenFromFile(source.token_file)


def secrets_of_source(source: SourceSettings, environ: Mapping[str, str]) -> Iterator[str]:
    """All that may never be printed of how a source is asked, as far as it can be read now."""
    yield from secrets_in(source.url, source.headers.items())
    if source.proxy is not None:
        yield from secrets_in(source.proxy)
    oauth = None if source.oauth is None else client_secret_of(source.oauth, environ)
    for token in (token_of(source, environ), password_of(source, environ), oauth):
        if token is not None:
            with suppress(FetchFailed):  # that is told when it is used
                yield from secrets_in("", tokens=[token.read().reveal()])


def read_password(source: SourceSettings, environ: Mapping[str, str]) -> str | None:
    """The password as it is now, masked from now on wherever it is repeated. Raises FetchFailed("credentials")."""
    token = password_of(source, environ)
    if token is None:
        return None
    text = token.read().reveal()
    KNOWN.learn(secrets_in("", tokens=[text]))
    return text


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
