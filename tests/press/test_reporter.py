"""A reporter's minute: from the QR code on the wall's backdrop to a cited figure with a picture, on a phone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Browser, expect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.nights import moment
from tests.press.browsing import chromium, context
from tests.press.rig import BILLION, EVENT, publisher
from tests.truth.rig import Wall as RecordedWall
from wallboard.actions.control import Control
from wallboard.cli.picture_drawing import Drawing
from wallboard.cli.press_serving import WebThread, listening
from wallboard.config.load import load
from wallboard.press import credentials
from wallboard.press.orders import Order
from wallboard.press.publishing import Publisher
from wallboard.press.served_files import ServedFiles
from wallboard.press.server import PressServer
from wallboard.press.verifying import verify
from wallboard.wall import RenderRequest, Wall

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("browser")]


class DrawnHere:
    """Draws the real pictures, in this process."""

    def __init__(self) -> None:
        self.orders: list[Order] = []

    def __call__(self, recording: Path, orders, folder: Path) -> None:  # type: ignore[no-untyped-def]  # as the protocol has it
        self.orders += orders
        Drawing(recording, folder, None, demonstration=True).draw(orders)

    def close(self) -> None:
        """There is nothing to let go of."""


@dataclass(frozen=True)
class Served:
    """A desk over a recording in which one sum was passed, where it is found, and its root certificate's name."""

    address: str
    made: Publisher
    recording: Path


@pytest.fixture(scope="module")
def served(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    import datetime as dt  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("minute")
    wall = RecordedWall(folder / "night", facts=EVENT, into_s=100)
    wall.tell(0.9 * BILLION, simulated=True)
    wall.tell("1050000000.25", simulated=True)
    heard = listening("127.0.0.1", 0)
    address = f"http://127.0.0.1:{heard.getsockname()[1]}"
    credentials.make_keys(folder / "keys", "A desk of tests", dt.datetime(2026, 11, 27, tzinfo=dt.UTC))
    made = publisher(wall.folder, folder / "desk", live=True)
    texts = made.site.texts.model_copy(update={"address": address})
    made.site = replace(made.site, texts=texts, languages=("en", "zh"), key=credentials.read_key(folder / "keys"))
    made.draw = DrawnHere()
    bounds = made.desks.reader.bounds
    assert bounds is not None
    desk = made.desk_at(bounds[1], "following")
    made.issue(desk, made.missing(desk))
    changed = made.write(desk)
    files = ServedFiles(made.folder.root)
    files.put(made.folder.files)
    files.put_editions(made.album)
    web = WebThread(PressServer(files), heard)
    web.start()
    web.publish(made.version, changed)
    yield Served(address, made, wall.folder)
    web.stop()
    made.desks.reader.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def codes_on(image: QImage) -> list[str]:
    """What a reader of QR codes finds on a picture."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())[:, : grey.width()]
    return [found.text for found in zxingcpp.read_barcodes(np.ascontiguousarray(rows))]


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1080, 1920), (3840, 860), (1280, 720)])
@pytest.mark.parametrize("address", ["https://press.example.org", "http://192.0.2.7:8320"])
def test_the_code_on_the_backdrop_leads_to_the_desk(qapp: QApplication, size: tuple[int, int], address: str) -> None:
    assert codes_on(backdrop(address, size)) == [address]


def backdrop(address: str, size: tuple[int, int]) -> QImage:
    """The wall's backdrop with the way to a desk."""
    settings = load(None, demonstration=True)
    panels = {**settings.panels, "logos": settings.panels["logos"].model_copy(update={"qr": address})}
    wall = Wall(settings.model_copy(update={"panels": panels}))
    return wall.image(RenderRequest("*", size, moment("00:06:58"), Control(layout="backdrop"), still=True))


def test_a_figure_is_cited_with_its_picture_in_four_touches(served: Served, browser: Browser, tmp_path: Path) -> None:
    (address,) = codes_on(backdrop(served.address, (1920, 1080)))
    with context(browser, "phone", locale="en-GB", accept_downloads=True) as phone:
        phone.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.address)
        page, asked = phone.new_page(), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        expect(page.locator(".marks").first).to_contain_text("SIMULATED")
        page.locator('.tongues a[lang="en"]').tap()
        page.locator("#milestones a", has_text="RMB 1 billion").tap()
        expect(page.locator("figure.still img")).to_be_in_viewport()
        page.locator(".quick button").tap()
        expect(page.locator(".quick button")).to_contain_text("Copied")
        with page.expect_download() as got:
            page.locator(".quick a").tap()
        kept = tmp_path / got.value.suggested_filename
        got.value.save_as(kept)
        caption = page.evaluate("navigator.clipboard.readText()")
        assert all(url.startswith((served.address, "data:")) for url in asked)
    assert caption.startswith("SIMULATED, not real sales. A picture of the wall display at the Event & <Sons>")
    assert "passing RMB 1 billion (US$147.05 million) at 00:01:42 Beijing time on Friday, Nov. 27, 2026." in caption
    assert kept.name == "gmv-1bn-r1-1920x1080-SIMULATED.jpg"
    made = served.made.folder.root / "m/gmv-1bn/r1" / kept.name
    assert hashlib.sha256(kept.read_bytes()).digest() == hashlib.sha256(made.read_bytes()).digest()
    assert verify(kept, served.recording).status == 0
    assert QImage(str(kept)).width() == 1920
