"""Every layout on every canvas, size and language stands the worst data: nothing overlaps, leaves or is cut.

The maps are left out: what they say is measured by their own tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests.nights import settings
from tests.panels.boxes import Box, boxes, cut_figures, outside, overlapping
from tests.panels.conftest import Walls
from tests.panels.evening import DATA, LONG_EN, LONG_ZH, evening, greatest, saying, troubled
from wallboard.actions.control import Control
from wallboard.config.layouts import ANY_CANVAS
from wallboard.config.panel_options import PanelOptions
from wallboard.core.badges import badges
from wallboard.core.contract.snapshot import Category, Channel, Name, Ranked
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.wording import say
from wallboard.export.legibility import letter_height
from wallboard.paint.lettering import ELLIPSIS
from wallboard.paint.ops import Fill, Text
from wallboard.panels import ranking
from wallboard.panels.panel_context import PanelContext
from wallboard.wall import CARD, RenderRequest, Wall
from wallboard.wall.resolved_panels import ResolvedPanel, said

pytestmark = pytest.mark.usefixtures("unmeasured")
SIZES = (
    (1280, 720), (1920, 1080), (3840, 2160), (3840, 860),
    (1080, 1920), (1080, 1080), (1920, 360), (7680, 1080), (11520, 1080),
)  # fmt: skip
LANGUAGES = (("zh+en", "zh"), ("zh+en", "en"), ("zh", "zh"), ("en", "en"))
SAFE = 0.05
DOLLARS = ("night", "greatest")
"""The states of the data that are looked at in dollars too."""
MAPS = ("china", "china_large", "world")

CANVASES = [
    (layout, canvas)
    for layout, laid in settings().layouts.items()
    for canvas in (ANY_CANVAS, *(c for c in laid.canvas if c != ANY_CANVAS))
]


def seen(wall: Wall, canvas: str, size: tuple[int, int], moment: Moment, control: Control) -> list[Box]:
    """The texts that can be read on a canvas: beneath a card only the bar remains."""
    request = RenderRequest(canvas, size, moment, control)
    cache = wall._cache(request)
    wall._composer.compose(
        cache, request
    )  # placed alone: what it would take to measure thousands of pictures is minutes
    shown = [name for name in cache.placed if not cache.card or name in (CARD, "bar")]
    return [box for n in shown for box in boxes((*cache.placed[n].ground, *cache.placed[n].live), n)]


def compositions(walls: Walls, layout: str, canvas: str) -> Iterator[tuple[str, tuple[int, int], list[Box], Moment]]:
    """(what it is, size, texts, moment) of a layout's canvas in every size, language and state of the data."""
    for languages, leading in LANGUAGES:
        wall = walls(languages)
        for name, make in DATA.items():
            moment = make()
            for currency in ("own", "second") if name in DOLLARS else ("own",):
                control = Control(layout=layout, language=leading, currency=currency)
                if wall.layout_at(control, moment) != layout:
                    continue
                for size in SIZES:
                    what = (
                        f"{layout} on {canvas!r}, {size[0]}x{size[1]}, {languages} ({leading} leads), {name} {currency}"
                    )
                    yield what, size, seen(wall, canvas, size, moment, control), moment


@pytest.fixture(scope="module", autouse=True)
def _asked_once() -> Iterator[None]:
    """A panel is asked once for all sizes what it says, which depends on the moment and its options alone."""
    told: dict[str, tuple[Moment, PanelOptions, PanelContext, object]] = {}

    def once(
        known: dict[str, ResolvedPanel], panel: str, moment: Moment, options: PanelOptions, setting: PanelContext
    ) -> object:
        last = told.get(panel)
        if last is None or last[0] is not moment or last[1] is not options or last[2] != setting:
            last = told[panel] = moment, options, setting, said(known, panel, moment, options, setting)
        return last[3]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wallboard.wall.composing.said", once)
        yield


@pytest.fixture(scope="module", params=CANVASES, ids="-".join)
def everywhere(request: pytest.FixtureRequest, walls: Walls) -> list[tuple[str, tuple[int, int], list[Box], Moment]]:
    """All compositions of one layout's canvas, made once for the tests that look at them."""
    return list(compositions(walls, *request.param))


def test_no_text_overlaps_another_or_leaves_the_picture_and_no_figure_is_cut(
    everywhere: list[tuple[str, tuple[int, int], list[Box], Moment]],
) -> None:
    wrong = [
        f"{what}: {complaint}"
        for what, size, found, _ in everywhere
        for complaint in (*outside(found, *size, SAFE), *overlapping(found), *cut_figures(found))
    ]
    assert not wrong, f"{len(wrong)} faults, the first: " + "\n".join(wrong[:12])


