"""One mutant's trial, in a process of its own: import the package with the change made, run the tests that reach it.

The parent has loaded the third-party modules already, so that a trial costs no more than the import of the package and
the tests.
"""

from __future__ import annotations

import ast
import importlib
import importlib.abc
import importlib.machinery
import os
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import zip_longest
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from _pytest.main import pytest_runtestloop as run_items
from hypothesis import HealthCheck, Phase, settings

from tests.mutation.call_map import CallTracer, Test, write_map
from tests.mutation.code_swap import put_in, swaps
from tests.mutation.mutants import MODULE, Mutant, mutated

EXAMPLES = 12
"""Examples of a property test in a trial."""
BUDGET_S = 12.0
"""Seconds of tests in one trial, as measured on the unchanged package; the cheapest are taken."""
MEMORY_BYTES = 3 << 30
SURVIVED, KILLED = 0, 1
UNLOADED = 3
"""Nothing was tried: the functions were not there, or a mistake of this program's own."""
Trial = Callable[[Sequence[str], int], None]
"""Runs the tests of these names, in a process of its own, within seconds of processor time."""
Tried = Callable[[Mutant, Trial], None]


class MutatedModule(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """An import hook that gives one module another body."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        """`tree` is what `name` is to hold; `path` is its file."""
        self._name, self._path = name, path
        self._code: CodeType = compile(tree, str(path), "exec", dont_inherit=True)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """See `importlib.abc.MetaPathFinder`."""
        if fullname != self._name:
            return None
        where = [str(self._path.parent)] if self._path.name == "__init__.py" else None
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=str(self._path), is_package=where is not None)
        spec.submodule_search_locations = where
        spec.has_location = True
        return spec

    def exec_module(self, module: ModuleType) -> None:
        """See `importlib.abc.Loader`."""
        exec(self._code, module.__dict__)


class ChosenTests:
    """A plugin of pytest that keeps the tests named, in their order, and makes property tests short."""

    def __init__(self, names: Sequence[str] | None, examples: int) -> None:
        """`names` are node ids; None keeps all."""
        self._examples = examples
        self._order = None if names is None else {name: place for place, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """See pytest."""
        if self._order is not None:
            order = self._order
            items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])
        for item in items:
            _make_short(item, self._examples)


def _short(present: settings, examples: int) -> settings:
    """Settings of a property test for a trial: few examples, always the same ones, no shrinking."""
    return settings(
        present,
        max_examples=min(present.max_examples, examples),
        phases=(Phase.explicit, Phase.generate),
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def chosen(mutant: Mutant, tests: Sequence[Test], budget_s: float = BUDGET_S) -> list[Test]:
    """The tests for a mutant: the cheapest first, and the first case of each test before the second of any.

    They call its function; if none does, they call one of its class, else of its module. What runs at import is reached
    by the tests of the module's folder, too.
    """
    name = f"{mutant.path}::{mutant.place}"
    reach = [test for test in tests if name in test.calls and mutant.place != MODULE]
    if not reach:
        reach = [test for test in tests if any(call.startswith(f"{name}.") for call in test.calls)]
    if not reach:
        folder = f"tests/{mutant.path.split('/', maxsplit=1)[0]}/"
        module = f"{mutant.path}::"
        reach = [t for t in tests if t.name.startswith(folder) or any(call.startswith(module) for call in t.calls)]
    cases: defaultdict[str, list[Test]] = defaultdict(list)
    for test in sorted(reach, key=lambda test: test.cost_s):
        cases[test.name.split("[")[0]].append(test)
    rounds = zip_longest(*cases.values())
    kept: list[Test] = []
    spent_s = 0.0
    for test in (test for tests_of_round in rounds for test in tests_of_round if test is not None):
        if spent_s + test.cost_s <= budget_s or not kept:
            kept.append(test)
            spent_s += test.cost_s
    return kept


def module_name(path: str) -> str:
    """`core/contract/fields.py` → `wallboard.core.contract.fields`."""
    parts = ("wallboard", *Path(path).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def try_mutant(root: Path, mutant: Mutant | None, names: Sequence[str], cpu_s: int, *, examples: int) -> None:
    """Run in the child: end the process with KILLED or SURVIVED."""
    _bound(cpu_s)
    if mutant is not None:
        path = root / "wallboard" / mutant.path
        sys.meta_path.insert(0, MutatedModule(module_name(mutant.path), path, mutated(root / "wallboard", mutant)))
    _end(_pytest(root, list(names), ("-x",), examples) != pytest.ExitCode.OK)


class LoadedTests:
    """A plugin of pytest: when all tests are loaded, each mutant is tried in a fork that runs those that reach it.

    That spares every trial but the first the loading. Mutants of what runs at import are left to `try_mutant`.
    """

    def __init__(self, root: Path, mutants: Sequence[Mutant], examples: int, tried: Tried) -> None:
        """`tried` is told of each mutant, and does the trial when given how."""
        self._root, self._mutants, self._examples, self._tried = root, mutants, examples, tried

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """See pytest."""
        items = {item.nodeid: item for item in session.items}
        for item in session.items:
            _make_short(item, self._examples)
        package = self._root / "wallboard"
        for mutant in self._mutants:
            changed = swaps(package, mutant)
            if changed is not None:
                self._tried(mutant, partial(self._run, session, items, mutant, changed))
        return True

    def _run(
        self,
        session: pytest.Session,
        items: dict[str, pytest.Item],
        mutant: Mutant,
        changed: dict[tuple[str, int], CodeType],
        names: Sequence[str],
        cpu_s: int,
    ) -> None:
        """In the fork: end the process with the verdict."""
        _bound(cpu_s)
        if not put_in(self._root / "wallboard", mutant, changed):
            _end(UNLOADED)
        session.items[:] = [items[name] for name in names if name in items]
        session.config.option.maxfail = 1
        with suppress(pytest.Session.Failed, pytest.Session.Interrupted):
            run_items(session)
        _end(KILLED if session.testsfailed else SURVIVED)


def _make_short(item: pytest.Item, examples: int) -> None:
    """Make a property test short."""
    test: Any = getattr(item, "obj", None)
    if hasattr(test, "_hypothesis_internal_use_settings"):
        test._hypothesis_internal_use_settings = _short(test._hypothesis_internal_use_settings, examples)


def serve(root: Path, folders: Sequence[str], mutants: Sequence[Mutant], examples: int, tried: Tried) -> None:
    """Run in a child: load the tests of these folders once, and try the mutants."""
    _pytest(root, None, tuple(folders), examples, LoadedTests(root, mutants, examples, tried))
    _end(SURVIVED)


def measure(root: Path, folders: Sequence[str], map_path: Path) -> None:
    """Run in the child: write the map of the tests in these folders."""
    tracer = CallTracer(root / "wallboard")
    _pytest(root, None, tuple(folders), EXAMPLES, tracer)
    write_map(map_path, tracer.passed)
    _end(KILLED if not tracer.passed else SURVIVED)


def load_third_parties() -> None:
    """Import in the parent what every trial needs and no mutant changes."""
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # a process with threads must not fork
    for name in ("numpy", "PySide6.QtWidgets", "pydantic", "msgspec", "babel.numbers", "click", "shapely", "requests"):
        importlib.import_module(name)


def _bound(cpu_s: int) -> None:
    """Bound this process: what it has used so far is not counted."""
    used_s = int(time.process_time())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (used_s + cpu_s, used_s + cpu_s + 1))


def _pytest(root: Path, names: list[str] | None, words: tuple[str, ...], examples: int, *plugins: object) -> int:
    for name in [name for name in sys.modules if name.partition(".")[0] in ("tests", "wallboard")]:
        del sys.modules[name]  # those of the copy are to be imported
    files = () if names is None else dict.fromkeys(name.split("::")[0] for name in names)
    fixed = ("-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:warnings", "--rootdir", str(root))
    return pytest.main([*fixed, *words, *files], [ChosenTests(names, examples), *plugins])


def _end(verdict: int) -> None:
    sys.stdout.flush()
    os._exit(verdict)


def child(root: Path, output: Path, run: Callable[[], None]) -> int:
    """Fork, and call `run` in the child, in a group of its own with its output in a file; the child's id."""
    process = os.fork()
    if process:
        return process
    try:
        os.setsid()
        os.chdir(root)
        with output.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        run()
    finally:
        os._exit(UNLOADED)


def waited(process: int, limit_s: float) -> int | None:
    """How a child ended: its exit code, or None if it ran out of time and was killed with all that it started."""
    ends_at = time.monotonic() + limit_s
    pause_s = 0.01
    while True:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            with suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > ends_at:
            with suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return None
        time.sleep(pause_s)
        pause_s = min(0.2, pause_s * 1.3)
