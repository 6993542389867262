"""Displays on the machines of a simulated wall, painted off screen: what each shows for which instant."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass

from PySide6.QtGui import QImage

from tests.link.world import World
from tests.recording.rig import FACTS
from wallboard.config.settings import Settings
from wallboard.recording.journal import Journal
from wallboard.recording.linked_folder import LinkWatch, live_folder
from wallboard.stage.frame_loop import FrameLoop
from wallboard.stage.offscreen import PaperScreen
from wallboard.stage.playback_source import Opening, PlaybackSource, entered, first_control
from wallboard.stage.screen_renderer import Frame, ScreenView
from wallboard.stage.shared_control import FolderLink
from wallboard.stage.wall_replay import wall_replay

VIEW = ScreenView("wall", (640, 360), "paper", "640×360")
FPS = 30
Shown = tuple[int, int, str]
"""For which instant of the wall, where the playhead stands, and the hash of the picture."""


@dataclass
class Screen:
    """The display of one machine."""

    loop: FrameLoop
    paper: PaperScreen

    def settle(self) -> None:
        """What it does thirty times a second, without a picture."""
        self.loop.playback.refresh()
        self.loop.operator.settle(self.loop.playback.now())

    def draw(self) -> tuple[Frame, QImage]:
        """The frame of now, and its picture."""
        self.loop.driver.tick()
        shown = self.loop.driver.frame
        assert shown is not None
        assert self.paper.view is not None
        return shown, self.loop.renderer.wall.image(shown.request(self.paper.view))

    def frame(self) -> Shown:
        """What it shows now."""
        shown, image = self.draw()
        digest = hashlib.blake2b(bytes(image.constBits()), digest_size=8).hexdigest()
        return shown.now_us, shown.moment.playhead_us, digest

    def act(self, action: str) -> bool:
        """Press the key of an action."""
        return self.loop.operator.act(self.loop.operator.actions[action])


class Screens:
    """A world with a display on each machine that has been started."""

    def __init__(self, world: World, settings: Settings, stack: ExitStack, *, view: ScreenView = VIEW) -> None:
        self.world, self.settings, self.stack, self.view = world, settings, stack, view
        self.of: dict[str, Screen] = {}

    def start(self, name: str) -> None:
        """Start the link of a machine, and a display of the recording that grows there."""
        machine = self.world[name]
        watch = LinkWatch(machine.folder, machine.mono_us)
        recorded = live_folder(machine.folder, FACTS, watch)
        self.stack.callback(recorded.close)
        journal = self.stack.enter_context(Journal(machine.folder))
        link = FolderLink(machine.folder, watch)
        self.show(name, PlaybackSource(recorded, machine, journal, name, link=link))
        machine.start()

    def replay(self, name: str, opening: Opening) -> None:
        """Start the link of a machine, and a display of what is played to the wall."""
        machine = self.world[name]
        plays = self.world.place(name).plays
        clocks = {"mono_us": machine.mono_us, "utc_us": machine.utc_us}
        played = wall_replay(self.settings, machine.folder, plays, lambda _: opening, fresh=True, **clocks)
        self.show(name, self.stack.enter_context(played))
        machine.start()

    def run(self, seconds: float) -> None:
        """Let time pass; the displays look at what is set all the while."""
        self.world.run(seconds, self._settle)

    def _settle(self) -> None:
        for screen in self.of.values():
            screen.settle()

    def frames(self, *names: str) -> list[Shown]:
        """What the machines show, all of them unless some are named."""
        return [self.of[name].frame() for name in names or self.of]

    def show(self, name: str, played: PlaybackSource) -> None:
        """Put up a display of what is played."""
        control = first_control(self.settings, None, windowed=True, layout="overview", clocks=played.clocks)
        paper = PaperScreen(self.view)
        loop = FrameLoop(self.settings, played, entered(control, played), windows=lambda: [paper], fps=FPS)
        self.of[name] = Screen(loop, paper)
