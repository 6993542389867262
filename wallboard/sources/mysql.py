"""MySQL and MariaDB, read in one consistent snapshot that only reads."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import pymysql
from pymysql.constants import FIELD_TYPE

from wallboard.config.source_settings import SourceSettings
from wallboard.core.local_hosts import is_local
from wallboard.core.masking import KNOWN, secrets_in
from wallboard.core.query_text import with_until
from wallboard.sources.cutoff import shut
from wallboard.sources.protocol import FetchFailed, Kind, Source, SourceRequest
from wallboard.sources.secrets import read_password, redact
from wallboard.sources.sql_source import SqlSource

PORT = 3306


def open_mysql(request: SourceRequest) -> Source:
    """A source as configured. Raises ValueError for an address that names no database."""
    settings = request.settings
    KNOWN.learn(secrets_in(settings.url))
    dialect = MySql(settings, lambda: read_password(settings, request.environ))
    return SqlSource(request, dialect, redact(settings.url))


class MySql:
    """One server; see `sql_source.Dialect`."""

    def __init__(self, settings: SourceSettings, password: Callable[[], str | None]) -> None:
        parts = urlsplit(settings.url)
        words = parse_qs(parts.query)
        strange = set(words) - {"tls", "socket"}
        if strange or words.get("tls", ["off"]) != ["off"]:
            msg = "its url takes ?tls=off and ?socket=/path, and nothing else behind the question mark"
            raise ValueError(msg)
        self._parameters: dict[str, Any] = {
            "host": parts.hostname or "localhost",
            "port": parts.port or PORT,
            "user": settings.user or unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "database": unquote(parts.path.strip("/")) or None,
            "charset": "utf8mb4",
            "program_name": "wallboard",
        }
        if "socket" in words:
            self._parameters["unix_socket"] = words["socket"][0]
        self._parameters |= _tls(
            settings, local="socket" in words or is_local(parts.hostname or ""), off="tls" in words
        )
        self._zone = None if settings.zone is None else ZoneInfo(settings.zone)
        self._password = password
        self._connection: pymysql.Connection[Any] | None = None
        self._is_mariadb = False
        self.server = "MySQL"

    @property
    def connected(self) -> bool:
        """See `Dialect`."""
        return self._connection is not None and self._connection.open

    def connect(self, left_s: float) -> None:
        """See `Dialect`."""
        password = self._password()
        secret = {} if password is None else {"password": password}
        times = dict.fromkeys(("connect_timeout", "read_timeout", "write_timeout"), max(1, round(left_s)))
        self._connection = pymysql.connect(**(self._parameters | secret | times), autocommit=False)
        version = str(self._one("SELECT VERSION()"))
        self._is_mariadb = "mariadb" in version.lower()
        self.server = f"{'MariaDB' if self._is_mariadb else 'MySQL'} {version.partition('-')[0]}"
        self._one(
            "SET SESSION time_zone = '+00:00', SESSION transaction_isolation = 'REPEATABLE-READ'",
            old="SET SESSION time_zone = '+00:00', SESSION tx_isolation = 'REPEATABLE-READ'",
        )

    def begin(self, left_s: float) -> datetime:
        """See `Dialect`."""
        bounded_s = max(0.05, left_s * 0.9)  # a little less than all that is left, so that the server says why
        if self._is_mariadb:
            self._one(f"SET SESSION max_statement_time = {bounded_s:.3f}")
        else:
            self._one(f"SET SESSION max_execution_time = {bounded_s * 1000:.0f}")
        self._one(f"SET SESSION innodb_lock_wait_timeout = {max(1, int(bounded_s))}")
        self._one("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        now = self._one("SELECT UTC_TIMESTAMP(6)")
        assert isinstance(now, datetime)
        return now.replace(tzinfo=UTC)

    def rows(self, query: str, until: datetime, most: int) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        """See `Dialect`."""
        assert self._connection is not None
        # the limit stands around the query: what it gives beyond it never travels, however much it is
        text = with_until(query, "%(until)s", percent="%%")
        bounded = f"SELECT * FROM (\n{text}\n) AS wallboard LIMIT {most}"
        said = until.astimezone(self._zone or UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        with self._connection.cursor() as cursor:
            cursor.execute(bounded, {"until": said})
            columns = [str(column[0]) for column in cursor.description]
            stamps = [place for place, column in enumerate(cursor.description) if column[1] == FIELD_TYPE.TIMESTAMP]
            return columns, [_zoned(row, stamps) for row in cursor.fetchall()]

    def end(self) -> None:
        """See `Dialect`."""
        assert self._connection is not None
        self._connection.rollback()

    def cut(self) -> None:
        """See `Dialect`."""
        # the client tells its socket to nobody; without it a server that hangs could not be left
        sock = getattr(self._connection, "_sock", None)
        if sock is not None:
            shut(sock.fileno())

    def close(self) -> None:
        """See `Dialect`."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    def explained(self, error: Exception) -> FetchFailed | None:
        """See `Dialect`."""
        if not isinstance(error, pymysql.MySQLError | OSError):
            return None
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        said = " ".join(str(error.args[-1] if error.args else error).split())
        if code in _UNCONNECTED:
            return _unconnected(said)
        kind, help_text = _CODES.get(code, ("query" if code else "reset", ""))
        return FetchFailed(kind, f"{said} ({code}){help_text}" if code else "the connection was cut")

    def _one(self, statement: str, old: str = "") -> object:
        """The first value that a statement gives, if any; `old` is how servers of long ago say the same."""
        assert self._connection is not None
        with self._connection.cursor() as cursor:
            try:
                cursor.execute(statement)
            except pymysql.OperationalError as error:
                if not old or error.args[0] != _UNKNOWN_VARIABLE:
                    raise
                cursor.execute(old)
            row = cursor.fetchone()
        return None if row is None else row[0]


