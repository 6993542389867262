"""How an endpoint is asked over HTTP: its address, its secrets, its files, and the session of requests made for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Protocol

import requests

from wallboard.core.masking import secrets_in
from wallboard.sources.deadline_http import DeadlineWire, WireAdapter
from wallboard.sources.protocol import FetchFailed
from wallboard.sources.secrets import Secret, Token


class RenewedTokens(Protocol):
    """Bearer tokens that are fetched from elsewhere, and run out (`oauth`)."""

    def token(self, deadline_mono_us: int) -> Secret:
        """One that can be used now. Raises FetchFailed."""

    def forget(self) -> None:
        """The present one was refused: fetch another one next time."""

    def close(self) -> None:
        """Let go of connections."""


@dataclass(frozen=True, slots=True)
class HttpEndpoint:
    """How one endpoint is asked; whatever may hold a password is a Secret.

    `body` is sent with POST, as `content_type`; without one the address is asked with GET. `login`: user and password
    of HTTP Basic. `max_body_bytes` caps the decoded body; `auth_retry_s` is the slow rhythm after 401 and 403,
    `most_retry_after_s` the longest wait that a server can ask for. `error_of`: what the body of a refusal says, for
    servers whose own words help.
    """

    name: str
    url: Secret
    headers: tuple[tuple[str, Secret], ...] = ()
    body: bytes | None = None
    content_type: str = "application/json"
    token: Token | None = None
    tokens: RenewedTokens | None = None
    login: tuple[str, Token | None] | None = None
    ca_file: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    proxy: Secret | None = None
    connect_timeout_s: float = 3.0
    max_body_bytes: int = 8 * 1024 * 1024
    auth_retry_s: float = 60.0
    most_retry_after_s: float = 60.0
    error_of: Callable[[bytes], str] | None = None
    recorded: bool = True
    """Answers may be kept, so that secrets in them are masked; those that are a secret themselves are not kept."""


def secrets_of(endpoint: HttpEndpoint) -> tuple[str, ...]:
    """What an answer could repeat of what it is asked with, the token apart."""
    headers = [(name, value.reveal()) for name, value in endpoint.headers]
    proxy = secrets_in(endpoint.proxy.reveal()) if endpoint.proxy is not None else ()
    return (*secrets_in(endpoint.url.reveal(), headers), *proxy)


def check_files(endpoint: HttpEndpoint) -> None:
    """Say which file is missing before requests says it in words of its own; read anew, as certificates are renewed.

    Raises FetchFailed.
    """
    files = (
        ("CA file", endpoint.ca_file),
        ("client certificate", endpoint.client_certificate),
        ("client certificate's key", endpoint.client_key),
    )
    for what, path in files:
        if path is not None and not path.is_file():
            raise FetchFailed(kind="credentials", message=f"the {what} is missing: {path}")


class _Session(requests.Session):
    """A session that never looks where a redirect leads: requests would read the whole body of one to do so."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def session_for(endpoint: HttpEndpoint, wire: DeadlineWire) -> requests.Session:
    """A session that takes nothing from the environment, keeps no cookies and follows no redirects."""
    session = _Session()
    session.trust_env = False  # no proxy variables, no .netrc, no CA bundle from the environment
    session.max_redirects = 0
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.verify = str(endpoint.ca_file) if endpoint.ca_file is not None else True
    if endpoint.client_certificate is not None:
        session.cert = (str(endpoint.client_certificate), str(endpoint.client_key or endpoint.client_certificate))
    if endpoint.proxy is not None:
        session.proxies = {"http": endpoint.proxy.reveal(), "https": endpoint.proxy.reveal()}
    session.headers = requests.structures.CaseInsensitiveDict(
        {
            "User-Agent": "wallboard",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "Cache-Control": "no-cache",  # a cache on the way asks the endpoint before it answers
        }
    )
    adapter = WireAdapter(wire)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session
