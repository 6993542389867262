"""HTTP with a body, a login, or a token that is fetched: what is sent, what is renewed, and what is never shown."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.sources.asked import PASSWORD, answer, failed, opened
from tests.sources.web import Asked, Said, Web
from wallboard.config.collection import Polling
from wallboard.config.source_settings import SourceSettings
from wallboard.core.masking import KNOWN
from wallboard.sources.configured import open_http
from wallboard.sources.protocol import Answer, SourceRequest

BODY = b'{"contract": "wallboard/1", "at": "2026-11-27T19:00:00Z", "gmv": "1.00"}'
SECRET = "client/Secret:5 with blanks"


class Authority:
    """An endpoint and the token endpoint beside it, on one server."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.given = 0
        self.good = ""
        self.life: object = 3600
        web.answer(self._answer)

    def _answer(self, asked: Asked) -> Said:
        if asked.path == "/token":
            self.given += 1
            self.good = f"token-number-{self.given}-abcdefgh"
            told = {"access_token": self.good, "token_type": "Bearer", "expires_in": self.life}
            return Said(json.dumps(told).encode())
        return Said(BODY) if asked.headers["Authorization"] == f"Bearer {self.good}" else Said(b"{}", 401)


@pytest.fixture
def authority(web: Web) -> Authority:
    """Both endpoints."""
    return Authority(web)


@pytest.fixture
def now_us() -> list[int]:
    """A clock that stands until it is set."""
    return [0]


@pytest.fixture
def source(web: Web, now_us: list[int]) -> Iterator[Any]:
    """A source that fetches its tokens."""
    oauth = {"token_url": f"{web.url}/token", "client_id": "wall:1", "client_secret_env": "S", "scope": "read figures"}
    settings = SourceSettings.model_validate({"url": f"{web.url}/figures", "oauth": oauth})
    made = open_http(SourceRequest("shop", settings, Polling(), {"S": SECRET}, lambda: now_us[0]))
    yield made
    made.close()


def fetched(source: Any, now_us: list[int]) -> Answer:
    told = source.fetch(now_us[0] + 20_000_000)
    assert isinstance(told, Answer)
    return told


def test_a_body_is_posted_as_json_unless_it_says_otherwise(web: Web) -> None:
    web.say(BODY)
    answer(opened({"url": web.url, "body": '{"query": "größe"}'}))
    answer(opened({"url": web.url, "body": "a=b", "headers": {"Content-Type": "text/plain"}}))
    assert [(a.method, a.headers["Content-Type"], a.body.decode()) for a in web.asked] == [
        ("POST", "application/json", '{"query": "größe"}'),
        ("POST", "text/plain", "a=b"),
    ]


def test_a_login_is_sent_as_basic_and_never_shown(web: Web) -> None:
    web.say(PASSWORD.encode(), 403)
    told = failed(opened({"url": web.url, "user": "wall", "password_env": "WALL_PASSWORD"}))
    coded = base64.b64encode(f"wall:{PASSWORD}".encode()).decode()
    assert web.asked[0].headers["Authorization"] == f"Basic {coded}"
    assert (told.kind, PASSWORD in told.message) == ("auth", False)
    assert coded not in KNOWN.masked(f"it is {coded}")


def test_a_token_is_fetched_once_and_sent_with_each_request(
    authority: Authority, source: Any, now_us: list[int]
) -> None:
    fetched(source, now_us)
    fetched(source, now_us)
    assert [asked.path for asked in authority.web.asked] == ["/token", "/figures", "/figures"]
    asked = authority.web.asked[0]
    assert parse_qs(asked.body.decode()) == {"grant_type": ["client_credentials"], "scope": ["read figures"]}
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    login = base64.b64decode(asked.headers["Authorization"].removeprefix("Basic ")).decode()
    assert login == "wall%3A1:client%2FSecret%3A5%20with%20blanks"


def test_a_token_is_renewed_before_it_runs_out(authority: Authority, source: Any, now_us: list[int]) -> None:
    fetched(source, now_us)
    now_us[0] = 3569 * 1_000_000
    fetched(source, now_us)
    assert authority.given == 1
    now_us[0] = 3571 * 1_000_000
    fetched(source, now_us)
    assert authority.given == 2


def test_a_token_that_is_refused_is_replaced_within_the_same_fetch(
    authority: Authority, source: Any, now_us: list[int]
) -> None:
    fetched(source, now_us)
    authority.good = "another one"
    assert fetched(source, now_us).body == BODY
    assert authority.given == 2


def test_the_same_token_given_twice_is_used_as_it_is(authority: Authority, source: Any, now_us: list[int]) -> None:
    fetched(source, now_us)
    authority.given, authority.good = 0, "another one"
    assert fetched(source, now_us).body == BODY
    assert authority.web.asked[-1].headers["Authorization"] == "Bearer token-number-1-abcdefgh"


def test_tokens_and_the_secret_of_the_client_are_never_shown(
    authority: Authority, source: Any, now_us: list[int]
) -> None:
    fetched(source, now_us)
    text = KNOWN.masked(f"{SECRET} and {authority.good}")
    assert "Secret:5" not in text
    assert authority.good not in text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(b'{"error": "invalid_client", "error_description": "unknown"}', 401), "no login: access is denied"),
        (Said(b'{"error": "invalid_scope", "error_description": "no such scope"}', 400), "invalid_scope no such scope"),
        (Said(b'{"token_type": "Bearer"}'), "no access_token"),
        (Said(b'{"access_token": "abcdefgh", "token_type": "mac"}'), "of the type 'mac'"),
        (Said(b'{"access_token": "abc\\ndef"}'), "no access_token"),
        (Said(b"[]"), "no access_token"),
    ],
)
def test_no_token_is_one_line_that_says_why(web: Web, source: Any, now_us: list[int], said: Said, words: str) -> None:
    web.answer(lambda _: said)
    told = failed(source)
    assert (told.kind, words in told.message, told.message.endswith("/token")) == ("auth", True, True)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"token_env": "T"}, "keep one way to log in"),
        ({"oauth": {"token_url": "https://x/", "client_id": "a"}}, "client_secret_env or client_secret_file"),
        ({"oauth": {"token_url": "http://a.example/", "client_id": "a", "client_secret_env": "S"}}, "in the clear"),
        ({"oauth": {"token_url": "x", "client_id": "a", "client_secret_env": "S"}}, "https://host/path"),
        ({"queries": {"totals": "SELECT 1"}}, 'means nothing to a source of the kind "http"'),
    ],
)
def test_what_cannot_be_meant_is_told_before_anybody_is_asked(keys: dict[str, Any], words: str, tmp_path: Path) -> None:
    oauth = {"token_url": "https://x/", "client_id": "a", "client_secret_env": "S"}
    with pytest.raises(ValueError, match=words):
        SourceSettings.model_validate({"url": "https://x/", "oauth": oauth} | keys)
