"""The demonstration endpoint over real sockets, with a clock that the test turns."""

import gzip
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.patience import PATIENCE_S
from wallboard.core.errors import UsageError
from wallboard.demo.endpoint import DemoEndpoint, EndpointError
from wallboard.demo.night import snapshot_at
from wallboard.demo.simulated_clock import EventClock, steady_wall_us

ANCHOR_US = 1_790_000_000_000_000
CLOCK = EventClock(start_at_us=418_000_000, anchor_wall_us=ANCHOR_US)


@dataclass
class Hand:
    """A wall clock that stands until it is turned."""

    now_us: int = ANCHOR_US

    def __call__(self) -> int:
        return self.now_us


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def endpoint(hand: Hand) -> Iterator[DemoEndpoint]:
    with DemoEndpoint(CLOCK, wall_us=hand) as running:
        yield running


@pytest.fixture
def line(endpoint: DemoEndpoint) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(endpoint.url.split("/")[2], timeout=PATIENCE_S)
    yield connection
    connection.close()


Answer = tuple[int, http.client.HTTPMessage, bytes]


def ask(line: http.client.HTTPConnection, path: str = "/metrics.json", method: str = "GET", **headers: str) -> Answer:
    line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    return answer.status, answer.headers, answer.read()


def test_the_answer_is_the_document_of_the_instant(line: http.client.HTTPConnection) -> None:
    status, headers, body = ask(line)
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "application/json", "no-cache")
    assert json.loads(body) == snapshot_at(418_000_000, sequence=1)


def test_time_goes_on_in_steps_of_half_a_second(line: http.client.HTTPConnection, hand: Hand) -> None:
    told = []
    for later_us in (0, 499_999, 500_000, 1_700_000):
        hand.now_us = ANCHOR_US + later_us
        said = json.loads(ask(line)[2])
        told.append((said["sequence"], said["at"][17:23]))
    assert told == [(1, "58.000"), (1, "58.000"), (2, "58.500"), (4, "59.500")]


def test_what_is_known_already_is_not_sent_again(line: http.client.HTTPConnection) -> None:
    etag = ask(line)[1]["ETag"]
    status, headers, body = ask(line, If_None_Match=f'"other", {etag}')
    assert (status, headers["ETag"], body) == (304, etag, b"")


def test_a_new_step_is_sent_in_spite_of_an_old_etag(line: http.client.HTTPConnection, hand: Hand) -> None:
    etag = ask(line)[1]["ETag"]
    hand.now_us += 500_000
    status, headers, _ = ask(line, If_None_Match=etag)
    assert status == 200
    assert headers["ETag"] != etag


