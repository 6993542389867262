"""An evening of twenty cues on three screens: `python -m tests.console.evening [--pictures DIR]`.

A desktop and two phones in a real browser, the keyboard of the wall in between, the display killed in the middle and
the console, too. After each cue what was painted, what the console says and the journal are compared.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.console.hall import SCREENS, Hall, hall
from tests.programs import installed
from wallboard.recording.journal import actions_of

SIZES = {"console 1": (1440, 900), "phone 1": (390, 844), "phone 2": (390, 844)}
PATIENCE_MS = 120_000
SMALL = (48, 27)
NEAR = 14.0
"""How far apart, in levels of grey, a screen and the console's picture of it may be in the mean: figures roll on."""
RUNDOWN = """
[[entry]]
layout = "backdrop"
note = "Photo wall"
[[entry]]
layouts = { left = "rankings", center = "overview", right = "global" }
note = "Agency round"
[[entry]]
message = { zh = "班车两点", en = "Buses leave at two" }
"""


@dataclass
class Evening:
    """The pages, what has been done, and what does not agree."""

    stage: Hall
    pages: dict[str, Page]
    pictures: Path | None
    shown: list[str] = field(default_factory=lambda: ["overview"] * 3)
    told: list[tuple[str, str]] = field(default_factory=list)
    """What the journal must hold: who, and which action."""
    cues: int = 0
    wrong: list[str] = field(default_factory=list)

    def cue(self, what: str, do: Callable[[], None], shown: dict[str, str] | None = None) -> None:
        """Play one, and look whether all agree."""
        self.cues += 1
        try:
            do()
        except (AssertionError, PlaywrightError) as error:
            self.wrong.append(f"cue {self.cues}, {what}: {str(error).splitlines()[0]}")
        for canvas, layout in (shown or {}).items():
            for number, name in enumerate(SCREENS):
                if canvas in ("", name):
                    self.shown[number] = layout
        try:
            self.stage.wait(lambda: self.on_air() == self.shown, f"on air are {self.shown}", 60)
            self.stage.wait(self.looks_alike, "the console shows what the screens do", 60)
            self.stage.wait(lambda: self.journal()[-len(self.told) :] == self.told, "the journal has it", 20)
        except AssertionError as error:
            self.wrong.append(
                f"cue {self.cues}, {what}: {error}; on air {self.on_air()}; journal {self.journal()[-6:]}"
            )
        sys.stdout.write(f"{self.cues:2d} {what}: {' | '.join(self.shown)}\n")
        sys.stdout.flush()
        if self.pictures is not None:
            self.keep(f"{self.cues:02d}")

    def keep(self, name: str) -> None:
        """Pictures of the screens and of the pages."""
        assert self.pictures is not None
        pixels = np.ascontiguousarray(self.stage.x.pixels())
        height, width = pixels.shape
        QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_RGB32).save(
            str(self.pictures / f"{name}-screens.png")
        )
        for who, page in self.pages.items():
            page.screenshot(path=str(self.pictures / f"{name}-{who.replace(' ', '-')}.png"))

    def on_air(self) -> list[str]:
        """The layouts as the console says that they were painted."""
        state = self.stage.state()
        return [] if state is None else [canvas["program"]["layout"] for canvas in state["canvases"]]

    def journal(self) -> list[tuple[str, str]]:
        """Who did what, but for what was refused."""
        rows = [(json.loads(row.argument).get("who", ""), row.action) for row in actions_of(self.stage.folder)]
        return [row for row in rows if row[1] != "refused"]

    def looks_alike(self) -> bool:
        """Whether each screen is near to the console's picture of it."""
        screens = self.stage.x.pixels()
        with self.stage.client("watcher") as client:
            for number, canvas in enumerate(SCREENS):
                answer = client.get(f"/program/{canvas}.jpg")
                if answer.status_code != 200:
                    return False
                picture = _grey(QImage.fromData(answer.content))
                part = np.ascontiguousarray(screens[:, 640 * number : 640 * (number + 1)])
                seen = _grey(QImage(part.tobytes(), 640, 360, 640 * 4, QImage.Format.Format_RGB32))
                if np.abs(picture - seen).mean() > NEAR:
                    return False
        return True


def _grey(image: QImage) -> npt.NDArray[np.int16]:
    small = image.scaled(*SMALL, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    grey = small.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(bytes(grey.constBits()), np.uint8).reshape(SMALL[1], grey.bytesPerLine())
    return rows[:, : SMALL[0]].astype(np.int16)


def open_page(browser: Browser, stage: Hall, who: str) -> Page:
    """The console on a paired device, once it is in contact."""
    width, height = SIZES[who]
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=who != "console 1", locale="en-US"
    )
    context.set_default_timeout(PATIENCE_MS)
    cookie: Any = {"name": "wallboard_console", "value": stage.token(who), "url": stage.origin, "httpOnly": True}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(stage.origin)
    expect(page.locator(".monitor.program")).to_have_count(3, timeout=PATIENCE_MS)
    return page


