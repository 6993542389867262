"""The fuzzer finds what it looks for, and makes small what it found."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from . import campaign, kinds, reducing, traces
from .cases import Limits, attempt
from .kinds import CANARY, ForbiddenError, Kind

LIMITS = Limits(memory_bytes=64 * 2**20, cpu_s=1, wall_s=20.0, printed_bytes=10_000)


def prints(text: str) -> Callable[[bytes, Path], None]:
    def run(data: bytes, folder: Path) -> None:
        sys.stdout.write(text)

    return run


def hangs(data: bytes, folder: Path) -> None:
    while True:
        pass


def waits(data: bytes, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "pipe").read_bytes()


def eats(data: bytes, folder: Path) -> None:
    bytearray(200 * 2**20)


def dies(data: bytes, folder: Path) -> None:
    os.abort()


def fails(data: bytes, folder: Path) -> None:
    raise LookupError(data)


def breaks_the_oracle(data: bytes, folder: Path) -> None:
    if b"7" in data:
        msg = "a seven is shown"
        raise ForbiddenError(msg)


def leaves(text: bytes, name: str) -> Callable[[bytes, Path], None]:
    def run(data: bytes, folder: Path) -> None:
        (folder / name).write_bytes(text)

    return run


def kind_of(run: Callable[[bytes, Path], None]) -> Kind:
    return Kind("made", lambda chance: chance.randbytes(8), run)


@pytest.mark.parametrize(
    ("run", "verdict"),
    [
        (prints("all is well\n"), "fine"),
        (hangs, "hang"),
        (eats, "memory"),
        (dies, "crash"),
        (fails, "unexpected"),
        (breaks_the_oracle, "forbidden"),
        (prints("x" * 20_000), "output"),
        (prints(f"refused: {CANARY}\n"), "leak"),
        (prints("\x1b]0;pwn\x07\n"), "escape"),
        (prints("a\u202eb\n"), "escape"),
        (prints("wallboard: unexpected KeyError: 'x'\n"), "unexpected"),
        (leaves(CANARY.encode(), "night.wallboard"), "leak"),
        (leaves(CANARY.encode(), "input.toml"), "fine"),
        (leaves(b"2016 \x1b[2J\n", "collect.log"), "escape"),
    ],
)
def test_each_kind_of_fault_has_its_verdict(run: Callable[[bytes, Path], None], verdict: str) -> None:
    assert attempt(kind_of(run), lambda: b"1 7", LIMITS).verdict == verdict


def test_what_only_waits_is_a_hang_too() -> None:
    limits = Limits(wall_s=0.5)
    assert attempt(kind_of(waits), lambda: b"", limits).verdict == "hang"


@pytest.mark.parametrize("spelling", sorted(traces.SPELLINGS))
def test_the_canary_is_found_however_it_is_spelled(spelling: bytes) -> None:
    assert traces.canary_in(b"\0" * 50 + spelling + b"\n")


def test_a_finding_is_reduced_to_what_breaks() -> None:
    data = b"".join(b"line %d\n" % number for number in range(300))
    assert reducing.reduced(data, lambda smaller: b"2" in smaller and b"17" in smaller, time.monotonic()) in data
    small = reducing.reduced(data, lambda smaller: b"17" in smaller, 60)
    assert small == b"17"


def test_a_campaign_that_is_ended_tells_what_it_saw() -> None:
    def stop(done: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    made = Kind("made", lambda chance: b"1", lambda data, folder: None)
    tally = campaign.play([made], range(60), 1, None, LIMITS, stop)
    assert tally.lines()[0].startswith("3 cases: 3 made;")
    assert tally.lines()[-1] == "stopped before the last case"


def test_a_campaign_counts_each_cause_and_keeps_it_once(tmp_path: Path) -> None:
    made = Kind("made", lambda chance: b"%d," % chance.randrange(8) * 20, breaks_the_oracle)
    tally = campaign.play([made], range(60), 1, tmp_path, LIMITS)
    assert sum(tally.cases.values()) == 60
    ((cause, times),) = tally.found.items()
    assert (cause[:2], times > 1) == (("made", "forbidden"), True)
    assert [path.read_bytes() for path in tally.kept] == [b"7"]
    assert "a seven is shown" in tally.kept[0].with_name(f"{tally.kept[0].name}.why.txt").read_text()


@pytest.mark.parametrize("name", sorted(kinds.MODULES))
def test_a_case_can_be_made_again(name: str) -> None:
    made = kinds.kind(name)
    assert made.make(Random("1:7")) == made.make(Random("1:7"))
    assert len({made.make(Random(f"1:{number}")) for number in range(20)}) > 10
