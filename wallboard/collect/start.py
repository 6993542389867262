"""How collecting begins: sources, recording and operator's journal of the settings, put together and let run."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from wallboard.collect.loop import Collector, Word
from wallboard.collect.pace import Pace
from wallboard.collect.resume import resume
from wallboard.collect.words import words_in
from wallboard.config.night import facts_of
from wallboard.config.settings import Settings
from wallboard.core.judgement import Rules
from wallboard.recording.journal import JournalTail
from wallboard.recording.writer import Recorder
from wallboard.sources.base import Source, monotonic_us
from wallboard.sources.configured import open_ladder


def collect(
    settings: Settings,
    folder: Path,
    stop: threading.Event,
    *,
    say: Callable[[str], None],
    beat: Callable[[], None] = lambda: None,
    source: Source | None = None,
    environ: Mapping[str, str] | None = None,
) -> None:
    """Collect into the recording at `folder` until `stop` is set, going on from where it stands.

    `say` gets a line for people at each new cause, `beat` is called at each completed turn of the loop; `source` stands
    in for the configured ones.

    Raises:
        ConfigError: no source is configured.
        AlreadyRunningError: another collector records there.
        RecordingError: the folder cannot be used.
    """
    facts, mapping = facts_of(settings), settings.contract_mapping
    if source is None:
        source = open_ladder(
            settings.sources, settings.polling, environ=os.environ if environ is None else environ, random=random.random
        )
    tail = JournalTail(folder)

    def words() -> Sequence[Word]:
        return tuple(words_in(tail.poll()))

    try:
        max_bytes = settings.recording.max_segment_mb * 1_000_000
        with Recorder(folder, facts, mapping, max_segment_bytes=max_bytes) as recorder:
            collector = Collector(
                source,
                recorder,
                facts,
                rules_of(settings),
                Pace(monotonic_us(), facts.interval_us, round(settings.polling.deadline_s * 1e6)),
                mapping=mapping,
                stand=resume(folder),  # after the recorder has made sure that nobody else writes there
                words=words,
                say=say,
                beat=beat,
            )
            collector.run(stop)
    finally:
        tail.close()
        source.close()


def rules_of(settings: Settings) -> Rules:
    """When a figure is believed, by the settings."""
    judgement = settings.judgement
    return Rules(settings.money.currency, judgement.confirmations, judgement.plausible_fen_per_s)
