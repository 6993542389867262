"""The commands that measure and rehearse, each from end to end, under words that steer terminals and with secrets."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import pytest

from tests.cli.conftest import Command
from tests.security import test_canary as secrets
from tests.security import test_plain_output as steering
from tests.sources.loopback import Server, refusing
from wallboard.bench.bench_report import BenchReport
from wallboard.soak.report import SoakReport

pytestmark = pytest.mark.xdist_group("walls")

PLAN = f"""
title = {steering.toml(steering.BOTH)}
start_at = "00:00:40"
seconds = 10
fault = [
    {{ at = "00:00:43", what = "denied", for_s = 1 }},
    {{ at = "00:00:45", what = "kill collect" }},
    {{ at = "00:00:46", what = "fall", for_s = 2 }},
]
"""
CONFIG = ("--config", "wall.toml")
SMALL = ("--size", "320x180")
NIGHTS = f"nights{steering.BOTH}"


def _bench_says(printed: str, _folder: Path) -> None:
    """A whole report and a sentence."""
    report = json.loads(printed)
    assert [phase["name"] for phase in report["phases"]] == ["peak", "card", "still"]
    assert {part["kind"] for part in report["parts"]} >= {"china_map", "counter", "trend"}
    assert {"imports", "grounds", "sprites", "land", "backing stores", "the rest"} == set(report["memory_mb"])
    assert 0 < report["import_cpu_ms"] < report["first_picture_cpu_ms"]
    assert report["verdict"].endswith(".")


def _two_nights_were_played(printed: str, folder: Path) -> None:
    """To the end, with a real endpoint, collector, recordings and display, and measured; the first is gone."""
    report = json.loads(printed)
    assert report["played"] == 2
    found = {(measure["process"], measure["name"]): measure["nights"] for measure in report["measures"]}
    assert found["display", "Qt objects"][-1] > 0  # a busy machine may leave one of the nights uncounted
    assert found["collector", "Python blocks"][-1] > 0
    assert not (folder / NIGHTS / "night-001").exists()


@dataclass(frozen=True, slots=True)
class Case:
    """A command, and what is asserted of its standard output and folder beyond that they are plain and tell nothing."""

    words: tuple[str, ...]
    says: Callable[[str, Path], None]


def _has(text: str) -> Callable[[str, Path], None]:
    def says(printed: str, _folder: Path) -> None:
        assert text in printed

    return says


def _soak(nights: int, seconds: int, *words: str) -> tuple[str, ...]:
    shown = ("--off-screen", *SMALL, *words, *CONFIG, "--record", NIGHTS)
    return "soak", "--nights", str(nights), "--seconds", str(seconds), *shown


LONG = {
    "bench": Case(("bench", "--seconds", "1", *SMALL, *CONFIG, "--json"), _bench_says),
    "rehearse": Case(
        ("rehearse", "plan.toml", *CONFIG, "--record", f"rehearsed{steering.BOTH}"), _has("right again after")
    ),
    "soak": Case(_soak(2, 12, "--screens", "2", "--json"), _two_nights_were_played),
}
"""Each for programs where it can, since that tells all of it."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, and the folder that it ran in."""

    folder: Path
    out: bytes
    err: bytes


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Ran]:
    """Runs a long command, once."""

    @cache
    def run(name: str) -> Ran:
        folder = tmp_path_factory.mktemp("long")
        server = Server(secrets.Echo())
        try:
            with refusing() as port:
                text = steering.configuration(server.port) + secrets.endpoints(server.port, port)
                (folder / "wall.toml").write_text(text, encoding="utf-8")
                (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
                done = secrets.program(folder, *LONG[name].words)
        finally:
            server.close()
        return Ran(folder, done.stdout, done.stderr)

    return run


def is_plain_and_secret(printed: bytes, folder: Path) -> None:
    """Nothing that was printed or left in a folder steers a terminal or tells a secret."""
    steering.assert_plain(printed, folder)
    assert secrets.leaks(printed) == []
    assert [str(path) for path in secrets.files(folder) if secrets.leaks(path.read_bytes())] == []


@pytest.mark.parametrize("name", LONG)
def test_a_long_command_says_what_it_found_plainly_and_without_a_secret(name: str, ran: Callable[[str], Ran]) -> None:
    done = ran(name)
    LONG[name].says(done.out.decode(), done.folder)
    is_plain_and_secret(done.out + done.err, done.folder)


@pytest.mark.parametrize(
    ("name", "measures", "report", "says"),
    [
        ("bench", "wallboard.bench.phases.run", BenchReport, "processor time"),
        ("soak", "wallboard.soak.run.soak", SoakReport, "Too few nights"),
    ],
)
def test_what_was_measured_is_told_to_people_as_plainly(
    name: str,
    measures: str,
    report: type[BenchReport | SoakReport],
    says: str,
    ran: Callable[[str], Ran],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wallboard: Command,
) -> None:
    """The same command without --json, which does all but measure again."""
    done = ran(name)
    measured = msgspec.json.decode(done.out, type=report)
    monkeypatch.setattr(measures, lambda *_, **__: measured)
    (tmp_path / "wall.toml").write_bytes((done.folder / "wall.toml").read_bytes())
    monkeypatch.setenv("WALL_TOKEN", secrets.TOKEN)
    ended = wallboard(*(word for word in LONG[name].words if word != "--json"))
    assert says in ended.out
    is_plain_and_secret((ended.out + ended.err).encode(), tmp_path)
