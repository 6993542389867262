"""The server over real sockets: nothing but what the desk has made leaves it, whatever is asked and however."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.press.rig import BILLION, EVENT, publisher
from tests.truth.rig import Wall
from wallboard.press.album import read_edition
from wallboard.press.event_stream import MOST, origin_of
from wallboard.press.publishing import Publisher
from wallboard.press.served_files import ServedFiles
from wallboard.press.server import MOST_CHANGES, Changes, PressServer

pytest.importorskip("uvicorn")
from wallboard.cli.press_serving import WebThread, listening


class Site:
    """A desk of two milestones that is served."""

    def __init__(self, folder: Path) -> None:
        self.wall = Wall(folder / "night", facts=EVENT, into_s=100)
        self.wall.tell(0.9 * BILLION)
        self.wall.tell(1.1 * BILLION)
        self.made: Publisher = publisher(self.wall.folder, folder / "desk", live=True)
        self.files = ServedFiles(folder / "desk")
        self.app = PressServer(self.files)
        heard = listening("127.0.0.1", 0)
        self.port = heard.getsockname()[1]
        self.web = WebThread(self.app, heard)
        self.publish()
        self.web.start()

    def publish(self) -> None:
        self.made.desks.reader.refresh()
        bounds = self.made.desks.reader.bounds
        assert bounds is not None
        desk = self.made.desk_at(bounds[1], "paused")
        self.made.issue(desk, self.made.missing(desk))
        changed = self.made.write(desk)
        self.files.put(self.made.folder.files)
        self.files.put_editions(self.made.album)
        self.web.publish(self.made.version, changed)

    def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Head and body of the answer to raw bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as connection:
            connection.sendall(request)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        head, _, body = answer.partition(b"\r\n\r\n")
        return head, body

    def get(self, address: str, *headers: str, method: str = "GET") -> tuple[bytes, bytes]:
        lines = [f"{method} {address} HTTP/1.1", "Host: press.example", "Connection: close", *headers]
        return self.ask("\r\n".join([*lines, "", ""]).encode("latin-1"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "secret.txt").write_text("the secret")
    (folder / "desk").mkdir()
    (folder / "desk" / "secret.html").write_text("the secret")
    made = Site(folder)
    yield made
    made.web.stop()
    made.made.desks.reader.close()


def status(answer: tuple[bytes, bytes]) -> int:
    return int(answer[0].split()[1])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_no_verb_but_get_and_head_is_answered(site: Site, method: str) -> None:
    head, _ = site.get("/state.json", method=method)
    assert b" 405 " in head or b" 400 " in head


@pytest.mark.parametrize(
    "address",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/m/../../secret.txt",
        "//etc/passwd",
        "/secret.html",
        "/.wallboard-press",
        "/m/gmv-1bn/r1/../../../../secret.txt",
        "/m/gmv-1bn/r1/%00",
        "/m/gmv-1bn/r1.part/totals.csv",
        "/m/gmv-1bn/r1/manifest.json",
        "/m/gmv-1bn/r9/totals.csv",
        "/index.html%0d%0aSet-Cookie:a=b",
        "/\\..\\secret.txt",
        "/state.json/",
        "/press.css/../../secret.txt",
        "/" + "a" * 2000,
        "/%ff%fe",
        "file:///etc/passwd",
    ],
)
def test_no_address_reads_anything_else(site: Site, address: str) -> None:
    head, body = site.get(address)
    assert int(head.split()[1]) in (400, 404, 414)
    assert b"secret" not in body
    assert b"root:" not in body
    assert b"set-cookie" not in head.lower()


@pytest.mark.parametrize(
    "header",
    [
        "Host: evil.example",
        "X-Forwarded-Host: evil.example",
        "X-Original-URL: /../secret.txt",
        "X-Rewrite-URL: /../secret.txt",
        "Range: bytes=0-1",
        "Cookie: a=b",
        "If-None-Match: " + '"x",' * 500,
        "Accept-Encoding: " + "gzip," * 300,
    ],
)
def test_no_header_changes_what_is_read(site: Site, header: str) -> None:
    head, body = site.get("/atom.xml", header)
    assert int(head.split()[1]) == (400 if header.startswith("Host") else 200), "two hosts are none"
    assert b"evil" not in body + head
    assert b"set-cookie" not in head.lower()


def test_heads_that_never_end_and_no_requests_at_all_harm_nobody(site: Site) -> None:
    with contextlib.suppress(ConnectionError):  # it may hang up before all is sent
        head, _ = site.ask(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 400_000)
        assert b" 200 " not in head
    head, _ = site.ask(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n")
    assert b" 400 " in head
    assert status(site.get("/state.json")) == 200


def test_pages_come_whole_packed_and_only_when_they_are_new(site: Site) -> None:
    import gzip  # noqa: PLC0415

    head, body = site.get("/en/")
    packed_head, packed = site.get("/en/", "Accept-Encoding: gzip, br")
    assert b"content-encoding: gzip" in packed_head
    assert gzip.decompress(packed) == body
    assert b"RMB 1.10 billion" in body
    etag = next(line.partition(b": ")[2] for line in head.split(b"\r\n") if line.startswith(b"etag"))
    again = site.get("/en/", f"If-None-Match: W/{etag.decode()}")
    assert status(again) == 304
    assert again[1] == b""
    only_head = site.get("/en/", method="HEAD")
    assert status(only_head) == 200
    assert only_head[1] == b""
    assert b"default-src 'self'" in head
    assert status(site.get("/m/gmv-1bn")) == 301


def header(answer: tuple[bytes, bytes], name: str) -> str:
    lines = [line.decode() for line in answer[0].split(b"\r\n")]
    return next((line.partition(": ")[2] for line in lines if line.lower().startswith(f"{name}: ")), "")


PICTURE = "/m/gmv-1bn/r1/gmv-1bn-r1-1920x1080.png"


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=5-", 5, None),
        ("bytes=-7", -7, None),
        ("bytes=-999999", 0, None),
        ("bytes=3-999999", 3, None),
        ("Bytes = 1 - 1", 1, 2),
    ],
)
def test_a_part_of_a_file_is_a_part_of_it(site: Site, asked: str, begin: int, end: int | None) -> None:
    whole = site.get(PICTURE)[1]
    answer = site.get(PICTURE, f"Range: {asked}")
    assert status(answer) == 206
    assert answer[1] == whole[begin:end]
    first = begin % len(whole)
    last = first + len(answer[1]) - 1
    assert header(answer, "content-range") == f"bytes {first}-{last}/{len(whole)}"
    assert int(header(answer, "content-length")) == len(answer[1])
    only_head = site.get(PICTURE, f"Range: {asked}", method="HEAD")
    assert (status(only_head), only_head[1]) == (206, b"")


@pytest.mark.parametrize(
    "asked", ["bytes=9-3", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-9", "bytes=" + "9" * 40 + "-", "0-5", ""]
)
def test_a_part_of_no_sense_is_the_whole(site: Site, asked: str) -> None:
    answer = site.get(PICTURE, f"Range: {asked}")
    assert status(answer) == 200
    assert answer[1] == site.get(PICTURE)[1]
    assert header(answer, "accept-ranges") == "bytes"


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0", "bytes=999999999999999-9999999999999999"])
def test_a_part_behind_the_end_is_refused(site: Site, asked: str) -> None:
    answer = site.get(PICTURE, f"Range: {asked}")
    assert status(answer) == 416
    assert header(answer, "content-range") == f"bytes */{len(site.get(PICTURE)[1])}"


def test_a_part_of_what_the_client_began_with_or_all_of_what_is_there(site: Site) -> None:
    etag = header(site.get(PICTURE), "etag")
    assert status(site.get(PICTURE, "Range: bytes=0-9", f"If-Range: {etag}")) == 206
    assert status(site.get(PICTURE, "Range: bytes=0-9", 'If-Range: "another"')) == 200
    assert status(site.get(PICTURE, "Range: bytes=0-9", "If-Range: Sat, 29 Oct 1994 19:43:31 GMT")) == 200
    assert status(site.get("/state.json", "Range: bytes=0-9")) == 200, "a page may be another one by the next part"


def test_a_page_that_is_known_is_not_sent_again_however_that_is_said(site: Site) -> None:
    plain, packed = (header(site.get("/en/", *more), "etag") for more in ((), ("Accept-Encoding: gzip",)))
    assert packed == f"W/{plain}", "packed it is another row of bytes"
    for known in (plain, packed, f'"x", {plain}', f'W/"y",{packed} , "z"', "*"):
        answer = site.get("/en/", f"If-None-Match: {known}")
        assert status(answer) == 304, known
        assert header(answer, "vary") == "accept-encoding"
    assert status(site.get("/en/", f"If-None-Match: {plain}", 'If-None-Match: "x"')) == 304, "a list in two lines"
    assert status(site.get("/en/", 'If-None-Match: "x"', 'If-None-Match: "y"')) == 200


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://press.example/en/", 200),
        ("HTTPS://evil.example:8/state.json", 200),
        ("http://press.example", 200),
        ("http://press.example/../secret.txt", 404),
        ("http://press.example//secret.html", 404),
        ("ftp://press.example/en/", 404),
    ],
)
def test_a_whole_uri_is_a_path_here(site: Site, address: str, found: int) -> None:
    head, body = site.get(address)
    assert int(head.split()[1]) == found
    assert b"evil" not in head + body
    assert b"secret" not in body


@pytest.mark.parametrize(
    "more",
    [
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0",
        "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\nzz",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /secret.html HTTP/1.1\r\nHost: a",
        "Expect: 100-continue",
        "Upgrade: h2c",
    ],
)
def test_a_body_that_nobody_asked_for_changes_nothing(site: Site, more: str) -> None:
    head, body = site.get("/state.json", more)
    assert int(head.split()[1]) in (200, 400)
    assert body.count(b"HTTP/1.1 200") == 0, "one request, one answer"
    assert b"the secret" not in body


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.000", False), ("x-gzip", False)],
)
def test_an_answer_is_packed_for_whoever_takes_it_so(site: Site, accepted: str, packed: bool) -> None:
    head, _ = site.get("/en/", f"Accept-Encoding: {accepted}")
    assert (b"content-encoding: gzip" in head) == packed


def test_files_of_editions_are_served_and_never_change(site: Site) -> None:
    head, body = site.get("/m/gmv-1bn/r1/totals.csv")
    assert b"immutable" in head
    assert body == (site.made.folder.root / "m/gmv-1bn/r1/totals.csv").read_bytes()
    assert site.get("/m/gmv-1bn/r1/totals.csv", method="HEAD")[1] == b""


@pytest.mark.parametrize("name", ["../../../secret.txt", "/etc/passwd", "..", "a/b", "a\\b", ".hidden", ""])
def test_a_list_of_files_that_names_others_is_none(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "m" / "gmv-1bn" / "r1"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"files": {name: [1, "0"], "totals.csv": [1, "0"]}}))
    assert not read_edition(folder).files
    (folder / "manifest.json").write_text(json.dumps({"files": {"totals.csv": [1, "0"]}}))
    assert list(read_edition(folder).files) == ["totals.csv"]


def test_an_embedded_page_may_be_framed_and_brings_nothing_along(site: Site) -> None:
    head, body = site.get("/embed/gmv-1bn/")
    assert b"frame-ancestors" not in head
    assert b"<script" not in body
    assert b"src=" not in body
    assert len(body) <= 20_000


def test_readers_of_the_stream_are_told_of_each_version(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE_S) as reading:
        reading.sendall(b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
        first = site.made.version.encode()
        assert first in until(reading, first)
        site.wall.tell(1.2 * BILLION)
        site.publish()
        second = site.made.version.encode()
        assert second != first
        assert b"event: desk" in until(reading, second)
    changes = json.loads(site.get("/changes?after=1")[1])
    assert "state.json" in changes["changed"]
    assert not changes["reset"]
    site.web.stop()
    site.made.desks.reader.close()


def until(reading: socket.socket, text: bytes) -> bytes:
    found = b""
    while text not in found:
        piece = reading.recv(4096)
        assert piece, found
        found += piece
    return found


@pytest.mark.parametrize("query", ["after=-1", "after=x", "before=1", "after=" + "9" * 40, "after=1&x=2", "%00"])
def test_a_cursor_is_a_number_or_refused(site: Site, query: str) -> None:
    assert status(site.get(f"/changes?{query}")) == 400


def test_changes_that_are_too_long_ago_are_not_told_in_part() -> None:
    changes = Changes()
    for n in range(MOST_CHANGES + 10):
        changes.add((f"{n}.html",))
    assert changes.after(0)["reset"] is True
    assert changes.after(MOST_CHANGES + 9) == {
        "cursor": MOST_CHANGES + 10,
        "reset": False,
        "changed": [f"{MOST_CHANGES + 9}.html"],
    }
    assert changes.after(MOST_CHANGES + 11)["reset"] is True, "a cursor of another life of the server"


def test_a_port_that_is_taken_is_named() -> None:
    from wallboard.core.errors import WallboardError  # noqa: PLC0415

    taken = listening("127.0.0.1", 0)
    with pytest.raises(WallboardError, match=r"cannot listen at 127\.0\.0\.1 port"):
        listening("127.0.0.1", taken.getsockname()[1])
    taken.close()


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("::ffff:127.0.0.9", ""),
        ("", ""),
        ("a unix socket", ""),
    ],
)
def test_who_an_address_counts_as(address: str, origin: str) -> None:
    assert origin_of(address) == origin


def test_of_one_address_only_so_many_may_read_along_and_the_others_go_on(tmp_path: Path) -> None:
    asyncio.run(_many_read_along(tmp_path))


async def _many_read_along(tmp_path: Path) -> None:
    app = PressServer(ServedFiles(tmp_path), per_address=2)
    gone = asyncio.Event()
    statuses: dict[str, list[object]] = {}

    async def read(client: str, method: str = "GET") -> None:
        async def receive() -> dict[str, object]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                statuses.setdefault(client, []).append(message["status"])

        scope = {"type": "http", "method": method, "path": "/events", "headers": [], "client": (client, 1)}
        await app(scope, receive, send)

    clients = ["192.0.2.1"] * 3 + ["192.0.2.2"] * 2 + ["2001:db8::1", "2001:db8::2", "2001:db8::3"] + ["127.0.0.1"] * 9
    async with asyncio.TaskGroup() as group:
        for client in clients:
            group.create_task(read(client))
        while sum(map(len, statuses.values())) < len(clients):
            await asyncio.sleep(0)
        assert statuses["192.0.2.1"] == [200, 200, 429]
        assert statuses["192.0.2.2"] == [200, 200]
        assert [statuses[f"2001:db8::{n}"] for n in (1, 2, 3)] == [[200], [200], [429]]
        assert statuses["127.0.0.1"] == [200] * 9, "a web server beside the desk asks for all of its readers"
        gone.set()
    assert app.audience.count == 0
    gone.clear()
    gone.set()
    await read("192.0.2.1")
    await read("192.0.2.1", "HEAD")
    assert statuses["192.0.2.1"] == [200, 200, 429, 200, 200], "who left makes room"


def test_only_so_many_may_read_along(tmp_path: Path) -> None:
    app = PressServer(ServedFiles(tmp_path))
    app.audience.count = MOST
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    asyncio.run(app({"type": "http", "method": "GET", "path": "/events", "headers": []}, receive, send))
    assert sent[0]["status"] == 503
