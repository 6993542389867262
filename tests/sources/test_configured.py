"""A configuration's sources become a ladder in its order."""

from __future__ import annotations

import pytest

from tests.sources.conftest import Serve
from tests.sources.loopback import answering, reply
from wallboard.config.collection import Polling
from wallboard.config.source_settings import SourceSettings
from wallboard.core.errors import ConfigError
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.configured import endpoint, open_failover
from wallboard.sources.protocol import Answer
from wallboard.sources.secrets import Secret


def test_the_first_configured_source_is_asked_first(serve: Serve) -> None:
    primary, backup = serve(answering(reply(b"1"))), serve(answering(reply(b"2")))
    sources = [SourceSettings(url=primary.url, name="primary"), SourceSettings(url=backup.url)]
    failover = open_failover(sources, Polling(), environ={}, random=lambda: 0.0)
    answer = failover.fetch(system_mono_us() + 10_000_000)
    failover.close()
    assert isinstance(answer, Answer)
    assert (answer.body, answer.source, backup.connections) == (b"1", "primary", 0)


def test_sources_of_one_label_are_told_apart() -> None:
    sources = [SourceSettings(url="http://a.example/1"), SourceSettings(url="http://a.example/2")]
    failover = open_failover(sources, Polling(), environ={}, random=lambda: 0.0)
    failover.close()
    assert failover.health("a.example (2)").failures == 0


def test_every_setting_of_a_source_reaches_the_wire() -> None:
    source = SourceSettings(url="http://a.example/1", headers={"X": "1"}, token_env="T", proxy="http://p.example:1")
    made = endpoint(source, Polling(connect_timeout_s=2.0, max_body_mb=1.0), {"T": "secret"})
    assert (made.headers, made.proxy) == ((("X", Secret("1")),), Secret("http://p.example:1"))
    assert made.token is not None
    assert (made.token.read(), made.connect_timeout_s, made.max_body_bytes) == (Secret("secret"), 2.0, 1_000_000)


def test_no_source_at_all_is_a_mistake_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match="source"):
        open_failover([], Polling(), environ={}, random=lambda: 0.0)
