"""What a source is: one method that fetches once within a deadline, and `close`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, Protocol, runtime_checkable

import msgspec

from wallboard.config.collection import Polling
from wallboard.config.source_settings import SourceSettings
from wallboard.core.errors import WallboardError

Kind = Literal[
    "refused",  # nothing listens there
    "unreachable",  # no route, no network
    "dns",  # the name cannot be resolved, or not in time
    "connect_timeout",  # a black hole: no answer to the connection
    "deadline",  # headers or body did not arrive in time
    "too_large",  # the decoded body exceeds the cap
    "redirect",  # never followed: it would carry the token elsewhere
    "status",  # any other status than 200 and 304
    "auth",  # 401, 403, 407
    "throttled",  # 429, 503
    "tls",  # certificate or handshake
    "not_http",  # the answer breaks the protocol
    "not_json",  # a web page with status 200: a captive portal
    "reset",  # the connection was cut
    "truncated",  # fewer bytes than promised
    "encoding",  # a content coding that was not asked for, or a body that is damaged or not of its charset
    "credentials",  # the token, CA file or client certificate cannot be read
    "proxy",  # the configured proxy refuses
    "query",  # the server cannot do what it is asked
    "unusable",  # what was read cannot be stated exactly, or is not what was meant
]
"""Why a fetch failed, as recorded."""


class Failure(msgspec.Struct, frozen=True):
    """One failed attempt, as recorded: who, why in a word, why in a line without secrets, and after how long."""

    source: str
    kind: Kind
    message: str
    fetch_us: int = 0


class FetchFailed(WallboardError):  # noqa: N818 - it is an outcome that everybody meets
    """A fetch brought nothing usable.

    `retry_after_s` is how long the source should be left alone, if that is known; `failures` are all the attempts made
    (several when other sources were asked after it).
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        retry_after_s: float | None = None,
        *,
        source: str = "",
        fetch_us: int = 0,
        failures: tuple[Failure, ...] = (),
    ) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.message = message
        self.retry_after_s = retry_after_s
        self.source = source
        self.fetch_us = fetch_us
        self.failures: tuple[Failure, ...] = failures or (Failure(source, kind, message, fetch_us),)


class Validators(msgspec.Struct, frozen=True):
    """What lets a server say "not modified": handed back with the next fetch, and only to the source it came from."""

    source: str
    etag: str | None = None
    last_modified: str | None = None


class Answer(msgspec.Struct, frozen=True):
    """A whole answer: the decoded body, who gave it, and what is worth telling about it.

    `wire_bytes` counts the body as it travelled (compressed); `headers` are the harmless ones a newcomer wants to see;
    `failures` are the attempts that went wrong before this one succeeded. `date_us`: what the server's clock said when
    the answer was made, as far as that is told (the HTTP Date and the answer's age since).
    """

    body: bytes
    status: int
    source: str
    fetch_us: int
    validators: Validators | None = None
    wire_bytes: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    failures: tuple[Failure, ...] = ()
    date_us: int | None = None


class NotModified(msgspec.Struct, frozen=True):
    """The endpoint is alive and has nothing new."""

    source: str
    fetch_us: int
    failures: tuple[Failure, ...] = ()


class Source(Protocol):
    """Something that can be asked for the newest answer; never by two callers at once."""

    @property
    def name(self) -> str:
        """How the recording and the log call it; free of secrets."""

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """The newest answer, whole before the monotonic instant `deadline_mono_us` (microseconds).

        `known` are the validators of the last answer that could be used; without them NotModified cannot come back.
        Raises FetchFailed for everything that can go wrong on the way.
        """

    def close(self) -> None:
        """Let go of connections; may be called twice."""


@runtime_checkable
class PastSource(Source, Protocol):
    """A source that may know what was: a database, a store of metrics."""

    @property
    def knows_the_past(self) -> bool:
        """Whether it can be asked, as it is configured."""

    def past(self, at_us: int, deadline_mono_us: int) -> Answer:
        """What it would have answered at an instant (UTC, microseconds); the document says that it was filled in.

        Raises FetchFailed.
        """


class SourceRequest(msgspec.Struct, frozen=True):
    """What a source is opened with: its table of the configuration, how it is polled, and where secrets are."""

    name: str
    """What to call it: two sources never have the same name."""
    settings: SourceSettings
    polling: Polling
    environ: Mapping[str, str]
    mono_us: Callable[[], int]
    """The clock of every deadline, monotonic, in microseconds."""


Opener = Callable[[SourceRequest], Source]
"""Opens a source without asking it yet. Raises ConfigError, or ValueError for options that cannot be used."""
