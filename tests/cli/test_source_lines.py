"""A source that cannot be opened is told with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command

TWO = '[[source]]\nurl = "https://a.example/1"\n\n[[source]]\nname = "second"\nkind = "{kind}"\n'


@pytest.mark.parametrize(
    "words", ["check a.toml", "probe --config a.toml", "run --config a.toml", "collect --config a.toml"]
)
def test_a_kind_that_nobody_offers_is_told_where_it_is_written(wallboard: Command, words: str) -> None:
    Path("a.toml").write_text(TWO.format(kind="prometeus"))
    ended = wallboard(*words.split())
    said = "no installed package offers sources of the kind 'prometeus' (did you mean 'prometheus'?)"
    assert (ended.status, ended.err) == (2, f"wallboard: a.toml:6: source[1].kind: {said}\n")
    Path("a.toml").write_text(TWO.format(kind="pigeon"))
    assert "there are clickhouse, file, http" in wallboard(*words.split()).err


def test_of_an_address_of_the_command_line_no_line_is_told(wallboard: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.toml").write_text(TWO.format(kind="pigeon"))
    monkeypatch.setattr("wallboard.sources.configured.BUILT_IN", {})
    ended = wallboard("run", "--config", "a.toml", "--endpoint", "https://b.example/2")
    assert ended.status == 2
    assert ended.err.startswith("wallboard: source b.example: no installed package offers")
