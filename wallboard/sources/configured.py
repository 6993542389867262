"""The sources of a configuration, opened: a ladder of HTTP endpoints in the order of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from wallboard.config.collection import Polling, SourceSettings
from wallboard.core.errors import ConfigError
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.failover import Failover
from wallboard.sources.http import HttpEndpoint, HttpSource
from wallboard.sources.secrets import Secret, Token, TokenFromEnvironment, TokenFromFile


def endpoint(
    source: SourceSettings, polling: Polling, environ: Mapping[str, str], name: str | None = None
) -> HttpEndpoint:
    """One configured source as the wire wants it; tokens are looked up in `environ` at each fetch."""
    token: Token | None = None
    if source.token_env is not None:
        token = TokenFromEnvironment(source.token_env, environ)
    elif source.token_file is not None:
        token = TokenFromFile(source.token_file)
    return HttpEndpoint(
        name=name or source.label,
        url=Secret(source.url),
        headers=tuple((header, Secret(text)) for header, text in source.headers.items()),
        token=token,
        ca_file=source.ca_file,
        client_certificate=source.client_cert,
        client_key=source.client_key,
        proxy=None if source.proxy is None else Secret(source.proxy),
        connect_timeout_s=polling.connect_timeout_s,
        max_body_bytes=polling.max_body_bytes,
    )


def open_failover(
    sources: Iterable[SourceSettings],
    polling: Polling,
    *,
    environ: Mapping[str, str],
    random: Callable[[], float],
    mono_us: Callable[[], int] = system_mono_us,
) -> Failover:
    """The ladder of all configured sources; two of one label are told apart by their place in the list.

    Raises:
        ConfigError: there is no source at all.
    """
    healths: list[HttpSource] = []
    taken: set[str] = set()
    for place, source in enumerate(sources, start=1):
        name = source.label if source.label not in taken else f"{source.label} ({place})"
        taken.add(name)
        healths.append(HttpSource(endpoint(source, polling, environ, name), mono_us=mono_us))
    if not healths:
        msg = 'no endpoint is configured: add [[source]] with url = "https://…" to the configuration'
        raise ConfigError(msg)
    return Failover(healths, random=random, mono_us=mono_us)
