"""The opening moment: ten beats, one bloom of light by the event's clock, nothing that dazzles."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests import nights
from tests.golden.compare import pixels
from tests.panels.boxes import boxes, outside, overlapping, texts
from tests.panels.contrast import luminance
from tests.panels.evening import clocked, evening, facts, opened, spoken
from wallboard.actions.control import Control
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.demo.moments import begins_us
from wallboard.paint.kept_grounds import Ground
from wallboard.paint.ops import Glow, Text
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import countdown, opening
from wallboard.stage.prerender import next_moment, steps
from wallboard.wall import BLOOM, RenderRequest, Wall
from wallboard.wall.active_layout import HELD_US

SIZE = (640, 360)
COUNTDOWN = Control(layout="countdown")


def at(into_us: int) -> Moment:
    """The moment with the event's clock so far after its start."""
    return clocked(evening("-00:00:20"), begins_us(facts()) + into_us)


def request(moment: Moment, control: Control = COUNTDOWN, *, still: bool = False) -> RenderRequest:
    return RenderRequest("*", SIZE, moment, control, still=still)


def grounds(wall: Wall) -> list[Ground]:
    """What is kept painted for the canvas."""
    return wall._standing["*", *SIZE].grounds


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_once_the_event_goes_on_no_zero_of_before_it_is_stated(qapp: QApplication, size: tuple[int, int]) -> None:
    wall, control = Wall(spoken("en")), Control(layout="overview", language="en")
    for into_us, stated in ((-SECOND_US, True), (SECOND_US, False), (40 * SECOND_US, False)):
        made = wall.compose(RenderRequest("*", size, at(into_us), control))
        read = {box.text.strip() for placed in made.placed.values() for box in boxes((*placed.ground, *placed.live))}
        assert ("¥0" in read) == stated
        assert "—" in read


def test_the_digits_swell_once_in_each_of_the_last_ten_seconds() -> None:
    beats = [opening.swell(left_us) for left_us in range(12 * SECOND_US, 0, -10_000)]
    peaks = sum(1 for a, b, c in zip(beats, beats[1:], beats[2:], strict=False) if a < b >= c and b > 0.9)
    assert peaks == 10
    assert opening.swell(11 * SECOND_US) == opening.swell(0) == 0.0


def test_a_beat_begins_as_the_digit_changes_and_is_over_before_the_next() -> None:
    assert opening.swell(5 * SECOND_US) == 0.0
    assert opening.swell(5 * SECOND_US - 150_000) == pytest.approx(1.0)
    assert opening.swell(4 * SECOND_US + 200_000) == 0.0


def test_the_light_is_brightest_as_the_countdown_ends_and_gone_half_a_second_later() -> None:
    shine = [opening.light(at(into_us)) for into_us in (-200_000, -60_000, 0, 250_000, 500_000)]
    assert shine[0] == shine[4] == 0.0
    assert shine[2] == pytest.approx(1.0)
    assert 0 < shine[1] < 1
    assert 0 < shine[3] < 1


def test_the_dawn_holds_under_the_light_until_there_is_a_first_sum(wall: Wall) -> None:
    before, after = at(-20_000), at(20_000)
    for moment in (before, after):
        assert wall.layout_at(COUNTDOWN, moment) == "countdown"
        assert BLOOM in wall.compose(request(moment)).placed
    assert wall.layout_at(COUNTDOWN, opened(at(4 * SECOND_US), 0)) == "overview"


def test_the_dawn_does_not_wait_for_a_sum_for_ever(wall: Wall) -> None:
    waited = [at(HELD_US - 20_000), at(HELD_US + 20_000)]
    assert [wall.layout_at(COUNTDOWN, moment) for moment in waited] == ["countdown", "overview"]


def test_while_nothing_is_known_the_wall_says_open_and_no_figure(wall: Wall) -> None:
    said = texts(op for op in wall.compose(request(at(SECOND_US))).placed["to_start"].live)
    assert any("Open" in text or "已开场" in text for text in said)
    assert not any(digit in text for text in said for digit in "0123456789")


def test_who_has_chosen_another_layout_and_a_still_see_no_light(wall: Wall) -> None:
    assert BLOOM not in wall.compose(request(at(0), Control(layout="overview"))).placed
    assert BLOOM not in wall.compose(request(at(0), still=True)).placed


