"""The keys of a Stream Deck: what each says in each state, and that it is drawn so that it can be told apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from msgspec.structs import replace as with_
from PySide6.QtGui import QColor, QImage

from tests.truth.rig import Wall
from wallboard.actions.control import Control
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.moment import Moment
from wallboard.core.playhead import Playhead
from wallboard.core.recording_state import HeldValue
from wallboard.preview.button_face import SIDE, ButtonFace
from wallboard.preview.button_face import draw as draw_layout
from wallboard.preview.key_face import KeyFace, Known, draw, face
from wallboard.preview.picture_files import KEYS

pytestmark = pytest.mark.usefixtures("qapp")
BILLION = 10**9
SCREENS = ("left", "center", "right")
RED, GREEN, AMBER, LIGHT = (QColor(name) for name in ("#DE2229", "#3AD684", "#FFB224", "#E4EFFA"))


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load(None, demonstration=True)


@pytest.fixture(scope="module")
def moment(tmp_path_factory: pytest.TempPathFactory) -> Moment:
    with Wall(tmp_path_factory.mktemp("wall") / "night", into_s=100) as wall:
        return wall.tell(BILLION)


@pytest.fixture
def known(moment: Moment) -> Known:
    return Known(Control(layout="overview"), moment, SCREENS, 0, moment.playhead_us)


def pixels(image: QImage) -> npt.NDArray[np.uint8]:
    assert (image.width(), image.height()) == (SIDE, SIDE)
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    return (
        np.frombuffer(bytes(rgb.constBits()), np.uint8)
        .reshape(SIDE, rgb.bytesPerLine())[:, : SIDE * 3]
        .reshape(SIDE, SIDE, 3)
    )


def share(image: QImage, colour: QColor) -> float:
    """How much of a key is of a colour."""
    apart = np.abs(pixels(image).astype(int) - [colour.red(), colour.green(), colour.blue()]).max(-1)
    return float((apart < 12).mean())


def held(moment: Moment, gmv_fen: int) -> Moment:
    return with_(moment, state=with_(moment.state, held=HeldValue(7, gmv_fen, moment.playhead_us, "jump", "")))


def test_take_says_how_many_screens_it_would_change(known: Known, settings: Settings) -> None:
    assert face("take", known, settings).look == "off"
    ready = replace(known, prepared=2)
    assert (face("take", ready, settings).look, "2" in face("take", ready, settings).small) == ("light", True)
    assert face("cut", ready, settings).look == "key"
    refused = face("take", replace(ready, refused="console 2"), settings)
    assert (refused.look, refused.small) == ("warning", "console 2")


def test_a_lock_stands_on_all_but_what_only_tells(known: Known, settings: Settings) -> None:
    locked = replace(known, control=with_(known.control, locked=True), prepared=1)
    looks = {name: face(name, locked, settings).look for name in KEYS}
    assert {name for name, look in looks.items() if look != "off"} <= {"held", "source"}


def test_black_frozen_replayed_and_held_call(known: Known, settings: Settings) -> None:
    assert face("black", known, settings).look == "black"
    for black in (with_(known.control, blackout=True), with_(known.control, black=SCREENS)):
        assert face("black", replace(known, control=black), settings).look == "red"
    one = replace(known, control=with_(known.control, black=("left",)))
    assert face("black", one, settings).look == "black"
    frozen = replace(known, control=with_(known.control, frozen_us=5), frozen_since_us=known.utc_us - 42_000_000)
    assert (face("freeze", frozen, settings).look, face("freeze", frozen, settings).small) == ("amber", "0:42")
    replayed = replace(known, control=with_(known.control, playhead=Playhead("paused", 1, 1, 1.0)))
    assert face("live", replayed, settings).look == "amber"
    assert face("held", known, settings).look == "off"
    waits = face("held", replace(known, moment=held(known.moment, 125 * BILLION)), settings)
    assert waits.look == "amber"
    assert waits.small.startswith("+")


def test_stale_figures_turn_the_source_amber(known: Known, settings: Settings, moment: Moment) -> None:
    assert face("source", known, settings).look == "key"
    later = with_(moment, playhead_us=moment.playhead_us + 60_000_000)
    assert face("source", replace(known, moment=later), settings).look == "amber"


@pytest.mark.parametrize(
    ("shown", "colour", "least"),
    [
        (KeyFace("light", "TAKE", "2 screens"), LIGHT, 0.5),
        (KeyFace("red", "BLACK", "ON AIR"), RED, 0.5),
        (KeyFace("amber", "HELD 1", "+2.46 bn", "GMV"), AMBER, 0.5),
        (KeyFace("warning", "NOT TAKEN", "console 2"), AMBER, 0.1),
    ],
)
def test_each_look_is_told_apart_by_its_ground(shown: KeyFace, colour: QColor, least: float) -> None:
    assert share(draw(shown), colour) > least


@pytest.mark.parametrize(
    "text", ["TAKE", "NOT TAKEN", "02:19:04", "a device with a very long name", "更正", "+2,456.78 bn"]
)
def test_no_word_runs_out_of_its_key(text: str) -> None:
    image = pixels(draw(KeyFace("black", text, text, text)))
    bright = image.max(-1) > 200
    assert bright.any()
    assert not bright[:, :5].any()
    assert not bright[:, -5:].any()


def test_a_layouts_key_is_red_on_air_green_prepared_and_amber_when_stale() -> None:
    off = ButtonFace("OVERVIEW", ("off", "off", "off"))
    red = replace(off, cells=("onair", "off", "ready"))
    green = replace(off, cells=("off", "ready", "off"))
    stale = replace(red, stale_s=17)
    shares = [
        [share(draw_layout(each, None), colour) for colour in (RED, GREEN, AMBER)] for each in (off, red, green, stale)
    ]
    assert shares[0] == [0, 0, 0]
    assert shares[1][0] > 0.2
    assert shares[2][1] > 0.1
    assert shares[2][0] == 0
    assert shares[3][2] > 0.1
    assert shares[3][0] > 0.1


def test_what_is_prepared_is_a_hollow_cell_and_what_is_on_air_a_full_one() -> None:
    on_air, ready = (draw_layout(ButtonFace("MAP", (tally, "off")), None) for tally in ("onair", "ready"))
    cell = (slice(63, 67), slice(10, 32))
    assert (pixels(on_air)[cell].max(-1) > 150).mean() > 0.9
    assert (pixels(ready)[cell].max(-1) > 150).mean() < 0.6