def test_who_accepts_gzip_gets_the_same_document_packed(line: http.client.HTTPConnection) -> None:
    plain = ask(line)[2]
    _, headers, packed = ask(line, Accept_Encoding="br, gzip;q=0.8")
    assert (headers["Content-Encoding"], headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2


def test_who_refuses_gzip_gets_it_plain(line: http.client.HTTPConnection) -> None:
    assert ask(line, Accept_Encoding="gzip;q=0, identity")[1]["Content-Encoding"] is None


def test_a_head_says_how_long_the_document_would_be(line: http.client.HTTPConnection) -> None:
    whole = ask(line)[2]
    status, headers, body = ask(line, method="HEAD")
    assert (status, int(headers["Content-Length"]), body) == (200, len(whole), b"")


def test_another_path_is_answered_by_one_clear_line(line: http.client.HTTPConnection) -> None:
    status, headers, body = ask(line, "/")
    assert (status, headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert body == b"Nothing is here; the metrics are at /metrics.json\n"


def test_a_query_behind_the_path_does_no_harm(line: http.client.HTTPConnection) -> None:
    assert ask(line, "/metrics.json?nocache=1")[0] == 200


def test_another_method_is_refused_in_one_line(line: http.client.HTTPConnection) -> None:
    status, _, body = ask(line, method="POST")
    assert (status, body.count(b"\n"), b"<" in body) == (501, 1, False)


def test_many_answers_come_over_one_connection(line: http.client.HTTPConnection) -> None:
    line.connect()
    own = line.sock.getsockname()
    statuses = [ask(line, path)[0] for path in ("/metrics.json", "/elsewhere", "/metrics.json")]
    assert (statuses, line.sock.getsockname()) == ([200, 404, 200], own)


def test_a_restarted_endpoint_tells_the_same_night_on(hand: Hand) -> None:
    hand.now_us += 3_250_000
    bodies = []
    for _ in range(2):
        with DemoEndpoint(CLOCK, wall_us=hand) as running:
            connection = http.client.HTTPConnection(running.url.split("/")[2], timeout=PATIENCE_S)
            bodies.append(ask(connection)[2])
            connection.close()
    assert bodies[0] == bodies[1]
    assert json.loads(bodies[0])["at"] == "2016-11-11T00:07:01.000+08:00"


def test_closing_ends_connections_that_were_kept_and_all_threads(hand: Hand) -> None:
    before = set(threading.enumerate())
    with DemoEndpoint(CLOCK, wall_us=hand) as running:
        connection = http.client.HTTPConnection(running.url.split("/")[2], timeout=PATIENCE_S)
        ask(connection)
    assert connection.sock.recv(1) == b""
    assert set(threading.enumerate()) == before
    connection.close()


def test_a_client_that_hangs_up_early_leaves_the_endpoint_well(
    endpoint: DemoEndpoint, line: http.client.HTTPConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection((line.host, line.port), timeout=PATIENCE_S) as rude:
        rude.sendall(b"GET /metr")
    assert ask(line)[0] == 200
    assert capsys.readouterr().err == ""


def test_a_port_in_use_is_said_with_what_to_do(endpoint: DemoEndpoint, line: http.client.HTTPConnection) -> None:
    with pytest.raises(EndpointError, match=r"cannot listen at 127\.0\.0\.1, port \d+: .*; choose another port"):
        DemoEndpoint(CLOCK, port=line.port, wall_us=Hand())


def test_an_empty_address_is_not_every_address_of_the_machine(hand: Hand) -> None:
    with pytest.raises(EndpointError, match="no address"):
        DemoEndpoint(CLOCK, host="", wall_us=hand)


def test_a_faster_night_says_its_pace_and_keeps_it(hand: Hand) -> None:
    clock = EventClock(-60_000_000, ANCHOR_US, Decimal("2.5"))
    assert [clock.elapsed_us(clock.step(ANCHOR_US + s * 500_000)) for s in (0, 1, 48)] == [-60_000_000, -58_750_000, 0]


def test_a_wall_clock_set_back_before_the_anchor_waits_at_the_start() -> None:
    assert CLOCK.elapsed_us(CLOCK.step(ANCHOR_US - 10**12)) == 418_000_000


@pytest.mark.parametrize("speed", ["0", "-1", "NaN", "Infinity", "100001"])
def test_a_speed_that_cannot_be_played_is_refused(speed: str) -> None:
    with pytest.raises(UsageError, match="cannot be played"):
        EventClock(0, ANCHOR_US, Decimal(speed))


def test_a_start_in_another_age_is_refused() -> None:
    with pytest.raises(UsageError, match="within a year"):
        EventClock(-(10**17), ANCHOR_US)


def test_the_fastest_night_never_leaves_the_calendar() -> None:
    clock = EventClock(0, 0, Decimal(100_000))
    assert str(snapshot_at(clock.elapsed_us(clock.step(ANCHOR_US)))["at"]).startswith("2117-")


def test_the_steady_clock_never_runs_backwards() -> None:
    wall_us = steady_wall_us()
    read = [wall_us() for _ in range(100)]
    assert read == sorted(read)
