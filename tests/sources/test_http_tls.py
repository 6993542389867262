"""TLS is always verified, and what is wrong with it is told precisely."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.sources.conftest import Open, Serve, failure, fetch
from tests.sources.loopback import Server, answering, certificate, reply, tls_context
from wallboard.sources.protocol import Answer
from wallboard.sources.secrets import Secret


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key."""
    return certificate(tmp_path_factory.mktemp("tls"))


def test_the_ca_file_makes_a_private_certificate_good(serve: Serve, source: Open, pair: tuple[Path, Path]) -> None:
    server = serve(answering(reply(b"{}")), tls_context(*pair))
    asking = source(server, ca_file=pair[0])
    assert [type(fetch(asking)) for _ in range(2)] == [Answer, Answer]
    assert server.connections == 1


def test_an_unknown_authority_is_refused(serve: Serve, source: Open, pair: tuple[Path, Path]) -> None:
    failed = failure(source(serve(answering(reply(b"{}")), tls_context(*pair))))
    assert failed.kind == "tls"
    assert "self-signed" in failed.message.replace("self signed", "self-signed")


def test_an_expired_certificate_is_refused(serve: Serve, source: Open, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path, days=0)
    failed = failure(source(serve(answering(reply(b"{}")), tls_context(cert, key)), ca_file=cert))
    assert failed.kind == "tls"
    assert "expired" in failed.message


def test_a_certificate_for_another_host_is_refused(serve: Serve, source: Open, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path, host="DNS:metrics.example")
    failed = failure(source(serve(answering(reply(b"{}")), tls_context(cert, key)), ca_file=cert))
    assert failed.kind == "tls"
    assert "not valid for '127.0.0.1'" in failed.message


def test_a_server_without_tls_is_told(serve: Serve, source: Open) -> None:
    def plain(conn: socket.socket, server: Server) -> None:
        conn.recv(65536)
        conn.sendall(reply(b"", status="400 Bad Request"))

    failed = failure(source(serve(plain).url.replace("http:", "https:")))
    assert failed.kind == "tls"
    assert "http://" in failed.message


def test_a_handshake_that_never_comes_ends_at_the_deadline(serve: Serve, source: Open) -> None:
    def silent(conn: socket.socket, server: Server) -> None:
        server.over.wait(PATIENCE_S)

    assert failure(source(serve(silent).url.replace("http:", "https:")), 0.3).kind == "deadline"


def test_a_body_dripped_over_tls_ends_at_the_deadline(serve: Serve, source: Open, pair: tuple[Path, Path]) -> None:
    def drip(conn: socket.socket, server: Server) -> None:
        server.request(conn)
        conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
        while not server.over.wait(0.02):
            conn.sendall(b" ")

    assert failure(source(serve(drip, tls_context(*pair)), ca_file=pair[0]), 0.3).kind == "deadline"


def test_a_client_certificate_is_presented(serve: Serve, source: Open, pair: tuple[Path, Path]) -> None:
    context = tls_context(*pair)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(pair[0])
    server = serve(answering(reply(b"{}")), context)
    asking = source(server, ca_file=pair[0], client_certificate=pair[0], client_key=pair[1])
    assert isinstance(fetch(asking), Answer)


def test_a_missing_client_certificate_fails_the_fetch(serve: Serve, source: Open, pair: tuple[Path, Path]) -> None:
    context = tls_context(*pair)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(pair[0])
    failed = failure(source(serve(answering(reply(b"{}")), context), ca_file=pair[0]))
    assert failed.kind in {"tls", "reset"}  # TLS 1.3 tells the client only after its request


def test_a_ca_file_that_is_gone_is_told_by_name(source: Open, tmp_path: Path) -> None:
    failed = failure(source("https://127.0.0.1:1/m", ca_file=tmp_path / "gone.pem"))
    assert failed.kind == "credentials"
    assert "gone.pem" in failed.message


def test_a_ca_file_that_is_no_certificate_is_told(serve: Serve, source: Open, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("not a certificate\n")
    url = serve(answering(reply())).url.replace("http:", "https:")
    assert failure(source(url, ca_file=wrong)).kind == "credentials"


def test_an_https_endpoint_behind_a_proxy_is_verified_through_the_tunnel(
    serve: Serve, source: Open, pair: tuple[Path, Path]
) -> None:
    context = tls_context(*pair)

    def tunnel(conn: socket.socket, server: Server) -> None:
        assert server.request(conn).startswith("CONNECT 127.0.0.1:4443 ")
        conn.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with context.wrap_socket(conn, server_side=True) as inside:
            server.request(inside)
            inside.sendall(reply(b"{}"))

    proxy = serve(tunnel)

    asking = source("https://127.0.0.1:4443/m", ca_file=pair[0], proxy=Secret(f"http://127.0.0.1:{proxy.port}"))
    assert isinstance(fetch(asking), Answer)


def test_a_proxy_that_refuses_the_tunnel_is_told(serve: Serve, source: Open) -> None:

    proxy = serve(answering(reply(b"", status="403 Forbidden")))
    failed = failure(source("https://127.0.0.1:4443/m", proxy=Secret(f"http://127.0.0.1:{proxy.port}")))
    assert failed.kind == "proxy"
