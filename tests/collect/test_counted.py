"""Fetches are counted, and passed on unchanged."""

from __future__ import annotations

import pytest

from wallboard.collect.counted import CountedSource
from wallboard.core.process_reports import CollectorReport
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import FetchFailed


def test_fetches_and_failures_are_counted_and_the_last_failure_is_told_until_one_succeeds() -> None:
    source = CountedSource(ScriptedSource((b"1", FetchFailed("refused", "x" * 500, 1.0), b"2"), "primary"))
    assert (source.name, source.report) == ("primary", CollectorReport(0, 0, ""))
    source.fetch(0)
    assert source.report == CollectorReport(1, 0, "")
    with pytest.raises(FetchFailed):
        source.fetch(0)
    assert source.report == CollectorReport(2, 1, "x" * 300)
    source.fetch(0)
    assert source.report == CollectorReport(3, 1, "")