def prepare(page: Page, layout: str, canvas: str = "All") -> None:
    """Press the keys by which a layout is prepared."""
    is_phone = page.locator("body[data-mode=phone]").count() == 1
    if is_phone:
        page.locator('.tabs button:has-text("Layouts")').click()
    row = ".wallside > .switch" if is_phone else ".prepare .switch"
    word = canvas[:1] if is_phone and canvas != "All" else canvas
    page.locator(f"{row} button").filter(has_text=re.compile(rf"^{word}$")).click()
    page.locator(f'.layoutkey[data-layout="{layout}"]').click()
    if is_phone:
        page.locator('.tabs button:has-text("Wall")').click()
    expect(page.locator("button.take.ready:not(.cut)").first).to_be_visible(timeout=PATIENCE_MS)


def press(page: Page, kind: str = "take") -> None:
    """TAKE or CUT, when it may be pressed."""
    words = "button.take.ready.cut" if kind == "cut" else "button.take.ready:not(.cut)"
    page.locator(words).click(timeout=PATIENCE_MS)


def hold(page: Page, where: str) -> None:
    """Keep a button down for as long as it takes."""
    box = page.locator(where).first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(1500)
    page.mouse.up()


def play(evening: Evening) -> None:
    """The twenty cues."""
    stage, told = evening.stage, evening.told
    desk, one, two = (evening.pages[who] for who in SIZES)
    who = dict(zip(("desk", "one", "two"), SIZES, strict=True))

    def taken(page: Page, by: str, layout: str, canvas: str = "All", kind: str = "take") -> Callable[[], None]:
        def do() -> None:
            prepare(page, layout, canvas)
            press(page, kind)
            told.extend([(who[by], f"layout:{layout}"), (who[by], kind)])

        return do

    def key(*keys: str, action: str) -> Callable[[], None]:
        def do() -> None:
            stage.x.key(*keys)
            told.append(("", action))

        return do

    evening.cue("the desktop takes", taken(desk, "desk", "counter"), {"": "counter"})
    evening.cue("one screen alone", taken(desk, "desk", "rankings", "Left"), {"left": "rankings"})
    evening.cue("a phone takes", taken(one, "one", "map", "Center"), {"center": "map"})
    evening.cue("a key of the wall", key("5", action="layout:global"), {"": "global"})
    evening.cue("the desktop cuts", taken(desk, "desk", "overview", "Center", "cut"), {"center": "overview"})
    evening.cue("the other phone", taken(two, "two", "rankings", "Right"), {"right": "rankings"})

    def message() -> None:
        desk.locator(".message input").nth(1).fill("Press briefing [hall B] 03:00")
        desk.locator(".message .send").click()
        press(desk)
        told.extend([(who["desk"], "message"), (who["desk"], "take")])

    evening.cue("a line for the ticker", message)

    def race() -> None:
        prepare(desk, "finale")
        for page in (one, two):
            expect(page.locator("button.take.ready:not(.cut)")).to_be_visible(timeout=PATIENCE_MS)
        asked = """async () => {
          const { wall, ask } = await import("/page/wall.js");
          window.done = ask("take", { revision: wall.state.revision });
        }"""
        for page in (one, two):
            page.evaluate(asked)
        answers = [page.evaluate("() => window.done") for page in (one, two)]
        failed = [bool(answer.get("error")) for answer in answers]
        if sorted(failed) != [False, True]:
            evening.wrong.append(f"of two phones that raced: {answers}")
        loser = answers[failed.index(True)] if True in failed else {}
        if loser.get("error") not in ("moved_on", "nothing"):
            evening.wrong.append(f"the phone that was second was told {loser}")
        told.extend([(who["desk"], "layout:finale"), (who["one" if not failed[0] else "two"], "take")])

    evening.cue("two phones race", race, {"": "finale"})

    def display_dies() -> None:
        before = stage.kill("show")
        stage.wait(lambda: stage.pid("show") != before, "another display is up")
        stage.wait(lambda: len(stage.x.windows()) == 3, "its windows are there")

    evening.cue("the display is killed and comes back as it was", display_dies)
    evening.cue("taken on the new display", taken(desk, "desk", "backdrop", "Left"), {"left": "backdrop"})

    def console_dies() -> None:
        for page in (desk, one, two):
            page.evaluate("""async () => { const { wall } = await import("/page/wall.js");
              window.mark = wall.at; window.greyed = false;
              setInterval(() => { window.greyed ||= document.body.classList.contains("lost"); }, 50); }""")
        before = stage.kill("console")
        stage.wait(lambda: stage.pid("console") != before, "another console is up")
        for page in (desk, one, two):
            page.wait_for_function(
                """async () => { const { wall, inContact } = await import("/page/wall.js");
              return inContact() && wall.at > window.mark + 3000; }""",
                timeout=PATIENCE_MS,
            )
        greyed = [page.evaluate("() => window.greyed") for page in (desk, one, two)]
        sys.stdout.write(f"   the pages were without contact for more than 3 s: {greyed}\n")

    evening.cue("the console is killed, and the pages come back", console_dies)
    evening.cue("a phone after that", taken(one, "one", "counter", "Right"), {"right": "counter"})

    def black() -> None:
        hold(desk, ".guard.all .blackkey")
        expect(desk.locator(".monitor.program.covered")).to_have_count(3, timeout=PATIENCE_MS)
        if stage.wait(lambda: stage.x.pixels().max() == 0, "the screens are black", 20):
            stage.x.key("b")
        told.extend([(who["desk"], "blackout"), ("", "blackout")])

    evening.cue("black from the page, the picture back by a key", black)

    def withdrawn() -> None:
        desk.locator(".morekey").click()
        hold(desk, '.more .panel:has-text("Gmv")')
        expect(desk.locator(".more .hiddenpanel")).to_have_count(1, timeout=PATIENCE_MS)
        if evening.pictures is not None:
            evening.keep("14a")
        desk.locator(".more .hiddenpanel").click()
        expect(desk.locator(".more .hiddenpanel")).to_have_count(0, timeout=PATIENCE_MS)
        desk.keyboard.press("Escape")
        told.extend([(who["desk"], "withdraw")] * 2)

    evening.cue("a figure is hidden and shown again", withdrawn)

    def from_rundown() -> None:
        desk.locator('.pageswitch[data-place="rundown"]').click()
        desk.locator(".nightcues .prepare").nth(1).click()
        press(desk)
        told.extend([(who["desk"], "prepare_next"), (who["desk"], "take")])

    shown = {"left": "rankings", "center": "overview", "right": "global"}
    evening.cue("an entry of the rundown, on its page", from_rundown, shown)
    desk.locator('.pageswitch[data-place="wall"]').click()

    def by_keyboard() -> None:
        prepare(two, "map")
        stage.x.key("Return")
        told.extend([(who["two"], "layout:map"), ("", "take")])

    evening.cue("a phone prepares, the keyboard takes", by_keyboard, {"": "map"})

    def frozen() -> None:
        hold(desk, ".time .freeze")
        expect(desk.locator(".time .badge.solid")).to_be_visible(timeout=PATIENCE_MS)
        desk.locator(".time .freeze").click()
        expect(desk.locator(".time .badge.solid")).to_have_count(0, timeout=PATIENCE_MS)
        told.extend([(who["desk"], "freeze")] * 2)

    evening.cue("frozen and let go", frozen)
    evening.cue("one screen taken from a phone", taken(one, "one", "counter", "Left"), {"left": "counter"})

    def undone() -> None:
        desk.locator("body").press("u")
        press(desk)
        told.extend([(who["desk"], "undo"), (who["desk"], "take")])

    evening.cue("undo prepares what was before, and it is taken", undone, {"left": "map"})

    def end_moved() -> None:
        desk.locator(".morekey").click()
        desk.locator(".more .part.end").scroll_into_view_if_needed()
        box = desk.locator(".more .part.end .wide").bounding_box()
        assert box is not None
        desk.mouse.move(box["x"] + 20, box["y"] + 20)
        desk.mouse.down()
        expect(desk.locator(".more .part.end .why")).to_contain_text("24:05:00", timeout=PATIENCE_MS)
        desk.mouse.up()
        desk.keyboard.press("Escape")
        told.append((who["desk"], "move_end"))

    evening.cue("the chief moves the end by five minutes", end_moved)


def main() -> int:
    """Play it, and say what does not agree."""
    parser = argparse.ArgumentParser(prog="python -m tests.console.evening", description=__doc__)
    parser.add_argument("--pictures", type=Path, help="Keep pictures of all screens and pages there, one set a cue.")
    words = parser.parse_args()
    if words.pictures is not None:
        words.pictures.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        hall(Path(place), rundown=RUNDOWN, fps=15) as stage,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=installed("chromium"), args=["--no-sandbox"])
        evening = Evening(stage, {who: open_page(browser, stage, who) for who in SIZES}, words.pictures)
        began = time.monotonic()
        play(evening)
        log = b"".join(path.read_bytes() for path in Path(place).rglob("*") if path.is_file())
        leaks = [name for name, token in stage.tokens.items() if token.encode() in log]
        browser.close()
    evening.wrong += [f"the token of {name} lies in a file" for name in leaks]
    for line in evening.wrong:
        sys.stdout.write(f"WRONG {line}\n")
    took = time.monotonic() - began
    sys.stdout.write(f"{evening.cues} cues in {took:.0f} s, {len(evening.wrong)} do not agree\n")
    return int(bool(evening.wrong))


if __name__ == "__main__":
    sys.exit(main())
