"""Every way in which an endpoint misbehaves ends the fetch in time, with a message of one line."""

from __future__ import annotations

import gzip
import socket
import struct
import sys
import threading
from typing import Any

import pytest

from tests.sources.conftest import Open, Serve, failure, fetch
from tests.sources.loopback import Server, answering, dripping, refusing, reply, sending_once
from wallboard.sources import http
from wallboard.sources.body import read_body
from wallboard.sources.protocol import Answer, FetchFailed
from wallboard.sources.resolve import Resolver

SHORT_S = 0.3


def test_nobody_listening_is_refused(source: Open) -> None:
    with refusing() as port:
        failed = failure(source(f"http://127.0.0.1:{port}/m"))
    assert failed.kind == "refused"
    assert f"127.0.0.1:{port}" in failed.message


@pytest.mark.skipif(sys.platform != "linux", reason="other systems answer beyond a full backlog")
def test_a_black_hole_ends_at_the_connect_timeout(source: Open) -> None:
    # A full backlog: the kernel drops further connection requests, as a firewall would.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        held = []
        for _ in range(4):
            sock = socket.socket()
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
            held.append(sock)
        failed = failure(source(f"http://127.0.0.1:{listener.getsockname()[1]}/m", connect_timeout_s=0.2))
        for sock in held:
            sock.close()
    assert failed.kind == "connect_timeout"


