"""One layout becomes another: nothing shines through, nothing jumps, and any frame of it can be drawn cold."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.golden.compare import pixels
from tests.panels.evening import clocked, ends_us, evening, facts, opened, spoken
from wallboard.actions.changes import rotation, to_layout
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.actions.transport import pause, seek
from wallboard.config.load import load
from wallboard.config.screen_rules import Canvas
from wallboard.config.settings import Settings
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.pages import Turning
from wallboard.demo.moments import begins_us
from wallboard.paint.damage import Box
from wallboard.wall import RenderRequest, Wall
from wallboard.wall.active_layout import up_at
from wallboard.wall.transitions import LEAVING, sunk, veil, veils, wiped_px

SIZE = (640, 360)
PRESSED_US = evening("02:00:00", 0).playhead_us
CHANGE_US = 450_000
TO_COUNTER = Control(layout="counter", layout_us=PRESSED_US, left="overview", left_us=PRESSED_US)


def into(over: float, name: str = "02:00:00") -> Moment:
    """The moment when so much of a change is over that began with the snapshot."""
    return evening(name, round(over * CHANGE_US))


def request(moment: Moment, control: Control = TO_COUNTER, *, still: bool = False) -> RenderRequest:
    return RenderRequest("*", SIZE, moment, control, still=still)


def wall_with(**display: Any) -> Wall:
    """The shipped wall with some of its display settings changed."""
    return Wall(shown_with(**display))


def shown_with(**display: Any) -> Settings:
    settings = spoken("zh+en")
    display = {"change": "dissolve", "change_s": CHANGE_US / 1e6} | display
    return settings.model_copy(update={"display": settings.display.model_copy(update=display)})


@pytest.fixture
def wall(qapp: QApplication) -> Wall:
    """A fresh wall of the shipped configuration without its maps."""
    assert qapp is not None
    return wall_with()


@pytest.fixture
def wiping(qapp: QApplication) -> Wall:
    """The same with wipes."""
    assert qapp is not None
    return wall_with(change="wipe")


def context(wall: Wall, control: Control, moment: Moment) -> Context:
    """What a key that is pressed now knows."""
    now_us = moment.playhead_us
    return Context(
        now_us, now_us, now_us, 0, first_us=0, layout=wall.layout_at(control, moment),
        leaving=wall.leaving(control, moment),
    )  # fmt: skip


def press(wall: Wall, layout: str, control: Control, moment: Moment) -> Control:
    """The control state after a layout's key."""
    return to_layout(layout)(control, context(wall, control, moment))


def about(covered: float) -> object:
    """So much of the ground, nearly."""
    return pytest.approx(covered, abs=0.002)


def seen(wall: Wall, control: Control, moment: Moment, canvas: str = "*") -> tuple[str, float]:
    """Which layout is to be seen, and how much ground covers it."""
    cache = wall.compose(RenderRequest(canvas, SIZE, moment, control))
    return str(cache.key[0]), cache.veil


# A dissolve.


def test_the_old_layout_sinks_before_the_new_one_rises(wall: Wall) -> None:
    course = [seen(wall, TO_COUNTER, into(over)) for over in (0.0, 0.2, 0.4, 0.45, 0.7, 0.99, 1.0)]
    assert [layout for layout, _ in course] == ["overview"] * 3 + ["counter"] * 4
    covered = [covered for _, covered in course]
    assert covered[:3] == sorted(covered[:3])
    assert covered[3:] == sorted(covered[3:], reverse=True)
    assert (covered[0], covered[-1]) == (0.0, 0.0)


def test_in_between_there_is_the_ground_and_the_badges_bar(wall: Wall) -> None:
    moment = into(LEAVING)
    between = pixels(wall.image(request(moment)))
    whole = pixels(wall.image(request(moment, Control(layout="counter"))))
    bar = next(slot.rect for slot in wall.slots("*", "counter", SIZE) if slot.panel == "bar")
    assert np.array_equal(between[bar.y : bar.bottom - 4], whole[bar.y : bar.bottom - 4])
    assert between[bar.bottom + 4 :].max() < 110
    assert whole[bar.bottom + 4 :].max() > 200


def test_the_change_ends_in_the_very_picture_of_the_new_layout(wall: Wall) -> None:
    assert wall.image(request(into(1))) == wall.image(request(into(1), Control(layout="counter")))


