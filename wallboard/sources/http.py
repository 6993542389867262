"""One endpoint over HTTP, asked with requests: keep-alive, validators, gzip; nothing that can hang, leak or wander."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable

import requests
import urllib3

from wallboard.core.masking import KNOWN, redacted, secrets_in
from wallboard.core.plain_text import one_line
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.sources.body import Raw, read_body
from wallboard.sources.charset import as_utf8
from wallboard.sources.deadline_http import DeadlineWire
from wallboard.sources.failure_text import (
    REDIRECTS,
    answered_us,
    explain,
    late,
    looks_like_a_page,
    refused_status,
    retry_after_s,
)
from wallboard.sources.http_endpoint import HttpEndpoint, check_files, secrets_of, session_for
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
        self._session = session_for(endpoint, self._wire)
        KNOWN.learn(secrets_of(endpoint))
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
        check_files(self._endpoint)
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


def _basic(user: str, password: Token | None) -> str:
    secret = "" if password is None else password.read().reveal()
    coded = base64.b64encode(f"{user}:{secret}".encode()).decode()
    KNOWN.learn(secrets_in("", tokens=[secret, coded]))
    return f"Basic {coded}"


def _own(known: Validators | None, name: str) -> Validators | None:
    return known if known is not None and known.source == name else None


def _validators(name: str, etag: str | None, last_modified: str | None) -> Validators | None:
    return None if etag is None and last_modified is None else Validators(name, etag, last_modified)
