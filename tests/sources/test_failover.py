"""A ladder asks the primary first, falls back within the deadline, and returns when the primary does."""

from __future__ import annotations

from typing import Never

import pytest

from wallboard.sources.failover import Failover, SourceHealth
from wallboard.sources.failure_text import answered_us
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Validators

DOWN = FetchFailed("refused", "refused: primary")
SECOND = 1_000_000


class Clock:
    """A monotonic clock set by hand, in microseconds."""

    def __init__(self) -> None:
        self.us = 0

    def __call__(self) -> int:
        return self.us

    def after(self, seconds: float) -> int:
        """Let so many seconds pass; the deadline of a fetch of 4 s that begins then."""
        self.us += int(seconds * SECOND)
        return self.us + 4 * SECOND


def failover(clock: Clock, *sources: ScriptedSource, random: float = 0.0) -> Failover:
    return Failover(sources, random=lambda: random, mono_us=clock)


def test_the_primary_answers_while_it_can() -> None:
    clock, backup = Clock(), ScriptedSource([b"b"], "backup")
    answer = failover(clock, ScriptedSource([b"a"], "primary"), backup).fetch(clock.after(0))
    assert (answer.source, backup.asked) == ("primary", [])


def test_the_backup_answers_within_the_same_fetch_and_the_failure_is_told() -> None:
    clock = Clock()
    both = failover(clock, ScriptedSource([DOWN], "primary"), ScriptedSource([b"b"], "backup"))
    answer = both.fetch(clock.after(0))
    assert (answer.source, both.name) == ("backup", "backup")
    assert [(f.source, f.kind) for f in answer.failures] == [("primary", "refused")]


class Broken(ScriptedSource):
    """One of others, with a mistake in it."""

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Never:
        raise OverflowError("date\x1b[31m value out of range: http://me:pw@host/x")  # noqa: EM101 - as it is


def test_a_source_with_a_mistake_of_its_own_does_not_keep_the_backup_from_answering() -> None:
    clock = Clock()
    both = failover(clock, Broken([b""], "primary"), ScriptedSource([b"b", b"c"], "backup"))
    answer = both.fetch(clock.after(0))
    assert answer.source == "backup"
    (failure,) = answer.failures
    assert (failure.source, failure.kind) == ("primary", "unusable")
    assert "OverflowError: date␛[31m value out of range: http://•••@host/x" in failure.message


def test_a_slow_primary_leaves_time_for_the_backup() -> None:
    clock = Clock()

    def black_hole(deadline_us: int) -> FetchFailed:
        clock.us = deadline_us
        return DOWN

    backup = ScriptedSource([b"b"], "backup")
    failover(clock, ScriptedSource([black_hole], "primary"), backup).fetch(4 * SECOND)
    assert clock.us < 3 * SECOND
    assert backup.asked[0][0] == 4 * SECOND


def test_a_primary_that_is_down_is_not_asked_at_every_fetch() -> None:
    clock, primary = Clock(), ScriptedSource([DOWN], "primary")
    both = failover(clock, primary, ScriptedSource([b"b"], "backup"))
    for _ in range(60):
        both.fetch(clock.after(1))
    assert len(primary.asked) == 6  # after 0, 1, 3, 7, 15, 31 seconds


def test_the_primary_takes_over_when_it_is_back() -> None:
    clock = Clock()
    both = failover(clock, ScriptedSource([DOWN, b"a"], "primary"), ScriptedSource([b"b"], "backup"))
    assert [both.fetch(clock.after(s)).source for s in (0, 0.5, 0.5, 0.5)] == ["backup", "backup", "primary", "primary"]
    assert both.health("primary") == SourceHealth()


def test_when_all_fail_the_failure_says_when_to_come_back() -> None:
    clock = Clock()
    slow = FetchFailed("auth", "denied: backup", 60.0)
    both = failover(clock, ScriptedSource([DOWN], "primary"), ScriptedSource([slow], "backup"))
    with pytest.raises(FetchFailed) as raised:
        both.fetch(clock.after(0))
    assert (raised.value.kind, raised.value.retry_after_s) == ("refused", 1.0)
    assert [f.source for f in raised.value.failures] == ["primary", "backup"]


@pytest.mark.parametrize(("random", "waits"), [(0.0, [1, 2, 4, 8, 16, 30, 30]), (1.0, [0.5, 1, 2, 4, 8, 15, 15])])
def test_the_wait_doubles_to_thirty_seconds_less_up_to_half_of_it(random: float, waits: list[float]) -> None:
    clock = Clock()
    one = failover(clock, ScriptedSource([DOWN]), random=random)
    seen = []
    for _ in waits:
        with pytest.raises(FetchFailed) as raised:
            one.fetch(clock.after(30))
        seen.append(raised.value.retry_after_s)
    assert seen == waits


def test_who_comes_too_early_is_served_by_the_source_that_is_due_first() -> None:
    clock = Clock()
    one = failover(clock, ScriptedSource([DOWN, b"a"]))
    with pytest.raises(FetchFailed):
        one.fetch(clock.after(0))
    assert isinstance(one.fetch(clock.after(0)), Answer)


def test_not_modified_counts_as_an_answer() -> None:
    clock, known = Clock(), Validators("primary", "x")
    primary = ScriptedSource([NotModified("primary", 1)], "primary")
    assert failover(clock, primary).fetch(clock.after(0), known) == NotModified("primary", 1)
    assert primary.asked[0][1] == known


def test_closing_a_ladder_closes_its_sources() -> None:
    sources = [ScriptedSource([b""], "a"), ScriptedSource([b""], "b")]
    failover(Clock(), *sources).close()
    assert all(source.closed for source in sources)


def test_two_sources_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="different names"):
        failover(Clock(), ScriptedSource([b""]), ScriptedSource([b""]))


@pytest.mark.parametrize(
    ("date", "age", "told"),
    [
        ("Fri, 27 Nov 2026 15:42:12 GMT", None, 1_795_794_132 * SECOND),
        ("Fri, 27 Nov 2026 15:42:12 GMT", "8", 1_795_794_140 * SECOND),
        ("Fri, 27 Nov 2026 15:42:12 GMT", "9" * 30, 2_795_794_131 * SECOND),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "9" * 30, None),
        ("Wed, 01 Jan 1969 00:00:00 GMT", None, None),
        ("Fri, 27 Nov 99999999 15:42:12 GMT", None, None),
        ("\x1b[31m", "x", None),
    ],
)
def test_a_date_that_no_clock_shows_tells_nothing(date: str, age: str | None, told: int | None) -> None:
    assert answered_us(date, age) == told
