"""Nothing of the demonstration's event stands beside figures that are not its own, and nothing is made up instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from tests.panels.other_events import EVENTS, moment_of, settings_of
from wallboard.actions.bindings import reference
from wallboard.actions.control import Control
from wallboard.config.event_facts import facts_of
from wallboard.config.layouts import ANY_CANVAS
from wallboard.config.map_panels import WorldMapOptions
from wallboard.config.settings import Settings
from wallboard.core.errors import WallboardError
from wallboard.core.moment import Moment
from wallboard.core.playhead import PlayheadMode
from wallboard.export.captions import caption
from wallboard.export.legibility import written
from wallboard.paint.lettering import ELLIPSIS
from wallboard.paint.ops import Live, Op, Picture, Placed
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import world_map
from wallboard.panels.maps.country_data import ComparedSamples
from wallboard.panels.maps.world_data import side_of
from wallboard.panels.panel_context import NO_NOTES, PanelContext
from wallboard.scene.grid import Rect
from wallboard.stage.overlays.definition_overlay import place_definition
from wallboard.stage.overlays.help_overlay import place_help
from wallboard.stage.overlays.overlay_card import Words
from wallboard.stage.overlays.status_overlay import place_status
from wallboard.wall import CARD, RenderRequest, Wall

pytestmark = pytest.mark.usefixtures("unmeasured")
THEIRS = re.compile(
    r"201[4567]|11[.]11|双十一|双11|Double 11|Alipay|支付宝|Beijing|北京|Hangzhou|杭州|Shenzhen|深圳|Shanghai|上海|Gala"
    r"|晚会|狂欢|Global Shopping|6[.]80|tonight|今夜|midnight|零点"
)
YUAN = re.compile(r"¥|RMB|人民币|\d元|[万亿]元")
DOLLARS = re.compile(r"\$|美元")
SIZES = ((1920, 1080), (3840, 860))
LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")
MODES: tuple[PlayheadMode, ...] = ("following", "paused")
ORDERS: tuple[Words, ...] = (("zh", "en"), ("en", "zh"))
ONE = ANY_CANVAS, (1920, 1080)


def shown(settings: Settings, moment: Moment) -> Iterator[tuple[str, str]]:
    """(where, text) of everything that any layout shows on any canvas, and of overlays and captions."""
    wall = Wall(settings)
    for layout, laid in settings.layouts.items():
        for canvas in (ANY_CANVAS, *laid.canvas):
            for size in SIZES:
                for language in LANGUAGES:
                    control = Control(
                        layout=layout, language=language, currency="second" if language == "en" else "own"
                    )
                    cache = wall.compose(RenderRequest(canvas, size, moment, control, still=True))
                    for panel, placed in cache.placed.items():
                        yield from ((f"{layout} {panel}", text) for text in texts((*placed.ground, *placed.live)))
    look = Look(NIGHT, 1920, 1080)
    for words in ORDERS:
        for name, ops in (
            ("definition", place_definition(look, moment, words)),
            ("status", place_status(look, moment, NO_NOTES, words)),
        ):
            yield from ((name, text) for text in texts(ops))
    for mode in MODES:
        yield from (("caption", line) for line in caption(replace(moment, mode=mode), "night", "p.png").splitlines())


def texts(ops: Iterable[Op]) -> Iterator[str]:
    """What is written."""
    return (text for text, _, _ in written(ops))


STAGES = {"gala", "gala_figures"}
"""The layouts that no wall has without a live picture."""


@pytest.fixture(params=EVENTS)
def event(request: pytest.FixtureRequest, qapp: QApplication, tmp_path: Path) -> tuple[str, Settings]:
    """The name of an event and its settings."""
    assert qapp is not None
    return request.param, settings_of(EVENTS[request.param], tmp_path)


def test_nothing_of_the_demonstration_is_shown(event: tuple[str, Settings]) -> None:
    name, settings = event
    said = list(shown(settings, moment_of(facts_of(settings))))
    assert len(said) > 1000
    assert [each for each in said if THEIRS.search(each[1])] == []
    if name != "tokyo":
        assert [each for each in said if YUAN.search(each[1])] == []
        assert [each for each in said if DOLLARS.search(each[1])] == []
    if name == "berlin":
        assert any("€" in text for _, text in said)


def test_lists_of_countries_name_no_country_but_the_events_own(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp is not None
    china = re.compile(r"(?<!South )China(?! Sea)|对华|购自中国|nach China|中国")
    for home in ("", "JP", "CN"):
        stated = f'home = "{home}"\n' if home else ""
        settings = settings_of(EVENTS["tokyo"].replace("[event]\n", f"[event]\n{stated}"), tmp_path)
        named = {text for _, text in shown(settings, moment_of(facts_of(settings))) if china.search(text)}
        assert bool(named) == (home == "CN"), named


@pytest.mark.parametrize("style", ["globe", "flat"])
def test_ways_of_trade_end_in_the_events_own_country_or_are_not_drawn(
    qapp: QApplication, tmp_path: Path, style: Literal["globe", "flat"]
) -> None:
    assert qapp is not None
    setting, pictures = PanelContext(), []
    for home in ("", "JP", "CN"):
        moment = moment_of(msgspec.structs.replace(facts_of(settings_of(EVENTS["tokyo"], tmp_path)), home=home))
        view = world_map.resolve(moment, WorldMapOptions(style=style), setting)
        placed = world_map.place(view, Rect(0, 0, 900, 700), Look(NIGHT, 1920, 1080))
        assert view.arcs == bool(home)
        assert any("=" in text for text in texts(placed.live)) == bool(home)  # what a way stands for
        pictures.append({op.key for op in (*placed.ground, *placed.live) if isinstance(op, (Live, Picture))})
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]
    sample = moment.state.current
    assert sample is not None
    own = sample.snapshot.selling_to_china
    assert own is not None
    assert own[0].code not in side_of("selling_to_china", ComparedSamples((sample,)), 1, own[0].code).sums


@pytest.mark.parametrize("written", ["Japan", "J", "日本", "1P", "JPN", "ZZ", "EU", "XX", ""])
def test_a_country_is_a_code_of_two_letters(tmp_path: Path, written: str) -> None:
    with pytest.raises(WallboardError, match="ISO 3166-1"):
        settings_of(EVENTS["berlin"].replace("[event]\n", f'[event]\nhome = "{written}"\n'), tmp_path)


def test_the_help_names_no_event_but_the_layouts(event: tuple[str, Settings]) -> None:
    _, settings = event
    for words in ORDERS:
        ops = place_help(Look(NIGHT, 1920, 1080), reference(settings), words)
        assert [text for text in texts(ops) if THEIRS.search(text)] == []


def test_the_card_of_a_milestone_is_the_events_own(event: tuple[str, Settings]) -> None:
    _, settings = event
    moment = moment_of(facts_of(settings))
    for language in LANGUAGES:
        control = Control(layout="counter", language=language)
        card = Wall(settings).compose(RenderRequest(*ONE, moment, control, still=True)).placed.get(CARD)
        assert (card is not None) == bool(moment.state.milestones)
        if card is not None:
            assert [text for text in texts((*card.ground, *card.live)) if THEIRS.search(text)] == []


def test_what_has_no_start_is_told_at_the_time_of_day(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp is not None
    settings = settings_of('[event]\nzone = "Asia/Tokyo"' + EVENTS["bare"], tmp_path)
    said = list(shown(settings, moment_of(facts_of(settings))))
    bar = [text.strip() for where, text in said if where == "overview bar"]
    assert {"sales.example", "Nov 28 03:10:03", "Tokyo"} <= set(bar)
    assert "东京时间" in "".join(bar)
    assert "11月28日" in "".join(bar)
    assert not any("Elapsed" in text or "已进行" in text for text in bar)
    axis = {text for where, text in said if where == "overview trend"}
    assert "03:05:00" in axis
    assert not any(text.startswith("00:") for text in axis)


def test_countdown_and_finale_do_not_come_up_without_a_start(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp is not None
    bare = settings_of(EVENTS["bare"], tmp_path)
    wall, moment = Wall(bare), moment_of(facts_of(bare))
    assert wall.absent(moment.facts) == {"countdown", "finale", "record_day", *STAGES}
    assert wall.layout_at(Control(layout="countdown"), moment) == "overview"
    display = bare.display.model_copy(update={"rotation": ("finale", "map", "countdown"), "dwell_s": 1.0})
    turning = Wall(bare.model_copy(update={"display": display}))
    control = Control(rotating_us=moment.playhead_us)
    later = [replace(moment, playhead_us=moment.playhead_us + k * 1_000_000) for k in range(4)]
    assert {turning.layout_at(control, each) for each in later} == {"map"}
    started = settings_of(EVENTS["berlin"], tmp_path)
    assert Wall(started).absent(facts_of(started)) == STAGES


def test_an_event_of_several_days_says_which_day_it_is_and_counts_no_hours(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp is not None
    settings = settings_of(EVENTS["tokyo"], tmp_path)
    bar = [text for where, text in shown(settings, moment_of(facts_of(settings))) if where == "overview bar"]
    assert any("Nov 27 20:40:0" in text for text in bar)
    assert not any("Elapsed" in text for text in bar)


def test_the_curve_of_a_late_beginning_does_not_come_from_nothing(qapp: QApplication, tmp_path: Path) -> None:
    assert qapp is not None
    from wallboard.panels import trend  # noqa: PLC0415 - beside its only use

    for name in EVENTS:
        settings = settings_of(EVENTS[name], tmp_path)
        request = RenderRequest(*ONE, moment_of(facts_of(settings)), Control(), still=True)
        panel = settings.panels["trend"]
        assert panel.kind == "trend"
        view = trend.resolve(request.moment, panel, Wall(settings).setting(request))
        assert not view.track.from_zero


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_a_sum_that_fills_no_unit_stands_once_on_card_and_counter(
    qapp: QApplication, tmp_path: Path, size: tuple[int, int]
) -> None:
    assert qapp is not None
    text = EVENTS["berlin"].replace('"1m", "2m", "5m"', '"500k"') + '[display]\nlanguages = "de+en"'
    settings = settings_of(text, tmp_path)
    moment = moment_of(facts_of(settings), gmv=490_000)
    control = Control(layout="counter", language="de")
    composed = Wall(settings).compose(RenderRequest(ANY_CANVAS, size, moment, control, still=True))
    for name, said in ((CARD, "500.000"), ("gmv", "550.200")):
        placed = composed.placed[name] if name == CARD else counter_alone(settings, moment, size)
        words = " ".join(texts((*placed.ground, *placed.live)))
        assert words.count(said) == 1, words


def counter_alone(settings: Settings, moment: Moment, size: tuple[int, int]) -> Placed:
    """The counter of the layout that holds nothing else, after the card has gone."""
    later = replace(moment, playhead_us=moment.playhead_us + 60_000_000)
    control = Control(layout="counter", language="de")
    return Wall(settings).compose(RenderRequest(ANY_CANVAS, size, later, control, still=True)).placed["gmv"]


@pytest.mark.parametrize("languages", ["de+en", "ja+en", "pt+en", "en+de"])
def test_no_word_of_ours_is_cut_in_any_language(qapp: QApplication, tmp_path: Path, languages: str) -> None:
    assert qapp is not None
    settings = settings_of(EVENTS["berlin"] + f'[display]\nlanguages = "{languages}"', tmp_path)
    wall, moment = Wall(settings), moment_of(facts_of(settings), gmv=1_200_000_000)
    late = replace(moment, playhead_us=moment.playhead_us + 60_000_000)  # when no card is up and the data are stale
    control = Control(language=languages[:2])
    cut = []
    for layout in ("overview", "rankings", "map", "global", "counter"):
        for size in ((1920, 1080), (3840, 860), (1080, 1920), (1080, 1080), (1920, 360)):
            asked = msgspec.structs.replace(control, layout=layout)
            placed = wall.compose(RenderRequest(ANY_CANVAS, size, late, asked, still=True)).placed
            shown = [(panel, text) for panel, p in placed.items() for text in texts((*p.ground, *p.live))]
            cut += [(layout, size, *each) for each in shown if ELLIPSIS in each[1]]
    assert not cut, cut[:12]