def _tls(settings: SourceSettings, *, local: bool, off: bool) -> dict[str, Any]:
    """How the connection is protected: verified wherever it leaves this machine, unless the address says otherwise."""
    if off or (local and settings.ca_file is None and settings.client_cert is None):
        return {"ssl_disabled": True}
    context = ssl.create_default_context(cafile=None if settings.ca_file is None else str(settings.ca_file))
    if settings.client_cert is not None:
        context.load_cert_chain(settings.client_cert, settings.client_key)
    return {"ssl": context}


def _zoned(row: Sequence[object], stamps: Sequence[int]) -> list[object]:
    """The row with the zone of each TIMESTAMP, which is UTC in this session; a DATETIME has none."""
    made = list(row)
    for place in stamps:
        value = made[place]
        if isinstance(value, datetime):
            made[place] = value.replace(tzinfo=UTC)
    return made


_UNKNOWN_VARIABLE = 1193
_UNCONNECTED = frozenset({2002, 2003, 2005})
_GRANT = ": GRANT SELECT on it to the wall's user"
_CODES: dict[int, tuple[Kind, str]] = {
    1045: ("auth", ": check user and password"),
    1698: ("auth", ": check user and password"),
    1044: ("auth", _GRANT),
    1142: ("auth", _GRANT),
    1143: ("auth", _GRANT),
    1370: ("auth", _GRANT),
    1049: ("query", ": check the database's name in url"),
    1040: ("throttled", ""),
    1203: ("throttled", ""),
    1226: ("throttled", ""),
    1205: ("deadline", ": another session locks the table"),
    1317: ("deadline", ""),
    1969: ("deadline", ": it takes too long; index it, sum beforehand, or raise [polling] deadline_s"),
    3024: ("deadline", ": it takes too long; index it, sum beforehand, or raise [polling] deadline_s"),
    1792: ("query", ": a wall only reads"),
    1053: ("reset", ""),
    1927: ("reset", ""),
    2006: ("reset", ""),
    2013: ("reset", ""),
    2055: ("reset", ""),
    2026: ("tls", ": name the server's authority with ca_file, or write ?tls=off if that is meant"),
}


def _unconnected(said: str) -> FetchFailed:
    if "refused" in said:
        return FetchFailed("refused", "nothing listens there: is the server running and the port right?")
    if "timed out" in said:
        return FetchFailed("connect_timeout", "no connection in time: check network and firewall")
    if "certificate" in said.lower() or "SSL" in said:
        return FetchFailed("tls", "the server's certificate is not accepted: name its authority with ca_file")
    if "Name or service" in said or "name resolution" in said or "getaddrinfo" in said:
        return FetchFailed("dns", "the name cannot be resolved: check its spelling and the network")
    return FetchFailed("unreachable", "cannot be reached: check the network")