def test_no_word_of_the_event_is_cut(
    everywhere: list[tuple[str, tuple[int, int], list[Box], Moment]],
) -> None:
    wrong = [
        f"{what}: {box.text!r}"
        for what, _, found, _ in everywhere
        if "greatest" not in what and "every badge" not in what  # whose names are made to be cut
        for box in found
        if ELLIPSIS in box.text
    ]
    assert not wrong, f"{len(wrong)} cut, the first: " + "; ".join(wrong[:12])


def badges_read(found: list[Box]) -> set[str]:
    """The kinds of the badges whose word can be read in the bar."""
    read = {box.text.strip() for box in found if box.panel == "bar"}
    kinds = ("simulated", "replay", "frozen", "waiting", "stale", "corrected", "live")
    words = {kind: (say(f"badge.{kind}").first("en").upper(), say(f"badge.{kind}").first("zh")) for kind in kinds}
    return {kind for kind in kinds if any(text.startswith(words[kind]) for text in read)}


def test_every_canvas_shows_exactly_the_badges_that_hold(
    everywhere: list[tuple[str, tuple[int, int], list[Box], Moment]],
) -> None:
    wrong = [
        what for what, _, found, moment in everywhere if badges_read(found) != {badge.kind for badge in badges(moment)}
    ]
    assert not wrong


@pytest.mark.parametrize(("layout", "canvas"), CANVASES)
@pytest.mark.parametrize("size", SIZES)
def test_every_row_of_a_ranking_begins_to_say_its_name(
    walls: Walls, layout: str, canvas: str, size: tuple[int, int]
) -> None:
    wall = walls("zh+en")
    cache = wall.compose(RenderRequest(canvas, size, greatest(), Control(layout=layout, language="en")))
    for name, view in wall._standing[canvas, *size].views.items():
        if isinstance(view, ranking.RankingView) and view.lines:
            names = [b.text for b in boxes(cache.placed[name].live) if b.text.startswith(LONG_EN[:6])]
            rows = [entry for entry in view.lines if entry.first == LONG_EN and entry.place < view.rows]
            assert len(names) >= len(rows), name


@pytest.mark.parametrize("layout", ["overview", "rankings", "map", "global", "finale"])
@pytest.mark.parametrize("size", [(1920, 1080), (3840, 860), (1080, 1080), (1920, 360)])
def test_what_stands_in_one_row_of_a_layout_is_set_in_one_size(
    walls: Walls, layout: str, size: tuple[int, int]
) -> None:
    wall, control = walls("zh+en"), Control(layout=layout, language="en")
    for moment in (evening("02:00:00"), greatest()):
        placed = wall.compose(RenderRequest(ANY_CANVAS, size, moment, control, still=True)).placed
        found: dict[tuple[str, int], set[int]] = {}
        for slot in wall.slots(ANY_CANVAS, layout, size):
            kind = wall.settings.panels[slot.panel].kind
            texts = [op for op in placed[slot.panel].live if isinstance(op, Text) and op.fact]
            if kind == "ranking":  # the numbers of the rows, which shrink for nothing
                texts = [op for op in texts if op.text.isdigit() and int(op.text) <= 10 and op.x < slot.rect.right - 99]
            if kind in ("ranking", "figures"):
                sizes = {op.face.size for op in texts if op.face.family == "latin"}
                largest = sizes if kind == "ranking" else {max(sizes, default=0)}
                found.setdefault((kind, slot.rect.y), set()).update(largest)
        assert all(len(sizes) <= 1 for sizes in found.values()), (layout, found)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_earlier_years_stand_right_of_the_curve_in_the_finale(
    walls: Walls, language: Literal["zh", "en"], size: tuple[int, int]
) -> None:
    request = RenderRequest(ANY_CANVAS, size, evening("24:00:10"), Control(layout="finale", language=language))
    placed = walls("zh+en").compose(request).placed["trend"]
    axis = max((op for op in placed.ground if isinstance(op, Fill)), key=lambda op: op.w)
    years = [op for op in placed.live if isinstance(op, Text) and op.text in ("2014 ", "2015 ")]
    assert years
    assert all(op.x >= axis.x + axis.w for op in years)


@pytest.mark.parametrize("size", SIZES)
def test_the_bar_stands_at_the_same_place_in_every_layout(walls: Walls, size: tuple[int, int]) -> None:
    wall = walls("zh+en")
    bars = {
        layout: next(slot.rect for slot in wall.slots(ANY_CANVAS, layout, size) if slot.panel == "bar")
        for layout in wall.settings.layouts
    }
    assert len(set(bars.values())) == 1, bars


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("layout", "canvas"), CANVASES)
def test_lists_side_by_side_keep_apart(walls: Walls, layout: str, canvas: str, size: tuple[int, int]) -> None:
    wall = walls("zh+en")
    kinds = {name: panel.kind for name, panel in wall.settings.panels.items()}
    lists = [slot.rect for slot in wall.slots(canvas, layout, size) if kinds[slot.panel] in ("ranking", "milestone")]
    gaps = [b.x - a.right for a in lists for b in lists if a.right <= b.x and a.y < b.bottom and b.y < a.bottom]
    assert min(gaps, default=size[0]) >= 0.03 * min(size) - 1


