"""Children that are wanted no longer: each has its time to end in order, and is killed after it."""

from __future__ import annotations

from wallboard.supervise.child import Child


class DismissedChildren:
    """Sees them off; instants are monotonic microseconds."""

    def __init__(self, time_us: int) -> None:
        """`time_us` is what each has to end in."""
        self._time_us = time_us
        self._until_us: dict[int, int] = {}
        self._children: dict[int, Child] = {}

    def dismiss(self, child: Child, now_us: int) -> None:
        """Tell one to end."""
        child.cut()
        self._children[child.pid], self._until_us[child.pid] = child, now_us + self._time_us

    def turn(self, now_us: int) -> None:
        """Forget those that have ended; kill those whose time is up."""
        for pid, child in [*self._children.items()]:
            if child.exit_code() is not None:
                del self._children[pid], self._until_us[pid]
            elif now_us > self._until_us[pid]:
                child.kill()

    def children(self) -> tuple[Child, ...]:
        """Those that may still be there."""
        return tuple(self._children.values())
