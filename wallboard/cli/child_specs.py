"""The children of `wallboard run`, `demo` and `rehearse`: what each is started with."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from wallboard.cli.options import CURTAIN, ShowOptions
from wallboard.config.layouts import FALLBACK_LAYOUT
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US
from wallboard.doctor.display_check import no_display_because, qt_environment
from wallboard.recording.folder import RoleLock, make_folder
from wallboard.stage.platforms import x_server_listens
from wallboard.supervise.child import program
from wallboard.supervise.child_spec import ChildSpec, nothing_lacking
from wallboard.supervise.child_state import FIRST_PAUSE_US, Timeouts

_SILENCE_US = 1_500_000
"""How long a display may be silent: with a second for a new start the picture is back within three."""
_YOUNG_SILENCE_US = 5 * SECOND_US
"""How long one may be silent that has just come up: an X server that is busy keeps it waiting for its windows."""
_PAPER_SILENCE_US = 5 * SECOND_US
"""How long a display without a screen may be silent: it beats between pictures, and a large one takes its time."""
_COLLECTOR_SILENCE_S = 5.0
_READING_S_PER_MB = 0.2
"""No answer takes longer to read: 8 MB that are made to be slow take 1.3 s, others 0.4 s."""
PICTURES = "pictures"
"""The folder of a wall in which decoders hand over live pictures."""
KEEPER = "pictures"
"""The child that keeps their decoders up."""
PROGRAM = "program"
"""The file of a wall's folder in which the display keeps small copies of what it shows."""
_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(256 * 1024)}
"""For glibc, ignored elsewhere: freed pictures go back to the system (16 MB at 4K) instead of leaving holes."""


def wall_plans(
    settings: Settings,
    file: Path | None,
    folder: Path,
    showing: ShowOptions,
    *,
    endpoint: str | None = None,
    after: str | None = None,
    last_good: Path | None = None,
    environment: Mapping[str, str] | None = None,
    demonstration: bool = False,
) -> tuple[ChildSpec, ChildSpec]:
    """The plans of the two halves; the collector waits for the first beat of `after`.

    `last_good` is where the newest configuration that could be used is kept, for when the file cannot be used any more.
    """
    environment = os.environ if environment is None else environment
    common = ("--record", str(folder), "--supervised", *(("--config", str(file)) if file else ()))
    common += ("--last-good", str(last_good)) if last_good and file else ()
    common += ("--demonstration",) if demonstration else ()
    polled = ("--endpoint", endpoint) if endpoint else ()
    # it waits for no endpoint: its longest turn is the reading of the largest answer that is allowed
    longest_turn_us = int((_COLLECTOR_SILENCE_S + _READING_S_PER_MB * settings.polling.max_body_mb) * SECOND_US)
    collect = ChildSpec(
        "collect",
        program("collect", *common, *polled),
        Timeouts(start_us=60 * SECOND_US, beat_us=longest_turn_us, longest_pause_us=2 * SECOND_US),
        after=after,
    )
    showing = replace(showing, pictures=pictures_folder(settings, folder, showing))
    plain = replace(showing, layout=FALLBACK_LAYOUT)
    unseen = no_display_because(environment) is not None
    show = ChildSpec(
        "show",
        program("show", *common, *showing.words()),
        Timeouts(
            beat_us=_PAPER_SILENCE_US if unseen else _SILENCE_US,
            young_us=_YOUNG_SILENCE_US,
            longest_pause_us=FIRST_PAUSE_US,
        ),
        again=program("show", *common, *showing.words(), "--resume"),
        safer=program("show", *common, *plain.words(), "--safe"),
        ends_all=True,
        standby=program("standby"),
        lacking=nothing_lacking if unseen else partial(_no_screen_because, environment),
        environment={**_MEMORY, **qt_environment(environment)},
    )
    return collect, show


def press_plan(
    settings: Settings, file: Path | None, folder: Path, *, last_good: Path | None = None
) -> tuple[ChildSpec, ...]:
    """The plan of the press desk, where one is configured with a port to listen at; nothing of the wall needs it."""
    if settings.press is None or settings.press.port is None:
        return ()
    words = ("--record", str(folder), "--supervised", *(("--config", str(file)) if file else ()))
    words += ("--last-good", str(last_good)) if last_good and file else ()
    patience = Timeouts(start_us=120 * SECOND_US, beat_us=60 * SECOND_US)
    return (ChildSpec("press", program("press", *words), patience, after="collect", dispensable=True),)


def with_pictures_read(plans: Sequence[ChildSpec], place: Path) -> tuple[ChildSpec, ...]:
    """The plans with a display that reads what decoders of live pictures hand over, now or after an edit."""
    show = next(plan for plan in plans if plan.name == "show")
    handed = ("--live-pictures", str(place / PICTURES))
    reading = replace(
        show,
        argv=(*show.argv, *handed),
        again=None if show.again is None else (*show.again, *handed),
        safer=None if show.safer is None else (*show.safer, *handed),
    )
    return tuple(reading if plan is show else plan for plan in plans)