def test_a_frame_in_mid_change_can_be_drawn_cold(wall: Wall, qapp: QApplication) -> None:
    for step in range(12):
        live = wall.image(request(into(step / 10)))
    again = Control.from_json(TO_COUNTER.to_json())
    for over in (0.3, 0.8, 1.1):
        live = wall.image(request(into(over)))
        assert live == wall_with().image(request(into(over), again))


def test_all_of_the_canvas_is_painted_again_until_the_change_is_over(wall: Wall) -> None:
    for over in (0.1, 0.5, 0.9):
        assert wall.compose(request(into(over))).sheet is None
    assert wall.compose(request(into(1))).sheet is not None


def test_every_frame_of_a_change_is_another_picture(wall: Wall) -> None:
    shown = wall.compose(request(into(0.3)))
    assert not wall.compose(request(into(0.34))).looks_like(shown)


def test_a_picture_after_a_change_is_touched_up_like_any_other(wall: Wall) -> None:
    image = wall.image(request(into(0.9)))
    painter = QPainter(image)
    boxes: list[Box] = [(0, 0, *SIZE)]
    assert wall.touch_up(painter, wall.compose(request(into(1.2))), boxes)
    painter.end()
    assert image == wall.image(request(into(1.2)))


def test_the_veil_can_be_read_backwards() -> None:
    for over in (0.0, 0.1, 0.3, LEAVING - 1e-9):
        assert sunk(veil(over)) == pytest.approx(over, abs=1e-6)


# What knows no mid-change.


@pytest.mark.parametrize(
    "control", [Control(layout="counter", left="counter", left_us=PRESSED_US), Control(layout="counter", left="gone")]
)
def test_where_nothing_is_left_nothing_changes(wall: Wall, control: Control) -> None:
    assert seen(wall, control, into(0.3)) == ("counter", 0.0)


def test_a_still_shows_what_comes(wall: Wall) -> None:
    still = wall.image(request(into(0.3), still=True))
    assert still == wall.image(request(into(0.3), Control(layout="counter"), still=True))


@pytest.mark.parametrize(("mode", "frozen"), [("paused", False), ("playing", True)])
def test_a_picture_that_stands_still_is_never_in_mid_change(wall: Wall, mode: Any, frozen: bool) -> None:
    moment = into(0.3)
    held = Moment(moment.state, moment.playhead_us, mode, frozen)
    assert seen(wall, TO_COUNTER, held) == ("counter", 0.0)


def test_a_cut_is_a_cut(qapp: QApplication) -> None:
    for wall in (wall_with(change="cut"), wall_with(change_s=0.0)):
        assert seen(wall, TO_COUNTER, into(0.0)) == ("counter", 0.0)


def test_a_layout_may_come_its_own_way(qapp: QApplication) -> None:
    settings = spoken("zh+en")
    counter = settings.layouts["counter"].model_copy(update={"change": "cut"})
    wall = Wall(settings.model_copy(update={"layouts": settings.layouts | {"counter": counter}}))
    assert seen(wall, TO_COUNTER, into(0.1)) == ("counter", 0.0)


def test_the_operators_canvas_and_one_that_keeps_its_layout_do_not_change(qapp: QApplication) -> None:
    settings = spoken("zh+en")
    canvases = {"desk": Canvas(role="operator"), "fixed": Canvas(layout="rankings")}
    wall = Wall(settings.model_copy(update={"canvases": settings.canvases | canvases}))
    for canvas in canvases:
        assert wall.compose(RenderRequest(canvas, SIZE, into(0.2), TO_COUNTER)).veil == 0


def test_black_is_immediate_and_what_comes_out_of_black_too(wall: Wall) -> None:
    black = Control(layout="overview", blackout=True)
    assert press(wall, "counter", black, into(0)).left == ""
    dark = wall.image(request(into(0.3), Control(layout="counter", left="overview", left_us=PRESSED_US, blackout=True)))
    assert pixels(dark)[..., :3].max() == 0


