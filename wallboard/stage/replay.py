"""A finished recording on the display: offline, from any medium, with a journal of the replay's own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from wallboard.config.settings import Settings
from wallboard.core.errors import RecordingError
from wallboard.core.system_clocks import SystemClocks
from wallboard.recording.folder import RoleLock
from wallboard.recording.journal import Journal, JournalRow, actions_of
from wallboard.recording.operator_log import answered_in, marks_of, recorded_actions_in, replays_folder
from wallboard.recording.recorded_folder import RecordedFolder
from wallboard.recording.request_inbox import RequestInbox
from wallboard.stage import ports
from wallboard.stage.playback_source import Opening, PlaybackSource
from wallboard.stage.show import DisplayOptions, perform

log = logging.getLogger(__name__)


def replay(
    settings: Settings,
    path: Path,
    opening: Callable[[RecordedFolder], Opening],
    wish: DisplayOptions,
    *,
    with_operator: bool = False,
) -> int:
    """Play the recording at `path`, a directory or one file, until the display is to end; the exit status.

    Nothing is written there, so that it may lie on read-only media and any number of machines can play it: marks set in
    a replay go to a journal in the user's data folder, and are there at the next replay of the same recording.

    Raises:
        RecordingError: there is nothing to play.
        UsageError: `opening` refuses.
        DisplayError: the fonts are missing.
    """
    return perform(settings, played(path, opening, with_operator=with_operator), wish)


@contextmanager
def played(
    path: Path, opening: Callable[[RecordedFolder], Opening], *, with_operator: bool
) -> Iterator[PlaybackSource]:
    """The recording at `path`, open, with what was done on it in the night and in earlier replays.

    Raises:
        RecordingError: nothing can be played there; and whatever `opening` raises.
    """
    with ExitStack() as stack:
        recorded = RecordedFolder(path, None, live=False)
        stack.callback(recorded.close)
        for problem in recorded.problems:
            log.warning("%s", problem)
        begin = opening(recorded)
        journal, earlier = stack.enter_context(_journal(path))
        folder = replays_folder(path)
        inbox = None if folder is None else RequestInbox(folder)
        if inbox is not None:
            stack.callback(inbox.close)
        night = actions_of(path)
        marks = {mark.at_us: mark.name for mark in marks_of((*night, *earlier))}
        yield PlaybackSource(
            recorded,
            SystemClocks(),
            journal,
            str(path),
            live=False,
            marks=marks,
            actions=recorded_actions_in(night) if with_operator else (),
            opening=begin,
            requests=inbox,
            answered=answered_in(earlier),
        )


@contextmanager
def _journal(path: Path) -> Iterator[tuple[ports.JournalPort, tuple[JournalRow, ...]]]:
    """The journal for what is done in this replay, and what was done in earlier ones."""
    folder = replays_folder(path)
    with ExitStack() as stack:
        kept: tuple[ports.JournalPort, tuple[JournalRow, ...]] = (ports.Unkept(), ())
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                stack.enter_context(RoleLock(folder, "show"))
                journal = stack.enter_context(Journal(folder))
                kept = journal, journal.since()
            except (RecordingError, OSError) as error:
                log.warning("marks set in this replay will be forgotten: %s", error)
        yield kept