@pytest.mark.parametrize(
    ("start", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n"),
        (b"HTTP", b""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["headers", "silence", "body", "chunks", "continues"],
)
def test_a_drip_is_cut_at_the_deadline(serve: Serve, source: Open, start: bytes, drop: bytes) -> None:
    assert failure(source(serve(dripping(start, drop))), SHORT_S).kind == "deadline"


def test_a_redirects_body_is_never_read(serve: Serve, source: Open) -> None:
    start = b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/m\r\nContent-Length: 100000\r\n\r\n"
    assert failure(source(serve(dripping(start, b" ")))).kind == "redirect"


def test_a_body_that_is_complete_after_the_deadline_is_discarded(
    serve: Serve, source: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_us = [0]

    def read_too_slowly(*words: Any) -> tuple[bytes, int]:
        whole = read_body(*words)
        now_us[0] = 2_000_000
        return whole

    monkeypatch.setattr(http, "read_body", read_too_slowly)
    asking = source(serve(answering(reply(b"{}"))), mono_us=lambda: now_us[0])
    with pytest.raises(FetchFailed) as raised:
        asking.fetch(1_000_000)
    assert raised.value.kind == "deadline"


def test_a_name_that_does_not_exist_is_told(source: Open) -> None:
    def unknown(host: str, port: int) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    failed = failure(source("http://metrics.example/m", resolver=Resolver(unknown)))
    assert failed.kind == "dns"
    assert "metrics.example" in failed.message


def test_a_hanging_name_lookup_is_abandoned_and_joined_by_the_next_fetch(source: Open) -> None:
    answered, begun = threading.Event(), []

    def hangs(host: str, port: int) -> list[object]:
        begun.append(host)
        answered.wait(30)
        raise OSError

    asking = source("http://metrics.example/m", resolver=Resolver(hangs))
    kinds = [failure(asking, 0.05).kind for _ in range(3)]
    answered.set()
    assert (kinds, begun) == (["dns"] * 3, ["metrics.example"])


def test_a_gzip_bomb_stops_at_the_cap(serve: Serve, source: Open) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    server = serve(answering(reply(bomb, headers="Content-Encoding: gzip")))
    assert failure(source(server, max_body_bytes=100_000)).kind == "too_large"


def test_a_body_without_end_stops_at_the_cap(serve: Serve, source: Open) -> None:
    def flood(conn: socket.socket, server: Server) -> None:
        server.request(conn)
        conn.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            conn.sendall(b" " * 65536)

    assert failure(source(serve(flood), max_body_bytes=1_000_000)).kind == "too_large"


def test_a_body_that_declares_too_much_is_not_even_read(serve: Serve, source: Open) -> None:
    server = serve(dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n", b""))
    assert failure(source(server)).kind == "too_large"


def test_a_redirect_names_its_target_and_is_not_followed(serve: Serve, source: Open) -> None:
    elsewhere = serve(answering(reply()))
    server = serve(answering(reply(b"", status="302 Found", headers=f"Location: {elsewhere.url}?token=abc")))
    failed = failure(source(server))
    assert failed.kind == "redirect"
    assert f"127.0.0.1:{elsewhere.port}" in failed.message
    assert "abc" not in failed.message
    assert "•••" in failed.message
    assert "(302): configure that address" in failed.message
    assert elsewhere.connections == 0


@pytest.mark.parametrize("headers", ["", "Location: "])
def test_a_redirect_that_names_no_target_is_told_as_such(serve: Serve, source: Open, headers: str) -> None:
    failed = failure(source(serve(answering(reply(b"", status="301 Moved Permanently", headers=headers)))))
    assert failed.kind == "redirect"
    assert "says not whereto" in failed.message
    assert "same server" not in failed.message


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "407 Proxy Authentication Required"])
def test_denied_access_is_retried_slowly(serve: Serve, source: Open, status: str) -> None:
    failed = failure(source(serve(answering(reply(b"", status=status)))))
    assert (failed.kind, failed.retry_after_s) == ("auth", 60.0)


@pytest.mark.parametrize(
    ("status", "header", "wait_s"),
    [
        ("429 Too Many Requests", "Retry-After: 7", 7.0),
        ("503 Service Unavailable", "Retry-After: 86400", 60.0),
        ("503 Service Unavailable", "Retry-After: Fri, 11 Nov 2016 00:00:20 GMT", 20.0),
        ("503 Service Unavailable", "Retry-After: Fri, 11 Nov 2015 00:00:00 GMT", 0.0),
        ("429 Too Many Requests", "Retry-After: soon", None),
        ("429 Too Many Requests", "", None),
    ],
    ids=["seconds", "capped", "date", "past", "unreadable", "none"],
)
def test_retry_after_is_obeyed_up_to_a_cap(
    serve: Serve, source: Open, status: str, header: str, wait_s: float | None
) -> None:
    midnight_us = 1_478_822_400_000_000  # 2016-11-11T00:00:00Z
    asking = source(serve(answering(reply(b"", status=status, headers=header))), wall_us=lambda: midnight_us)
    failed = failure(asking)
    assert (failed.kind, failed.retry_after_s) == ("throttled", wait_s)


@pytest.mark.parametrize("status", ["204 No Content", "206 Partial Content", "404 Not Found", "500 Oops"])
def test_any_other_status_is_a_failure(serve: Serve, source: Open, status: str) -> None:
    failed = failure(source(serve(answering(reply(b"", status=status)))))
    assert failed.kind == "status"
    assert status[:3] in failed.message


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"Log in", "Content-Type: text/html; charset=utf-8"),
        (b"\xef\xbb\xbf \r\n<!DOCTYPE html>", "Content-Type: application/json"),
        ("<html>".encode("utf-16"), "Content-Type: text/html"),
        (b"<p>{}</p>", "Content-Type: text/plain"),
        (b"", "Content-Type: text/html"),
    ],
    ids=["by type", "by content", "in UTF-16", "as plain text", "nothing"],
)
def test_a_captive_portals_page_is_rejected(serve: Serve, source: Open, body: bytes, headers: str) -> None:
    assert failure(source(serve(answering(reply(body, headers=headers))))).kind == "not_json"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}", "truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab", "truncated"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}", "not_http"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}", "not_http"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "not_http"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n{}", "encoding"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n{}", "encoding"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}")[:-4], "truncated"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}") + b"more", "encoding"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "not_http"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n", "not_http"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"1" * 70_000 + b"\r\n\r\n", "not_http"),
        (b"", "reset"),
    ],
    ids=[
        "short body",
        "short chunk",
        "bad chunk",
        "negative length",
        "length in words",
        "two lengths",
        "brotli",
        "no gzip",
        "gzip cut",
        "gzip and more",
        "not http",
        "200 headers",
        "long header",
        "closed at once",
    ],
)
def test_a_broken_answer_is_rejected_whole(serve: Serve, source: Open, answer: bytes, kind: str) -> None:
    assert failure(source(serve(sending_once(answer)))).kind == kind


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"], ids=["before", "within"])
def test_a_reset_is_told(serve: Serve, source: Open, sent: bytes) -> None:
    def resets(conn: socket.socket, server: Server) -> None:
        server.request(conn)
        conn.sendall(sent)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert failure(source(serve(resets))).kind in {"reset", "truncated"}


def test_the_next_fetch_after_a_failure_succeeds(serve: Serve, source: Open) -> None:
    broken = b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}"
    asking = source(serve(answering(broken, reply(b"{}"))))
    failure(asking)
    assert isinstance(fetch(asking), Answer)


def test_no_thread_is_left_after_a_deadline(serve: Serve, source: Open) -> None:
    server = serve(dripping(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n"))
    before = threading.active_count()
    failure(source(server), SHORT_S)
    server.close()
    assert threading.active_count() < before
