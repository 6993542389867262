"""The real collector against a real endpoint, killed at random instants: with `test_kill`, twenty times in all."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.bench.kills import run
from tests.forked import Forks, forks


@pytest.fixture(scope="module")
def forking() -> Iterator[Forks]:
    with forks() as prepared:
        yield prepared


def test_no_committed_snapshot_is_lost_by_a_kill(forking: Forks) -> None:
    trial = run(11, seed=7, full=False, forks=forking)
    assert trial.faults == []
    assert trial.seen


@pytest.mark.skipif(sys.platform != "linux", reason="a small file system is mounted with tmpfs")
def test_none_is_lost_on_a_full_disk_either(forking: Forks) -> None:
    trial = run(4, seed=8, full=True, forks=forking)
    assert trial.faults == []
