"""Events of other countries on every layout and shape: a map, currency and script of their own, or no map at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests.panels import foreign_events
from tests.panels.boxes import Box, cut_figures, outside, overlapping
from tests.panels.evening import clocked, old
from tests.panels.test_layouts import SAFE, seen
from wallboard.actions.control import Control
from wallboard.config.layouts import ANY_CANVAS
from wallboard.core.glyphs import without_glyph
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.wording import say
from wallboard.paint.lettering import ELLIPSIS
from wallboard.wall import Wall

pytestmark = pytest.mark.usefixtures("unmeasured")
SIZES = ((1920, 1080), (3840, 860), (1080, 1920), (1080, 1080), (1920, 360))
Event = tuple[str, Wall, dict[str, Moment]]
"""The name, the wall, and moments by name."""


@pytest.fixture(scope="module", params=foreign_events.NAMES)
def event(request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Event:
    """One of the events."""
    assert qapp is not None
    settings = foreign_events.settings_of(request.param, tmp_path_factory.mktemp("event"))
    moment = foreign_events.moment(request.param, settings)
    start_us = moment.facts.start_us
    assert start_us is not None
    later = replace(moment, playhead_us=moment.playhead_us + 25 * SECOND_US)  # no card is up any more
    stale = replace(old(moment, 40 * SECOND_US), mode="paused", frozen=True)
    return request.param, Wall(settings), {
        "eve": clocked(later, start_us - 272 * SECOND_US), "card": moment, "live": later, "every badge": stale,
    }  # fmt: skip


def shown(event: Event) -> Iterator[tuple[str, tuple[int, int], list[Box]]]:
    """(what it is, size, texts) of every layout, shape and moment of an event."""
    _, wall, moments = event
    for layout in wall.settings.layouts:
        for name, moment in moments.items():
            control = Control(layout=layout, language=wall.settings.display.languages[0])
            if wall.layout_at(control, moment) != layout or (name == "card" and layout != "overview"):
                continue
            for size in SIZES:
                yield f"{layout} {size} {name}", size, seen(wall, ANY_CANVAS, size, moment, control)


def test_nothing_overlaps_leaves_the_picture_or_is_cut_and_no_letter_is_a_box(event: Event) -> None:
    wrong, said, layouts = [], set(), set()
    for what, size, found in shown(event):
        layouts.add(what.split()[0])
        wrong += [
            f"{what}: {each}" for each in (*outside(found, *size, SAFE), *overlapping(found), *cut_figures(found))
        ]
        said |= {box.text for box in found}
    assert not wrong, f"{len(wrong)} faults, the first: " + "\n".join(wrong[:20])
    assert without_glyph(said) == ()
    assert not said & {say("wall.failed").first(tag) for tag in event[1].settings.display.languages}
    assert layouts >= {"overview", "rankings", "countdown", "counter"}


def test_every_name_of_a_source_stands_on_the_wall_in_its_own_script(event: Event) -> None:
    name, wall, moments = event
    found = seen(wall, ANY_CANVAS, (3840, 2160), moments["live"], Control(layout="rankings", language="en"))
    read = "".join(box.text for box in found).replace(" ", "")
    names = [each for ranked in foreign_events.WORDS[name][:2] for each in ranked]
    assert [each for each in names if each.replace(" ", "")[:5] not in read] == []


LONG_NAMES = (
    ("Unterhaltungselektronik und Zubehör", "Haushaltsgroßgeräte", "Körperpflege- und Gesundheitsprodukte",
     "Kraftfahrzeugersatzteile", "Säuglings- und Kleinkindbedarf", "Nahrungsergänzungsmittel"),
    ("வீட்டு உபயோகப் பொருட்கள்", "மின்னணுச் சாதனங்கள்", "ஹிந்துஸ்தான் யூனிலீவர்", "குழந்தைகளுக்கான பொருட்கள்"),
    ("โทรศัพท์มือถือและแท็บเล็ต", "เครื่องใช้ไฟฟ้าภายในบ้าน", "ความงามและของใช้ส่วนตัว", "กีฬาและกิจกรรมกลางแจ้ง"),
    ("इलेक्ट्रॉनिक्स एवं घरेलू उपकरण", "সৌন্দর্য ও ব্যক্তিগত যত্ন", "Товары для дома и дачи", "Ηλεκτρικά είδη και συσκευές"),
    ("الهواتف والأجهزة اللوحية", "العطور ومستحضرات التجميل", "מוצרי חשמל ואלקטרוניקה", "가전 및 디지털 주변기기"),
)  # fmt: skip


@pytest.mark.parametrize("names", LONG_NAMES, ids=["german", "tamil", "thai", "mixed", "from the right"])
def test_a_long_name_of_any_script_is_set_smaller_or_in_two_lines_before_it_is_cut(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    assert qapp is not None
    monkeypatch.setitem(foreign_events.WORDS, "thailand", (names, names, names))
    settings = foreign_events.settings_of("thailand", tmp_path)
    moment = foreign_events.moment("thailand", settings)
    later, wall = replace(moment, playhead_us=moment.playhead_us + 25 * SECOND_US), Wall(settings)
    cut = []
    for layout in ("overview", "rankings", "finale"):
        for size in ((1280, 720), *SIZES):
            found = seen(wall, ANY_CANVAS, size, later, Control(layout=layout, language="en"))
            cut += [(layout, size, box.panel, box.text) for box in found if ELLIPSIS in box.text]
            cut += [(layout, size, *each) for each in overlapping(found)]
    assert not cut


def test_the_bar_of_a_wide_canvas_stands_at_the_same_place_in_every_layout_of_an_example(qapp: QApplication) -> None:
    assert qapp is not None
    for name in ("usa", "mapless"):
        wall = Wall(foreign_events.settings_of(name, Path()))
        bars = {
            layout: next(slot.rect for slot in wall.slots(ANY_CANVAS, layout, (3840, 860)) if slot.panel == "bar")
            for layout in wall.settings.layouts
        }
        assert len(set(bars.values())) == 1, bars


def test_an_event_without_sums_has_no_heading_over_nothing(qapp: QApplication) -> None:
    assert qapp is not None
    settings = foreign_events.settings_of("usa", Path())
    moment = foreign_events.moment("usa", settings)
    assert moment.facts.milestones_fen == ()
    wall = Wall(settings)
    controls = [Control(layout=layout) for layout in ("finale", "counter")]
    read = {box.text for control in controls for box in seen(wall, ANY_CANVAS, (1920, 1080), moment, control)}
    assert "Gross merchandise volume" in read
    assert "Milestones" not in read
