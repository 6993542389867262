"""One endpoint over HTTP, asked with requests: keep-alive, validators, gzip; nothing that can hang, leak or wander."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Protocol

import requests
import urllib3

from wallboard.core.masking import KNOWN, redacted, secrets_in
from wallboard.core.plain_text import one_line
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.sources.body import Raw, read_body
from wallboard.sources.charset import as_utf8
from wallboard.sources.deadline_http import DeadlineWire, WireAdapter
from wallboard.sources.failure_text import (
    REDIRECTS,
    answered_us,
    explain,
    late,
    looks_like_a_page,
    refused_status,
    retry_after_s,
)
from wallboard.sources.protocol import Answer, FetchFailed, Kind, NotModified, Validators
from wallboard.sources.resolve import Resolver
from wallboard.sources.secrets import Secret, Token, redact

log = logging.getLogger(__name__)

MOST_ERROR = 65_536
"""Bytes of a refusal that are read for what it says."""

_TOLD_HEADERS = (
    "content-type",
    "content-encoding",
    "content-length",
    "etag",
    "last-modified",
    "cache-control",
    "age",
    "date",
    "server",
)


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


class HttpSource:
    """Asks one endpoint; a fetch is over, one way or the other, at its deadline."""

    def __init__(
        self,
        endpoint: HttpEndpoint,
        *,
        mono_us: Callable[[], int] = system_mono_us,
        wall_us: Callable[[], int] = system_utc_us,
        resolver: Resolver | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._where = redact(endpoint.url.reveal())
        self._mono_us = mono_us
        self._wall_us = wall_us
        self._wire = DeadlineWire(mono_us, resolver or Resolver(mono_us=mono_us), endpoint.connect_timeout_s)
        self._session = _session(endpoint, self._wire)
        KNOWN.learn(_secrets_of(endpoint))
        self._told_echo = False
        self._body: bytes | None = endpoint.body
        # urllib3 writes whole addresses, queries included, to its log: here every failure is told by FetchFailed.
        for name in ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry"):
            logging.getLogger(name).setLevel(logging.CRITICAL)

    def __repr__(self) -> str:
        return f"HttpSource({self.name!r}, {self._where})"

    @property
    def name(self) -> str:
        """The endpoint's name in the configuration."""
        return self._endpoint.name

    @property
    def where(self) -> str:
        """The address without user, password and query."""
        return self._where

    def close(self) -> None:
        """Close the kept connection."""
        self._session.close()
        if self._endpoint.tokens is not None:
            self._endpoint.tokens.close()

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """One GET or POST, whole before the deadline; raises FetchFailed."""
        return self.ask(deadline_mono_us, self._endpoint.body, known)

    def ask(self, deadline_mono_us: int, body: bytes | None, known: Validators | None = None) -> Answer | NotModified:
        """The same with another body (None: GET)."""
        begun_us = self._mono_us()
        self._wire.start(deadline_mono_us)
        self._body = body
        try:
            return self._with_token(known, begun_us, deadline_mono_us)
        except FetchFailed as failure:
            raise FetchFailed(
                failure.kind,
                one_line(redacted(failure.message)),
                failure.retry_after_s,
                source=self.name,
                fetch_us=self._mono_us() - begun_us,
            ) from None

    def _with_token(self, known: Validators | None, begun_us: int, deadline_us: int) -> Answer | NotModified:
        """One exchange; where a token that had been fetched before is refused, one more with a new one."""
        own = None if self._body is not None else _own(known, self.name)
        tokens = self._endpoint.tokens
        if tokens is None:
            return self._exchange(self._headers(own), begun_us, conditional=own is not None)
        fetched = tokens.token(deadline_us)
        try:
            return self._exchange(self._headers(own, fetched), begun_us, conditional=own is not None)
        except FetchFailed as failure:
            if failure.kind != "auth":
                raise
            tokens.forget()
        return self._exchange(self._headers(own, tokens.token(deadline_us)), begun_us, conditional=own is not None)

    def _headers(self, own: Validators | None, fetched: Secret | None = None) -> dict[str, str]:
        _readable(self._endpoint)
        headers = {name: value.reveal() for name, value in self._endpoint.headers}
        if self._body is not None and not any(name.lower() == "content-type" for name in headers):
            headers["Content-Type"] = self._endpoint.content_type
        token = fetched if self._endpoint.token is None else self._endpoint.token.read()
        if token is not None:
            KNOWN.learn_renewed(secrets_in("", tokens=[token.reveal()]))
            headers["Authorization"] = f"Bearer {token.reveal()}"
        if self._endpoint.login is not None:
            headers["Authorization"] = _basic(*self._endpoint.login)
        if own is not None and own.etag is not None:
            headers["If-None-Match"] = own.etag
        if own is not None and own.last_modified is not None:
            headers["If-Modified-Since"] = own.last_modified
        return headers

    def _exchange(self, headers: dict[str, str], begun_us: int, *, conditional: bool) -> Answer | NotModified:
        response = self._get(headers)
        try:
            if response.status_code == 304 and conditional:
                response.raw.read1(1)  # nothing can come; this hands the connection back for the next fetch
                return NotModified(self.name, self._mono_us() - begun_us)
            if response.status_code != 200:
                raise self._refused(response)
            return self._answer(response, begun_us)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise self._explained(error) from None
        finally:
            response.close()

    def _get(self, headers: dict[str, str]) -> requests.Response:
        """The answer's head; a kept connection that the server has just closed is no failure but worth one more try."""
        opened = self._wire.opened
        try:
            return self._get_once(headers)
        except FetchFailed as failure:
            if failure.kind != "reset" or self._wire.opened != opened:
                raise
        return self._get_once(headers)

    def _get_once(self, headers: dict[str, str]) -> requests.Response:
        try:
            return self._session.request(
                "GET" if self._body is None else "POST",
                self._endpoint.url.reveal(),
                data=self._body,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=self._wire.left_s(),
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise self._explained(error) from None

    def _answer(self, response: requests.Response, begun_us: int) -> Answer:
        told = response.headers
        chunked = "transfer-encoding" in told
        raw: Raw = response.raw
        body, wire_bytes = read_body(
            raw,
            told.get("content-encoding", ""),
            None if chunked else told.get("content-length"),
            self._endpoint.max_body_bytes,
            self._where,
        )
        if self._wire.over:
            raise late(self._where)
        body = as_utf8(body, told.get("content-type", ""), self._endpoint.max_body_bytes, self._where)
        body = self._without_secrets(body)
        if looks_like_a_page(body, told.get("content-type", "")):
            why = "a web page came instead of figures, a login or portal page perhaps: open the address in a browser"
            raise FetchFailed(kind="not_json", message=f"{why}: {self._where}")
        return Answer(
            body=body,
            status=response.status_code,
            source=self.name,
            fetch_us=self._mono_us() - begun_us,
            validators=_validators(self.name, told.get("etag"), told.get("last-modified")),
            wire_bytes=wire_bytes,
            headers=tuple((name, self._plain(told[name])) for name in _TOLD_HEADERS if name in told),
            date_us=answered_us(told.get("date"), told.get("age")),
        )

    def _without_secrets(self, body: bytes) -> bytes:
        """The body as it may be kept; an endpoint that repeats what it must not is told of once."""
        if not self._endpoint.recorded:
            return body
        plain = KNOWN.masked_body(body)  # those of other endpoints too: they may share a server
        if plain != body and not self._told_echo:
            self._told_echo = True
            log.warning("%s repeats a secret in its answers; it is masked before it is recorded", self.name)
        return plain

    def _plain(self, text: str) -> str:
        return one_line(KNOWN.masked(text))

    def _refused(self, response: requests.Response) -> FetchFailed:
        told = response.headers
        wait_s = retry_after_s(told.get("retry-after"), self._wall_us(), self._endpoint.most_retry_after_s)
        said = self._said(response)
        if said and response.status_code not in (401, 403, 407, *REDIRECTS):
            kind: Kind = "throttled" if response.status_code in (429, 503) else "query"
            return FetchFailed(kind, f"{said}: {self._where}", wait_s)
        return refused_status(
            response.status_code, told.get("location"), wait_s, self._endpoint.auth_retry_s, self._where
        )

    def _said(self, response: requests.Response) -> str:
        """What a server says of why it refuses, where its words help."""
        if self._endpoint.error_of is None:
            return ""
        told = response.headers
        try:
            body, _ = read_body(response.raw, told.get("content-encoding", ""), None, MOST_ERROR, self._where)
        except (FetchFailed, requests.RequestException, urllib3.exceptions.HTTPError, OSError):
            return ""
        return one_line(" ".join(self._endpoint.error_of(body).split()), 400)

    def _explained(self, error: Exception) -> FetchFailed:
        return late(self._where) if self._wire.over else explain(error, self._where)


def _secrets_of(endpoint: HttpEndpoint) -> tuple[str, ...]:
    """What an answer could repeat of what it is asked with, the token apart."""
    headers = [(name, value.reveal()) for name, value in endpoint.headers]
    proxy = secrets_in(endpoint.proxy.reveal()) if endpoint.proxy is not None else ()
    return (*secrets_in(endpoint.url.reveal(), headers), *proxy)


def _basic(user: str, password: Token | None) -> str:
    secret = "" if password is None else password.read().reveal()
    coded = base64.b64encode(f"{user}:{secret}".encode()).decode()
    KNOWN.learn(secrets_in("", tokens=[secret, coded]))
    return f"Basic {coded}"


class _Session(requests.Session):
    """A session that never looks where a redirect leads: requests would read the whole body of one to do so."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def _session(endpoint: HttpEndpoint, wire: DeadlineWire) -> requests.Session:
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


def _own(known: Validators | None, name: str) -> Validators | None:
    return known if known is not None and known.source == name else None


def _validators(name: str, etag: str | None, last_modified: str | None) -> Validators | None:
    return None if etag is None and last_modified is None else Validators(name, etag, last_modified)


def _readable(endpoint: HttpEndpoint) -> None:
    """Say which file is missing before requests says it in words of its own; read anew, as certificates are renewed."""
    files = (
        ("CA file", endpoint.ca_file),
        ("client certificate", endpoint.client_certificate),
        ("client certificate's key", endpoint.client_key),
    )
    for what, path in files:
        if path is not None and not path.is_file():
            raise FetchFailed(kind="credentials", message=f"the {what} is missing: {path}")
