"""`wallboard check --room`: the words, the lines and the exit status."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Command


def test_a_wall_that_can_be_read_is_said_to_be_so(wallboard: Command) -> None:
    ended = wallboard("check", "--room", "18m", "--pitch", "2.5mm")
    assert ended.status == 0
    assert "24.0 pixels" in ended.out
    assert "can be read from the back row" in ended.out


def test_what_is_too_small_is_listed_with_the_distance_it_reaches(wallboard: Command) -> None:
    ended = wallboard("check", "--room", "100ft", "--width", "6m", "--size", "1920x1080")
    assert ended.status == 1
    assert "rankings, brands (zh leads):" in ended.out
    assert "texts are too small: what is stated can be read up to" in ended.out


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("--room", "18m"), "--pitch 2.5mm"),
        (("--room", "18m", "--pitch", "2.5mm", "--width", "6m"), "in one way"),
        (("--pitch", "2.5mm"), "go with --room"),
        (("--room", "18"), "such as 18m"),
        (("--room", "0m"), "above 0"),
    ],
)
def test_wrong_words_are_refused_with_the_remedy(wallboard: Command, words: tuple[str, ...], remedy: str) -> None:
    ended = wallboard("check", *words)
    assert ended.status == 2
    assert remedy in ended.err
