"""Puts the press desk together: its settings, its folder, and the process that draws for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec

from wallboard.actions.table import layout_title
from wallboard.cli.command_settings import load_settings
from wallboard.cli.film_stretches import cores
from wallboard.cli.line_child import LineChild
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.contract.metrics import METRICS
from wallboard.core.errors import ConfigError, WallboardError
from wallboard.core.instants import from_us
from wallboard.core.system_clocks import system_utc_us
from wallboard.press.credentials import need, read_key
from wallboard.press.desk import Desk, DeskReader
from wallboard.press.folder import PageFolder, claim
from wallboard.press.operator_journal import OperatorJournal
from wallboard.press.orders import Order
from wallboard.press.page_context import Site
from wallboard.press.publishing import Publisher
from wallboard.recording.operator_log import recording_id
from wallboard.recording.reader import RecordingReader
from wallboard.scene.places import Places
from wallboard.scene.region_map import configured_regions, places_of
from wallboard.supervise.child import program

NOT_CONFIGURED = "no press desk is configured: write [press] with licence, credit and contact, and a definition"
MOST_DRAWING = 4
"""So many processes draw at most; one takes 400 MB."""
PATIENCE_S = 600
"""How long the pictures of a night may take, which are ordered in one go, or a film."""


def press_settings(reader: RecordingReader, config: Path | None) -> tuple[Settings, bool]:
    """The settings of a recording's desk, and whether it is of the demonstration, which brings its own.

    Raises:
        ConfigError: nothing is configured of a press desk.
    """
    if config is None and is_demonstration(reader):
        return load_settings(None, demonstration=True)[0], True
    settings, _ = load_settings(config)
    if settings.press is None:
        raise ConfigError(NOT_CONFIGURED)
    return settings, False


def is_demonstration(reader: RecordingReader) -> bool:
    """Whether a recording is of the demonstration: its event, and a simulation."""
    bounds = reader.bounds
    facts = None if bounds is None else reader.facts_at(bounds[1])
    shown = facts_of(load(None, demonstration=True))
    return (
        facts is not None
        and (facts.name, facts.start_us, facts.zone) == (shown.name, shown.start_us, shown.zone)
        and reader.session_simulated(bounds[1] if bounds else 0)
    )


def site_of(settings: Settings, *, live: bool = False) -> Site:
    """What the pages are made with. Raises UsageError, WallboardError: nothing can be signed with the keys."""
    assert settings.press is not None, "asked for before"
    leading = settings.display.leading
    layouts = {name: layout_title(settings, name) for name in settings.layouts}
    colours = {str(name): colour for name, colour in settings.theme.colours.items()}
    key = None
    if settings.press.keys is not None:
        need()
        key = read_key(settings.press.keys)
    return Site(settings.press, settings.display.led_by(leading), colours, layouts=layouts, live=live, key=key)


def event_now_us(desk: Desk, *, live: bool) -> int | None:
    """The event's clock now: that of the wall; of a recording that has ended also this machine's, if that is later."""
    return desk.made_us if live or desk.made_us is None else max(desk.made_us, system_utc_us())


def known_places(settings: Settings) -> Places | None:
    """Where the cities of the source lie; None: in China."""
    return places_of(settings) if any(configured_regions(settings)) else None


def stated_by_panels(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The fields of the contract that each panel of figures states, by its name."""
    metrics = METRICS | {metric.name: metric for metric in settings.own_metrics}
    kinds = ("counter", "figures", "ranking", "audience")
    return {name: each.needs(metrics) for name, each in settings.panels.items() if each.kind in kinds}


@dataclass(frozen=True, slots=True)
class ChildFilming:
    """Makes films in a process of its own."""

    config: Path | None

    def __call__(self, recording: Path, begin_us: int, end_us: int, path: Path) -> None:
        """Make one. Raises WallboardError."""
        first, last = (from_us(at_us).isoformat() for at_us in (begin_us, end_us))
        nice = ("nice", "-n", "5") if shutil.which("nice") else ()  # stills go first
        words = [
            *nice,
            *program("film", str(recording.absolute()), "--from", first, "--to", last, "-o", str(path.absolute())),
        ]
        run_child([*words, *(["--config", str(self.config.absolute())] if self.config else [])], "film")


