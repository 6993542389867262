"""What must not pass: other hosts, other origins, no token, wrong bodies, paths that lead elsewhere."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.console.hostile import attack
from tests.console.rig import Rig, console
from tests.patience import PATIENCE_S
from wallboard.config.console_settings import ConsoleSettings
from wallboard.console.devices import CODE_US, Devices, PairingError
from wallboard.console.guards import MOST_BYTES, MOST_DEPTH, BodyError, Reached, may_write, read_json, token_of
from wallboard.console.rate_limits import Allowance, RateLimits
from wallboard.recording.journal import actions_of


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with console(tmp_path_factory.mktemp("guards")) as made:
        yield made


def raw(rig: Rig, request: bytes) -> bytes:
    """The answer to bytes as they are."""
    with socket.create_connection(("127.0.0.1", rig.running.port), timeout=PATIENCE_S) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        found = b""
        while chunk := client.recv(65536):
            found += chunk
    return found


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""])
def test_a_name_that_is_not_the_consoles_is_misdirected(host: str, rig: Rig) -> None:
    answer = raw(rig, f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith((b"HTTP/1.1 421", b"HTTP/1.1 400"))


def test_two_hosts_are_none(rig: Rig) -> None:
    both = f"GET / HTTP/1.1\r\nHost: {rig.host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert raw(rig, both.encode()).startswith((b"HTTP/1.1 421", b"HTTP/1.1 400"))


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://{host}", "http://127.0.0.1:9", None])
def test_a_cookie_alone_writes_nothing_from_another_origin(origin: str | None, rig: Rig) -> None:
    token = rig.token(name=f"browser {origin}")
    headers = {"Cookie": f"wallboard_console={token}"}
    if origin is not None:
        headers["Origin"] = origin.format(host=rig.host)
    before = len(actions_of(rig.folder))
    with rig.client(**headers) as client:
        answer = rig.do(client, "blackout")
        assert (answer.status_code, answer.json()["error"]) == (403, "origin")
        assert client.get("/api/1/me").status_code == 200
    with pytest.raises(InvalidStatus) as refused, connect(f"ws://{rig.host}/ws", additional_headers=headers):
        pass
    assert refused.value.response.status_code == 403
    assert len(actions_of(rig.folder)) == before


def test_the_console_writes_from_its_own_page(rig: Rig) -> None:
    headers = {"Cookie": f"wallboard_console={rig.token(name='own page')}", "Origin": rig.origin}
    with rig.client(**headers) as client:
        assert rig.do(client, "layout:map").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/page/../../../etc/passwd", "/page/..%2f..%2fetc%2fpasswd", "/page/%2e%2e/console.css", "//page/console.css",
     "/program/..%2fx.jpg", "/program/nowhere.jpg", "/button/%00.png", "/layout/" + "a" * 600 + ".jpg", "/page/",
     "/page/console.css/", "/.git/config", "/api/1/state/", "/api/2/state"],
)  # fmt: skip
def test_no_path_reads_anything_else(path: str, rig: Rig) -> None:
    token = rig.token(name=f"reader {path}"[:40])
    answer = raw(
        rig,
        f"GET {path} HTTP/1.1\r\nHost: {rig.host}\r\nConnection: close\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode(),
    )
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"root:" not in answer


@pytest.mark.parametrize("path", ["/api/1/state", "/api/1/journal", "/metrics", "/program/left.jpg", "/api/1/actions"])
def test_nothing_of_the_wall_is_told_without_a_token(path: str, rig: Rig) -> None:
    with rig.client() as client:
        assert client.get(path).status_code == 401
    with rig.client("x" * 43) as client:
        assert client.get(path).status_code == 401


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"{}", 415),
        ("application/x-www-form-urlencoded", b"a=1", 415),
        ("application/json", b"[" * 9 + b"]" * 9, 400),
        ("application/json", b"nonsense", 400),
        ("application/json", b"[]", 400),
        ("application/json", b'{"other": 1}', 400),
        ("application/json", b'{"revision": -1}', 400),
        ("application/json", b'{"argument": "x"}', 400),
        ("application/json", b'{"id": "../../x"}', 400),
        ("application/json", b" " * (MOST_BYTES + 1), 413),
        ("application/json", b'{"canvas": "\xff"}', 400),
    ],
)
def test_a_body_that_is_not_what_is_read_is_refused(kind: str, body: bytes, status: int, rig: Rig) -> None:
    before = len(actions_of(rig.folder))
    with rig.client(rig.token(name=f"{kind} {body[:12]!r}"[:40])) as client:
        answer = client.post("/api/1/do/blackout", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert len(actions_of(rig.folder)) == before


def test_a_body_that_comes_in_pieces_is_cut_off_at_the_same_size(rig: Rig) -> None:
    with rig.client(rig.token(name="pieces")) as client:
        pieces = (b" " * 4096 for _ in range(40))
        answer = client.post("/api/1/do/blackout", content=pieces, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_every_answer_carries_the_headers_that_protect_it(rig: Rig) -> None:
    with rig.client() as client:
        for path in ("/", "/page/main.js", "/api/1/state", "/nothing"):
            headers = client.get(path).headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "default-src 'self'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert "access-control-allow-origin" not in headers
            assert "server" not in headers
        assert (
            "access-control-allow-origin" not in client.options("/api/1/state", headers={"Origin": "http://e"}).headers
        )


def test_hundreds_of_hostile_requests_change_nothing_and_are_answered(rig: Rig) -> None:
    before = actions_of(rig.folder)
    told = attack(rig.running.port, count=300, seed=11)
    assert told.unanswered == 0
    assert told.succeeded == 0
    assert actions_of(rig.folder) == before
    with rig.client(rig.token(name="after")) as client:
        assert client.get("/api/1/state").status_code == 200


def test_no_token_can_be_read_in_the_file_of_the_devices(tmp_path: Path) -> None:
    devices = Devices(tmp_path, lambda: 1)
    token, _ = devices.add("phone", "chief")
    code = devices.new_code("operator")
    devices.close()
    (path,) = tmp_path.glob("devices.sqlite")
    assert token.encode() not in path.read_bytes()
    assert code.encode() not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_code_is_valid_for_two_minutes_and_for_one_device(tmp_path: Path) -> None:
    now = [1_000_000_000]
    devices = Devices(tmp_path, lambda: now[0])
    code = devices.new_code("operator")
    now[0] += CODE_US
    with pytest.raises(PairingError, match="expired"):
        devices.pair(code, "late")
    code = devices.new_code("chief")
    assert devices.pair(code, "phone")[1].role == "chief"
    with pytest.raises(PairingError):
        devices.pair(code, "again")
    devices.close()


@given(name=st.text(max_size=60))
def test_a_name_of_a_device_is_plain_and_its_own(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    devices = Devices(tmp_path_factory.mktemp("names"), lambda: 1)
    first, second = (devices.add(name, "viewer")[1].name for _ in range(2))
    devices.close()
    assert first != second
    assert first.isprintable()
    assert first.strip() == first != ""


@given(st.sampled_from(["http", "https"]), st.sampled_from([80, 443, 8711]), st.text(max_size=30))
def test_only_the_names_that_are_meant_are_allowed(scheme: str, port: int, host: str) -> None:
    reached = Reached.at(scheme, "192.168.1.5", port, ("wall.local",))
    allowed = {f"{name}:{port}" for name in ("wall.local", "192.168.1.5")}
    if (scheme, port) in {("http", 80), ("https", 443)}:
        allowed |= {"wall.local", "192.168.1.5"}
    assert reached.allows(host) == (host.lower() in allowed)
    assert all(reached.allows(each) for each in allowed)
    for each in allowed:
        shown = each.removesuffix({"http": ":80", "https": ":443"}[scheme])
        assert reached.is_own(f"{scheme}://{shown}", each)
        assert not reached.is_own(f"{scheme}://{host}", each) or host.lower() == shown


@given(st.lists(st.integers(min_value=0, max_value=2_000_000), min_size=1, max_size=60))
def test_no_more_pass_than_the_bucket_holds(steps: list[int]) -> None:
    limits = RateLimits(Allowance(3, 2.0))
    at_us = passed = 0
    for step_us in steps:
        at_us += step_us
        passed += limits.wait_s("device", at_us) == 0
        assert passed <= 3 + at_us * 2 / 1_000_000
    assert limits.wait_s("another", at_us) == 0


def test_a_token_in_a_header_needs_no_origin_and_one_in_a_cookie_does() -> None:
    reached = Reached.at("http", "127.0.0.1", 8711, ())
    host = "127.0.0.1:8711"
    assert token_of("Bearer " + "a" * 43, "wallboard_console=" + "b" * 43) == ("a" * 43, True)
    assert token_of("Basic x", "wallboard_console=" + "b" * 43) == (None, True)
    assert may_write(reached, None, host, by_header=True)
    assert not may_write(reached, None, host, by_header=False)
    assert not may_write(reached, "http://evil.example", host, by_header=True)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"listen": "0.0.0.0:8711"}, "without TLS"),
        ({"listen": "0.0.0.0:8711", "insecure": True}, "state the names"),
        ({"listen": "wall.local:1"}, "no IP address"),
        ({"listen": "127.0.0.1:99999"}, "no address"),
        ({"hosts": ["http://wall"]}, "no host's name"),
        ({"osc": {"senders": []}}, "names nobody"),
        ({"osc": {"senders": ["wall"]}}, "no IP address"),
    ],
)
def test_a_console_that_is_not_protected_is_a_mistake_of_the_file(said: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        ConsoleSettings.model_validate(said)


@given(st.text(alphabet='[{"\\]a', max_size=60))
def test_brackets_in_a_text_are_no_depth(text: str) -> None:
    assert read_json(msgspec.json.encode({"text": text})) == {"text": text}


@pytest.mark.parametrize("inside", ["", '"["', '"\\""'])
def test_a_body_that_nests_too_deep_is_refused(inside: str) -> None:
    body = '{"a": ' + "[" * MOST_DEPTH + inside + "]" * MOST_DEPTH + "}"
    with pytest.raises(BodyError, match="nested deeper"):
        read_json(body.encode())


@pytest.mark.parametrize("body", ['"' + '\\"' * 4000, '{"a": "' + "\\", '{"a": "[[[[[[[[[['])
def test_a_text_without_an_end_is_no_json(body: str) -> None:
    with pytest.raises(BodyError, match="no JSON"):
        read_json(body.encode())
