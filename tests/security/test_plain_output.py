"""Whatever a stranger wrote, no command prints or logs what a terminal would obey, and no line passes for another."""

from __future__ import annotations

import ast
import json
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

import wallboard
from tests.forked import Forks, forks
from tests.fuzz.traces import escape_in
from tests.security.test_canary import HOMES, environment, program
from tests.sources.loopback import Server, reply
from wallboard.cli.commands import wallboard as commands

STEERS = "\x1b]0;pwn\x07\x1b[31mred\x9b2J\u202egnp\u202c\u200b\r\x7f"
FORGED = "wallboard: all is well"
BOTH = f"{STEERS}\n{FORGED}"
NIGHT = f"night{STEERS}\n{FORGED}"
"""The name of a recording's folder."""


def toml(text: str) -> str:
    """A text as TOML writes it."""
    return '"' + "".join(f"\\u{ord(c):04x}" for c in text) + '"'


def configuration(port: int) -> str:
    """A configuration that can be used, with something that steers a terminal wherever there are words."""
    words = toml(BOTH)
    return f"""
[event]
name = {words}
logo = {words}
venue = {words}
place = {words}
[[source]]
url = "http://127.0.0.1:{port}/m"
name = {words}
[polling]
interval_s = 0.5
[money]
definition = {words}
[panels.{words}]
kind = "text"
text = {words}
[layouts.{words}]
title = {words}
key = "F24"
canvas."*".areas = [". bar", "gmv gmv"]
[screens.{words}]
canvas = "none"
position = 9
"""


def says(conn: socket.socket, server: Server) -> None:
    """An endpoint whose every word steers, in the head too."""
    given = 0
    while server.request(conn):
        given += 1
        body = {
            "at": datetime.now(UTC).isoformat(),
            "gmv": str(100 + given),
            "currency": "CNY",
            "orders": BOTH,
            BOTH: BOTH,
            "best_selling_brands": [
                {"id": BOTH, "name": BOTH, "gmv": "9"},
                {"id": "b", "name": {"zh": 5}, "gmv": BOTH},
            ],
            "engagement": {BOTH: BOTH},
        }
        steers = STEERS.replace("\r", "").encode().decode("latin-1")
        conn.sendall(reply(json.dumps(body).encode(), headers=f"Server: {steers}\r\nContent-Type: {steers}"))


