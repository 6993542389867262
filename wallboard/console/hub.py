"""The middle of the console: follows the wall in a thread of its own, hands its state to every page, asks for actions.

Whatever a disk does, the pages are answered: the thread may hang, and the state that it made last says how old it is.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from wallboard.actions.action import Action
from wallboard.console.answers import RefusalAnswer, refused
from wallboard.console.devices import Device
from wallboard.console.roles import refusal
from wallboard.console.told_refusals import told_refusal
from wallboard.console.told_state import StateTeller
from wallboard.console.wall_view import Done, SeenWall, WallView
from wallboard.core.errors import RecordingError
from wallboard.recording.operator_log import answer_of
from wallboard.recording.requests import Request, RequestWriter

log = logging.getLogger(__name__)

POLL_S: Final = 0.05
ASKED_POLL_S: Final = 0.01
"""While somebody waits for an answer."""
STATE_EVERY: Final = 5
"""The state is made anew at every so many polls, and at every one that finds something done."""
ANSWER_S: Final = 4.0
"""How long an answer is waited for; then it is said that there is none yet."""
_HEALTHY_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What a device asks for, as it was written."""

    action: str
    argument: Mapping[str, Any] = field(default_factory=dict)
    canvas: str = ""
    revision: int | None = None
    id: str = ""


class Hub:
    """One for the process; everything but `_follow` runs in the event loop."""

    def __init__(
        self,
        view: Callable[[], WallView],
        teller: StateTeller,
        folder: Path,
        actions: Mapping[str, Action],
        utc_us: Callable[[], int],
    ) -> None:
        self.teller = teller
        self.seen: SeenWall | None = None
        self.state: bytes = b"null"
        self.version = 0
        self.changed = asyncio.Condition()
        self.pages = 0
        self._make_view, self._folder, self._actions, self._utc_us = view, folder, actions, utc_us
        self._view: WallView | None = None
        self._writer: RequestWriter | None = None
        self._waiting: dict[str, asyncio.Future[Done]] = {}
        self._answered = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="wall")
        self._made_s = 0.0

    async def run(self) -> None:
        """Follow the wall until cancelled."""
        loop = asyncio.get_running_loop()
        turn = 0
        while True:
            try:
                seen = await loop.run_in_executor(self._thread, self._look)
                news = [done for done in seen.rows if done.row.id > self._answered]
                if news or turn % STATE_EVERY == 0:
                    state = await loop.run_in_executor(self._thread, self._encoded, seen)
                    await self._publish(seen, state, news)
            except Exception:  # one look that fails must not end the console
                log.exception("the console could not read the wall")
                await asyncio.sleep(1.0)
            turn += 1
            await asyncio.sleep(ASKED_POLL_S if self._waiting else POLL_S)

    def close(self) -> None:
        """Let go of all files."""
        self._thread.submit(self._let_go)
        self._thread.shutdown(wait=False, cancel_futures=False)

    @property
    def age_s(self) -> float:
        """How old the state is."""
        return asyncio.get_running_loop().time() - self._made_s

    async def newer(self, version: int) -> tuple[int, bytes]:
        """The state once it is newer than a version."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.version > version)
            return self.version, self.state

    async def ask(self, device: Device, wish: Wish) -> dict[str, Any] | RefusalAnswer:
        """Ask the wall for an action and wait for what comes of it."""
        denied = self._denied(device, wish)
        if denied is not None or self.seen is None:
            return denied or refused("no_wall")
        name = wish.id or str(uuid.uuid4())
        former = next((done for done in reversed(self.seen.rows) if done.argument.get("request") == name), None)
        if former is not None:
            return self._answer(name, former)
        answer = self._waiting.get(name)
        if answer is None:
            answer = self._waiting[name] = asyncio.get_running_loop().create_future()
            request = Request(
                name,
                device.name,
                wish.action,
                dict(wish.argument),
                wish.canvas,
                wish.revision,
                asked_us=self._utc_us(),
            )
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._write, request)
            except RecordingError as error:
                self._waiting.pop(name, None)
                log.error("%s", error)
                return refused("no_wall")
        try:
            done = await asyncio.wait_for(asyncio.shield(answer), ANSWER_S)
        except TimeoutError:
            return refused("unknown", {"request": name})
        finally:
            if answer.done():
                self._waiting.pop(name, None)
        return self._answer(name, done)

    def _denied(self, device: Device, wish: Wish) -> RefusalAnswer | None:
        """Why an action is not even asked for."""
        if wish.action not in self._actions:
            return refused("no_such_action", action=wish.action[:60])
        denied = refusal(device.role, self._actions[wish.action])
        if denied is not None:
            return refused(denied)
        return refused("no_wall") if self.seen is None or self.age_s > _HEALTHY_S else None

    def _answer(self, name: str, done: Done) -> dict[str, Any] | RefusalAnswer:
        answer = answer_of(done.row)
        if self.seen is not None and answer is not None and answer.error:
            return told_refusal(answer, self.seen, self.teller.settings)
        return {"done": True, "request": name, "action": done.row.action, "row": done.row.id}

    def _look(self) -> SeenWall:
        """In the thread, which alone may use the files."""
        if self._view is None:
            self._view = self._make_view()
        return self._view.poll()

    def _let_go(self) -> None:
        """In the thread."""
        for each in (self._view, self._writer):
            if each is not None:
                each.close()

    def _write(self, request: Request) -> None:
        """In the thread. Raises RecordingError."""
        if self._writer is None:
            self._writer = RequestWriter(self._folder, "console")
        self._writer.ask(request)

    def _encoded(self, seen: SeenWall) -> bytes:
        return msgspec.json.encode(self.teller.state(seen))

    async def _publish(self, seen: SeenWall, state: bytes, news: list[Done]) -> None:
        self._made_s = asyncio.get_running_loop().time()
        self._answered = max([self._answered, *(done.row.id for done in news)])
        for done in news:
            waiting = self._waiting.get(str(done.argument.get("request") or ""))
            if waiting is not None and not waiting.done():
                waiting.set_result(done)
        async with self.changed:
            self.seen, self.state = seen, state
            self.version += 1
            self.changed.notify_all()