def test_beneath_a_card_the_layouts_change_at_once(wall: Wall) -> None:
    moment = evening("00:06:58", 2 * SECOND_US)
    began_us = moment.playhead_us - 100_000
    over = Control(layout="counter", left="overview", left_us=began_us)
    assert seen(wall, over, moment) == ("counter", 0.0)
    calm = Control(layout="backdrop", left="overview", left_us=began_us)
    assert seen(wall, calm, moment)[1] > 0


# Keys in quick succession, and what time does by itself.


@pytest.mark.parametrize("over", [0.0, 0.2, 0.4, 0.5, 0.8, 0.98])
def test_a_change_in_mid_dissolve_goes_on_from_what_is_to_be_seen(wall: Wall, over: float) -> None:
    before = seen(wall, TO_COUNTER, into(over))
    after = seen(wall, press(wall, "rankings", TO_COUNTER, into(over)), into(over))
    assert after[0] == before[0]
    assert after[1] == pytest.approx(before[1], abs=0.002)


def test_the_same_key_twice_lets_the_change_go_on(wall: Wall) -> None:
    again = press(wall, "counter", TO_COUNTER, into(0.7))
    assert seen(wall, again, into(0.7)) == seen(wall, TO_COUNTER, into(0.7))


def test_a_key_on_a_picture_that_stands_still_cuts(wall: Wall) -> None:
    paused = pause(Control(layout="overview"), context(wall, Control(layout="overview"), into(0)))
    assert press(wall, "counter", paused, into(0)).left == ""
    assert press(wall, "counter", Control(layout="overview", frozen_us=PRESSED_US), into(0)).left == ""


def test_who_goes_back_in_time_does_not_see_the_change_again(wall: Wall) -> None:
    later = context(wall, TO_COUNTER, into(4))
    assert seek(-1)(TO_COUNTER, later).left == ""


def test_the_rotation_dissolves_from_layout_to_layout_and_from_the_one_before_it(wall: Wall) -> None:
    begun = rotation(Control(layout="finale"), context(wall, Control(layout="finale"), into(0)))
    assert seen(wall, begun, into(0.2)) == ("finale", about(veil(0.2)))
    turning = Control(layout="finale", rotating_us=PRESSED_US - 30 * SECOND_US)
    assert [seen(wall, turning, into(over))[0] for over in (0.2, 0.6)] == ["overview", "rankings"]


def test_the_finale_comes_by_a_change_and_the_opening_by_a_cut_beneath_its_light(qapp: QApplication) -> None:
    settings = shown_with()
    closing = settings.layouts["overview"].model_copy(update={"until": "end", "then": "finale"})
    wall = Wall(settings.model_copy(update={"layouts": settings.layouts | {"overview": closing}}))
    ending = clocked(into(0), ends_us() + 90_000)
    assert seen(wall, Control(layout="overview"), ending) == ("overview", about(veil(0.2)))
    opening = opened(clocked(evening("-00:00:20"), begins_us(facts()) + SECOND_US), 90_000)
    assert seen(wall, Control(layout="countdown"), opening) == ("overview", 0.0)


def test_a_change_takes_as_long_as_it_takes_however_fast_the_night_is_played(wall: Wall) -> None:
    ten = Control.from_json(TO_COUNTER.to_json().replace('"mode":"following"', '"mode":"playing"').replace(
        '"rate":1.0', '"rate":10.0'
    ))  # fmt: skip
    assert seen(wall, ten, into(2)) == seen(wall, TO_COUNTER, into(0.2))


# A wipe.


def test_a_wipe_shows_the_new_layout_left_of_its_edge_and_the_old_one_right_of_it(wiping: Wall) -> None:
    moment = into(0.5)
    mixed = pixels(wiping.image(request(moment)))
    new = pixels(wiping.image(request(moment, Control(layout="counter"))))
    old = pixels(wiping.image(request(moment, Control(layout="overview"))))
    assert np.array_equal(mixed[:, :200], new[:, :200])
    assert np.array_equal(mixed[:, 440:], old[:, 440:])


def test_where_the_layouts_meet_there_is_only_ground(wiping: Wall) -> None:
    moment = into(0.5)
    across = wiped_px(0.5, SIZE[0])
    band = pixels(wiping.image(request(moment)))[40:, across - 8 : across + 8, :3]
    assert band.max() < 110