class ChildDrawing:
    """Has a process of its own draw, which has Qt; it stays for the next orders, and ends with the desk."""

    def __init__(self, config: Path | None, *, demonstration: bool = False) -> None:
        self._words = ["--config", str(config.absolute())] if config else []
        self._words += ["--demonstration"] if demonstration else []
        self._child: LineChild | None = None

    def __call__(self, recording: Path, orders: Sequence[Order], folder: Path) -> None:
        """Draw all. Raises WallboardError."""
        if self._child is None or not self._child.alive:
            self.close()
            words = program("pictures", str(recording.absolute()), str(folder.absolute()), *self._words)
            self._child = LineChild(words, {**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        try:
            answer = self._child.ask(msgspec.json.encode(tuple(orders)), PATIENCE_S)
            problem = msgspec.json.decode(answer, type=str)
        except (OSError, msgspec.MsgspecError) as error:
            said = self._child.end()
            self._child = None
            msg = f"the pictures of the press desk cannot be made: {said or error}"
            raise WallboardError(msg) from None
        if problem:
            msg = f"the pictures of the press desk cannot be made: {problem}"
            raise WallboardError(msg)

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        return None if self._child is None else self._child.pid

    def close(self) -> None:
        """Let the process end."""
        if self._child is not None:
            self._child.end()
            self._child = None


class ManyDrawing:
    """Has several processes draw, each its share of the commits: the pictures of a whole night, which are one order."""

    def __init__(self, config: Path | None, *, demonstration: bool, processes: int) -> None:
        self._children = [ChildDrawing(config, demonstration=demonstration) for _ in range(processes)]

    def __call__(self, recording: Path, orders: Sequence[Order], folder: Path) -> None:
        """Draw all. Raises WallboardError."""
        commits = sorted({order.commit_us for order in orders})
        places = {commit_us: place % len(self._children) for place, commit_us in enumerate(commits)}

        def draw(place: int) -> None:
            share = [order for order in orders if places[order.commit_us] == place]
            self._children[place](recording, share, folder)

        used = sorted(set(places.values()))
        with ThreadPoolExecutor(max(1, len(used)), "pictures") as pool:
            for done in [pool.submit(draw, place) for place in used]:
                done.result()

    def close(self) -> None:
        """Let the processes end."""
        for child in self._children:
            child.close()


def run_child(words: Sequence[str], what: str) -> None:
    """Run a process that draws, to its end. Raises WallboardError with the last line that it said."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        done = subprocess.run(
            list(words), capture_output=True, check=False, timeout=PATIENCE_S, env=environment, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        msg = f"the {what} of the press desk cannot be made: {error}"
        raise WallboardError(msg) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        msg = f"the {what} of the press desk cannot be made: {said[-1] if said else 'it says nothing'}"
        raise WallboardError(msg)


def publisher_of(
    reader: RecordingReader,
    recording: Path,
    folder: Path,
    settings: Settings,
    config: Path | None,
    *,
    demonstration: bool,
    live: bool = False,
) -> Publisher:
    """What keeps the desk's folder; beside a wall one process draws, else as many as there are processors.

    Raises UsageError, WallboardError.
    """
    claim(folder, recording_id(recording) or "")
    journal = OperatorJournal(recording, stated_by_panels(settings))
    desks = DeskReader(reader, recording, facts_of(settings), known_places(settings), journal)
    films = settings.press is not None and settings.press.films
    draw = ManyDrawing(config, demonstration=demonstration, processes=1 if live else min(cores(), MOST_DRAWING))
    film = ChildFilming(config) if films else None
    return Publisher(site_of(settings, live=live), desks, PageFolder(folder), draw, film)
