"""Several endpoints tried in order, within one deadline: the first that is up answers, and who did is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from wallboard.core.masking import redacted
from wallboard.core.plain_text import one_line
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.protocol import Answer, Failure, FetchFailed, NotModified, PastSource, Source, Validators

BASE_S = 1.0
CEILING_S = 30.0
_SHARE = 0.6
"""What a rung may spend of the time that is left while another one waits below it."""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """Where one source stands: failures in a row, and the monotonic instant before which it is left alone."""

    failures: int = 0
    due_mono_us: int = 0


class Failover:
    """A source made of sources, the primary first.

    Each has a back-off of its own: after n failures in a row it is left alone for 1 s × 2^(n-1), 30 s at most,
    shortened by up to half at random so that many walls do not knock together; longer if the server asked for it. One
    success ends it at once. So a primary that is down is tried again in that rhythm and takes over when it answers.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        random: Callable[[], float],
        mono_us: Callable[[], int] = system_mono_us,
    ) -> None:
        if not sources:
            msg = "a ladder needs at least one source"
            raise ValueError(msg)
        self._sources = tuple(sources)
        self._rungs = {source.name: SourceHealth() for source in sources}
        if len(self._rungs) != len(self._sources):
            msg = "the sources of a ladder need different names"
            raise ValueError(msg)
        self._random = random
        self._mono_us = mono_us
        self.answering: str | None = None
        """The name of the source that answered last, for the status."""

    @property
    def name(self) -> str:
        """The name of the source that answered last, else of the primary."""
        return self.answering or self._sources[0].name

    def health(self, name: str) -> SourceHealth:
        """Where the source of this name stands."""
        return self._rungs[name]

    def close(self) -> None:
        """Close all sources."""
        for source in self._sources:
            source.close()

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """The answer of the first source that gives one, with the failures before it.

        Raises FetchFailed when none does: of the kind of the first one asked, with all failures, and `retry_after_s` =
        the seconds until one of the sources may be asked again.
        """
        failures: tuple[Failure, ...] = ()
        first: FetchFailed | None = None
        asked = self._due()
        for index, source in enumerate(asked):
            now_us = self._mono_us()
            left_us = deadline_mono_us - now_us
            if failures and left_us <= 0:
                break
            share = _SHARE if index < len(asked) - 1 else 1.0
            try:
                answer = source.fetch(now_us + int(left_us * share), known)
            except Exception as error:  # noqa: BLE001 - a source may be of others: it must not keep the next one from being asked
                failure = _as_failure(error, source.name)
                self._failed(source.name, failure)
                first = first or failure
                failures += tuple(replace(f, source=f.source or source.name) for f in failure.failures)
                continue
            self._rungs[source.name] = SourceHealth()
            self.answering = source.name
            return replace(answer, failures=failures + answer.failures)
        assert first is not None  # at least one source was asked, and none answered
        raise self._all_failed(first, failures) from None

    @property
    def knows_the_past(self) -> bool:
        """Whether one of the sources can be asked what was."""
        return any(isinstance(source, PastSource) and source.knows_the_past for source in self._sources)

    def past(self, at_us: int, deadline_mono_us: int) -> Answer:
        """What the source that answered last, else the first that can be asked, gives for an instant.

        Raises FetchFailed.
        """
        able = [source for source in self._sources if isinstance(source, PastSource) and source.knows_the_past]
        return min(able, key=lambda source: source.name != self.answering).past(at_us, deadline_mono_us)

    def _due(self) -> list[Source]:
        """The sources whose wait is over; if none is, the one that is due soonest: who asks decides about the pace."""
        now_us = self._mono_us()
        due = [source for source in self._sources if self._rungs[source.name].due_mono_us <= now_us]
        return due or [min(self._sources, key=lambda source: self._rungs[source.name].due_mono_us)]

    def _failed(self, name: str, failure: FetchFailed) -> None:
        failures = self._rungs[name].failures + 1
        wait_s = min(CEILING_S, BASE_S * 2 ** min(failures - 1, 16)) * (1 - 0.5 * self._random())
        wait_s = max(wait_s, failure.retry_after_s or 0.0)
        self._rungs[name] = SourceHealth(failures, self._mono_us() + int(wait_s * 1e6))

    def _all_failed(self, first: FetchFailed, failures: tuple[Failure, ...]) -> FetchFailed:
        soonest_us = min(health.due_mono_us for health in self._rungs.values())
        return FetchFailed(
            first.kind,
            first.message,
            max(0.0, (soonest_us - self._mono_us()) / 1e6),
            source=failures[0].source,
            fetch_us=sum(f.fetch_us for f in failures),
            failures=failures,
        )


def _as_failure(error: Exception, name: str) -> FetchFailed:
    """What a source raised, as a failure of its fetch."""
    if isinstance(error, FetchFailed):
        return error
    why = one_line(redacted(f"the source fails with an error of its own: {type(error).__name__}: {error}"), 600)
    return FetchFailed("unusable", why, source=name)
