"""PostgreSQL, read in one REPEATABLE READ READ ONLY transaction, so that totals and lists are of the same instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import psycopg
from psycopg import conninfo
from psycopg.rows import tuple_row

from wallboard.config.source_settings import SourceSettings
from wallboard.core.local_hosts import is_local
from wallboard.core.masking import KNOWN, secrets_in
from wallboard.core.query_text import with_until
from wallboard.sources.cutoff import shut
from wallboard.sources.protocol import FetchFailed, Kind, Source, SourceRequest
from wallboard.sources.secrets import read_password, redact
from wallboard.sources.sql_source import SqlSource


def open_postgresql(request: SourceRequest) -> Source:
    """A source as configured. Raises ValueError for an address that libpq cannot read."""
    settings = request.settings
    try:
        stated = conninfo.conninfo_to_dict(settings.url)
    except psycopg.ProgrammingError:
        msg = "its url is no address of PostgreSQL; write postgresql://host:5432/database"
        raise ValueError(msg) from None
    KNOWN.learn(secrets_in(settings.url))
    if isinstance(stated.get("password"), str):
        KNOWN.learn(secrets_in("", tokens=[str(stated["password"])]))
    where = redact(settings.url)
    return SqlSource(request, PostgreSql(stated, settings, lambda: read_password(settings, request.environ)), where)


class PostgreSql:
    """One server; see `sql_source.Dialect`."""

    def __init__(self, stated: dict[str, Any], settings: SourceSettings, password: Callable[[], str | None]) -> None:
        self._parameters = stated | _tls(stated, settings) | ({"user": settings.user} if settings.user else {})
        self._parameters.setdefault("application_name", "wallboard")
        self._password = password
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None
        self.server = "PostgreSQL"

    @property
    def connected(self) -> bool:
        """See `Dialect`."""
        return self._connection is not None and not self._connection.closed

    def connect(self, left_s: float) -> None:
        """See `Dialect`."""
        password = self._password()
        secret = {} if password is None else {"password": password}
        made = psycopg.connect(
            **(self._parameters | secret | {"connect_timeout": max(2, int(left_s))}), row_factory=tuple_row
        )
        made.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        made.read_only = True
        made.prepare_threshold = None  # a pooler in between may hand each transaction another server process
        self._connection = made
        self.server = f"PostgreSQL {made.info.parameter_status('server_version') or ''}".strip()

    def begin(self, left_s: float) -> datetime:
        """See `Dialect`."""
        assert self._connection is not None
        limit = f"{max(1, int(left_s * 900))}ms"  # a little less than all that is left, so that the server says why
        row = self._connection.execute(
            "SELECT now(), set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true),"
            " set_config('idle_in_transaction_session_timeout', %s, true), set_config('TimeZone', 'UTC', true)",
            (limit, limit, "60s"),
        ).fetchone()
        assert row is not None
        now = row[0]
        assert isinstance(now, datetime)
        return now

    def rows(self, query: str, until: datetime, most: int) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        """See `Dialect`."""
        assert self._connection is not None
        # a cursor on the server: what a query gives beyond `most` rows never travels, however much it is
        with psycopg.RawServerCursor(self._connection, "wallboard") as cursor:
            text = with_until(query, "$1::timestamptz")
            cursor.execute(text.encode(), (until,) if "$1::timestamptz" in text else None)
            found = cursor.fetchmany(most)
            return [column.name for column in cursor.description or ()], found

    def end(self) -> None:
        """See `Dialect`."""
        assert self._connection is not None
        self._connection.rollback()

    def cut(self) -> None:
        """See `Dialect`."""
        if self._connection is not None and not self._connection.closed:
            shut(self._connection.fileno())

    def close(self) -> None:
        """See `Dialect`."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    def explained(self, error: Exception) -> FetchFailed | None:
        """See `Dialect`."""
        if not isinstance(error, psycopg.Error):
            return None
        said = error.diag.message_primary or " ".join(str(error).split())
        if error.sqlstate is None:
            return _unconnected(error, said)
        kind, help_text, wait_s = _meaning(error.sqlstate)
        return FetchFailed(kind, f"{said} ({error.sqlstate}){help_text}", wait_s)


