"""The sources of a configuration, opened by their kinds, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from wallboard.config.collection import Polling
from wallboard.config.source_settings import HTTP, SourceSettings
from wallboard.config.value_types import nearest
from wallboard.core.errors import ConfigError
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.clickhouse import ClickHouseSource
from wallboard.sources.failover import Failover
from wallboard.sources.file_source import open_file
from wallboard.sources.http import HttpSource
from wallboard.sources.http_endpoint import HttpEndpoint
from wallboard.sources.joined import JoinedSource
from wallboard.sources.mapped import MappedSource
from wallboard.sources.oauth import ClientTokens
from wallboard.sources.prometheus import PrometheusSource
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Opener, Source, SourceRequest, Validators
from wallboard.sources.secrets import Secret, client_secret_of, password_of, token_of

GROUP: Final = "wallboard.sources"
"""The entry-point group under which a package offers an `Opener`; the entry point's name is the kind of source."""


class UnusableSourceError(ConfigError):
    """A configured source cannot be opened; of its table `key` says why, or the whole of it."""

    def __init__(self, source: SourceSettings, name: str, said: str, *, key: str = "", near: str | None = None) -> None:
        """`name` of the source, for where nobody knows the file it stands in; `near`: what was likely meant."""
        super().__init__(f"source {name}: {said}" + (f"; did you mean {near!r}?" if near else ""))
        self.source, self.said, self.key, self.near = source, said, key, near


def endpoint(
    source: SourceSettings, polling: Polling, environ: Mapping[str, str], name: str | None = None
) -> HttpEndpoint:
    """One configured source as the wire wants it; tokens are looked up in `environ` at each fetch."""
    login = (source.user, password_of(source, environ)) if source.user else None
    return HttpEndpoint(
        name=name or source.label,
        url=Secret(source.url),
        headers=tuple((header, Secret(text)) for header, text in source.headers.items()),
        body=None if source.body is None else source.body.encode(),
        token=token_of(source, environ),
        login=login,
        ca_file=source.ca_file,
        client_certificate=source.client_cert,
        client_key=source.client_key,
        proxy=None if source.proxy is None else Secret(source.proxy),
        connect_timeout_s=polling.connect_timeout_s,
        max_body_bytes=polling.max_body_bytes,
    )


def _endpoint(request: SourceRequest) -> HttpEndpoint:
    """The same with tokens that are fetched, where that is configured."""
    made = endpoint(request.settings, request.polling, request.environ, request.name)
    oauth = request.settings.oauth
    if oauth is None:
        return made
    secret = client_secret_of(oauth, request.environ)
    return replace(made, tokens=ClientTokens(oauth, secret, made, request.mono_us))


def open_http(request: SourceRequest) -> Source:
    """A source that is asked over HTTP."""
    return HttpSource(_endpoint(request), mono_us=request.mono_us)


def open_prometheus(request: SourceRequest) -> Source:
    """A source that is asked in PromQL."""
    return PrometheusSource(request, _endpoint(request))


def open_clickhouse(request: SourceRequest) -> Source:
    """A source that is asked in ClickHouse's SQL over HTTP."""
    return ClickHouseSource(request, _endpoint(request))


def _with_client(module: str, opener: str, client: str, extra: str) -> Opener:
    """What opens sources of a kind whose client is an optional part of the program, imported only where it is used."""

    def open_it(request: SourceRequest) -> Source:
        try:
            open_source: Opener = getattr(import_module(f"wallboard.sources.{module}"), opener)
        except ImportError as error:
            kind = request.settings.kind
            msg = f"{kind} needs {client}, which cannot be used here ({error}): pip install 'wallboard[{extra}]'"
            raise UnusableSourceError(request.settings, request.name, msg, key="kind") from error
        return open_source(request)

    return open_it


BUILT_IN: Final[Mapping[str, Opener]] = {
    HTTP: open_http,
    "file": open_file,
    "prometheus": open_prometheus,
    "clickhouse": open_clickhouse,
    "postgresql": _with_client("postgresql", "open_postgresql", "psycopg", "postgresql"),
    "mysql": _with_client("mysql", "open_mysql", "PyMySQL", "mysql"),
    "mqtt": _with_client("mqtt", "open_mqtt", "paho-mqtt", "mqtt"),
}


def opener_of(source: SourceSettings) -> Opener:
    """What opens sources of this kind.

    Raises:
        UnusableSourceError: no installed package offers the kind, or what it offers cannot be imported.
    """
    if source.kind in BUILT_IN:
        return BUILT_IN[source.kind]
    offered = {entry.name: entry for entry in entry_points(group=GROUP)}
    entry = offered.get(source.kind)
    if entry is None:
        known = sorted({*BUILT_IN, *offered})
        near = nearest(source.kind, known)
        there = "" if near else f"; there are {', '.join(known)}; others come with packages"
        msg = f"no installed package offers sources of the kind {source.kind!r}{there}"
        raise UnusableSourceError(source, source.label, msg, key="kind", near=near)
    return _loaded(entry, source)


def _loaded(entry: EntryPoint, source: SourceSettings) -> Opener:
    try:
        opener: Opener = entry.load()
    except Exception as error:
        where = entry.dist.name if entry.dist is not None else entry.value
        msg = f"its kind {entry.name!r} cannot be imported ({error!r}): package {where}"
        raise UnusableSourceError(source, source.label, msg, key="kind") from error
    return opener


def open_failover(
    sources: Iterable[SourceSettings],
    polling: Polling,
    *,
    environ: Mapping[str, str],
    random: Callable[[], float],
    mono_us: Callable[[], int] = system_mono_us,
) -> Failover:
    """All configured sources behind one that fails over; two of one label are told apart by their place in the list.

    Raises:
        ConfigError: there is no source at all.
        UnusableSourceError: one cannot be opened.
    """
    opened: dict[str, list[Source]] = {}
    taken: set[str] = set()
    for place, source in enumerate(sources, start=1):
        name = source.label if source.label not in taken else f"{source.label} ({place})"
        taken.add(name)
        # sources of one `join` stand where the first of them does
        opened.setdefault(f"join {source.join}" if source.join else name, []).append(
            _opened(SourceRequest(name, source, polling, environ, mono_us))
        )
    if not opened:
        msg = 'no endpoint is configured: add [[source]] with url = "https://…" to the configuration'
        raise ConfigError(msg)
    asked = [
        JoinedSource(key.removeprefix("join "), parts, mono_us) if key.startswith("join ") else parts[0]
        for key, parts in opened.items()
    ]
    return Failover(asked, random=random, mono_us=mono_us)


def _opened(request: SourceRequest) -> Source:
    opener = opener_of(request.settings)
    try:
        opened = opener(request)
    except (ValueError, TypeError, KeyError) as error:
        what = "it" if request.settings.kind in BUILT_IN else "its options"
        msg = f"{what} cannot be used: {error}"
        raise UnusableSourceError(request.settings, request.name, msg) from error
    if request.settings.kind not in BUILT_IN:
        return ForeignSource(opened)
    mapping = request.settings.contract_mapping
    return opened if mapping is None else MappedSource(opened, mapping, request.settings.kind)


class ForeignSource:
    """A source of another package: whatever it raises is a failed fetch, after which the next source is asked."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name = source.name

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """What the source answers. Raises FetchFailed."""
        try:
            return self._source.fetch(deadline_mono_us, known)
        except FetchFailed:
            raise
        except Exception as error:
            said = " ".join(f"{type(error).__name__}: {error}".split())
            raise FetchFailed(kind="unreachable", message=said, source=self.name) from error

    def close(self) -> None:
        """Let go of connections."""
        self._source.close()
