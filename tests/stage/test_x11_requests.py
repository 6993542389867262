"""An evening of cues asked for by another process, on three monitors, with the display killed in the middle."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.stage.monitors import CONFIG
from tests.stage.processes import Process, display, wait_until
from tests.stage.test_x11 import three_monitors
from wallboard.core.system_clocks import system_utc_us
from wallboard.recording.journal import JournalTail
from wallboard.recording.operator_log import RequestAnswer, answer_of
from wallboard.recording.requests import Request, RequestWriter

pytestmark = [
    pytest.mark.servers,
    pytest.mark.xdist_group("walls"),
    pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is no X server"),
]

CUES = [
    (("layout:rankings", "layout:global", "layout:counter")[number % 3], ("left", "center", "right", "")[number % 4])
    for number in range(20)
]


PATIENT = "import wallboard.stage.request_desk as desk\ndesk.LATE_US = 10**9\n"
"""On a busy machine a display takes longer to come back than a request is good for."""


class Desk:
    """Whoever asks, and reads the answers in the journal."""

    def __init__(self, folder: Path) -> None:
        self.writer = RequestWriter(folder, "console")
        self.answers: list[RequestAnswer] = []
        self._tail = JournalTail(folder)

    def ask(self, number: int) -> None:
        action, canvas = CUES[number]
        asked = Request(f"cue-{number:06d}", "console 1", action, canvas=canvas, asked_us=system_utc_us())
        self.writer.ask(asked)

    def wait_for(self, count: int, process: Process) -> None:
        def answered() -> bool:
            self.answers += [answer for row in self._tail.poll() if (answer := answer_of(row)) is not None]
            return len(self.answers) >= count or process.popen.poll() is not None

        wait_until(answered, f"{count} answers; {process.log.read_text()}")
        assert process.popen.poll() is None, process.log.read_text()


def test_twenty_cues_are_done_once_each_though_the_display_is_killed_in_the_middle(tmp_path: Path) -> None:
    night = tmp_path / "night"
    night.mkdir()
    config = tmp_path / "wall.toml"
    config.write_text(CONFIG)
    desk = Desk(night)
    with three_monitors() as server:
        with display(night, server.environment, config=str(config), first=PATIENT) as process:
            process.wait_for_beat()
            for number in range(10):
                desk.ask(number)
            desk.wait_for(7, process)
            process.popen.kill()
        for number in range(10, 20):
            desk.ask(number)
        with display(night, server.environment, config=str(config), first=PATIENT) as process:
            desk.wait_for(20, process)
            actions = process.actions()
    assert [(each.request, each.action, each.canvas, each.error) for each in desk.answers] == [
        (f"cue-{number:06d}", action, canvas, "") for number, (action, canvas) in enumerate(CUES)
    ]
    shown: dict[str, str] = {}
    for action, canvas in CUES:
        for each in ("left", "center", "right") if not canvas else (canvas,):
            shown[each] = action.removeprefix("layout:")
    _, state = actions[-1]
    own = {picture["canvas"]: picture["layout"] for picture in state["own"]}  # type: ignore[attr-defined]
    assert {canvas: own.get(canvas, state["layout"]) for canvas in shown} == shown
    desk.writer.forget(each.request for each in desk.answers)
    assert desk.writer.waiting() == ()
    desk.writer.close()