def test_a_wipe_begins_and_ends_with_whole_layouts(wiping: Wall) -> None:
    for over, layout in ((0.0, "overview"), (1.0, "counter")):
        whole = wiping.image(request(into(over), Control(layout=layout)))
        assert wiping.image(request(into(over))) == whole


def test_a_key_in_mid_wipe_leaves_the_layout_that_was_coming(wiping: Wall) -> None:
    after = press(wiping, "rankings", TO_COUNTER, into(0.5))
    assert (after.left, after.left_us) == ("counter", into(0.5).playhead_us)


def test_a_wipe_s_band_covers_without_a_gap() -> None:
    for come in (0.0, 0.03, 0.5, 0.97, 1.0):
        strips = veils(0.0, come, 1000)
        assert all(a[1] == b[0] for a, b in pairwise(strips))
        assert all(0 <= left < right <= 1000 and 0 <= opacity <= 1 for left, right, opacity in strips)


def test_a_panel_that_fails_in_what_goes_takes_nothing_with_it(wiping: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    draw, old = wiping.brush.draw, wiping.compose(request(into(0.0))).beside
    assert old is not None
    poor = old.placed["trend"].live

    def sometimes(painter: QPainter, ops: Any) -> None:
        if ops is poor:
            msg = "no"
            raise ValueError(msg)
        draw(painter, ops)

    monkeypatch.setattr(wiping.brush, "draw", sometimes)
    image = wiping.image(request(into(0.0)))
    assert isinstance(image, QImage)
    assert wiping.compose(request(into(0.0))).key[0] == "counter"


def test_a_countdown_that_is_over_is_not_seen_again_while_it_is_left(wall: Wall) -> None:
    after = opened(clocked(evening("-00:00:20"), begins_us(facts()) + SECOND_US), 90_000)
    chosen = Control(layout="counter", left="countdown", left_us=after.playhead_us - 90_000)
    assert seen(wall, chosen, after) == ("counter", 0.0)


def finale(after_s: float, **more: Any) -> Control:
    """A control state under which the finale has been up for so long at the end of the night."""
    began_us = evening("24:00:10").playhead_us - round(after_s * SECOND_US)
    return Control(layout="finale", layout_us=began_us, left="overview", left_us=began_us, **more)


@pytest.mark.parametrize(
    ("after_s", "shown"), [(0, "finale"), (29.9, "finale"), (30, "record_day"), (59.9, "record_day"), (61, "finale")]
)
def test_the_finale_takes_turns_with_the_record_day(wall: Wall, after_s: float, shown: str) -> None:
    assert wall.layout_at(finale(after_s), evening("24:00:10")) == shown


def test_a_page_that_has_nothing_to_show_is_passed_over(wall: Wall) -> None:
    moment = evening("24:00:10")
    without = replace(moment, state=replace(moment.state, milestones=()))
    assert wall.layout_at(finale(30), without) == "finale"


def test_the_operator_turns_the_pages_of_a_layout_and_holds_them(wall: Wall) -> None:
    moment = evening("24:00:10")
    assert wall.layout_at(finale(5, turning=Turning(offset=1)), moment) == "record_day"
    pinned = Turning(pinned_us=moment.playhead_us - 40 * SECOND_US)
    assert wall.layout_at(finale(45, turning=pinned), moment) == "finale"


def test_pages_come_by_a_change_like_any_layout(wall: Wall) -> None:
    change = up_at(wall.settings, finale(30.2), evening("24:00:10"))
    assert (change.layout, change.left, change.way) == ("record_day", "finale", "dissolve")
    assert 0 < change.over < 1


def test_the_gala_of_an_event_without_a_start_is_the_one_beside_figures(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp is not None
    file = tmp_path / "wallboard.toml"
    file.write_text('[panels.stage]\nkind = "video"\nsources = ["rtsp://stage.example/a"]\n', encoding="utf-8")
    settings = load(file)
    moment = evening("02:00:00", 0)
    endless = replace(moment, state=replace(moment.state, facts=replace(moment.facts, start_us=None, end_us=None)))
    wall = Wall(settings)
    assert not {"gala", "gala_figures"} & wall.absent(endless.facts)
    assert wall.layout_at(Control(layout="gala"), endless) == "gala_figures"
    file.write_text("", encoding="utf-8")
    assert {"gala", "gala_figures"} <= Wall(load(file)).absent(endless.facts)
