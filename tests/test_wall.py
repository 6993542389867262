"""The wall: which layout is up, what a canvas may know, what a failing panel costs; any frame can be cold."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from typing import Any, Literal

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.panels.boxes import boxes, texts
from tests.panels.evening import clocked, ends_us, evening, facts, opened, spoken
from wallboard.actions.control import Control
from wallboard.config.panels import StatusOptions
from wallboard.config.screen_rules import Canvas
from wallboard.core.instants import HOUR_US, SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.recording_state import Milestone
from wallboard.core.wording import say
from wallboard.demo.moments import begins_us
from wallboard.paint.damage_snapshot import DamageSnapshot, sheet_of
from wallboard.paint.ops import Live, Painted, Picture, Placed, Text
from wallboard.paint.theme import Look
from wallboard.panels import kinds
from wallboard.panels.card import HOLD_US
from wallboard.panels.panel_context import Notes
from wallboard.wall import CARD, RenderRequest, Wall

SIZE = (640, 360)
NIGHT = Control(layout="overview")


@pytest.fixture
def wall(qapp: QApplication) -> Wall:
    """A fresh wall of the shipped configuration without its maps."""
    assert qapp is not None
    return Wall(spoken("zh+en"))


def at(into_s: float, name: str = "02:00:00") -> Moment:
    """The evening's moment, into the interval."""
    return evening(name, round(into_s * SECOND_US))


def request(moment: Moment, control: Control = NIGHT) -> RenderRequest:
    return RenderRequest("*", SIZE, moment, control)


# Which layout is up.


def test_the_countdown_stands_until_the_start(wall: Wall) -> None:
    just_before = clocked(at(1), begins_us(facts()) - 1)
    assert wall.layout_at(Control(layout="countdown"), just_before) == "countdown"


def test_at_zero_the_countdown_goes_over_into_the_opening_layout(wall: Wall) -> None:
    assert wall.layout_at(Control(layout="countdown"), opened(clocked(at(1), begins_us(facts())), 0)) == "overview"


def test_a_layout_with_an_end_goes_over_to_the_finale(qapp: QApplication) -> None:
    settings = spoken("zh+en")
    closing = settings.layouts["overview"].model_copy(update={"until": "end", "then": "finale"})
    wall = Wall(settings.model_copy(update={"layouts": settings.layouts | {"overview": closing}}))
    assert wall.layout_at(NIGHT, clocked(at(1), ends_us() - 1)) == "overview"
    assert wall.layout_at(NIGHT, clocked(at(1), ends_us())) == "finale"


def test_layouts_that_go_over_in_a_circle_end_somewhere(qapp: QApplication) -> None:
    settings = spoken("zh+en")
    circle = {
        name: settings.layouts[name].model_copy(update={"until": "start", "then": other})
        for name, other in (("overview", "counter"), ("counter", "overview"))
    }
    wall = Wall(settings.model_copy(update={"layouts": settings.layouts | circle}))
    assert wall.layout_at(NIGHT, at(1)) in circle


@pytest.mark.parametrize(
    ("turns", "layout"), [(0, "overview"), (1, "rankings"), (2, "map"), (3, "global"), (4, "overview")]
)
def test_the_rotation_turns_every_thirty_seconds_of_recording_time(wall: Wall, turns: int, layout: str) -> None:
    moment = at(1)
    control = Control(layout="counter", rotating_us=moment.playhead_us - turns * 30 * SECOND_US)
    assert wall.layout_at(control, moment) == layout


@pytest.mark.parametrize("name", ["", "no such layout"])
def test_an_unknown_layout_falls_back_to_the_configured_one(wall: Wall, name: str) -> None:
    assert wall.layout_at(Control(layout=name), clocked(at(1), begins_us(facts()) - HOUR_US)) == "countdown"


# What a canvas shows.


def test_a_blackout_is_black(wall: Wall) -> None:
    image = wall.image(request(at(1), Control(layout="overview", blackout=True)))
    black = QImage(*SIZE, QImage.Format.Format_RGB32)
    black.fill(0xFF000000)
    assert image == black


