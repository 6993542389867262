"""Each cause is told once, and its end once."""

from __future__ import annotations

from wallboard.collect.notices import Notices


def test_a_cause_is_told_once_until_it_is_over_or_another_comes() -> None:
    said: list[str] = []
    notices = Notices(said.append)
    notices.tell("source", "refused", "one")
    notices.tell("source", "refused", "again")
    notices.tell("source", "slow", "two")
    notices.tell("disk", "full", "three")
    assert notices.over("source", "four") is True
    assert notices.over("source", "never") is False
    notices.tell("source", "slow", "five")
    assert said == ["one", "two", "three", "four", "five"]


def test_a_line_is_said_once_and_of_lines_without_end_a_thousand() -> None:
    said: list[str] = []
    notices = Notices(said.append)
    for number in range(1500):
        notices.once(f"line {number}")
        notices.once(f"line {number}")
    assert said == [f"line {number}" for number in range(1000)]
