"""A finished recording on the display of one of several machines: one plays its own, the others their copy of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from wallboard.config.event_facts import facts_of
from wallboard.config.settings import Settings
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.recording.folder import RoleLock, make_folder
from wallboard.recording.journal import Journal
from wallboard.recording.linked_folder import LinkWatch
from wallboard.recording.operator_log import answered_in, marks_of
from wallboard.recording.recorded_folder import RecordedFolder
from wallboard.recording.request_inbox import RequestInbox
from wallboard.recording.shared_replay import CopiedRecording, ReplayClocks, SharedRecording
from wallboard.stage.claims_file import ClaimsFile
from wallboard.stage.playback_source import Opening, PlaybackSource
from wallboard.stage.shared_control import FolderLink

Begin = Callable[[RecordedFolder], Opening]


@contextmanager
def wall_replay(
    settings: Settings,
    folder: Path,
    plays: Path | None,
    begin: Begin,
    *,
    fresh: bool,
    mono_us: Callable[[], int] = system_mono_us,
    utc_us: Callable[[], int] = system_utc_us,
) -> Iterator[PlaybackSource]:
    """What is played, from `plays` where this machine starts it, else from the copy in `folder`.

    `folder` is where this machine's link, its journal and its copy lie. `fresh`: the run begins; otherwise a display
    that died goes on with what was up. Raises RecordingError, and whatever `begin` raises.
    """
    with ExitStack() as stack:
        make_folder(folder)
        stack.enter_context(RoleLock(folder, "show"))
        journal = stack.enter_context(Journal(folder))
        watch = LinkWatch(folder, mono_us)
        clocks = ReplayClocks(watch, mono_us, utc_us)
        rows = journal.since()
        recorded: SharedRecording | CopiedRecording
        opening, bounds = None, None
        if plays is None:
            recorded = CopiedRecording(folder, facts_of(settings), watch)
        else:
            recorded = SharedRecording(plays, None, live=False)
            opening, bounds = begin(recorded), recorded.bounds
        stack.callback(recorded.close)
        inbox = RequestInbox(folder)
        stack.callback(inbox.close)
        yield PlaybackSource(
            recorded,
            clocks,
            journal,
            str(plays or folder),
            live=False,
            marks={m.at_us: m.name for m in marks_of(rows) if bounds is None or bounds[0] <= m.at_us <= bounds[1]},
            opening=opening,
            again=None if fresh or plays is None else journal.last_state(),
            claims_file=ClaimsFile(folder, resumes=not fresh),
            requests=inbox,
            answered=answered_in(rows),
            link=FolderLink(folder, watch),
        )