@dataclass(frozen=True)
class Place:
    """A folder with a configuration and a recording, both full of it."""

    folder: Path
    forks: Forks


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Made once: a wall ran there for some seconds."""
    folder = tmp_path_factory.mktemp("steers")
    server = Server(says)
    try:
        (folder / "wall.toml").write_text(configuration(server.port), encoding="utf-8")
        (folder / f"wrong{BOTH}.toml").write_text(f"[event]\n{toml(BOTH)} = 1\n", encoding="utf-8")
        done = program(folder, "collect", "--config", "wall.toml", "--record", NIGHT, "--seconds", "3")
        assert done.returncode == 0, done.stderr
        with forks() as prepared:
            yield Place(folder, prepared)
    finally:
        server.close()


CONFIG = ("--config", "wall.toml")
ALONE = {"collect", "demo", "replay", "run", "show", "simulate"}
"""Started as people do, since they start others or go on for a while; the others are forked."""
LONG = {"bench", "rehearse", "soak"}
"""Tried in `test_long_commands`."""
COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "wall.toml"),
    "check, wrong": ("check", f"wrong{BOTH}.toml"),
    "check, missing": ("check", BOTH),
    "cluster acl": ("cluster", "acl", *CONFIG),
    "cluster prepare": ("cluster", "prepare", BOTH, "b", "--broker", BOTH, "--folder", f"prepared{BOTH}"),
    "cluster prepare, right": ("cluster", "prepare", "a", "b", "--broker", "127.0.0.1", "--folder", f"made{BOTH}"),
    "collect": ("collect", *CONFIG, "--seconds", "1", "--record", NIGHT),
    "console certificate": ("console", "certificate", f"http://{BOTH}", "--folder", "certificates"),
    "console devices": ("console", "devices", *CONFIG),
    "console pair, wrong": ("console", "pair", "--config", f"wrong{BOTH}.toml"),
    "console revoke": ("console", "revoke", BOTH, *CONFIG),
    "console token": ("console", "token", BOTH, *CONFIG),
    "demo": ("demo", "--seconds", "1", "--record", f"demo{BOTH}"),
    "doctor": ("doctor", *CONFIG),
    "doctor, wrong": ("doctor", "--config", f"wrong{BOTH}.toml"),
    "film": ("film", NIGHT, "--from", BOTH, "--to", "1", "-o", f"film{BOTH}.mp4"),
    "health": ("health", "--record", NIGHT),
    "init": ("init", f"new{BOTH}.toml", "--yes", "--name", BOTH, "--endpoint", f"http://127.0.0.1:1/{BOTH}"),
    "keys": ("keys", *CONFIG),
    "keys, markdown": ("keys", *CONFIG, "--markdown"),
    "marks": ("marks", NIGHT),
    "press build, wrong": ("press", "build", BOTH, "-o", f"desk{BOTH}"),
    "press keys": ("press", "keys", f"keys{BOTH}"),
    "press release, wrong": ("press", "release", BOTH),
    "probe": ("probe", *CONFIG),
    "probe, wrong": ("probe", f"http://h/{BOTH}"),
    "record export": ("record", "export", NIGHT, "-o", f"tables{BOTH}"),
    "record info": ("record", "info", NIGHT),
    "record info, JSON": ("record", "info", NIGHT, "--json"),
    "record merge": ("record", "merge", NIGHT, NIGHT, "-o", f"merged{BOTH}.wallboard"),
    "record pack": ("record", "pack", NIGHT, "-o", f"packed{BOTH}.wallboard"),
    "record repair": ("record", "repair", NIGHT, "-o", f"repaired{BOTH}.wallboard"),
    "record trim": ("record", "trim", NIGHT, "-o", f"part{BOTH}.wallboard"),
    "record verify": ("record", "verify", NIGHT),
    "replay": ("replay", NIGHT, "--seconds", "1", "--at", BOTH),
    "run": ("run", *CONFIG, "--seconds", "2", "--record", f"run{BOTH}"),
    "run, wrong": ("run", "--endpoint", f"http://h{BOTH}/", "--layout", BOTH),
    "schema": ("schema",),
    "screens": ("screens", *CONFIG),
    "show": ("show", "--record", NIGHT, *CONFIG, "--seconds", "1", "--layout", BOTH),
    "simulate": ("simulate", "--seconds", "0.1"),
    "still": ("still", NIGHT, "--at", datetime.now(UTC).isoformat(), "--layout", BOTH, "-o", f"x{BOTH}.png"),
    "verify, wrong": ("verify", BOTH),
    "no command": (BOTH,),
    "no option": ("check", f"--{BOTH}"),
}


def paths_of(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command that people are told of."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from paths_of(command, f"{before}{name} ")
        elif not command.hidden:
            yield f"{before}{name}"


def test_every_command_is_tried() -> None:
    assert set(paths_of(commands)) - {name.partition(",")[0] for name in COMMANDS} == LONG


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_prints_or_logs_what_a_terminal_obeys(name: str, place: Place) -> None:
    words, folder = COMMANDS[name], place.folder
    alone = name in ALONE
    done = program(folder, *words) if alone else place.forks.run(folder, words, environment(folder))
    assert_plain(done.stdout + done.stderr, place.folder)


def assert_plain(printed: bytes, folder: Path) -> None:
    """What was printed, and the logs below a folder: something, nothing that steers, no line that passes for ours."""
    assert printed.strip()
    assert escape_in(printed) is None
    assert b"wallboard: unexpected" not in printed
    assert f"\n{FORGED}".encode() not in b"\n" + printed
    for path in folder.rglob("*.log"):
        data = path.read_bytes()
        assert escape_in(data) is None, path
        assert f"\n{FORGED}".encode() not in b"\n" + data


OWN = re.compile(rb"\x1b\[[0-9;]*m|\x1b\[\?25[hl]|\x1b\[[0-9]*[ABGK]|\x1b\[2K|\r")
"""What rich writes itself: colours, the cursor hidden and shown, and a progress bar's line anew."""


def on_a_terminal(place: Place, *words: str) -> bytes:
    """What a command writes to a terminal that knows colours."""
    known = dict(os.environ) | dict.fromkeys(HOMES, str(place.folder / "home"))
    known |= {"TERM": "xterm-256color", "PYTHONPATH": str(Path(wallboard.__file__).parents[1])}
    return place.forks.on_a_terminal(place.folder, words, known)


@pytest.mark.parametrize("name", ["probe", "doctor, wrong", "keys", "screens", "marks", "record info", "check, wrong"])
def test_on_a_terminal_only_our_own_colours_come_through(name: str, place: Place) -> None:
    written = on_a_terminal(place, *COMMANDS[name])
    assert written.strip()
    assert b"\x1b[31mred" not in written
    assert escape_in(OWN.sub(b"", written)) is None


def test_nothing_is_printed_but_through_the_one_way_out() -> None:
    """No other module of the commands calls what prints."""
    root = Path(wallboard.__file__).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        if path.name in ("output.py", "plain_console.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in {"click.echo", "click.secho", "Console", "print", "rich.print"}:
                    found.append(f"{path.relative_to(root)}:{node.lineno}: {called}")
    assert found == []