@pytest.mark.parametrize("layout", ["overview", "counter", "finale"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_other_currency_stands_beside_the_headline_of_an_upright_canvas(
    walls: Walls, layout: str, language: Literal["zh", "en"]
) -> None:
    moment = evening("24:00:10" if layout == "finale" else "02:00:00")
    for currency in ("own", "second"):
        control = Control(layout=layout, language=language, currency=currency)
        read = "".join(box.text for box in seen(walls("zh+en"), "*", (1080, 1920), moment, control))
        assert "亿" in read if currency == "second" else "US$" in read


@pytest.mark.parametrize(("layout", "canvas"), CANVASES)
def test_rows_that_glide_stay_on_the_canvas(walls: Walls, layout: str, canvas: str) -> None:
    size, control = (1920, 1080), Control(layout=layout, language="en")
    for into_us in (60_000, 220_000, 400_000):
        found = seen(walls("zh+en"), canvas, size, evening("00:00:05", into_us), control)
        assert not list(outside(found, *size, 0.0))


@pytest.fixture(scope="module")
def mapped(qapp: QApplication) -> Wall:
    """The shipped wall with its maps."""
    assert qapp is not None
    return Wall(settings())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layout", ["overview", "map", "global"])
def test_no_text_of_a_map_lies_on_another_or_on_its_neighbours(
    mapped: Wall, layout: str, size: tuple[int, int]
) -> None:
    for name, currency, language in (
        ("night", "own", "zh"),
        ("night", "second", "en"),
        ("greatest", "own", "en"),
        ("greatest", "second", "zh"),
        ("remembered", "own", "en"),
        ("unborn", "own", "zh"),
    ):
        control = Control(layout=layout, language=language, currency=currency)  # type: ignore[arg-type]  # one of two
        found = seen(mapped, "*", size, DATA[name](), control)
        assert any(box.panel in MAPS for box in found)
        assert not [*outside(found, *size, 0.0), *overlapping(found)], (name, currency, language)
        assert name == "greatest" or not [box.text for box in found if ELLIPSIS in box.text]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layout", ["overview", "rankings", "countdown"])
def test_names_of_two_hundred_characters_give_way(walls: Walls, layout: str, size: tuple[int, int]) -> None:
    name = Name(zh=LONG_ZH[:50] * 4, en=(LONG_EN + " ") * 4)
    ranked = tuple(Ranked(f"id{k}", name, 10**13 - k * 10**9) for k in range(10))
    moment = saying(
        evening("-00:00:20" if layout == "countdown" else "02:00:00"),
        categories=tuple(Category(f"c{k}", name, 10**13, ranked) for k in range(3)),
        best_selling_brands=ranked,
        audience=tuple(Channel(f"ch{k}", name, 1_153_000_000) for k in range(5)),
    )
    for leading in ("zh", "en"):
        control = Control(layout=layout, language=leading)
        found = seen(walls("zh+en"), "*", size, moment, control)
        assert not [*outside(found, *size, SAFE), *overlapping(found), *cut_figures(found)], leading


@pytest.mark.parametrize("currency", ["own", "second"])
@pytest.mark.parametrize("size", SIZES)
def test_the_greatest_sum_stands_with_all_its_digits(walls: Walls, size: tuple[int, int], currency: str) -> None:
    control = Control(layout="counter", currency=currency)  # type: ignore[arg-type]  # one of the two
    found = seen(walls("zh+en"), "*", size, greatest(), control)
    assert {"own": "¥999,999,999,999", "second": "$147,058,823,529"}[currency] in {box.text for box in found}


@pytest.mark.parametrize(("late_s", "fill"), [(0, "@hero"), (40, "@steel")])
def test_the_headline_of_an_upright_canvas_cools_to_steel_with_its_digits(walls: Walls, late_s: int, fill: str) -> None:
    moment = evening("02:00:00")
    late = replace(moment, playhead_us=moment.playhead_us + late_s * SECOND_US)
    request = RenderRequest("*", (1080, 1920), late, Control(layout="overview", language="en"))
    placed = walls("zh+en").compose(request).placed["gmv"]
    headline = next(op for op in placed.live if isinstance(op, Text) and op.text.startswith("¥47."))
    assert headline.color == fill


def test_all_badges_of_an_upright_canvas_can_be_read(walls: Walls) -> None:
    request = RenderRequest("*", (1080, 1920), troubled(evening("02:00:00")), Control(layout="overview"))
    bar = walls("zh+en").compose(request).placed["bar"]
    simulated = next(op for op in bar.live if isinstance(op, Text) and "SIMULATED" in op.text)
    assert letter_height(simulated.face) >= 12
