"""What a failed exchange means: exceptions and status codes become one clear line that holds no secrets."""

from __future__ import annotations

import email.utils
import http.client
import socket
import ssl
from collections.abc import Iterator

import requests
import urllib3

from wallboard.core.instants import EARLIEST_US, LATEST_US
from wallboard.core.masking import masked_target
from wallboard.core.strict_json import read_json
from wallboard.sources.protocol import FetchFailed

_LAYERS = 12
MOST_SCHEME = 20
"""Characters before the slashes of an address."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def explain(error: BaseException, where: str) -> FetchFailed:
    """The failure behind an exception of requests, urllib3, http.client, ssl or socket.

    Their own texts are never quoted: they hold the whole address with its query. `where` is the redacted address.
    """
    layers = list(_layers(error))
    for layer in layers:
        if isinstance(layer, FetchFailed):
            return layer
    for layer in layers:
        if isinstance(layer, ssl.SSLError):
            return _tls_failed(layer, where)
    for layer in layers:
        if isinstance(layer, TimeoutError | requests.Timeout | urllib3.exceptions.TimeoutError):
            return late(where)
    if any(isinstance(layer, requests.exceptions.ProxyError | urllib3.exceptions.ProxyError) for layer in layers) or (
        any("Tunnel connection failed" in str(layer) for layer in layers)
    ):
        return FetchFailed(
            "proxy", f"the proxy refuses to connect to the endpoint: check its address and rights: {where}"
        )
    for layer in layers:
        if (failure := _protocol_failed(layer, where)) is not None:
            return failure
    return FetchFailed("not_http", f"the exchange failed ({type(error).__name__}): {where}")


def late(where: str) -> FetchFailed:
    """The deadline has passed; what has arrived is discarded, even if it could be read."""
    return FetchFailed("deadline", f"no whole answer before the deadline: the endpoint or the network is slow: {where}")


def refused_status(
    status: int, location: str | None, retry_after_s: float | None, auth_retry_s: float, where: str
) -> FetchFailed:
    """The failure that a status other than 200 (or an expected 304) means."""
    if status in REDIRECTS:
        location = (location or "").strip()
        if not location:
            return FetchFailed("redirect", f"the endpoint redirects (status {status}), and says not whereto: {where}")
        elsewhere = "://" in location[:MOST_SCHEME] or location.startswith("//")
        target = masked_target(location) if elsewhere else "another path of the same server"
        return FetchFailed(
            "redirect",
            f"redirects are not followed, this one leads to {target} ({status}): configure that address in place of "
            f"{where}",
        )
    if status in {401, 403}:
        return FetchFailed(
            "auth",
            f"access is denied (status {status}): check token, headers or client certificate: {where}",
            auth_retry_s,
        )
    if status == 407:
        return FetchFailed(
            "auth", f"the proxy wants user and password (status 407): put them into its address: {where}", auth_retry_s
        )
    if status in {429, 503}:
        why = "asks for fewer requests" if status == 429 else "is unavailable for now"
        return FetchFailed("throttled", f"the endpoint {why} (status {status}): {where}", retry_after_s)
    return FetchFailed("status", f"the endpoint answers with status {status} instead of 200: {where}")


def retry_after_s(text: str | None, wall_us: int, cap_s: float) -> float | None:
    """The seconds that a Retry-After header (number or HTTP date) asks for, `cap_s` at most; None if unreadable."""
    if text is None:
        return None
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(cap_s, float(text[:12]))
    try:
        then = email.utils.parsedate_to_datetime(text)
        return min(cap_s, max(0.0, then.timestamp() - wall_us / 1e6))
    except (ValueError, OverflowError, OSError):
        return None


def answered_us(date: str | None, age: str | None) -> int | None:
    """The server's time of an answer in microseconds: its Date, and how long a cache has kept it since (Age).

    None where it tells no time that a clock shows.
    """
    if date is None:
        return None
    try:
        made_us = round(email.utils.parsedate_to_datetime(date).timestamp()) * 1_000_000
    except (ValueError, OverflowError, OSError):
        return None
    age = (age or "").strip()
    told_us = made_us + (int(age[:9]) * 1_000_000 if age.isascii() and age.isdigit() else 0)
    return told_us if EARLIEST_US <= told_us < LATEST_US else None


def looks_like_a_page(body: bytes, content_type: str) -> bool:
    """Whether an answer with status 200 is a web page: what a captive portal or a login form sends.

    The body decides: JSON is JSON, also where it is declared as a page.
    """
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return True
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in {"text/html", "application/xhtml+xml"} or start.startswith((b"{", b"[")):
        return False
    try:
        read_json(body)
    except ValueError:
        return True
    return False


def _layers(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that it wraps: causes, contexts, reasons and arguments, outermost first."""
    todo: list[BaseException] = [error]
    seen: list[BaseException] = []
    while todo and len(seen) < _LAYERS:
        layer = todo.pop(0)
        if any(layer is other for other in seen):
            continue
        seen.append(layer)
        yield layer
        inner = (getattr(layer, "reason", None), *layer.args, layer.__cause__, layer.__context__)
        todo.extend(x for x in inner if isinstance(x, BaseException))


def _tls_failed(error: ssl.SSLError, where: str) -> FetchFailed:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message.rstrip(".")
        return FetchFailed(
            "tls",
            f"the server's certificate is not accepted ({why}): renew it, or name its authority (CA file): {where}",
        )
    reason = (error.reason or "").replace("_", " ").lower()
    if error.library in {"X509", "PEM"}:  # our own files were being read, the server has no part in it
        return FetchFailed(
            "credentials", f"the CA file or the client certificate and key are unusable ({reason}): {where}"
        )
    if reason in {"wrong version number", "http request", "record layer failure", "packet length too long"}:
        return FetchFailed("tls", f"the server speaks no TLS on this port: is it http:// instead of https://? {where}")
    return FetchFailed("tls", f"the TLS handshake failed ({reason or 'no reason given'}): check certificates: {where}")


def _protocol_failed(layer: BaseException, where: str) -> FetchFailed | None:
    match layer:
        case socket.gaierror():
            return FetchFailed("dns", f"the name cannot be resolved: check its spelling and the network: {where}")
        case http.client.IncompleteRead() | urllib3.exceptions.IncompleteRead():
            return FetchFailed("truncated", f"the body ended before all of it had come: {where}")
        case http.client.RemoteDisconnected() | ConnectionError():
            return FetchFailed("reset", f"the connection was cut while waiting for the answer: {where}")
        case requests.exceptions.InvalidURL() | urllib3.exceptions.LocationParseError():
            return FetchFailed("not_http", f"this is no address that can be fetched: {where}")
        case http.client.HTTPException() | requests.exceptions.InvalidHeader() | urllib3.exceptions.InvalidHeader():
            return FetchFailed("not_http", f"the answer is not proper HTTP: is this the right port? {where}")
        case _:
            return None
