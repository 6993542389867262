"""A source asked again and again for a while: how often it has something new, and what the wall would do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from wallboard.config.event_facts import facts_of
from wallboard.config.judging import rules_of
from wallboard.config.settings import Settings
from wallboard.core.contract.reading import read_answer
from wallboard.core.instants import SECOND_US
from wallboard.core.judge_state import JudgeState
from wallboard.core.judgement import judge
from wallboard.core.mapping import Received
from wallboard.core.source_clock import Arrival
from wallboard.sources.protocol import Answer, FetchFailed, Source

Clock = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Watched:
    """What so many fetches brought, judged one after the other as `run` judges them.

    `interval_us` is the usual time between two advances, None where there were not two; `verdicts` are the answers that
    would not have been shown, each cause once.
    """

    fetches: int = 0
    failures: tuple[str, ...] = ()
    advances: int = 0
    interval_us: int | None = None
    verdicts: tuple[str, ...] = ()

    def lines(self, settings: Settings) -> tuple[str, ...]:
        """In words, with the line to write where the source has something new less often than it is asked."""
        told = [
            f"{self.fetches} fetches, {self.advances} of them brought something new",
            *self.failures,
            *self.verdicts,
        ]
        if self.interval_us is None:
            told.append("how often it has something new cannot be said: watch it for longer")
            return tuple(told)
        every_s = self.interval_us / SECOND_US
        told.append(f"it has something new every {every_s:.1f} s")
        if every_s > 1.5 * settings.polling.interval_s and settings.polling.updates_every_s is None:
            told.append(f"[polling] write updates_every_s = {every_s:.1f}, so that it is not called STALE in between")
        return tuple(told)


def watch(
    source: Source, settings: Settings, seconds: float, clocks: tuple[Clock, Clock], wait: Callable[[float], None]
) -> Watched:
    """Ask a source at the polling interval for so long. `clocks` are the monotonic one and the machine's UTC."""
    mono_us, utc_us = clocks
    mapping, rules, state = settings.contract_mapping, rules_of(settings), JudgeState()
    digits = facts_of(settings).minor_digits
    seen, last, unbroken = Watched(), b"", False
    begun_us = mono_us()
    interval_us = round(settings.polling.interval_s * SECOND_US)
    while True:
        asked_us = mono_us()
        try:
            outcome = source.fetch(asked_us + round(settings.polling.deadline_s * SECOND_US))
        except FetchFailed as failed:
            lines = (f"{each.source}: {each.message}" for each in failed.failures)
            seen = replace(seen, failures=tuple(dict.fromkeys((*seen.failures, *lines))))
            outcome, unbroken = None, False
        seen = replace(seen, fetches=seen.fetches + 1)
        if isinstance(outcome, Answer) and outcome.body != last:
            last, now_us = outcome.body, utc_us()
            received = Received(now_us, outcome.date_us)
            reading = read_answer(outcome.body, mapping, settings.own_metrics, received, digits)
            arrival = Arrival(mono_us() - begun_us, now_us, outcome.date_us, outcome.source, unbroken)
            judgement, state = judge(state, reading, seen.fetches, rules, arrival)
            if judgement.advance:
                unbroken = True
                seen = replace(seen, advances=seen.advances + 1, interval_us=state.advances.interval_us)
            elif not judgement.shown:
                line = f"{judgement.verdict}: {judgement.detail}"
                seen = replace(seen, verdicts=tuple(dict.fromkeys((*seen.verdicts, line))))
        left_us = begun_us + round(seconds * SECOND_US) - mono_us()
        if left_us <= 0:
            return seen
        wait(max(0, min(left_us, asked_us + interval_us - mono_us())) / SECOND_US)
