"""A canary in every place for a secret is sent to endpoints that repeat it, and is found nowhere afterwards."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from pyarrow import parquet  # type: ignore[import-untyped]  # it has no types
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

import wallboard
from tests import nights
from tests.contingency.rig import SCENES, Night
from tests.forked import Forks, forks
from tests.fuzz.traces import spellings
from tests.patience import PATIENCE_S
from tests.sources.loopback import Server, refusing, reply
from wallboard.core.errors import RecordingError
from wallboard.recording.reader import RecordingReader
from wallboard.sources.secrets import Secret, TokenFromEnvironment
from wallboard.wall import Wall

USER, PASSWORD, PARAMETER, KEY, TOKEN = CANARIES = (
    "c4nary-user-0a1b2c",
    "c4nary-password-3d4e5f",
    "c4nary/parameter-6a7b8c",
    "c4nary-key-9d0e1f",
    "c4nary+token-2a3b4c",
)
SPELLED = (
    "".join(f"\\u{ord(c):04x}" for c in KEY),
    "".join(f"\\u{ord(c):04X}" if n % 2 else c for n, c in enumerate(TOKEN)),
    "".join(f"%{ord(c):02x}" for c in PASSWORD),
    base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode(),
    base64.b64encode(f"x{TOKEN}".encode()).decode().replace("/", "\\/"),
    TOKEN.encode().hex(),
    PARAMETER.replace("/", "\\/"),
)
"""How an endpoint may write in its JSON what it was sent."""
HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


def written_as(secret: str) -> set[bytes]:
    """The ways in which a text may lie in a file."""
    return {*spellings(secret), secret.encode()[::-1], secret.encode().hex().upper().encode()}


FORMS = {form for secret in CANARIES for form in written_as(secret)} | {
    base64.b64encode(f"{USER}:{PASSWORD}".encode()).rstrip(b"="),
    base64.b64encode(TOKEN.encode()).rstrip(b"="),
}


def leaks(data: bytes) -> list[bytes]:
    """The canaries in some bytes."""
    return [form for form in FORMS if form in data]


class Echo:
    """An endpoint that fails in a different way on each path, and repeats what it was sent each time."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self, conn: socket.socket, server: Server) -> None:
        if conn.recv(1, socket.MSG_PEEK) == b"\x16":  # the greeting of TLS
            conn.sendall(reply(TOKEN.encode(), status=f"400 {TOKEN}"))
            return
        while head := server.request(conn):
            path = head.split("?")[0].rpartition("/")[2]
            if path == "cut":
                return
            conn.sendall(self.answer(path, head))

    def answer(self, path: str, head: str) -> bytes:
        """What a path says."""
        echo = f"{head} {PASSWORD} {TOKEN} {KEY}"
        away = f"Location: http://{USER}:{PASSWORD}@x.example/{TOKEN}/{KEY}?sig={TOKEN}&p={PASSWORD}"
        failing = {
            "denied": reply(json.dumps({"error": echo}).encode(), status=f"401 Unauthorized {TOKEN}"),
            "redirect": reply(echo.encode(), status="302 Found", headers=away),
            "page": reply(f"<html><title>{echo}</title></html>".encode(), headers="Content-Type: text/html"),
            "error": reply(echo.encode(), status=f"500 {TOKEN}"),
            "nonsense": f"SSH-2.0-{TOKEN}\r\n\r\n".encode(),
            "chunks": f"HTTP/1.1 200 {TOKEN}\r\nTransfer-Encoding: chunked\r\n\r\n{TOKEN}\r\n".encode(),
        }
        return failing[path] if path in failing else self._figures(head)

    def _figures(self, head: str) -> bytes:
        """A true snapshot with everything in it that was sent; every third one is cut off."""
        self.given += 1
        said = {
            "at": datetime.now(UTC).isoformat(),
            "gmv": str(1_000_000 + self.given),
            "orders": f"Bearer {TOKEN}",
            "best_selling_brands": [{"id": "a", "name": f"Bearer {TOKEN}", "gmv": "9"}, {"id": KEY, "gmv": "8"}],
            "engagement": {PARAMETER: 5, TOKEN: "x"},
            "selling_to_china": [{"country": "US", "gmv": f"{TOKEN}"}],
            "audience": [{"channel": "SPELLED0", "name": "SPELLED1", "viewers": 3}],
            "SPELLED2": "SPELLED3 SPELLED4 SPELLED5 SPELLED6",
            "debug": head,
        }
        body = json.dumps(said).encode()
        for number, spelled in enumerate(SPELLED):
            body = body.replace(f"SPELLED{number}".encode(), spelled.encode())
        broken = body[: body.index(b"debug")] + head.encode() if self.given % 3 == 0 else body
        return reply(broken, headers=f'Content-Type: application/json\r\nServer: {TOKEN}\r\nETag: "{self.given}"')


