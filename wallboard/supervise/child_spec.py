"""What a child of a wall is to be started with, and what follows when it cannot be brought up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from wallboard.core.errors import WallboardError
from wallboard.supervise.child_state import Timeouts


def nothing_lacking() -> str | None:
    """What a child lacks that can live anywhere."""
    return None


class ChildSpec(msgspec.Struct, frozen=True):
    """A child to keep up.

    `again` replaces `argv` from the second start on, and `safer` after three crashes in five minutes; `after` names
    the child whose first beat it waits for; `ends_all`: its operator may ask for the end of everything; `dispensable`:
    where it cannot be brought up the others go on without it. `standby`: what to start so that the next life of the
    child, and a first one that has to wait, need not load its libraries; children with the same words there share their
    standbys, and the environment of the first of them. `lacking` says, without waiting, why the child cannot live at
    present (None: it can): what it dies of then is no crash, and it is started again as soon as it can live.
    """

    name: str
    argv: tuple[str, ...]
    patience: Timeouts = msgspec.field(default_factory=Timeouts)
    again: tuple[str, ...] | None = None
    safer: tuple[str, ...] | None = None
    after: str | None = None
    ends_all: bool = False
    dispensable: bool = False
    standby: tuple[str, ...] | None = None
    lacking: Callable[[], str | None] = nothing_lacking
    environment: Mapping[str, str] = msgspec.field(default_factory=dict)


class ChildError(WallboardError):
    """A child cannot be brought up; it has said why on standard error. Its exit status is passed on."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code
