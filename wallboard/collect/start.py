"""How collecting begins: sources, recording and operator's journal of the settings, put together and let run."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from wallboard.collect.as_recorded import as_recorded
from wallboard.collect.counted import CountedSource
from wallboard.collect.loop import Collector, Stop
from wallboard.collect.operator_decisions import Decision, decisions_in
from wallboard.collect.pace import Pace
from wallboard.collect.resume import resume
from wallboard.config.event_facts import facts_of
from wallboard.config.judging import rules_of
from wallboard.config.settings import Settings
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import HOUR_US, MINUTE_US
from wallboard.core.process_reports import CollectorReport
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.recording.folder import recordings_folder
from wallboard.recording.journal import JournalTail
from wallboard.recording.retention import RetentionPolicy, retain
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.writer import Recorder
from wallboard.sources.configured import open_failover


def collect(
    settings: Settings,
    folder: Path,
    stop: Stop,
    *,
    say: Callable[[str], None],
    beat: Callable[[], None] = lambda: None,
    report: Callable[[CollectorReport], None] = lambda report: None,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Collect into the recording at `folder` until `stop` is set, going on from where it stands.

    `say` gets a line for people at each new cause, `beat` is called at each completed turn of the loop, and
    `report` with what was fetched so far;
    `environ` is where the sources' secrets are looked up (None: the process's own).

    Raises:
        ConfigError: no source is configured.
        AlreadyRunningError: another collector records there.
        RecordingError: the folder cannot be used.
    """
    facts, rules = as_recorded(facts_of(settings), rules_of(settings), folder, say)
    mapping = settings.contract_mapping
    environ = os.environ if environ is None else environ
    source = CountedSource(open_failover(settings.sources, settings.polling, environ=environ, random=random.random))
    tail = JournalTail(folder)

    def beat_and_report() -> None:
        beat()
        report(source.report)

    def words() -> Sequence[Decision]:
        return tuple(decisions_in(tail.poll()))

    try:
        keeping = settings.recording
        with Recorder(
            folder,
            facts,
            mapping,
            rules=SegmentRules(
                keeping.max_segment_mb * 1_000_000,
                keeping.max_segment_minutes * MINUTE_US,
                fallback=keeping.fallback_folder,
                tidy=lambda: tidy(settings, folder, facts, system_utc_us(), say),
            ),
        ) as recorder:
            tidy(settings, folder, facts, system_utc_us(), say)
            collector = Collector(
                source,
                recorder,
                facts,
                rules,
                Pace(system_mono_us(), facts.interval_us, round(settings.polling.deadline_s * 1e6)),
                mapping=mapping,
                state=resume(folder),  # after the recorder has made sure that nobody else writes there
                words=words,
                say=say,
                beat=beat_and_report,
            )
            collector.run(stop)
    finally:
        tail.close()
        source.close()


def tidy(settings: Settings, folder: Path, facts: EventInfo, now_us: int, say: Callable[[str], None]) -> None:
    """Delete recordings of other nights as the settings ask; whatever stands against that is only said."""
    keeping = settings.recording
    wish = RetentionPolicy(
        None if keeping.keep_days is None else round(keeping.keep_days * 24 * HOUR_US),
        None if keeping.keep_free_gb is None else round(keeping.keep_free_gb * 1e9),
    )
    for line in retain(keeping.folder or recordings_folder(), folder, facts, wish, now_us):
        say(line)
