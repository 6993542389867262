"""A configuration's sources become a ladder in its order."""

from __future__ import annotations

import pytest

from wallboard.config.collecting import Polling, Source
from wallboard.core.errors import ConfigError
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.base import Answer
from wallboard.sources.configured import endpoint, open_ladder
from wallboard.sources.secrets import Secret

from .conftest import Serve
from .loopback import answering, reply


def test_the_first_configured_source_is_asked_first(serve: Serve) -> None:
    primary, backup = serve(answering(reply(b"1"))), serve(answering(reply(b"2")))
    sources = [Source(url=primary.url, name="primary"), Source(url=backup.url)]
    ladder = open_ladder(sources, Polling(), environ={}, random=lambda: 0.0)
    answer = ladder.fetch(system_mono_us() + 10_000_000)
    ladder.close()
    assert isinstance(answer, Answer)
    assert (answer.body, answer.source, backup.connections) == (b"1", "primary", 0)


def test_sources_of_one_label_are_told_apart() -> None:
    sources = [Source(url="http://a.example/1"), Source(url="http://a.example/2")]
    ladder = open_ladder(sources, Polling(), environ={}, random=lambda: 0.0)
    ladder.close()
    assert ladder.rung("a.example (2)").failures == 0


def test_every_setting_of_a_source_reaches_the_wire() -> None:
    source = Source(url="http://a.example/1", headers={"X": "1"}, token_env="T", proxy="http://p.example:1")
    made = endpoint(source, Polling(connect_timeout_s=2.0, max_body_mb=1.0), {"T": "secret"})
    assert (made.headers, made.proxy) == ((("X", Secret("1")),), Secret("http://p.example:1"))
    assert made.token is not None
    assert (made.token.read(), made.connect_timeout_s, made.max_body_bytes) == (Secret("secret"), 2.0, 1_000_000)


def test_no_source_at_all_is_a_mistake_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match="source"):
        open_ladder([], Polling(), environ={}, random=lambda: 0.0)
