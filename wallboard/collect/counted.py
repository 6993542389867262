"""A source that counts its fetches, for whoever watches the collector from outside."""

from __future__ import annotations

from wallboard.core.process_reports import CollectorReport
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, PastSource, Source, Validators

_LONGEST = 300


class CountedSource:
    """Passes every fetch on to another source, and counts."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.report = CollectorReport(0, 0, "")

    @property
    def name(self) -> str:
        """How the recording and the log call it."""
        return self._source.name

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """The newest answer. Raises FetchFailed."""
        before = self.report
        try:
            outcome = self._source.fetch(deadline_mono_us, known)
        except FetchFailed as failed:
            said = "; ".join(failure.message for failure in failed.failures)[:_LONGEST]
            self.report = CollectorReport(before.fetches + 1, before.failed + 1, said)
            raise
        self.report = CollectorReport(before.fetches + 1, before.failed, "")
        return outcome

    @property
    def knows_the_past(self) -> bool:
        """See `PastSource`."""
        return isinstance(self._source, PastSource) and self._source.knows_the_past

    def past(self, at_us: int, deadline_mono_us: int) -> Answer:
        """See `PastSource`; what fills a gap is not counted."""
        assert isinstance(self._source, PastSource)  # who asks has looked
        return self._source.past(at_us, deadline_mono_us)

    def close(self) -> None:
        """Let go of the source."""
        self._source.close()
