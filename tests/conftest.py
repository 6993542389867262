"""For every test: Qt draws off screen, no window outlives its test, and no message of Qt's passes unseen."""

from __future__ import annotations

import gc
import getpass
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import memory, programs

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" not in os.environ:  # the others have it from the first
    # What displays keep between runs is not the user's, and stays on the disk.
    os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / f"wallboard-tests-{getpass.getuser()}")
    memory.keep_temporary_files()

# How long an example takes on a busy machine says nothing about what is tested.
settings.register_profile("all", deadline=None)
settings.register_profile("some", deadline=None, max_examples=30)
settings.load_profile("all" if programs.everything() else "some")

pytest_plugins = ("tests.golden.plugin", "tests.contingency.plugin")

HARMLESS = ("This plugin does not support",)
"""Messages of the off-screen platform about what it cannot do: raising windows, their opacity."""


GARBAGE = (50_000, 20, 50)
"""How seldom garbage is looked for: tests and hypothesis make much that goes by itself, and few rings."""

SERVERS = {"postgresql", "mariadb", "prometheus", "mosquitto"}
"""Fixtures and groups of tests that start a server of another project; others that do say so with the mark."""


JOB_SIGNALS = {
    getattr(signal, name): handler
    for name, handler in (("SIGINT", signal.default_int_handler), ("SIGQUIT", signal.SIG_DFL))
    if hasattr(signal, name)
}
"""What a shell has its background jobs ignore, and all that they start: programs that tests interrupt would not end."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known, let signals do what they do in the foreground, and look for garbage seldom."""
    for number, handler in JOB_SIGNALS.items():
        if signal.getsignal(number) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
            signal.signal(number, handler)
    gc.set_threshold(*GARBAGE)
    config.addinivalue_line(
        "markers",
        "servers: starts an X server, another server or a browser, from `wallboard doctor --fix --tests=all`",
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Mark what needs a server; keep in one process the tests of a module that share what is made once for them."""
    for item in items:
        groups = {mark.args[0] for mark in item.iter_markers("xdist_group") if mark.args}
        if SERVERS & {*getattr(item, "fixturenames", ()), *groups}:
            item.add_marker(pytest.mark.servers)
        if not groups and _shares(item):
            item.add_marker(pytest.mark.xdist_group(f"{item.path.parent.name}/{item.path.stem}"))
    yield
    if config.getoption("loadgroup", False):
        for item in items:
            _tell_group(item)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: no look for garbage goes through it again, and forked processes share it."""
    gc.collect()
    gc.freeze()


class _Unfreezing:
    """`gc.unfreeze` of a display that ends, which is told: all that was collected would be looked through again."""

    def __init__(self) -> None:
        self._unfreeze = gc.unfreeze
        self._happened = False

    def __call__(self) -> None:
        self._unfreeze()
        self._happened = True

    def undo(self) -> None:
        """Freeze again, without what this test has left in rings."""
        if self._happened:
            gc.collect(1)
            gc.freeze()
            self._happened = False


_unfreezing = gc.unfreeze = _Unfreezing()


def _tell_group(item: pytest.Item) -> None:
    """Put the group of a test behind its name, where the scheduler of xdist looks for it.

    xdist 3.8 does so in a way that has no effect since pytest 9.2, and distributes tests as if they had no groups.
    """
    groups = "_".join(sorted({mark.args[0] for mark in item.iter_markers("xdist_group")}))
    if groups and not item.nodeid.endswith(f"@{groups}"):
        name: Any = item
        name._id = type(name._id).parse(f"{item.nodeid}@{groups}")


def _shares(item: pytest.Item) -> bool:
    """Whether a test asks for a fixture of its module, which every process would make for itself."""
    fixtures = getattr(item, "_fixtureinfo", None)
    return fixtures is not None and any(made[-1].scope == "module" for made in fixtures.name2fixturedefs.values())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Say whether this test may start programs of other projects, before its fixtures do."""
    programs.may_start = item.get_closest_marker("servers") is not None


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """As many processes as there are processors for the suite or a folder of it; one for files that are named.

    One more without the tests that start servers: some wait, and none of them minds a busy machine. Tests of the
    group "walls" start walls of their own with their own screens, and run one after the other.
    """
    if any(".py" in word for word in config.args):
        config.option.dist = "no"
        return 0
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + int(config.option.markexpr == "not servers")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Who distributes the tests, where groups stay together; None lets xdist do it."""
    if config.getoption("dist") != "loadgroup":
        return None
    from tests.scheduling import Batches  # noqa: PLC0415 - where tests run in one process nobody needs it

    return Batches(config, log)


@pytest.fixture(autouse=True)
def _qt_leaves_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a top-level widget behind or makes Qt warn; costs nothing where Qt was not used."""
    yield
    _unfreezing.undo()
    widgets, core = sys.modules.get("PySide6.QtWidgets"), sys.modules.get("PySide6.QtCore")
    app = widgets.QApplication.instance() if widgets is not None else None
    if widgets is None or core is None or app is None:
        return
    app.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    left = [repr(widget) for widget in widgets.QApplication.topLevelWidgets()]
    assert not left, f"left behind: {', '.join(left)}"
    capture = getattr(request.node, "qt_log_capture", None)
    records = [] if capture is None else capture.records
    warnings = [r.message for r in records if r.log_type_name != "QtDebugMsg" and not r.message.startswith(HARMLESS)]
    assert not warnings, f"Qt warned: {'; '.join(warnings)}"


@pytest.fixture(scope="module")
def unmeasured() -> Iterator[None]:
    """Nothing is measured for touching up, which would draw every text: for modules that look at what is placed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wallboard.wall.painting.sheet_of", lambda *_: None)
        yield


@pytest.fixture(scope="module")
def shared_texts() -> Iterator[None]:
    """All walls share the texts that each would draw anew: for modules that make many."""
    from tests.letters import drawn_once  # noqa: PLC0415 - most tests load no Qt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wallboard.paint.sprites.Sprites._text", drawn_once)
        yield


@pytest.fixture(scope="module")
def shared_answers() -> Iterator[None]:
    """All recordings share what each would read and pack anew: for modules that record one night again and again."""
    from tests.answers import PackedOnce, read_once  # noqa: PLC0415 - most tests record nothing

    with pytest.MonkeyPatch.context() as patch:
        for module in ("collect.loop", "recording.format1", "recording.rows"):
            patch.setattr(f"wallboard.{module}.read_answer", read_once)
        patch.setattr("wallboard.recording.segment.Packer", PackedOnce)
        yield
