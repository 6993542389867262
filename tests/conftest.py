"""For every test: Qt draws off screen, no window outlives its test, and no message of Qt's passes unseen."""

from __future__ import annotations

import gc
import getpass
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import programs

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / f"wallboard-tests-{getpass.getuser()}")
"""What displays keep between runs is not the user's."""

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # how long an example takes on a busy machine says nothing about what is tested

pytest_plugins = ("tests.golden.plugin", "tests.contingency.plugin")

HARMLESS = ("This plugin does not support",)
"""Messages of the off-screen platform about what it cannot do: raising windows, their opacity."""


SERVERS = {"postgresql", "mariadb", "prometheus", "mosquitto"}
"""Fixtures and groups of tests that start a server of another project; others that do say so with the mark."""


JOB_SIGNALS = {
    getattr(signal, name): handler
    for name, handler in (("SIGINT", signal.default_int_handler), ("SIGQUIT", signal.SIG_DFL))
    if hasattr(signal, name)
}
"""What a shell has its background jobs ignore, and all that they start: programs that tests interrupt would not end."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known, and let signals do what they do in the foreground."""
    for number, handler in JOB_SIGNALS.items():
        if signal.getsignal(number) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
            signal.signal(number, handler)
    config.addinivalue_line(
        "markers",
        "servers: starts an X server, another server or a browser, from `wallboard doctor --fix --tests=all`",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server; keep in one process the tests of a module that share what is made once for them."""
    for item in items:
        groups = {mark.args[0] for mark in item.iter_markers("xdist_group") if mark.args}
        if SERVERS & {*getattr(item, "fixturenames", ()), *groups}:
            item.add_marker(pytest.mark.servers)
        if not groups and _shares(item):
            item.add_marker(pytest.mark.xdist_group(f"{item.path.parent.name}/{item.path.stem}"))


def pytest_collection_finish() -> None:
    """What was collected stays to the end: no look for garbage goes through it again, and forked processes share it."""
    gc.collect()
    gc.freeze()


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

    Tests of the group "walls" start walls of their own with their own screens, and run one after the other.
    """
    if any(".py" in word for word in config.args):
        config.option.dist = "no"
        return 0
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@pytest.fixture(autouse=True)
def _qt_leaves_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a top-level widget behind or makes Qt warn; costs nothing where Qt was not used."""
    yield
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
