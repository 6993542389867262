"""The supervision of a wall: its children, what the terminal, the service manager and `wallboard health` are told."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from wallboard.cli.child_specs import (
    KEEPER,
    pictures_folder,
    with_console,
    with_curtain,
    with_pictures_decoded,
    with_pictures_read,
)
from wallboard.cli.logs import LOG_FOLDER, start_logging, wall_log_folder
from wallboard.cli.options import ShowOptions
from wallboard.cli.output import say
from wallboard.cli.terminal import Terminal
from wallboard.cli.wall_chores import KeptConfiguration, WallChores, x_display_of
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US, from_us
from wallboard.core.process_reports import CollectorReport, DisplayReport
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.core.system_signals import stopped_by_signals
from wallboard.doctor.display_check import no_display_because
from wallboard.supervise.child_spec import ChildSpec
from wallboard.supervise.health import ChildHealth, WallHealth
from wallboard.supervise.service_manager import ServiceManager, service_manager
from wallboard.supervise.supervisor import Supervisor
from wallboard.supervise.wall_folder import WallInfo, new_wall_folder

_T = TypeVar("_T")
_NAMED_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


class WallPlan(msgspec.Struct, frozen=True):
    """What to keep up: the recording, and `specs`, which makes the children without curtain and console.

    `specs` is given where the newest usable configuration is kept, and is called again when a display has come.
    `console` is where the operators' console listens, whatever is configured.
    """

    command: str
    settings: Settings
    file: Path | None
    folder: Path
    showing: ShowOptions
    specs: Callable[[Path], tuple[ChildSpec, ...]]
    seconds: float | None = None
    demonstration: bool = False
    console: str | None = None


class _WallChildren(msgspec.Struct, frozen=True):
    """The children of a wall whose folder is `place`; `kept` is its newest usable configuration, `logs` its log."""

    plan: WallPlan
    place: Path
    kept: Path
    logs: Path

    def specs(self, *, pictures: bool) -> tuple[ChildSpec, ...]:
        """All of them; `pictures`: with the keeper of decoders for live pictures."""
        made = with_curtain(self.plan.specs(self.kept), self.plan.settings, self.plan.showing, self.place)
        made = with_console(with_pictures_read(made, self.place), self.plan.settings, self.place, self.plan.console)
        return self.with_pictures(made, wanted=pictures)

    def with_pictures(self, specs: Sequence[ChildSpec], *, wanted: bool) -> tuple[ChildSpec, ...]:
        """The same children with the keeper of decoders, or without it."""
        made = with_pictures_decoded(specs, self.place, wanted=wanted)
        return tuple(replace(spec, environment={**spec.environment, LOG_FOLDER: str(self.logs)}) for spec in made)


def keep_up(plan: WallPlan) -> None:
    """Run the children until they are told to end, or `seconds` have passed. Raises ChildError, WallboardError."""
    logs = wall_log_folder(plan.folder)
    start_logging(plan.command, logs)
    with new_wall_folder(WallInfo(os.getpid(), str(plan.folder))) as place:
        kept = place / "last-good.toml"
        children = _WallChildren(plan, place, kept, logs)
        specs = children.specs(pictures=bool(plan.settings.live_pictures))
        terminal = Terminal()
        reason = no_display_because(os.environ)
        supervisor = Supervisor(specs, tell=terminal.tell, hear=terminal.hear, tell_crash=terminal.tell_crash)
        _greet(terminal, plan, reason)
        named = any(os.environ.get(name) for name in _NAMED_DISPLAYS) and "QT_QPA_PLATFORM" not in os.environ
        chores = WallChores(
            plan.folder,
            None if plan.file is None else KeptConfiguration(plan.file, kept, demonstration=plan.demonstration),
            (lambda: no_display_because(os.environ)) if reason is not None and named else None,
        )
        watch = _WallWatch(children, supervisor, terminal, chores, service_manager(os.environ, os.getpid()))
        chores.start()
        try:
            with stopped_by_signals(supervisor.stop):
                supervisor.run(plan.seconds, on_turn=watch.turn, on_end=watch.end)
        finally:
            chores.stop()


def _greet(terminal: Terminal, plan: WallPlan, no_display: str | None) -> None:
    with suppress(OSError):  # nobody reads, and the wall is up all the same
        say(f"recording to {plan.folder}")
        if no_display is not None:
            pictures = pictures_folder(plan.settings, plan.folder, plan.showing)
            said = f"no display ({no_display}): drawing off screen; the newest picture of each screen is in {pictures}"
            say(said)
            return
    terminal.note("press ? on the wall for its keys; Ctrl-C here ends everything")


class _WallWatch:
    """Looks at the wall in every turn of the loop, and passes on what it sees."""

    def __init__(
        self,
        children: _WallChildren,
        supervisor: Supervisor,
        terminal: Terminal,
        chores: WallChores,
        manager: ServiceManager,
    ) -> None:
        self._children, self._settings = children, children.plan.settings
        self._supervisor, self._terminal, self._chores, self._manager = supervisor, terminal, chores, manager
        self._moved = False
        self._began_us = system_mono_us()
        self._since = _now()
        self._due_us = self._began_us
        self._status = "starts"

    def turn(self) -> None:
        """One turn."""
        now_us = system_mono_us()
        if now_us >= self._due_us:
            self._due_us = now_us + SECOND_US
            health = self._health(now_us)
            self._status = _status_of(health)
            self._chores.hand(health)
        for line in self._chores.lines():
            self._terminal.warn(line)
        if self._chores.display_is_there and not self._moved:
            self._moved = True
            self._terminal.tell("show", "moves to the display, which is there now")
            self._supervisor.exchange(self._children.specs(pictures=self._supervisor.keeps(KEEPER)))
        if self._chores.settings is not None and self._chores.settings is not self._settings:
            self._settings = self._chores.settings
            self._keep_pictures(wanted=bool(self._settings.live_pictures))
        self._manager.turn(now_us, is_up=self._supervisor.is_well("show"), status=self._status)

    def _keep_pictures(self, *, wanted: bool) -> None:
        """Keep decoders for live pictures up from now on, or no longer, as an edit of the configuration wants it."""
        if wanted == self._supervisor.keeps(KEEPER):
            return
        self._terminal.tell(KEEPER, "are configured now" if wanted else "are configured no longer")
        self._supervisor.exchange(self._children.with_pictures(self._supervisor.plans, wanted=wanted))

    def end(self) -> None:
        """The loop has ended."""
        self._manager.stopping()

    def _health(self, now_us: int) -> WallHealth:
        supervisor = self._supervisor
        pids = supervisor.children()
        return WallHealth(
            version=_version(),
            pid=os.getpid(),
            recording=str(self._children.plan.folder),
            x_display=x_display_of(os.environ),
            since=self._since,
            at=_now(),
            up_us=now_us - self._began_us,
            mono_us=now_us,
            log_folder=str(self._children.logs),
            children={
                name: ChildHealth(
                    pids.get(name), supervisor.is_well(name), supervisor.restarts(name), supervisor.is_plain(name)
                )
                for name in supervisor.names
            },
            display=_report(supervisor.report("show"), DisplayReport),
            collector=_report(supervisor.report("collect"), CollectorReport),
            disk_free_bytes=None,
        )


def _report(json: bytes | None, kind: type[_T]) -> _T | None:
    if json is not None:
        with suppress(msgspec.MsgspecError):
            return msgspec.json.decode(json, type=kind)
    return None


def _status_of(health: WallHealth) -> str:
    """The wall in a line, for `systemctl status`."""
    shown = health.display
    restarts = sum(child.restarts for child in health.children.values())
    said = "starts" if shown is None else f"{' '.join(shown.badges)} on {' '.join(shown.screens) or shown.place}"
    return f"{said}; children started anew: {restarts}"


def _now() -> str:
    return from_us(system_utc_us()).strftime("%Y-%m-%dT%H:%M:%SZ")


def _version() -> str:
    try:
        return version("wallboard")
    except PackageNotFoundError:
        return "(not installed)"