def with_pictures_decoded(plans: Sequence[ChildSpec], place: Path, *, wanted: bool) -> tuple[ChildSpec, ...]:
    """The plans with the process that keeps decoders for live pictures where that is `wanted`, else without it.

    It can be lost at any time: the wall says so on the pictures' slates, and goes on.
    """
    others = tuple(plan for plan in plans if plan.name != KEEPER)
    if not wanted:
        return others
    show = next(plan for plan in plans if plan.name == "show")
    keeper = ChildSpec(
        KEEPER,
        program("live_pictures", str(place / PICTURES), *_common_words(show.argv)),
        Timeouts(start_us=60 * SECOND_US, beat_us=10 * SECOND_US, longest_pause_us=30 * SECOND_US),
        dispensable=True,
    )
    return (*others, keeper)


def link_plan(
    settings: Settings, file: Path | None, folder: Path, *, last_good: Path | None = None, demonstration: bool = False
) -> tuple[ChildSpec, ...]:
    """The plan of the link to the other machines, where this is one of several; the wall goes on without it."""
    if settings.cluster is None:
        return ()
    words = ("--record", str(folder), "--supervised", *(("--config", str(file)) if file else ()))
    words += ("--last-good", str(last_good)) if last_good and file else ()
    words += ("--demonstration",) if demonstration else ()
    patience = Timeouts(start_us=60 * SECOND_US, beat_us=10 * SECOND_US, longest_pause_us=2 * SECOND_US)
    return (ChildSpec("link", program("link", *words), patience, dispensable=True),)


def with_console(
    plans: Sequence[ChildSpec],
    settings: Settings,
    place: Path,
    listen: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[ChildSpec, ...]:
    """The plans with the operators' console and the process that draws for it, where one is configured.

    Both can be lost at any time: the wall goes on without them. `listen`: where, whatever is configured.
    """
    environment = os.environ if environment is None else environment
    if settings.console is None and listen is None:
        return tuple(plans)
    show = next(plan for plan in plans if plan.name == "show")
    pictures, on_air = place / "console", ("--program", str(place / PROGRAM))
    common = _common_words(show.argv)
    copying = replace(
        show,
        argv=(*show.argv, *on_air),
        again=None if show.again is None else (*show.again, *on_air),
        safer=None if show.safer is None else (*show.safer, *on_air),
    )
    where = ("--listen", listen) if listen else ()
    console = ChildSpec(
        "console",
        program("console", *common, "--pictures", str(pictures), *on_air, *where),
        Timeouts(start_us=60 * SECOND_US, beat_us=5 * SECOND_US, longest_pause_us=30 * SECOND_US),
        after=show.after,
        dispensable=True,
        environment={**_MEMORY, "MALLOC_ARENA_MAX": "1"},
    )
    preview = ChildSpec(
        "preview",
        program("preview", str(pictures), *common, *on_air),
        Timeouts(start_us=120 * SECOND_US, beat_us=60 * SECOND_US, longest_pause_us=30 * SECOND_US),
        after="show",
        dispensable=True,
        environment={**_MEMORY, **qt_environment(environment)},
    )
    return (*(copying if plan is show else plan for plan in plans), console, preview)


def _common_words(words: Sequence[str]) -> tuple[str, ...]:
    """Of the words of a child those that all children share: the recording, the configuration, the supervision."""
    pairs = ("--record", "--config", "--last-good")
    found: list[str] = []
    for at, word in enumerate(words):
        if word in pairs:
            found += words[at : at + 2]
        elif word in ("--supervised", "--demonstration"):
            found.append(word)
    return tuple(found)


def with_curtain(
    plans: Sequence[ChildSpec],
    settings: Settings,
    showing: ShowOptions,
    pictures: Path,
    environment: Mapping[str, str] | None = None,
) -> tuple[ChildSpec, ...]:
    """The plans with a curtain beneath the display, where there is a screen for one; its pictures lie in `pictures`."""
    environment = os.environ if environment is None else environment
    if not settings.display.curtain or showing.windowed or no_display_because(environment) is not None:
        return tuple(plans)
    show = next(plan for plan in plans if plan.name == "show")
    show = replace(show, environment={**show.environment, CURTAIN: str(pictures)})
    curtain = ChildSpec(
        "curtain",
        program("curtain", "--languages", "+".join(settings.display.languages), str(pictures), "--supervised"),
        Timeouts(beat_us=5 * SECOND_US),
        lacking=partial(_no_screen_because, environment),
        environment=show.environment,  # they share their standbys
        dispensable=True,
        standby=show.standby,
    )
    return (*(show if plan.name == "show" else plan for plan in plans), curtain)


def _no_screen_because(environment: Mapping[str, str]) -> str | None:
    """Why a wall that began on a screen has none now; asked by the supervisor, which must not wait for an answer."""
    return no_display_because(environment, x_answers=x_server_listens)


def pictures_folder(settings: Settings, folder: Path, showing: ShowOptions) -> Path:
    """Where the pictures of a wall without a display are kept: as told, as configured, or beside the recording."""
    return (showing.pictures or settings.display.snapshot_folder or folder / "pictures").absolute()


def free_port(host: str) -> int:
    """A port of this machine that nobody listens at just now."""
    with socket.socket() as tried:
        tried.bind((host, 0))
        port: int = tried.getsockname()[1]
        return port


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens at a port of this machine just now."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return False
    return True


def owned(folder: Path) -> Path:
    """The folder, made, if no other instance works there; the locks are the children's. Raises RecordingError."""
    make_folder(folder)
    with RoleLock(folder, "collect"), RoleLock(folder, "show"):
        return folder
