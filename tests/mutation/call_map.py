"""Which test calls which function of the package, and how long it takes: measured once, by running the tests.

Only calls are traced, not lines, so the tests take little longer than else.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

LOCALS = "<locals>."
ANONYMOUS = ("<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


@dataclass(frozen=True, slots=True)
class Test:
    """A test that passes on the unchanged package: its seconds, and what it calls, as `path::qualified name`."""

    __test__ = False

    name: str
    cost_s: float
    calls: frozenset[str]


class CallTracer:
    """A plugin of pytest that notes for each test what it calls."""

    def __init__(self, package: Path) -> None:
        """Note functions of files below `package`."""
        self.package = package
        self.passed: list[Test] = []
        self.failed: list[str] = []
        self._seen: set[CodeType] = set()
        self._names: dict[CodeType, str | None] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Trace one test, its fixtures included."""
        self._seen = seen = set()

        def trace(frame: FrameType, _event: str, _arg: Any) -> None:
            seen.add(frame.f_code)

        before, failures = time.process_time(), len(self.failed)
        sys.settrace(trace)
        threading.settrace(trace)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)
            calls = frozenset(name for code in seen if (name := self._name(code)) is not None)
            if len(self.failed) == failures and calls:
                self.passed.append(Test(item.nodeid, time.process_time() - before, calls))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember which tests fail or are skipped: they say nothing about a mutant."""
        if report.failed or report.skipped:
            self.failed.append(report.nodeid)

    def _name(self, code: CodeType) -> str | None:
        """The function a code object belongs to, None if it is none of the package's."""
        if code not in self._names:
            path = Path(code.co_filename)
            ours = path.is_relative_to(self.package)
            self._names[code] = f"{path.relative_to(self.package).as_posix()}::{_plain(code)}" if ours else None
        return self._names[code]


def _plain(code: CodeType) -> str:
    """The qualified name of a function; of a lambda or comprehension the function it stands in."""
    parts = code.co_qualname.replace(LOCALS, "").split(".")
    while len(parts) > 1 and parts[-1] in ANONYMOUS:
        parts.pop()
    return "<module>" if parts[-1] in ANONYMOUS else ".".join(parts)


def write_map(path: Path, tests: list[Test]) -> None:
    """Keep a map, one test a line."""
    lines = (json.dumps([test.name, round(test.cost_s, 4), sorted(test.calls)]) for test in tests)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_map(path: Path) -> list[Test]:
    """What `write_map` kept."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Test(name, cost_s, frozenset(calls)) for name, cost_s, calls in rows]