def test_the_light_leaves_the_painted_grounds_alone(wall: Wall) -> None:
    wall.image(request(at(600_000)))
    kept = grounds(wall)[-1].image
    wall.image(request(at(100_000)))
    assert grounds(wall)[-1].image is kept


def test_at_its_height_the_opening_dazzles_nobody(wall: Wall) -> None:
    seen = luminance(pixels(wall.image(request(at(0))))[..., ::-1] / np.float64(255))
    assert seen.mean() < 0.30
    assert (seen > 0.6).mean() < 0.25


@pytest.mark.parametrize(("into_us", "follows"), [(2_500_000, False), (3_000_000, True), (4_500_000, True)])
def test_the_layout_that_comes_with_the_first_sum_is_known_as_soon_as_that_sum_follows(
    wall: Wall, into_us: int, follows: bool
) -> None:
    now = nights.moment("00:00:00", into_us)
    following, due = now.state.following, next_moment(now)
    assert following is not None
    assert due is not None
    assert (following.snapshot.gmv_fen > 0) is follows
    assert wall.layout_at(COUNTDOWN, now) == "countdown", "nothing is shown before it is due"
    assert wall.coming(COUNTDOWN, now) == ("overview" if follows else None)
    then = nights.moment("00:00:00", into_us + following.commit_us - now.playhead_us)
    assert wall.layout_at(COUNTDOWN, due) == wall.layout_at(COUNTDOWN, then)


def test_what_the_first_sum_brings_and_the_light_before_it_are_made_ready_in_pieces(qapp: QApplication) -> None:
    assert qapp is not None
    wall = Wall(spoken("zh+en"))
    wall.image(request(at(-9_000_000)))
    made = wall.brush.sprites.made
    wall.image(request(at(-8_900_000)))
    assert wall.brush.sprites.made < made + 20, "a frame makes what it shows and nothing else"
    for _ in steps(wall, [request(at(-8_000_000))]):
        pass
    light = opening.place(1.0, Look(NIGHT, *SIZE)).live
    assert not any(wall.brush.prepare(op) for op in light)
    for _ in steps(wall, [request(nights.moment("00:00:00", 3_000_000))]):
        pass
    ready = [ground for ground in grounds(wall) if ground.key[0][0] == "overview"]  # type: ignore[index]  # a tuple
    assert len(ready) == 1
    wall.image(request(nights.moment("00:00:00", 5_000_000)))
    assert ready[0].image in [ground.image for ground in grounds(wall)]


def test_looking_ahead_leaves_no_trace_on_the_picture(qapp: QApplication, wall: Wall) -> None:
    assert qapp is not None
    ahead = Wall(spoken("zh+en"))
    ahead.image(request(at(-9_000_000)))
    for into_us in (-8_000_000, 20_000, 700_000):
        for _ in steps(ahead, [request(at(into_us))]):
            pass
        assert ahead.image(request(at(into_us))) == wall.image(request(at(into_us)))


@pytest.mark.parametrize("size", [(1280, 720), (1920, 430), (960, 180), (720, 720), (720, 1280)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_opening_says_stands_above_the_glare_and_the_light_comes_from_its_sun(
    wall: Wall, size: tuple[int, int], language: Literal["zh", "en"]
) -> None:
    moment = clocked(evening("00:00:00"), begins_us(facts()) + 100_000)
    moment = replace(moment, state=replace(moment.state, opened_us=None))
    request = RenderRequest("*", size, moment, Control(layout="countdown", language=language))
    placed, look = wall.compose(request).placed, Look(NIGHT, *size)
    (box,) = (slot.rect for slot in wall.slots("*", "countdown", size) if slot.panel == "to_start")
    x, y = countdown.sun(box, look)
    said = [op for op in placed["to_start"].live if isinstance(op, Text)]
    assert len({op.y for op in said}) == 3
    assert all(op.y <= y - look.h(countdown.GLARE) + 1 for op in said)
    assert not [*overlapping(boxes(said)), *outside(boxes(said), *size, 0.05)]
    (glow,) = (op for op in placed[BLOOM].live if isinstance(op, Glow))
    assert (glow.x, glow.y) == pytest.approx((x, y))
