"""Clients of the press desk that never finish asking, or never take their answer, are let go; all others are not."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from wallboard.cli import bounded_http
from wallboard.cli.bounded_http import HEAD_S, STALLED_S, BoundedHttp


@dataclass
class Timer:
    """A timer of a clock that a test turns."""

    due_s: float
    call: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Clock:
    """Stands in for the loop of a server: its tasks are real, its timers are the test's."""

    loop: asyncio.AbstractEventLoop
    now_s: float = 0.0
    timers: list[Timer] = field(default_factory=list)

    def call_later(self, delay_s: float, call: Callable[..., None], *args: Any) -> Timer:
        timer = Timer(self.now_s + delay_s, lambda: call(*args))
        self.timers.append(timer)
        return timer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.loop, name)

    def pass_by(self, seconds: float) -> None:
        """Let time pass; what falls due is done in its order."""
        self.now_s += seconds
        for timer in sorted((t for t in self.timers if t.due_s <= self.now_s), key=lambda t: t.due_s):
            if not timer.cancelled:
                timer.call()
        self.timers = [timer for timer in self.timers if timer.due_s > self.now_s]


class Line(asyncio.Transport):
    """A connection that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written, self.gone = b"", False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.gone

    def abort(self) -> None:
        self.gone = True

    def close(self) -> None:
        self.gone = True

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default

    def pause_reading(self) -> None:
        """It reads or it does not."""

    def resume_reading(self) -> None:
        """Likewise."""

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """There is no limit."""


def at_once(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test that runs in a loop of its own."""

    @functools.wraps(test)
    def run(*given: Any, **named: Any) -> None:
        asyncio.run(test(*given, **named))

    return run


async def _app(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def _endless(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"more", "more_body": True})
    await asyncio.Event().wait()


def spoken(app: Any = _app) -> tuple[BoundedHttp, Line, Clock]:
    config = uvicorn.Config(app, lifespan="off", ws="none", interface="asgi3", log_config=None, timeout_keep_alive=5)
    config.load()
    clock, line = Clock(asyncio.get_running_loop()), Line()
    made = BoundedHttp(config, ServerState(), {}, clock)  # type: ignore[arg-type]  # a loop whose timers are the test's
    made.connection_made(line)
    return made, line, clock


async def settled() -> None:
    """Let all that can be done now be done."""
    for _ in range(20):
        await asyncio.sleep(0)


@at_once
async def test_who_says_nothing_is_let_go() -> None:
    _, line, clock = spoken()
    clock.pass_by(HEAD_S - 1)
    assert not line.is_closing()
    clock.pass_by(1)
    assert line.is_closing()


@at_once
async def test_a_head_that_comes_letter_by_letter_is_let_go() -> None:
    made, line, clock = spoken()
    for letter in b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: yyyyyyyyyyyyyyyyyyyyy":
        made.data_received(bytes([letter]))
        clock.pass_by(1)
    assert line.is_closing()
    assert line.written == b""


@at_once
async def test_whoever_asks_in_time_is_answered_and_may_ask_again_but_not_slowly() -> None:
    made, line, clock = spoken()
    for _ in range(3):
        clock.pass_by(HEAD_S - 11)
        made.data_received(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await settled()
    assert line.written.count(b" 200 ") == 3
    assert not line.is_closing()
    for letter in b"GET / HTTP/1.1\r\nHos":
        made.data_received(bytes([letter]))
        clock.pass_by(1)
    assert line.is_closing()


@at_once
async def test_whoever_reads_along_is_never_let_go_but_one_who_takes_nothing_is() -> None:
    made, line, clock = spoken(_endless)
    made.data_received(b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
    await settled()
    clock.pass_by(24 * 3600)
    assert not line.is_closing()
    made.pause_writing()
    clock.pass_by(STALLED_S - 1)
    made.resume_writing()
    clock.pass_by(STALLED_S)
    assert not line.is_closing()
    made.pause_writing()
    clock.pass_by(STALLED_S)
    assert line.is_closing()
    made.connection_lost(None)
    await settled()


@at_once
async def test_beyond_what_can_be_kept_a_new_connection_is_closed_and_the_old_ones_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounded_http, "MOST_CONNECTIONS", 2)
    state = ServerState()
    config = uvicorn.Config(_app, lifespan="off", ws="none", interface="asgi3", log_config=None)
    config.load()
    lines = [Line() for _ in range(3)]
    for line in lines:
        clock = Clock(asyncio.get_running_loop())
        BoundedHttp(config, state, {}, clock).connection_made(line)  # type: ignore[arg-type]  # see above
    assert [line.is_closing() for line in lines] == [False, False, True]


@pytest.mark.parametrize("app", [_app, _endless], ids=["short", "endless"])
@pytest.mark.parametrize("at_first", [True, False], ids=["at once", "later"])
def test_a_body_that_is_none_is_answered_once_and_leaves_no_traceback(
    app: Any, at_first: bool, caplog: pytest.LogCaptureFixture
) -> None:
    @at_once
    async def said() -> None:
        made, line, _ = spoken(app)
        made.data_received(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + b"zz\r\n" * at_first)
        await settled()
        if not at_first:
            made.data_received(b"zz\r\n")
            await settled()
        assert line.written.count(b"HTTP/1.1 ") == 1
        assert line.written.startswith(b"HTTP/1.1 400 " if at_first else b"HTTP/1.1 200 ")
        assert line.gone

    said()
    raised = {record.exc_info[0] for record in caplog.records if record.exc_info}
    assert raised <= {asyncio.CancelledError}  # the end of the test ends what is endless