def test_after_a_blackout_the_picture_is_what_it_was(wall: Wall) -> None:
    before = wall.image(request(at(1)))
    wall.image(request(at(1), Control(layout="overview", blackout=True)))
    assert wall.image(request(at(1))) == before


@pytest.fixture
def operated(qapp: QApplication) -> Wall:
    """A wall with an operator's canvas beside the public one; both hold a full status."""
    settings = spoken("zh+en")
    panels = settings.panels | {"bar": StatusOptions(detail="full")}
    canvases = settings.canvases | {"desk": Canvas(role="operator")}
    return Wall(settings.model_copy(update={"panels": panels, "canvases": canvases}))


@pytest.mark.parametrize(("canvas", "told"), [("desk", True), ("*", False), ("left", False)])
def test_alarms_are_for_operators_alone(operated: Wall, canvas: str, told: bool) -> None:
    notes = Notes(lines=(("disk", "12 GB"),), alarms=("Disk nearly full",))
    cache = operated.compose(RenderRequest(canvas, (1920, 1080), at(1), NIGHT, notes))
    said = texts(op for placed in cache.placed.values() for op in placed.live)
    assert ("Disk nearly full" in said) is told


def test_a_card_comes_up_on_the_public_canvases_alone(operated: Wall) -> None:
    passing = evening("00:06:58", SECOND_US)
    assert CARD in operated.compose(RenderRequest("left", SIZE, passing, NIGHT)).placed
    assert CARD not in operated.compose(RenderRequest("desk", SIZE, passing, NIGHT)).placed


@pytest.mark.parametrize("layout", ["overview", "rankings"])
def test_a_card_that_was_prepared_is_the_very_picture_of_a_new_one(qapp: QApplication, layout: str) -> None:
    prepared, fresh = (Wall(spoken("zh+en")) for _ in range(2))
    control = Control(layout=layout, language="en")
    prepared.image(request(evening("00:06:56"), control))
    for _ in prepared.prepare(request(evening("00:06:58", 0), control)):
        pass
    for into_us in (800_000, 4_000_000):
        shown = request(evening("00:06:58", into_us), control)
        assert prepared.image(shown) == fresh.image(shown)


def test_a_card_leaves_the_badges_where_they_are(wall: Wall) -> None:
    cache = wall.compose(RenderRequest("*", (1920, 1080), evening("00:06:58", 4 * SECOND_US), NIGHT))
    below = [box.top for box in boxes((*cache.placed[CARD].ground, *cache.placed[CARD].live))]
    assert min(below) > max(box.bottom for box in boxes(cache.placed["bar"].live))


# A cold frame is the live one.


INSTANTS = [
    (layout, name, into_us)
    for layout in ("overview", "rankings", "finale", "counter", "countdown")
    for name in ("-00:00:20", "00:00:05", "00:06:58", "02:00:00")
    for into_us in (0, 90_000, 333_333, 1_900_000)
]


def placed_at(wall: Wall, instant: tuple[str, str, int]) -> dict[str, Placed]:
    """The display lists of an instant."""
    layout, name, into_us = instant
    return dict(wall.compose(RenderRequest("*", (1280, 720), evening(name, into_us), Control(layout=layout))).placed)


def test_random_instants_in_any_order_are_placed_as_in_sequence(wall: Wall) -> None:
    in_sequence = {instant: placed_at(wall, instant) for instant in INSTANTS}
    shuffled = random.Random(5).sample(INSTANTS, len(INSTANTS))
    assert {instant: placed_at(wall, instant) for instant in shuffled} == in_sequence


@pytest.mark.parametrize("instant", INSTANTS[::7])
def test_a_fresh_wall_places_what_a_used_one_does(wall: Wall, instant: tuple[str, str, int]) -> None:
    for used in INSTANTS[::9]:
        placed_at(wall, used)
    assert placed_at(wall, instant) == placed_at(Wall(spoken("zh+en")), instant)


