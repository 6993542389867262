"""Sources as a configuration opens them, and what they answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wallboard.config.collection import Polling
from wallboard.config.source_settings import SourceSettings
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.configured import open_failover
from wallboard.sources.failover import Failover
from wallboard.sources.protocol import Answer, FetchFailed

PASSWORD = "brass-Lantern-88"
ENVIRON = {"WALL_PASSWORD": PASSWORD}


def opened(*tables: dict[str, Any], environ: dict[str, str] | None = None, **polling: Any) -> Failover:
    """The sources of these tables, behind the one that asks them in turn."""
    sources = [SourceSettings.model_validate(table) for table in tables]
    return open_failover(
        sources, Polling(**polling), environ=ENVIRON if environ is None else environ, random=lambda: 0.0
    )


def answer(source: Any, seconds: float = 20.0) -> Answer:
    """What a source answers within so many seconds."""
    told = source.fetch(system_mono_us() + int(seconds * 1e6))
    assert isinstance(told, Answer)
    return told


def reading(source: Any, seconds: float = 20.0) -> Reading:
    """What a source answers, as it is understood."""
    return read_answer(answer(source, seconds).body)


def said(source: Any, seconds: float = 20.0) -> Any:
    """The document that a source answers."""
    return json.loads(answer(source, seconds).body)


def failed(source: Any, seconds: float = 20.0) -> FetchFailed:
    """The failure that a fetch ends in."""
    with pytest.raises(FetchFailed) as raised:
        source.fetch(system_mono_us() + int(seconds * 1e6))
    return raised.value


def only(source: Failover) -> Any:
    """The first source itself, without the wait after a failure."""
    return source._sources[0]