def _tls(stated: dict[str, Any], settings: SourceSettings) -> dict[str, str]:
    """How the connection is protected: verified wherever it leaves this machine, unless the address says otherwise."""
    made: dict[str, str] = {}
    if settings.ca_file is not None:
        made |= {"sslmode": "verify-full", "sslrootcert": str(settings.ca_file)}
    elif "sslmode" not in stated and "sslrootcert" not in stated and not is_local(str(stated.get("host") or "")):
        made |= {"sslmode": "verify-full", "sslrootcert": "system"}
    if settings.client_cert is not None:
        made["sslcert"], made["sslkey"] = str(settings.client_cert), str(settings.client_key or settings.client_cert)
    return made


_STATES: dict[str, tuple[Kind, str, float | None]] = {
    "57014": ("deadline", ": it takes too long; index it, sum beforehand, or raise [polling] deadline_s", None),
    "55P03": ("deadline", ": another session locks the table", None),
    "42501": ("auth", ": GRANT SELECT on it to the wall's user", None),
    "25006": ("query", ": a wall only reads", None),
    "40001": ("throttled", ": a standby put its replay first; it is asked again", None),
    "53300": ("throttled", "", None),
    "57P03": ("unreachable", "", None),
}
_CLASSES: dict[str, tuple[Kind, str, float | None]] = {
    "28": ("auth", ": check user and password", None),
    "3D": ("query", ": check the database's name in url", None),
    "08": ("reset", "", None),
    "57": ("reset", "", None),
    "22": ("query", "", None),
    "42": ("query", "", None),
}


def _meaning(sqlstate: str) -> tuple[Kind, str, float | None]:
    return _STATES.get(sqlstate) or _CLASSES.get(sqlstate[:2]) or ("query", "", None)


_CUT = "the connection was cut while waiting for the answer"
_SIGNS: tuple[tuple[str, Kind, str], ...] = (
    ("closed the connection", "reset", _CUT),
    ("has been closed", "reset", _CUT),
    ("consuming input failed", "reset", _CUT),
    ("connection is lost", "reset", _CUT),
    ("connection is closed", "reset", _CUT),
    ("shutting down", "reset", "the server is shutting down"),
    ("refused", "refused", "nothing listens there: is the server running and the port right?"),
    ("could not translate host name", "dns", "the name cannot be resolved: check its spelling and the network"),
    ("name resolution", "dns", "the name cannot be resolved: check its spelling and the network"),
    ("resolve", "dns", "the name cannot be resolved: check its spelling and the network"),
    ("certificate", "tls", "the server's certificate is not accepted: name its authority with ca_file"),
    ("does not support SSL", "tls", "the server speaks no TLS: add ?sslmode=disable to url if that is meant"),
    ("SSL", "tls", "the TLS handshake failed: check ca_file and sslmode"),
    ("password", "auth", "the login is refused: set user and password_env"),
    ("not permitted to log in", "auth", "the login is refused: this user may not log in"),
    ("pg_hba", "auth", "the server lets this user in from elsewhere only: see its pg_hba.conf"),
    ("does not exist", "auth", "the server does not know this user or database"),
    ("timeout", "connect_timeout", "no connection in time: check network and firewall"),
    ("unreachable", "unreachable", "cannot be reached: check the network"),
    ("No such file", "refused", "no server listens on that socket"),
    ("starting up", "unreachable", "the server is starting"),
    ("too many", "throttled", "the server has no connection left"),
)
"""What a client says that was not let in has no code: the first sign that it holds tells."""


def _unconnected(error: psycopg.Error, said: str) -> FetchFailed:
    if isinstance(error, psycopg.errors.ConnectionTimeout):
        return FetchFailed("connect_timeout", "no connection in time: check network and firewall")
    if isinstance(error, psycopg.DataError | psycopg.NotSupportedError | psycopg.ProgrammingError):
        return FetchFailed("unusable", said)
    for sign, kind, meaning in _SIGNS:
        if sign in said:
            detail = said.rpartition("FATAL:")[2].strip() if kind in ("auth", "tls") else ""
            return FetchFailed(kind, f"{meaning} ({detail})" if detail else meaning)
    return FetchFailed("unreachable", f"the server does not let this connection in ({said})")