@dataclass(frozen=True)
class Left:
    """What a run has left: the folder with all its files, and all that was printed."""

    folder: Path
    printed: bytes
    server: Server
    forks: Forks

    def run(self, *words: str) -> str:
        """A command of the program, with the token in its environment; what it printed joins what is searched."""
        done = self.forks.run(self.folder, words, environment(self.folder))
        assert not leaks(done.stdout + done.stderr), (words, done.stdout + done.stderr)
        return (done.stdout + done.stderr).decode()


def environment(folder: Path) -> dict[str, str]:
    """Off screen, with the token and a home of its own."""
    known = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    known |= dict.fromkeys(HOMES, str(folder / "home"))
    return known | {"WALL_TOKEN": TOKEN, "PYTHONPATH": str(Path(wallboard.__file__).parents[1])}


def program(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as its own process in that environment."""
    return subprocess.run(
        [sys.executable, "-m", "wallboard", *words],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )


def endpoints(port: int, free_port: int) -> str:
    """The sources of a configuration, which all fail but the last, each asked with every kind of secret."""
    paths = ("denied", "redirect", "page", "error", "chunks", "nonsense", "cut")
    query = f"sig={quote(PARAMETER, safe='')}&v=1"
    urls = [f"http://{USER}:{PASSWORD}@127.0.0.1:{free_port}/refused?{query}"]
    urls += [f"https://{USER}:{PASSWORD}@127.0.0.1:{port}/tls?{query}"]
    urls += [f"http://127.0.0.1:{port}/{path}?{query}" for path in paths]
    urls += [f"http://{USER}:{PASSWORD}@127.0.0.1:{port}/basic/cut?{query}", f"http://127.0.0.1:{port}/good?{query}"]
    return "".join(
        f'[[source]]\nurl = "{url}"\ntoken_env = "WALL_TOKEN"\nheaders = {{ "X-Api-Key" = "{KEY}" }}\n' for url in urls
    )


CONFIGURATION = """
[polling]
interval_s = 0.5
[display]
layout = 'rankings'
[screens.center]
canvas = "center"
geometry = "640x360"
"""


FAILURES = {"refused", "tls", "auth", "redirect", "not_json", "status", "not_http"}
"""What the endpoints above are recorded to have failed of."""
RUNS_S = (12, 30, 60, 120)
"""Runs, one after the other, until all has been told: a quiet machine needs the first alone."""


def has_told(night: Path) -> bool:
    """Whether every endpoint has failed in its way, and the last one was understood for some seconds."""
    try:
        with RecordingReader(night) as reader:
            understood = [at_us for at_us in reader.index.answers["at_us"].tolist() if at_us > 0]
            kinds = {row.kind for row in reader.index.failures}
    except RecordingError:
        return False
    return kinds >= FAILURES and len(understood) > 3 and max(understood) - min(understood) > 3_000_000


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    """A wall that ran for some seconds on those endpoints; again on a machine so busy that they did not all tell."""
    folder = tmp_path_factory.mktemp("canary")
    server = Server(Echo())
    try:
        with refusing() as port, forks() as prepared:
            (folder / "wall.toml").write_text(CONFIGURATION + endpoints(server.port, port), encoding="utf-8")
            printed = b""
            for seconds in RUNS_S:
                words = ("run", "--config", "wall.toml", "--record", "night", "--seconds", str(seconds))
                done = program(folder, *words)
                printed += done.stdout + done.stderr
                if has_told(folder / "night"):
                    break
            yield Left(folder, printed, server, prepared)
    finally:
        server.close()


def files(folder: Path) -> list[Path]:
    """Everything on disk but the configuration itself."""
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".toml"]


def test_the_canaries_were_sent_and_repeated(left: Left) -> None:
    sent = "\n".join(left.server.requests)
    assert f"Bearer {TOKEN}" in sent
    assert f"X-Api-Key: {KEY}" in sent
    assert base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode() in sent
    assert quote(PARAMETER, safe="") in sent
    with RecordingReader(left.folder / "night") as reader:
        kinds = {row.kind for row in reader.index.failures}
        bodies = [reader.stored(row).body for row in range(len(reader.index.answers))]  # type: ignore[union-attr]
    assert kinds >= FAILURES
    assert any(b"Bearer ****" in (body or b"") for body in bodies)


def test_no_canary_is_in_any_file_or_line_of_a_run(left: Left) -> None:
    assert leaks(left.printed) == []
    found = {str(path): leaks(path.read_bytes()) for path in files(left.folder)}
    assert {path: what for path, what in found.items() if what} == {}
    assert any(path.endswith(".log") for path in found)
    assert any(path.endswith(".png") for path in found)


def test_no_canary_is_in_what_was_recorded_once_it_is_unpacked(left: Left) -> None:
    with RecordingReader(left.folder / "night") as reader:
        rows = (*reader.index.failures, *reader.index.alive)
        told = "\n".join(f"{row.source} {row.kind} {row.message}" for row in rows)
        stored = [reader.stored(row) for row in range(len(reader.index.answers))]
    assert leaks(told.encode()) == []
    assert all(one is not None and not leaks(repr(one).encode() + (one.body or b"")) for one in stored)
    assert len(stored) > 3


def test_no_canary_is_in_the_texts_within_pictures(left: Left) -> None:
    for path in left.folder.rglob("*.png"):
        image = QImage(str(path))
        texts = "".join(f"{key}{image.text(key)}" for key in image.textKeys())
        assert leaks(texts.encode()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("check", "wall.toml"),
        ("probe", "--config", "wall.toml"),
        ("doctor", "--config", "wall.toml"),
        ("keys", "--config", "wall.toml"),
        ("record", "info", "night"),
        ("record", "verify", "night"),
        ("record", "export", "night", "--format", "csv", "-o", "tables"),
        ("record", "export", "night", "--format", "jsonl", "-o", "lines"),
        ("record", "pack", "night", "-o", "night.packed"),
        ("marks", "night"),
        ("probe", f"http://{USER}:{PASSWORD}@127.0.0.1:1/m?token={TOKEN}"),
        ("probe", f"htp:/{USER}:{PASSWORD}@x/m?token={TOKEN}"),
        ("run", "--endpoint", f"htp://{USER}:{PASSWORD}@x/m?token={TOKEN}"),
        (
            "collect",
            "--endpoint",
            f"http://{USER}:{PASSWORD}@127.0.0.1:1/m?token={TOKEN}",
            "--seconds",
            "1",
            "--record",
            "n2",
        ),
    ],
    ids=lambda words: " ".join(words)[:30],
)
def test_no_command_shows_a_canary_or_leaves_it(left: Left, words: tuple[str, ...]) -> None:
    assert left.run(*words)
    assert [str(path) for path in files(left.folder) if leaks(path.read_bytes())] == []


def test_no_canary_is_in_parquet_tables_once_they_are_unpacked(left: Left) -> None:
    left.run("record", "export", "night", "--format", "parquet", "-o", "columns")
    tables = [parquet.read_table(path) for path in (left.folder / "columns").rglob("*.parquet")]
    assert sum(table.num_rows for table in tables) > 0
    assert [leaks(f"{table.schema}{table.schema.metadata}{table.to_pylist()}".encode()) for table in tables] == [
        [] for _ in tables
    ]


def test_no_canary_is_in_a_still_its_caption_or_a_film(left: Left) -> None:
    with RecordingReader(left.folder / "night") as reader:
        understood = [at_us for at_us in reader.index.answers["at_us"].tolist() if at_us > 0]  # 0: not understood
    told_us = understood[len(understood) // 2]  # on a busy machine there are seconds in which nothing is told
    at, until = (datetime.fromtimestamp(told_us / 1e6 + s, UTC).isoformat() for s in (0, 0.2))
    size = ("--size", "320x180", "--layout", "rankings")
    left.run("still", "night", "--at", at, *size, "-o", "still.png")
    left.run("film", "night", "--from", at, "--to", until, *size, "-o", "film.mp4")
    made = [path for path in files(left.folder) if path.stem in ("still", "film")]
    assert {path.suffix for path in made} >= {".png", ".txt", ".mp4"}
    assert [str(path) for path in made if leaks(path.read_bytes())] == []


MISTAKES = (
    'url = "http://{user}:{password}@host:port:x/m?token={token}"',
    'url = "htp://{user}:{password}@h/m?token={token}"',
    'url = "http://h/m"\ntoken = "{token}"',
    'url = "http://h/m"\ntoken_env = 5\nheaders = ["{token}"]',
    'url = "http://h/m"\nheaders = {{ Authorization = ["{token}"] }}',
    'url = "http://h/m"\nproxy = 7\nheaders = {{ Authorization = "{token}", Cookie = 9 }}',
    'url = "http://{user}:{password}@h/m"\nurl = "{token}"',
    'url = "{token}\n',
    "url = {token}\n",
    'url = ["http://{user}:{password}@h/m"]',
    'url = "http://{user}:{password}@h/m"\ntoken_env = "A"\ntoken_file = "missing"',
    'url = "http://{user}:{password}@h/m"\nclient_key = "wrong.toml"',
)


@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_no_mistake_in_a_configuration_shows_a_canary(left: Left, number: int) -> None:
    text = MISTAKES[number].format(user=USER, password=PASSWORD, token=TOKEN)
    (left.folder / "wrong.toml").write_text(f"[[source]]\n{text}", encoding="utf-8")
    assert "wrong.toml" in left.run("check", "wrong.toml")


def test_no_canary_is_in_what_an_operator_sees(tmp_path: Path, qapp: QApplication) -> None:
    assert qapp is not None
    night = Night(tmp_path / "night", SCENES[2], Wall(nights.settings()), spare=tmp_path / "spare")
    try:
        night.good(3)
        for path in ("denied", "redirect", "page", "error", "chunks", "nonsense", "cut", "good"):
            server = night.ask(Echo())
            url = server.url.replace("metrics.json", f"{path}?token={quote(PARAMETER, safe='')}")
            night.ask_at(url, token=TokenFromEnvironment("T", {"T": TOKEN}), headers=(("X-Api-Key", Secret(KEY)),))
            night.poll()
            night.settle()
            seen = night.look()
            assert leaks(f"{seen}{night.said}".encode()) == []
    finally:
        night.close()


@pytest.mark.parametrize("secret", CANARIES)
def test_the_search_finds_a_canary_however_it_is_written(secret: str, tmp_path: Path) -> None:
    for form in written_as(secret):
        (tmp_path / "leak").write_bytes(b"\0" * 99 + form + b"\n")
        assert leaks((tmp_path / "leak").read_bytes())
