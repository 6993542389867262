"""A press desk over a recording that a test tells what to hold, written into a folder without pictures."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from tests.truth.rig import FACTS, START_US
from wallboard.config.press_settings import PressSettings
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EarlierYear, EventInfo
from wallboard.press.desk import DeskReader
from wallboard.press.folder import PageFolder
from wallboard.press.operator_journal import OperatorJournal
from wallboard.press.orders import Order
from wallboard.press.page_context import Site
from wallboard.press.publishing import Publisher
from wallboard.recording.reader import RecordingReader

BILLION = 10**9
TEXTS = PressSettings.model_validate(
    {
        "licence": "Free with credit",
        "credit": {"zh": "测试", "en": "Test <b>&"},
        "contact": "press@example.org",
        "definition": {"zh": "定义", "en": "Sum of all"},
        "address": "https://press.example",
    }
)
EVENT: EventInfo = msgspec.structs.replace(
    FACTS,
    name=Name(zh="活动", en="Event & <Sons>"),
    year="2026",
    place=Name(zh="北京时间", en="Beijing"),
    usd_rate="6.80",
    earlier_years=(EarlierYear(2025, ((2000 * 10**6, 10**9 * 100), (9000 * 10**6, 5 * 10**9 * 100))),),
)
"""The rig's event with what a press desk states beside its figures."""


class NoPictures:
    """Stands in for the process that draws: writes an empty picture where one was ordered."""

    PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
        (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
        for body in (
            b"IHDR" + bytes.fromhex("00000001000000010802000000"),
            b"IDAT" + zlib.compress(b"\0\xff\xff\xff"),
            b"IEND",
        )
    )
    JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")

    def __init__(self) -> None:
        self.orders: list[Order] = []

    def __call__(self, recording: Path, orders: Sequence[Order], folder: Path) -> None:
        for order in orders:
            if not order.png:
                continue
            self.orders.append(order)
            (folder / order.png).write_bytes(self.PNG)
            (folder / order.jpg).write_bytes(self.JPEG)
            if order.thumb:
                (folder / order.thumb).write_bytes(self.JPEG)

    def close(self) -> None:
        """There is nothing to let go of."""


PANELS = {"gmv": ("gmv",), "brands": ("best_selling_brands",), "buyers": ("orders", "buyers")}
"""What the panels of the operator's journal state."""


def publisher(recording: Path, folder: Path, facts: EventInfo | None = None, live: bool = False) -> Publisher:
    """A publisher over a recording; its reader is closed by the garbage collector of the test's process."""
    folder.mkdir(parents=True, exist_ok=True)
    reader = RecordingReader(recording, live=live)
    desks = DeskReader(reader, recording, facts, None, OperatorJournal(recording, PANELS))
    return Publisher(Site(TEXTS, ("zh", "en"), live=live), desks, PageFolder(folder), NoPictures())


def publish(recording: Path, folder: Path, facts: EventInfo | None = None) -> Publisher:
    """The whole desk of a recording at its end, as `wallboard press build` makes it."""
    made = publisher(recording, folder, facts)
    made.desks.assume_simulated(made.desks.reader.simulated)
    bounds = made.desks.reader.bounds
    assert bounds is not None
    desk = made.desk_at(bounds[1], "paused")
    made.issue(desk, made.missing(desk))
    made.write(desk)
    made.desks.reader.close()
    return made


def texts(folder: Path) -> dict[str, str]:
    """Every file of a desk that can be read as text, by its path."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".json", ".csv", ".xml", ".txt", "") and path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_text("utf-8")
    return found


def rows_of(recording: Path, query: str) -> list[tuple[object, ...]]:
    """Rows of a recording's segments, read without the program."""
    found: list[tuple[object, ...]] = []
    for path in sorted(recording.glob("segment-*.wallboard")):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            found += connection.execute(query).fetchall()
    return found


def at(into_s: float) -> int:
    """An instant so long after the event's start."""
    return START_US + round(into_s * 10**6)
