"""A secret never shows: not in messages, representations, tracebacks or logs."""

from __future__ import annotations

import base64
import logging
import traceback
from pathlib import Path

import pytest

from tests.sources.conftest import Open, Serve, fetch
from tests.sources.loopback import Behave, answering, dripping, reply, sending_once
from wallboard.core.masking import secrets_in
from wallboard.sources.http import HttpSource
from wallboard.sources.http_endpoint import HttpEndpoint
from wallboard.sources.protocol import Answer, FetchFailed
from wallboard.sources.secrets import Secret, TokenFromEnvironment, TokenFromFile, redact

CANARY = "c4n4ry"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@host.example:8443/m.json?token=x#y", "https://host.example:8443/m.json"),
        ("http://[::1]:80/m", "http://[::1]:80/m"),
        ("http://host:port/m", "an address that cannot be read"),
    ],
)
def test_an_address_is_shown_without_user_password_and_query(url: str, shown: str) -> None:
    assert redact(url) == shown


def test_a_secret_is_masked_however_it_is_formatted() -> None:
    secret = Secret(CANARY)
    assert CANARY not in f"{secret} {secret!r} {[secret]}"
    assert (secret.reveal(), secret == Secret(CANARY)) == (CANARY, True)


def _endpoint(url: str) -> HttpEndpoint:
    return HttpEndpoint(
        name="primary",
        url=Secret(f"{url.replace('://', f'://{CANARY}:{CANARY}@')}?key={CANARY}"),
        headers=(("X-Api-Key", Secret(CANARY)),),
        token=TokenFromEnvironment("WALL_TOKEN", {"WALL_TOKEN": CANARY}),
    )


@pytest.mark.parametrize(
    "behave",
    [
        sending_once(b""),
        sending_once(b"nonsense"),
        sending_once(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        sending_once(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nno header\r\n\r\n{}"),
        answering(reply(b"", status="401 Unauthorized")),
        answering(reply(b"", status="302 Found", headers=f"Location: http://x.example/?token={CANARY}")),
        answering(reply(b"", status="302 Found", headers=f"Location: /login?token={CANARY}")),
        answering(reply(b"", status="500 Oops")),
        dripping(b"HTTP/1.1 200 OK\r\n", b""),
    ],
    ids=["cut", "no http", "lengths", "bad header", "denied", "redirect", "path redirect", "error", "late"],
)
def test_no_failure_shows_a_secret(serve: Serve, caplog: pytest.LogCaptureFixture, behave: Behave) -> None:
    caplog.set_level(logging.DEBUG)
    source = HttpSource(_endpoint(serve(behave).url))
    with pytest.raises(FetchFailed) as raised:
        fetch(source, 0.3)
    source.close()
    told = "".join(traceback.format_exception(raised.value, chain=True))
    assert CANARY not in told + repr(raised.value) + raised.value.message + caplog.text + repr(source)


def test_a_connection_that_is_refused_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    source = HttpSource(_endpoint("http://127.0.0.1:1/m"))
    with pytest.raises(FetchFailed) as raised:
        fetch(source)
    assert CANARY not in "".join(traceback.format_exception(raised.value)) + caplog.text


def test_a_token_file_that_is_no_text_shows_nothing_of_it(tmp_path: Path, source: Open) -> None:

    file = tmp_path / "token"
    file.write_bytes(CANARY.encode() + b"\xff")
    with pytest.raises(FetchFailed) as raised:
        fetch(source("http://127.0.0.1:1/m", token=TokenFromFile(file)))
    assert CANARY not in "".join(traceback.format_exception(raised.value))


def test_an_endpoint_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert CANARY not in repr(_endpoint("http://127.0.0.1:1/m"))


def test_an_answer_that_repeats_a_secret_is_kept_without_it_and_told_of_once(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    said = b'{"gmv": "1.00", "you": "Bearer c4n4ry/l0ng", "escaped": "c4n4ry\\/l0ng"}'
    server = serve(answering(reply(said, headers="Content-Type: application/json\r\nServer: c4n4ry/l0ng")))
    token = TokenFromEnvironment("T", {"T": "c4n4ry/l0ng"})
    source = HttpSource(HttpEndpoint(name="primary", url=Secret(server.url), token=token))
    answers = [fetch(source), fetch(source)]
    source.close()
    for answer in answers:
        assert isinstance(answer, Answer)
        assert answer.body == b'{"gmv": "1.00", "you": "Bearer ***********", "escaped": "************"}'
        assert CANARY not in repr(answer)
    assert caplog.text.count("primary repeats a secret in its answers") == 1


@pytest.mark.parametrize("status", ["100 Continue", "102 Processing", "103 Early Hints", "199 Soon"])
def test_an_interim_answer_is_no_answer(serve: Serve, source: Open, status: str) -> None:
    early = f"HTTP/1.1 {status}\r\nLink: </a.css>; rel=preload\r\n\r\n".encode()
    opened = source(serve(answering(early + early + reply(b'{"gmv": "1.00"}'))))
    for _ in range(2):
        answer = fetch(opened)
        assert isinstance(answer, Answer)
        assert (answer.status, answer.body) == (200, b'{"gmv": "1.00"}')


def test_interim_answers_without_end_are_late(serve: Serve, source: Open) -> None:
    opened = source(serve(dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")))
    with pytest.raises(FetchFailed) as raised:
        fetch(opened, 0.5)
    assert raised.value.kind == "deadline"


REPEATED = f"c4n4ry-t0ken-{'x' * 8}"


@pytest.mark.parametrize(
    "location",
    [
        f"https://me:{REPEATED}@h.example/x?sig={REPEATED}",
        f"https://h.example/{REPEATED}/login;jsessionid={REPEATED}",
        f"//h.example/?t={REPEATED}",
        f"HTTPS://H.example/{base64.b64encode(REPEATED.encode()).decode()}",
        f"/login?t={REPEATED}",
        f"https://{REPEATED}.example/\x1b]0;pwn\x07\u202e",
    ],
)
def test_a_redirect_is_told_without_secrets_and_escapes(serve: Serve, location: str) -> None:
    server = serve(
        answering(reply(b"", status="302 Found", headers=f"Location: {location}".encode().decode("latin-1")))
    )
    token = TokenFromEnvironment("T", {"T": REPEATED})
    source = HttpSource(HttpEndpoint(name="primary", url=Secret(server.url), token=token))
    with pytest.raises(FetchFailed) as raised:
        fetch(source)
    source.close()
    assert raised.value.kind == "redirect"
    assert not {REPEATED, base64.b64encode(REPEATED.encode()).decode()} & {*raised.value.message.split("/")}
    assert REPEATED not in repr(raised.value.failures) + raised.value.message
    assert raised.value.message.isprintable()


@pytest.mark.parametrize("text", ["abc", "12345678.90", "1234567890", "2016-11-11T00:00:00+08:00"])
def test_what_could_be_a_figure_is_not_masked(text: str) -> None:
    assert secrets_in(f"http://h/m?key={text}", [("X-Api-Key", text)], [text]) == ()
