"""The distribution of tests to processes: groups whole, the other tests several at a time.

xdist's own sends each test alone, and after each looks through all that was ever sent: a minute of a long run's work
was spent on that. Towards the end tests are sent one by one, so that all processes end together.
"""

from __future__ import annotations

from functools import cached_property

from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController

MOST = 8
"""How many tests without a group are sent at a time."""


def batch(left: int, processes: int) -> int:
    """How many of the groups and tests that are left go to a process at a time."""
    return max(1, min(MOST, left // (MOST * processes)))


class Batches(LoadGroupScheduling):  # type: ignore[misc]  # it has no types
    """xdist's scheduler of groups; what is done is forgotten."""

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.collection)}

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """Note that a test is done, and send more once the process has little left."""
        name = self.registered_collections[node][item_index]
        group = self._split_scope(name)
        done = self.assigned_work[node][group]
        done[name] = True
        if all(done.values()):
            del self.assigned_work[node][group]
        self._reschedule(node)

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Send a group, or as many tests as are due, in their order."""
        sent: list[int] = []
        most = batch(len(self.workqueue), len(self.nodes))
        while self.workqueue and len(sent) < most:
            group, tests = self.workqueue.popitem(last=False)
            self.assigned_work[node][group] = tests
            sent += [self._places[name] for name, done in tests.items() if not done]
        node.send_runtest_some(sent)