def test_a_fresh_wall_paints_the_pixels_of_a_used_one(wall: Wall) -> None:
    for into_s in (0.1, 0.7, 1.5):
        wall.image(request(at(into_s)))
    assert wall.image(request(at(0.9))) == Wall(spoken("zh+en")).image(request(at(0.9)))


def test_panels_are_painted_in_the_order_of_the_layout_whatever_came_before(wall: Wall) -> None:
    wall.compose(request(at(1), Control(layout="finale")))
    assert list(wall.compose(request(at(1))).placed) == [s.panel for s in wall.slots("*", "overview", SIZE)]


# Nothing is painted for nothing.


def test_a_painted_moment_has_not_changed(wall: Wall) -> None:
    wall.image(request(at(1)))
    shown = wall.compose(request(at(1)))
    assert wall.compose(request(replace(at(1)))).looks_like(shown)


@pytest.mark.parametrize("other", [replace(at(1), frozen=True), at(1.5)])
def test_another_moment_has_changed(wall: Wall, other: Moment) -> None:
    shown = wall.compose(request(at(1)))
    assert not wall.compose(request(other)).looks_like(shown)


def test_a_frame_is_composed_and_measured_once_whoever_asks(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[object] = []

    def measure(*of: Any) -> DamageSnapshot:
        measured.append(of)
        return sheet_of(*of)

    monkeypatch.setattr("wallboard.wall.painting.sheet_of", measure)
    moment = at(1)
    made = wall.compose(request(moment))
    assert wall.compose(request(moment)) is made
    image = wall.image(request(moment))
    painter = QPainter(image)
    assert wall.touch_up(painter, made, [(0, 0, *SIZE)])
    painter.end()
    assert len(measured) == 1


def test_what_was_composed_stays_what_it_was(wall: Wall) -> None:
    made = wall.compose(request(at(1)))
    before = dict(made.placed)
    wall.image(request(at(1.9, "00:10:00"), Control(layout="finale")))
    assert made.placed == before


def test_a_picture_from_before_is_never_touched_up_with_a_later_one(wall: Wall) -> None:
    old = wall.compose(request(at(1)))
    image = wall.image(request(at(1.5)))
    painter = QPainter(image)
    assert not wall.touch_up(painter, old, [(0, 0, *SIZE)])
    wall.paint(painter, old)
    painter.end()
    assert image == Wall(spoken("zh+en")).image(request(at(1)))


def test_a_card_that_fades_has_changed_in_every_frame(wall: Wall) -> None:
    leaving = evening("00:06:58", 8_500_000)
    shown = wall.compose(request(leaving))
    assert not wall.compose(request(replace(leaving, playhead_us=leaving.playhead_us + 20_000))).looks_like(shown)


# A panel that fails.


def failing(*_: object) -> Any:
    """What a broken panel does."""
    msg = "broken"
    raise RuntimeError(msg)


def unpaintable(*_: object) -> Placed:
    """A list whose paint fails half-way."""
    return Placed((), (Live(0, 0, 10, 10, ("broken",), Painted(failing)),))


AnyKind = kinds.PanelKind[Any, Any]
Break = Callable[[str, AnyKind], None]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Puts another kind of panel in the place of a good one."""
    return lambda name, kind: monkeypatch.setitem(kinds.KINDS, name, kind)


RANKING = kinds.KINDS["ranking"]
HALVES = {
    "resolve": replace(RANKING, resolve=failing),
    "place": replace(RANKING, place=failing),
    "paint": replace(RANKING, place=unpaintable),
}


@pytest.mark.parametrize("half", HALVES)
def test_a_panel_that_fails_keeps_its_last_good_picture(wall: Wall, broken: Break, half: str) -> None:
    wall.image(request(at(0.5)))
    good = wall.compose(request(at(0.5))).placed["brands"]
    broken("ranking", HALVES[half])
    wall.image(request(at(1.9, "00:10:00")))
    assert wall._standing["*", *SIZE].placed["brands"] == good


@pytest.mark.parametrize("half", HALVES)
def test_the_other_panels_are_unharmed(wall: Wall, broken: Break, half: str) -> None:
    sound = dict(wall.compose(request(at(1))).placed)
    broken("ranking", HALVES[half])
    other = Wall(spoken("zh+en"))
    other.image(request(at(1)))
    ranked = {name for name, options in wall.settings.panels.items() if options.kind == "ranking"}
    shown = other._standing["*", *SIZE].placed
    assert {n: p for n, p in shown.items() if n not in ranked} == {n: p for n, p in sound.items() if n not in ranked}


@pytest.mark.parametrize("half", HALVES)
def test_a_first_failure_says_that_the_panel_is_unavailable(wall: Wall, broken: Break, half: str) -> None:
    broken("ranking", HALVES[half])
    wall.image(RenderRequest("*", (1920, 1080), at(1), NIGHT))
    shown = wall._standing["*", 1920, 1080].placed["brands"]
    assert {"热销品牌榜", "此区域暂不可用"} <= {text.strip() for text in texts((*shown.ground, *shown.live))}


def test_a_panel_whose_figures_are_hidden_says_which_one_it_is(wall: Wall) -> None:
    hidden = Control(layout="overview", language="en", withdrawn=("brands", "gmv"))
    placed = wall.compose(RenderRequest("*", (1920, 1080), at(1), hidden)).placed
    for name, title in (("brands", "Top brands"), ("gmv", "Gross merchandise volume")):
        said = {text.strip() for text in texts((*placed[name].ground, *placed[name].live))}
        assert {title, "withdrawn", "—"} <= said


def test_a_failed_panel_comes_back_when_it_works_again(
    wall: Wall, broken: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken("ranking", HALVES["place"])
    wall.image(request(at(1)))
    monkeypatch.undo()
    assert wall.image(request(replace(at(1)))) == Wall(spoken("zh+en")).image(request(at(1)))


def test_a_half_painted_panel_leaves_nothing_behind(wall: Wall, broken: Break) -> None:
    before = wall.image(request(at(1)))
    good = RANKING.place

    def half(*args: Any) -> Placed:
        placed = good(*args)
        return Placed(placed.ground, (*placed.live[:3], *unpaintable().live))

    broken(
        "ranking",
        replace(
            RANKING, resolve=lambda *args: (RANKING.resolve(*args), "again"), place=lambda v, b, k: half(v[0], b, k)
        ),
    )
    assert wall.image(request(at(1))) == before


@pytest.mark.parametrize("half", HALVES)
def test_a_failure_is_logged_once_for_each_panel_and_cause(
    wall: Wall, broken: Break, half: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken("trend", HALVES[half] if half != "paint" else replace(kinds.KINDS["trend"], place=unpaintable))
    with caplog.at_level(logging.ERROR):
        for into_s in (0.2, 0.6, 1.4):
            wall.image(request(at(into_s)))
    assert [record.args[0] for record in caplog.records if isinstance(record.args, tuple)] == ["trend"]


def test_a_card_that_fails_does_not_take_the_wall_with_it(
    wall: Wall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("wallboard.wall.card_composing.card_place.place", failing)
    cache = wall.compose(request(evening("00:06:58", SECOND_US)))
    assert CARD not in cache.placed
    assert len(caplog.records) == 1


# The card.


def passed(*sums: int, into_us: int) -> Moment:
    """A moment so long after a snapshot that confirmed some sums together."""
    moment = evening("00:06:58", 0)
    fallen = tuple(Milestone(fen, moment.state.milestones[-1].at_us, moment.playhead_us) for fen in sums)
    return replace(moment, state=replace(moment.state, milestones=fallen), playhead_us=moment.playhead_us + into_us)


def amount_up(wall: Wall, moment: Moment, control: Control = NIGHT) -> str | None:
    """The sum whose card hides the counter, in hundreds of millions."""
    cache = wall.compose(request(moment, control))
    if not cache.card:
        return None
    pictures = (op for op in cache.placed[CARD].live if isinstance(op, Picture))
    return next(str(op.key[1]) for op in pictures if op.key[0] == "relief")


def test_cards_of_sums_that_fall_together_come_one_after_the_other(wall: Wall) -> None:
    both = (10_000_000_000_00, 20_000_000_000_00)
    course = [amount_up(wall, passed(*both, into_us=s * SECOND_US)) for s in (1, 8, 10, 17, 19)]
    assert course == ["100", "100", "200", "200", None]


def test_the_counter_is_never_hidden_for_longer_than_configured_and_is_seen_between_two_cards(wall: Wall) -> None:
    card_us = round(wall.settings.milestones.card_s * SECOND_US)
    both = (10_000_000_000_00, 20_000_000_000_00)
    step_us = 20_000
    hidden = [amount_up(wall, passed(*both, into_us=us)) is not None for us in range(0, 2 * card_us + 200_000, step_us)]
    spells = [len(spell) for spell in "".join("x" if h else " " for h in hidden).split()]
    assert len(spells) == 2
    assert max(spells) * step_us <= card_us


def test_a_card_that_is_called_again_stands_as_long_as_the_first_time(wall: Wall) -> None:
    hour_later = replace(passed(10_000_000_000_00, into_us=0), playhead_us=evening("00:06:58", 0).playhead_us + HOUR_US)
    assert amount_up(wall, hour_later) is None
    again = Control(layout="overview", milestone_us=hour_later.playhead_us)
    course = [
        amount_up(wall, replace(hour_later, playhead_us=hour_later.playhead_us + us), again)
        for us in (SECOND_US, 7_400_000, 8_400_000)
    ]
    assert course == ["100", "100", None]


def test_a_card_and_what_it_covers_are_never_read_through_each_other(wall: Wall) -> None:
    for into_us in range(0, 9_100_000, 50_000):
        cache = wall.compose(request(evening("00:06:58", into_us)))
        assert (CARD in cache.placed) is cache.card
        if not cache.card and HOLD_US <= into_us < 9_000_000:
            assert cache.veil > 0 or cache.over
        assert not cache.over or cache.veil <= 0.65  # the row of digits is never over a bare ground


def test_no_milestone_has_a_card_where_none_is_wanted(qapp: QApplication) -> None:
    settings = spoken("zh+en")
    wall = Wall(settings.model_copy(update={"milestones": settings.milestones.model_copy(update={"card_s": 0.0})}))
    assert amount_up(wall, evening("00:06:58", SECOND_US)) is None


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 860), (1080, 1920), (1080, 1080), (1920, 360)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_that_a_panel_is_unavailable_can_be_read_from_the_back_on_every_shape(
    broken: Break, size: tuple[int, int], language: Literal["zh", "en"]
) -> None:
    for kind in ("ranking", "figures", "trend"):
        broken(kind, replace(kinds.KINDS[kind], resolve=failing))
    wall, layout = Wall(spoken("zh+en")), "overview"
    request = RenderRequest("*", size, at(1), Control(layout=layout, language=language))
    wall.image(request)
    look, words = Look(wall.theme, *size), say("wall.failed").first(language)
    said = {}
    for slot in wall.slots("*", layout, size):
        if wall.settings.panels[slot.panel].kind in ("ranking", "figures", "trend"):
            shown = wall._standing["*", *size].placed[slot.panel]
            said[slot.panel] = [op for op in (*shown.ground, *shown.live) if isinstance(op, Text) and op.text in words]
            for op in said[slot.panel]:
                assert slot.rect.x <= op.x
                assert op.x + op.width <= slot.rect.right + 1
                assert slot.rect.y <= op.y - op.face.size * 0.8
                assert op.y <= slot.rect.bottom
                assert op.face.size >= look.least * 0.72, slot.panel
    assert said
    assert all(said.values())
