"""Faults of the network, by real servers on loopback that misbehave."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from tests.contingency.faults import Fault
from tests.contingency.rig import Night, Seen, Strike
from tests.sources.loopback import (
    Behave,
    Server,
    answering,
    certificate,
    dripping,
    refusing,
    reply,
    sending_once,
    tls_context,
)
from wallboard.core.instants import SECOND_US
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.failover import Failover
from wallboard.sources.fake import ScriptedSource

SLOW_S = 0.08
CAP = 200_000


def _outage(behave: Callable[[Night], Behave], polls: int, seconds: float) -> Strike:
    """The source fails so at each of some polls, and ten seconds go by."""

    def strike(night: Night) -> None:
        night.ask(behave(night), seconds=seconds, max_body_bytes=CAP)
        for _ in range(polls):
            night.poll()
        night.clock.pass_us((5 - polls) * 2 * SECOND_US)

    return strike


def _fails(name: str, lines: str, behave: Behave, operator: str, *, slow: bool = False) -> Fault:
    strike = _outage(lambda _: behave, 1 if slow else 4, SLOW_S if slow else 5.0)
    return Fault(name, lines, "network", strike, operator="Last failure", failure=operator, check=_gap_is_marked)


def _gap_is_marked(night: Night, _seen: Seen) -> None:
    """What comes after an outage is beyond a gap that the curve shows."""
    night.source.real = None
    night.good()
    night.settle()
    night.playback.refresh()
    assert night.playback.curve.gaps, "a gap of more than three intervals"


def _silent(conn: socket.socket, server: Server) -> None:
    """Takes the request, and says nothing."""
    server.request(conn)
    server.over.wait(30)


def _resets(conn: socket.socket, server: Server) -> None:
    server.request(conn)
    conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _head(*lines: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", *lines, "", "")).encode()


def _packed(body: bytes) -> bytes:
    return _head(f"Content-Length: {len(body)}", "Content-Encoding: gzip") + body


_BOMB = gzip.compress(b" " * 20_000_000, 9)


def _refused(night: Night) -> None:
    """Nobody listens there any more."""
    port = night.stack.enter_context(refusing())
    night.ask_at(f"http://127.0.0.1:{port}/metrics.json")
    for _ in range(5):
        night.poll()


def _black_hole(night: Night) -> None:
    """A listener whose queue is full answers no connection at all."""
    listener = night.stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
    for _ in range(4):
        filler = night.stack.enter_context(socket.socket())
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
    night.ask_at(f"http://127.0.0.1:{listener.getsockname()[1]}/", seconds=SLOW_S, connect_timeout_s=SLOW_S / 2)
    night.poll()
    night.clock.pass_us(8 * SECOND_US)


def _no_such_host(night: Night) -> None:
    night.ask_at("http://wall.invalid./metrics.json", seconds=2.0)
    night.poll()
    night.clock.pass_us(8 * SECOND_US)


def _redirected(night: Night) -> None:
    """Another server waits at the target, and must never be asked."""
    other = Server(answering(reply(b"{}")))
    night.stack.callback(other.close)
    night.ask(answering(reply(b"", status="302 Found", headers=f"Location: {other.url}")))
    for _ in range(4):
        night.poll()
    night.clock.pass_us(2 * SECOND_US)
    assert other.connections == 0


@lru_cache(maxsize=2)
def _certified(host: str, days: int) -> tuple[Path, Path]:
    return certificate(Path(tempfile.mkdtemp(prefix="wallboard-tls-")), host=host, days=days)


def _tls(host: str, days: int) -> Strike:
    def strike(night: Night) -> None:
        cert, key = _certified(host, days)
        night.ask(answering(reply(b"{}")), tls=tls_context(cert, key), ca_file=cert)
        for _ in range(2):
            night.poll()
        night.clock.pass_us(6 * SECOND_US)

    return strike


def _no_tls(night: Night) -> None:
    server = night.ask(sending_once(b"SSH-2.0-OpenSSH_9.2\r\n"))
    night.ask_at(server.url.replace("http:", "https:"), seconds=SLOW_S)
    night.poll()
    night.clock.pass_us(8 * SECOND_US)


def _through_a_backup(night: Night) -> None:
    """The primary is dead and the backup answers within the same fetch: the figures stay fresh."""
    port = night.stack.enter_context(refusing())
    night.ask_at(f"http://127.0.0.1:{port}/metrics.json")
    primary = night.source.real
    assert primary is not None
    backup = ScriptedSource([lambda _: json.dumps(night.document()).encode()], "backup")
    night.source.real = Failover([primary, backup], random=lambda: 0.0, mono_us=system_mono_us)
    for _ in range(4):
        night.clock.pass_us(2 * SECOND_US)
        body = json.dumps(night.document())
        backup._script = [body.encode()]
        night.believe(body.encode())


def _backup_is_named(night: Night, seen: Seen) -> None:
    if not night.scene.replayed:
        assert "Endpoint: backup" in seen.operator


def _through_http(make: Callable[[bytes], bytes]) -> Strike:
    """A sound answer over a real socket, however oddly it travels."""

    def strike(night: Night) -> None:
        night.clock.pass_us(2 * SECOND_US)
        body = json.dumps(night.document()).encode()
        night.ask(sending_once(make(body)))
        night.believe(body)

    return strike


def _chunked(body: bytes) -> bytes:
    parts = [body[n : n + 997] for n in range(0, len(body), 997)]
    sent = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)
    return _head("Transfer-Encoding: chunked") + sent + b"0\r\n\r\n"


def _not_modified(night: Night) -> None:
    """A server that answers 304 for ever is alive, and its figures grow old all the same."""
    night.clock.pass_us(2 * SECOND_US)
    body = json.dumps(night.document()).encode()
    night.ask(answering(reply(body, headers='ETag: "a"'), b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'))
    night.believe(body)
    for _ in range(5):
        night.poll()


def _slower_than_the_interval(night: Night) -> None:
    """A fetch of three intervals: ticks are left out, and nothing overlaps."""

    def slowly(conn: socket.socket, server: Server) -> None:
        while server.request(conn):
            night.clock.pass_us(6 * SECOND_US)
            conn.sendall(reply(body))

    night.clock.pass_us(2 * SECOND_US)
    body = json.dumps(night.document()).encode()
    server = night.ask(slowly)
    night.believe(body)
    assert server.connections == 1
    assert night.collector.next_due_us() > night.clock.mono_us()


NETWORK = (
    Fault("refused", "1", "network", _refused, "Last failure", "refused", _gap_is_marked),
    Fault("no such host", "2", "network", _no_such_host, "Last failure", "wall.invalid", _gap_is_marked),
    Fault("a black hole", "3", "network", _black_hole, "Last failure", "", _gap_is_marked),
    _fails("a drip of headers", "4, 6", dripping(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n"), "", slow=True),
    _fails("a drip of body", "5, 6", dripping(_head("Content-Length: 5000"), b" "), "", slow=True),
    _fails("silence", "5", _silent, "", slow=True),
    _fails("a reset", "15", _resets, ""),
    _fails("a gzip bomb", "7", sending_once(_packed(_BOMB)), ""),
    _fails("a body too large", "8", answering(reply(b" " * (CAP + 1))), ""),
    _fails("a length too large", "8", dripping(_head("Content-Length: 9999999999"), b""), ""),
    Fault("a redirect", "9", "network", _redirected, "Last failure", "", _gap_is_marked),
    _fails("401", "12", answering(reply(b"", status="401 Unauthorized")), "401"),
    _fails("403", "12", answering(reply(b"", status="403 Forbidden")), "403"),
    _fails("429", "13", answering(reply(b"", status="429 Too Many Requests", headers="Retry-After: 2")), "429"),
    _fails("503", "13", answering(reply(b"", status="503 Service Unavailable", headers="Retry-After: 99999")), "503"),
    _fails("500", "13", answering(reply(b"", status="500 Oops")), "500"),
    _fails("404", "13", answering(reply(b"", status="404 Not Found")), "404"),
    _fails("a captive portal", "14", answering(reply(b"<html>Log in</html>", headers="Content-Type: text/html")), ""),
    _fails("fewer bytes than promised", "15", sending_once(_head("Content-Length: 900") + b"{}"), ""),
    _fails("a bad chunk", "15", sending_once(_head("Transfer-Encoding: chunked") + b"zz\r\nab"), ""),
    _fails("two lengths", "15", sending_once(_head("Content-Length: 2", "Content-Length: 3") + b"{}"), ""),
    _fails("a coding not asked for", "35", sending_once(_head("Content-Encoding: br") + b"{}"), ""),
    _fails("damaged gzip", "15", sending_once(_packed(gzip.compress(b"{}" * 99)[:-9])), ""),
    _fails("no HTTP at all", "15", sending_once(b"SSH-2.0-OpenSSH_9.2\r\n"), ""),
    _fails("closed at once", "1", sending_once(b""), ""),
    Fault(
        "TLS that has expired", "11", "network", _tls("IP:127.0.0.1", 0), "Last failure", "certificate", _gap_is_marked
    ),
    Fault("TLS of another host", "11", "network", _tls("DNS:else.example", 2), "Last failure", "", _gap_is_marked),
    Fault("no TLS where it belongs", "11", "network", _no_tls, "Last failure", "", _gap_is_marked),
    Fault("a dead primary, a backup", "1", "network", _through_a_backup, "backup", "refused", _backup_is_named),
    Fault("chunks", "16", "network", _through_http(_chunked)),
    Fault("gzip", "7", "network", _through_http(lambda body: _packed(gzip.compress(body)))),
    Fault("304 for ever", "25", "network", _not_modified, failure="not_modified"),
    Fault("slower than the interval", "16", "network", _slower_than_the_interval),
)
