"""Every kind of page of the press desk, over recordings that a test tells what to hold, and a browser for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec.structs import replace as with_fields
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from PySide6.QtGui import QColor, QImage

from tests.press.rig import BILLION, EVENT, NoPictures, at, publisher
from tests.programs import installed
from tests.truth.rig import Wall
from wallboard.core.event_info import EventInfo
from wallboard.demo.night import snapshot_at

SIZES = {"phone": (390, 844), "tablet": (1024, 1366), "desktop": (1440, 900)}
PATIENCE_MS = 20_000
Scheme = Literal["dark", "light"]
KINDS = {
    "front": ("simulated", "en/index.html"),
    "milestone": ("simulated", "m/gmv-1bn/en.html"),
    "embed": ("simulated", "embed/gmv-1bn/en.html"),
    "corrections": ("corrected", "corrections/en.html"),
    "corrected": ("corrected", "m/gmv-1bn/zh.html"),
    "withdrawn": ("withdrawn", "m/gmv-1bn/en.html"),
    "withdrawn embed": ("withdrawn", "embed/gmv-1bn/en.html"),
    "held": ("held", "en/index.html"),
    "nothing yet": ("nothing", "zh/index.html"),
    "damaged": ("damaged", "en/index.html"),
    "embargoed": ("embargoed", "m/gmv-1bn/en.html"),
    "many": ("many", "en/index.html"),
    "whole": ("whole", "zh/index.html"),
    "whole milestone": ("whole", "m/gmv-1bn/en.html"),
}
"""Kinds of pages: the desk that has it, and its path."""


class Coloured(NoPictures):
    """Draws pictures of one colour in the size that was ordered."""

    def __call__(self, recording, orders, folder):  # type: ignore[no-untyped-def]  # as the protocol has it
        for order in orders:
            for name, size in ((order.png, order.size), (order.jpg, order.size), (order.thumb, (448, 252))):
                if name:
                    image = QImage(size[0], size[1], QImage.Format.Format_RGB32)
                    image.fill(QColor("#A83705"))
                    image.save(str(folder / name))


def desk(folder: Path, kind: str, *, facts: EventInfo | None = None, languages: tuple[str, ...] = ("en", "zh")) -> Path:
    """The desk of a kind of night, with pictures of one colour; `facts`: of another event, with sums of 1 billion."""
    simulated = kind in ("simulated", "many", "whole")
    known = facts or EVENT
    if kind == "many":
        known = with_fields(known, milestones_fen=tuple((100 + n) * BILLION for n in range(13)))
    wall = Wall(folder / "night", facts=known, into_s=100)
    _told(wall, kind, simulated=simulated)
    if kind == "damaged":
        (wall.folder / "segment-000002.wallboard").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    made = publisher(wall.folder, folder / "desk", known)
    made.site, made.draw = replace(made.site, languages=languages), Coloured()
    bounds = made.desks.reader.bounds
    assert bounds is not None
    found = made.desk_at(bounds[1], "paused" if simulated else "following")
    withheld: dict[str, int | None] = {"gmv-1bn": at(1200)} if kind == "embargoed" else {}
    made.issue(found, made.missing(found, withheld))
    made.write(found, withheld)
    made.desks.reader.close()
    return folder / "desk"


def _told(wall: Wall, kind: str, *, simulated: bool) -> None:
    brands = [{"id": "a", "name": {"en": "Brand & Sons", "zh": "品牌"}, "gmv": "5000000.00"}]
    cities = [{"code": "330100", "gmv": "7000000.00"}, {"code": "310000", "gmv": "9000000.00"}]
    more: dict[str, Any] = {"simulated": simulated, "best_selling_brands": brands, "cities": cities, "orders": 41}
    if kind == "whole":  # every list and every figure of the demonstration
        told = msgspec.json.decode(msgspec.json.encode(snapshot_at(60 * 10**6, sequence=61)))
        more = {name: value for name, value in told.items() if name not in ("at", "gmv", "contract", "milestones")}
    if kind == "nothing":
        wall.tell(None)
        return
    wall.tell(0.9 * BILLION, **more)
    wall.tell("1050000000.25", **more)
    if kind in ("corrected", "withdrawn"):
        for _ in range(4):
            wall.tell(0.95 * BILLION, **more)
    if kind == "corrected":
        wall.tell(1.07 * BILLION, **more)
    if kind == "held":
        for _ in range(2):
            wall.tell(77.77 * BILLION, **more)
    if kind == "whole":
        for n in range(1, 6):
            wall.tell((1.1069 + n / 10) * BILLION, **more)
    if kind == "many":
        for n in range(6, 14):
            wall.tell((1 + n / 100) * BILLION, **more)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the distribution."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=installed("chromium"), args=["--no-sandbox"])
        yield made
        made.close()


def context(browser: Browser, size: str, scheme: Scheme = "light", **more: Any) -> BrowserContext:
    """A window of a size, in light or dark."""
    width, height = SIZES[size]
    made = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=size == "phone", **more
    )
    made.set_default_timeout(PATIENCE_MS)
    return made
