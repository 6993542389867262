"""What comes next is prepared between frames."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests import nights
from wallboard.actions.control import Control
from wallboard.core.moment import Moment
from wallboard.paint.kept_grounds import Ground
from wallboard.paint.ops import Cell, Digits, Face, Live
from wallboard.panels.card import ARRIVES_US, HOLD_US
from wallboard.stage.prerender import Prerender, next_moment, steps
from wallboard.stage.screen_renderer import Frame, ScreenRenderer, ScreenView
from wallboard.wall import CARD, RenderRequest, Wall
from wallboard.wall.canvas_cache import CanvasCache

SIZE = (960, 540)
OVERVIEW = Control(layout="overview")
VIEW = ScreenView("*", SIZE, "S")


def exhaust(pieces: Iterator[None]) -> None:
    """Do all of the work."""
    for _ in pieces:
        pass


def just_before_a_sum() -> Moment:
    """Half a second before the snapshot that confirms ten billion."""
    return nights.moment("00:07:00", 500_000)


def grounds(wall: Wall) -> list[Ground]:
    """What is kept painted for the canvas."""
    return wall._standing["*", *SIZE].grounds


def request(moment: Moment, control: Control = OVERVIEW) -> RenderRequest:
    return RenderRequest("*", SIZE, moment, control)


def frame(into_us: int = 0) -> Frame:
    return Frame(nights.moment("00:06:40", into_us), OVERVIEW, 0)


def test_the_snapshot_that_comes_next_is_the_one_that_follows() -> None:
    now = nights.moment("00:06:40")
    coming = next_moment(now)
    assert coming is not None
    assert coming.state.current is now.state.following
    assert coming.playhead_us == now.state.until_us


def test_nothing_comes_next_where_nothing_follows() -> None:
    coming = next_moment(nights.moment("00:06:40"))
    assert coming is not None
    assert next_moment(coming) is None


def test_what_was_prepared_is_not_made_again_when_it_is_due(qapp: QApplication) -> None:
    def made_when_due(*, prepared: bool) -> int:
        wall = Wall(nights.settings())
        first = frame()
        wall.image(request(first.moment))
        coming = next_moment(first.moment)
        assert coming is not None
        if prepared:
            exhaust(steps(wall, [request(first.moment)]))
        before = wall.brush.sprites.made
        wall.image(request(coming))
        return wall.brush.sprites.made - before

    assert made_when_due(prepared=True) < made_when_due(prepared=False) / 4


def test_the_card_of_a_sum_that_will_fall_is_known_and_made_before_it_falls(qapp: QApplication) -> None:
    now = just_before_a_sum()
    coming = next_moment(now)
    assert coming is not None
    assert coming.state.milestones[-1].gmv_fen == 10_000_000_000_00
    wall = Wall(nights.settings())
    wall.image(request(now))
    exhaust(steps(wall, [request(now)]))
    made, known = wall.brush.sprites.made, [g.image for g in grounds(wall)]
    up = [
        replace(coming, playhead_us=coming.playhead_us + us)
        for us in (HOLD_US, HOLD_US + 200_000, *range(ARRIVES_US, 8_000_000, 300_000))
    ]
    for moment in up:
        cache = CanvasCache()  # composed without being measured, which makes sprites
        wall._composer.compose(cache, request(moment))
        assert cache.over or cache.card
        for op in (*cache.over, *(cache.placed[CARD].live if cache.card else ())):
            assert not wall.brush.prepare(op)
    assert wall.brush.sprites.made == made
    wall.image(request(up[5]))
    assert [g.image for g in grounds(wall) if g.image in known]


def test_a_layout_that_has_been_asked_for_is_made_while_the_old_one_sinks(qapp: QApplication) -> None:
    def made_when_due(*, prepared: bool) -> int:
        wall, moment = Wall(nights.settings()), nights.moment("00:06:40", 100_000)
        pressed = replace(OVERVIEW, layout="rankings", left="overview", left_us=moment.playhead_us - 50_000)
        wall.image(request(moment, pressed))
        if prepared:
            exhaust(steps(wall, [request(moment, pressed)]))
            assert [ground.key[0][0] for ground in grounds(wall)] == [  # type: ignore[index]
                *("overview", "rankings"),
            ]
        before = wall.brush.sprites.made
        wall.image(request(nights.moment("00:06:40", 400_000), pressed))
        return wall.brush.sprites.made - before

    assert made_when_due(prepared=True) < made_when_due(prepared=False) / 4


def test_a_layout_that_is_set_for_an_instant_to_come_is_made_before_that(qapp: QApplication) -> None:
    """On a wall of several machines all of them know 300 ms ahead what comes."""

    def made_when_due(*, due: Control | None) -> int:
        wall, moment = Wall(nights.settings()), nights.moment("00:06:40", 100_000)
        wall.image(request(moment))
        exhaust(steps(wall, [request(moment)], due))
        before = wall.brush.sprites.made
        left = replace(OVERVIEW, layout="rankings", left="overview", left_us=moment.playhead_us)
        wall.image(request(nights.moment("00:06:40", 500_000), left))
        return wall.brush.sprites.made - before

    set_already = replace(OVERVIEW, layout="rankings", left="overview", left_us=0)
    assert made_when_due(due=set_already) < made_when_due(due=None) / 4
    assert made_when_due(due=replace(set_already, blackout=True)) == made_when_due(due=OVERVIEW)


def test_what_a_change_has_not_brought_yet_is_made_before_it_is_seen(qapp: QApplication) -> None:
    def made_when_seen(*, prepared: bool) -> int:
        wall, begun = Wall(nights.settings()), nights.moment("00:06:40", 100_000)
        pressed = replace(OVERVIEW, layout="rankings", left="overview", left_us=begun.playhead_us - 50_000)
        wall.image(request(begun))
        wall.image(request(begun, pressed))
        if prepared:
            exhaust(wall.prepare_unseen(request(begun, pressed)))
        before = wall.brush.sprites.made
        wall.image(request(replace(begun, playhead_us=begun.playhead_us + 400_000), pressed))
        return wall.brush.sprites.made - before

    assert made_when_seen(prepared=True) < made_when_seen(prepared=False) / 2


@pytest.mark.parametrize("layout", ["global", "overview", "map"])
def test_preparing_comes_to_an_end_while_frames_are_painted_between_its_pieces(qapp: QApplication, layout: str) -> None:
    wall, control = Wall(nights.settings()), Control(layout=layout)
    first = nights.moment("00:06:40")
    wall.image(request(first, control))
    ahead = [steps(wall, [request(first, control)]), wall.prepare_others(request(first, control))]
    for pieces in ahead:
        for number, _ in enumerate(pieces):
            assert number < 4000
            if number % 20 == 0:
                wall.image(request(replace(first, playhead_us=first.playhead_us + number * 50), control))


def test_where_nothing_is_on_its_way_nothing_unseen_is_made(qapp: QApplication) -> None:
    wall, moment = Wall(nights.settings()), nights.moment("00:06:40")
    assert list(wall.prepare_unseen(request(moment))) == []
    wall.image(request(moment))
    assert list(wall.prepare_unseen(request(moment))) == []


def test_preparing_leaves_no_trace_on_the_picture(qapp: QApplication) -> None:
    ahead, plain = Wall(nights.settings()), Wall(nights.settings())
    now = just_before_a_sum()
    for wall in (ahead, plain):
        wall.image(request(now))
    exhaust(steps(ahead, [request(now)]))
    coming = next_moment(now)
    assert coming is not None
    for moment in (replace(now, playhead_us=now.playhead_us + 20_000), coming):
        assert ahead.image(request(moment)) == plain.image(request(moment))


def test_the_layout_whose_turn_is_next_is_coming_three_seconds_before(qapp: QApplication) -> None:
    wall, moment = Wall(nights.settings()), nights.moment("00:06:40")
    turning = [replace(OVERVIEW, rotating_us=moment.playhead_us - s * 1_000_000) for s in (26, 28)]
    assert [wall.coming(control, moment) for control in turning] == [None, "rankings"]
    assert wall.coming(turning[1], replace(moment, frozen=True)) is None


def test_a_figure_s_digits_are_made_one_by_one_until_all_are(qapp: QApplication) -> None:
    wall, face = Wall(nights.settings()), Face("latin", 700, 40)
    figure = Digits(0, 0, 40, (Cell(0, "¥"), Cell(20, "4")), face, "@hero", "hero")
    rounds = 0
    while wall.brush.prepare(figure):
        rounds += 1
    # the sign and ten digits, each with its light and, for places that turn fast, without; and the streak behind those
    assert rounds == wall.brush.sprites.made == 23


def test_a_black_wall_prepares_nothing(qapp: QApplication) -> None:
    wall = Wall(nights.settings())
    black = Frame(frame().moment, replace(OVERVIEW, blackout=True), 0)
    ahead = Prerender(lambda: 0)
    ahead.look(ScreenRenderer(wall, ()), [VIEW], black)
    ahead.step()
    ahead.stop()
    assert wall.brush.sprites.made == 0


@pytest.mark.parametrize(("piece_us", "done"), [(100, 10), (1_000, 3), (1_600, 2), (50_000, 1)])
def test_a_frame_gives_so_much_time_to_what_comes_next_and_at_least_a_piece(
    qapp: QApplication, piece_us: int, done: int
) -> None:
    clock_us, made = [0], []

    def pieces() -> Iterator[None]:
        for number in range(10):
            clock_us[0] += piece_us
            made.append(number)
            yield

    ahead = Prerender(lambda: clock_us[0])
    ahead._steps, ahead._is_done = pieces(), False
    ahead.step()
    assert len(made) == done
    for _ in range(10):
        ahead.step()
    assert made == list(range(10))


def grounded(wall: Wall, layout: str) -> list[Live]:
    """What draws itself into the ground of a layout."""
    made = wall.compose(request(nights.moment("00:06:40"), Control(layout=layout)))
    return [op for placed in made.placed.values() for op in placed.ground if isinstance(op, Live)]


@pytest.mark.parametrize("layout", ["map", "overview"])
def test_the_land_of_a_layout_that_nobody_asked_for_is_made_beforehand(layout: str, qapp: QApplication) -> None:
    wall = Wall(nights.settings())
    up = request(frame().moment, Control(layout="counter"))
    wall.image(up)
    pieces = sum(1 for _ in wall.prepare_others(up))
    assert pieces > 40  # none of them is the whole of a map
    assert grounded(wall, layout)
    assert not any(op.paint.ahead() for op in grounded(wall, layout))


def test_a_change_of_layout_makes_hardly_a_text_that_was_not_made_beforehand(qapp: QApplication) -> None:
    def made_by_change(*, prepared: bool) -> int:
        wall = Wall(nights.settings())
        wall.image(request(frame().moment))
        if prepared:
            exhaust(wall.prepare_others(request(frame().moment)))
        before = wall.brush.sprites.made
        wall.image(request(frame().moment, Control(layout="map")))
        return wall.brush.sprites.made - before

    assert made_by_change(prepared=True) < made_by_change(prepared=False) / 2


def test_what_is_prepared_for_other_layouts_waits_for_what_comes_next(qapp: QApplication) -> None:
    renderer, clock = ScreenRenderer(Wall(nights.settings()), ()), iter(range(0, 10**9, 10_000))
    ahead = Prerender(lambda: next(clock))
    ahead.look(renderer, [VIEW], frame())
    known = []
    while not ahead._others_done:
        known.append(ahead._is_done)
        ahead.step()
    ahead.stop()
    assert known == sorted(known)
    assert not known[0]


def test_what_nobody_asked_for_pushes_out_nothing_that_is_needed_next(qapp: QApplication) -> None:
    wall = Wall(nights.settings())
    now = request(just_before_a_sum())
    wall.image(now)
    sprites = wall.brush.sprites
    exhaust(steps(wall, [now]))  # the card is ready
    known = set(sprites._kept)
    sprites._max_bytes = sprites.held * 3 // 2  # as on a large canvas, where a card fills what there is
    exhaust(wall.prepare_others(now))
    assert known <= set(sprites._kept)
