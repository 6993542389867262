"""What HttpSource asks for and what it makes of proper answers."""

from __future__ import annotations

import gzip
import socket
from pathlib import Path

import pytest

from tests.sources.conftest import Open, Serve, failure, fetch
from tests.sources.loopback import Server, answering, reply, sending_once
from wallboard.sources.protocol import Answer, NotModified, Validators
from wallboard.sources.secrets import Secret, TokenFromEnvironment, TokenFromFile

BODY = b'{"at": "2016-11-11T00:00:00+08:00", "gmv": "1"}'


def test_a_whole_answer_is_handed_over_with_who_gave_it(serve: Serve, source: Open) -> None:
    answer = fetch(source(serve(answering(reply(BODY)))))
    assert isinstance(answer, Answer)
    assert (answer.body, answer.status, answer.source, answer.wire_bytes) == (BODY, 200, "primary", len(BODY))


def test_one_connection_serves_many_fetches(serve: Serve, source: Open) -> None:
    server = serve(answering(reply(BODY)))
    asking = source(server)
    for _ in range(3):
        fetch(asking)
    assert (len(server.requests), server.connections) == (3, 1)


def test_a_304_keeps_the_connection_too(serve: Serve, source: Open) -> None:
    server = serve(answering(b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"))
    asking = source(server)
    known = Validators("primary", etag="x")
    assert [type(fetch(asking, known=known)) for _ in range(2)] == [NotModified, NotModified]
    assert server.connections == 1


def test_a_kept_connection_that_the_server_cuts_is_replaced_without_a_failure(serve: Serve, source: Open) -> None:
    def cuts_the_second_request(conn: socket.socket, server: Server) -> None:
        server.request(conn)
        conn.sendall(reply(BODY))
        if len(server.requests) == 1:
            server.request(conn)  # accepted and never answered: the connection ends here

    server = serve(cuts_the_second_request)
    asking = source(server)
    assert [type(fetch(asking)) for _ in range(2)] == [Answer, Answer]
    assert server.connections == 2


def test_validators_go_back_to_the_endpoint_they_came_from(serve: Serve, source: Open) -> None:
    headers = 'ETag: "v1"\r\nLast-Modified: Fri, 11 Nov 2016 00:00:00 GMT'
    server = serve(answering(reply(BODY, headers=headers)))
    asking = source(server)
    first = fetch(asking)
    assert isinstance(first, Answer)
    fetch(asking, known=first.validators)
    assert 'If-None-Match: "v1"' in server.requests[1]
    assert "If-Modified-Since: Fri, 11 Nov 2016 00:00:00 GMT" in server.requests[1]


def test_validators_of_another_endpoint_are_not_sent(serve: Serve, source: Open) -> None:
    server = serve(answering(reply(BODY)))
    fetch(source(server), known=Validators("backup", etag="x"))
    assert "If-None-Match" not in server.requests[0]


def test_a_304_that_nobody_asked_for_is_a_failure(serve: Serve, source: Open) -> None:
    assert failure(source(serve(answering(b"HTTP/1.1 304 Not Modified\r\n\r\n")))).kind == "status"


def test_gzip_is_asked_for_and_unpacked(serve: Serve, source: Open) -> None:
    packed = gzip.compress(BODY)
    server = serve(answering(reply(packed, headers="Content-Encoding: gzip")))
    answer = fetch(source(server))
    assert isinstance(answer, Answer)
    assert "Accept-Encoding: gzip\r\n" in server.requests[0]
    assert (answer.body, answer.wire_bytes) == (BODY, len(packed))


def test_a_chunked_body_is_put_together(serve: Serve, source: Open) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (BODY[:7], BODY[7:])) + b"0\r\n\r\n"
    server = serve(answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks))
    asking = source(server)
    assert [fetch(asking).body for _ in range(2)] == [BODY, BODY]  # type: ignore[union-attr]  # an Answer
    assert server.connections == 1


def test_a_body_without_length_ends_with_the_connection(serve: Serve, source: Open) -> None:
    answer = fetch(source(serve(sending_once(b"HTTP/1.1 200 OK\r\n\r\n" + BODY))))
    assert isinstance(answer, Answer)
    assert answer.body == BODY


def test_configured_headers_are_sent(serve: Serve, source: Open) -> None:
    server = serve(answering(reply(BODY)))
    fetch(source(server, headers=(("X-Api-Key", Secret("k")),)))
    assert "X-Api-Key: k\r\n" in server.requests[0]


def test_a_token_in_a_file_is_read_anew_at_each_fetch(serve: Serve, source: Open, tmp_path: Path) -> None:
    server, file = serve(answering(reply(BODY))), tmp_path / "token"
    asking = source(server, token=TokenFromFile(file))
    for token in ("old", "new"):
        file.write_text(f"{token}\n")
        fetch(asking)
    assert ["Bearer old" in server.requests[0], "Bearer new" in server.requests[1]] == [True, True]


def test_a_token_in_the_environment_is_sent(serve: Serve, source: Open) -> None:
    server = serve(answering(reply(BODY)))
    fetch(source(server, token=TokenFromEnvironment("WALL_TOKEN", {"WALL_TOKEN": "t"})))
    assert "Authorization: Bearer t\r\n" in server.requests[0]


@pytest.mark.parametrize(
    ("token", "told"),
    [
        (TokenFromEnvironment("WALL_TOKEN", {}), "set the environment variable WALL_TOKEN"),
        (TokenFromEnvironment("WALL_TOKEN", {"WALL_TOKEN": "a\r\nb"}), "forbidden characters"),
        (TokenFromFile(Path("no") / "such"), "cannot be read"),
    ],
    ids=["not set", "line break", "no file"],
)
def test_a_token_that_cannot_be_used_is_told_before_anything_is_sent(
    serve: Serve, source: Open, token: TokenFromFile | TokenFromEnvironment, told: str
) -> None:
    server = serve(answering(reply(BODY)))
    failed = failure(source(server, token=token))
    assert failed.kind == "credentials"
    assert told in failed.message
    assert server.connections == 0


def test_proxies_and_credentials_of_the_environment_are_ignored(
    serve: Serve, source: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password something\n")
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:1")
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve(answering(reply(BODY)))
    fetch(source(server))
    assert "Authorization" not in server.requests[0]


def test_a_configured_proxy_is_asked_with_the_whole_address(serve: Serve, source: Open) -> None:
    proxy = serve(answering(reply(BODY)))
    fetch(source("http://metrics.example/m.json", proxy=Secret(f"http://127.0.0.1:{proxy.port}")))
    assert proxy.requests[0].startswith("GET http://metrics.example/m.json HTTP/1.1")


def test_a_cookie_is_never_sent_back(serve: Serve, source: Open) -> None:
    server = serve(answering(reply(BODY, headers="Set-Cookie: a=b")))
    asking = source(server)
    for _ in range(2):
        fetch(asking)
    assert "Cookie" not in server.requests[1]
