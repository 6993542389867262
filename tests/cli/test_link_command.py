"""The process `link`: what it does beside the turns of its machine."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from wallboard.cli import link


@dataclass
class Stop:
    """Says to stop after some waits."""

    left: int
    waits: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("fails", [False, True])
def test_what_followers_record_is_brought_to_the_disk_once_a_second(
    fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[Path] = []

    def bring(log: Path) -> None:
        brought.append(log)
        if fails:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(link, "bring_to_disk", bring)
    of = [SimpleNamespace(log=log) for log in (None, Path("a-wal"), Path("b-wal"))]
    replicas = iter([None, *of])

    class Node:
        """Leads, has no row yet, follows, and follows in another segment."""

        @property
        def following(self) -> object:
            return SimpleNamespace(replica=next(replicas))

    stop = Stop(4)
    link._bring_to_disk(cast(Any, stop), cast(Any, Node()))

    assert brought == [Path("a-wal"), Path("b-wal")]
    assert stop.waits == [link.SYNC_S] * 5
