"""A scripted source does what its script says."""

from __future__ import annotations

import pytest

from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import Answer, FetchFailed, NotModified


def test_the_steps_follow_each_other_and_the_last_one_stays() -> None:
    source = ScriptedSource([b"1", NotModified("script", 0), lambda deadline_us: str(deadline_us).encode()])
    outcomes = [source.fetch(n) for n in range(4)]
    assert [o.body if isinstance(o, Answer) else None for o in outcomes] == [b"1", None, b"2", b"3"]


def test_a_failure_in_the_script_is_raised() -> None:
    with pytest.raises(FetchFailed, match="refused: there"):
        ScriptedSource([FetchFailed("refused", "refused: there")]).fetch(0)
