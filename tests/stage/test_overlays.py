"""What lies over the picture: complete, within the canvas, legible, and never where it does not belong."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from tests.stage.rig import FACTS, HOUR, SECOND, START_US, frame
from wallboard.actions.bindings import reference
from wallboard.actions.control import Control
from wallboard.config.settings import Settings
from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EventInfo
from wallboard.core.moment import Moment
from wallboard.core.playhead import Playhead
from wallboard.core.recording_state import HeldValue, Intake
from wallboard.paint.ops import Fill, Op, Text
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels.panel_context import Notes
from wallboard.stage.overlays.definition_overlay import place_definition
from wallboard.stage.overlays.help_overlay import place_help
from wallboard.stage.overlays.identify_overlay import place_identify
from wallboard.stage.overlays.status_overlay import entries, place_status
from wallboard.stage.overlays.timeline_strip import TimelineTrack, place_timeline
from wallboard.stage.screen_renderer import Frame, ScreenRenderer, ScreenView
from wallboard.wall import Composition, RenderRequest

SIZES = [(1920, 1080), (3840, 2160), (3840, 860), (1080, 1920), (1280, 720)]
BOTH = ("zh", "en")
ALARM = "the disk is full"
NOTES = Notes((("Recording", "a night"), ("Screens", "center: DP-1")), (ALARM,))
CENTER, OPERATOR = ScreenView("center", (1920, 1080), "C"), ScreenView("operator", (1920, 1080), "O")


def look(size: tuple[int, int]) -> Look:
    return Look(NIGHT, *size)


def said(ops: tuple[Op, ...]) -> str:
    return " ".join(op.text for op in ops if isinstance(op, Text))


def held(at: Moment) -> Moment:
    intake = Intake(
        source="primary", answer_us=START_US, failure_us=START_US, failure="backup: timed out", rejected="x"
    )
    waiting = HeldValue(7, 123_456_00, START_US, "fall", "the total falls")
    return replace(at, state=replace(at.state, held=waiting, intake=intake))


def overlays(look: Look, settings: Settings) -> dict[str, tuple[Op, ...]]:
    """Every overlay with much to say; needs the fonts."""
    moment = held(frame().moment)
    track = TimelineTrack(
        START_US,
        START_US + HOUR,
        START_US + 60 * SECOND,
        Playhead("paused", START_US, 0, -1.1),
        (START_US,),
        (START_US, START_US + 9),
        (START_US + 52 * SECOND,),
        (0.1, 1.0, 0.0),
        ((START_US, START_US + 30 * SECOND),),
        ("−00:00:20", "01:00:00"),
        "A mark with a long name, as somebody in a hurry would type it",
    )
    return {
        "help": place_help(look, reference(settings), BOTH),
        "status": place_status(look, moment, NOTES, BOTH),
        "definition": place_definition(look, moment, BOTH),
        "identify": place_identify(look, "DP-1", "center", "3840×2160+0+0"),
        "timeline": place_timeline(look, track, moment, BOTH),
    }


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["help", "status", "definition", "identify", "timeline"])
def test_every_text_of_an_overlay_lies_on_the_canvas_and_on_no_other(
    wall: object, settings: Settings, size: tuple[int, int], name: str
) -> None:
    texts = [op for op in overlays(look(size), settings)[name] if isinstance(op, Text)]
    assert texts
    for text in texts:
        assert text.x >= 0
        assert text.x + text.width <= size[0]
        assert text.face.size <= text.y <= size[1]
    lines = sorted(texts, key=lambda text: (text.y, text.x))
    for one, other in pairwise(lines):
        assert one.y != other.y or one.x + one.width <= other.x + 1


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_overlay_covers_the_bar_with_its_badges(wall: object, settings: Settings, size: tuple[int, int]) -> None:
    bar = 0.13 if size[0] >= 3 * size[1] else 0.12 if size[1] > size[0] else 0.1
    for ops in overlays(look(size), settings).values():
        filled = [op for op in ops if isinstance(op, Fill) and not op.stroke]
        assert all(fill.y >= bar * size[1] for fill in filled)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_help_lists_every_key_with_its_title_in_both_languages(
    wall: object, settings: Settings, size: tuple[int, int]
) -> None:
    text = said(overlays(look(size), settings)["help"]).replace(" ", "")
    for row in reference(settings):
        assert all(key.replace(" ", "") in text for key in row.keys)
        assert row.title.first("zh").split()[0].replace(" ", "")[:3] in text


def test_help_is_legible_at_1080_lines_and_twice_that_at_2160(wall: object, settings: Settings) -> None:
    sizes = {}
    for size in SIZES[:2]:
        ops = overlays(look(size), settings)["help"]
        sizes[size[1]] = min(op.face.size for op in ops if isinstance(op, Text) and op.face.family == "hanzi")
    assert sizes[1080] >= 16
    assert sizes[2160] >= 2 * sizes[1080] - 1


def test_help_in_one_language_alone_says_nothing_in_the_other(wall: object, settings: Settings) -> None:
    ops = place_help(look(SIZES[0]), reference(settings), ("en",))
    assert not [op for op in ops if isinstance(op, Text) and op.face.family == "hanzi"]


def test_the_status_begins_with_the_alarms_and_names_the_held_value(wall: object) -> None:
    lines = entries(held(frame().moment), NOTES, ("en", "zh"))
    assert (lines[0].text, lines[0].alarm) == (ALARM, True)
    assert any("RMB 123,456: the total falls" in str(line.text) for line in lines)


def test_the_timeline_tells_speed_and_pause(wall: object) -> None:
    track = TimelineTrack(START_US, START_US + HOUR, START_US, Playhead("paused", START_US, 0, -0.5))
    assert "PAUSED −0.5×" in said(place_timeline(look(SIZES[0]), track, frame().moment, ("en",))).upper()


def opened(renderer: ScreenRenderer, view: ScreenView, shown: Frame) -> str:
    return said(renderer.overlays(view, shown))


def test_overlays_appear_on_their_host_alone(renderer: ScreenRenderer) -> None:
    shown = frame(Control(overlay="help"), host="C")
    assert "Blackout" in opened(renderer, CENTER, shown)
    assert opened(renderer, replace(CENTER, screen="L"), shown) == ""


def test_screens_are_identified_everywhere_until_the_time_is_over(renderer: ScreenRenderer) -> None:
    shown = frame(Control(identify_until_us=START_US + HOUR + 1))
    assert opened(renderer, CENTER, shown).split() == ["center", "C"]
    assert opened(renderer, CENTER, replace(shown, now_us=START_US + HOUR + 1)) == ""


def test_a_blacked_out_public_canvas_shows_no_overlay(renderer: ScreenRenderer) -> None:
    assert opened(renderer, CENTER, frame(Control(overlay="help", blackout=True), host="C")) == ""


def test_a_technical_alarm_reaches_a_public_canvas_only_when_the_status_is_opened_there(
    renderer: ScreenRenderer,
) -> None:
    shown = frame(notes=NOTES, host="C")
    placed = renderer.wall.compose(shown.request(CENTER)).placed.values()
    texts = said(tuple(op for p in placed for op in (*p.ground, *p.live))) + opened(renderer, CENTER, shown)
    assert ALARM not in texts
    status = replace(shown, control=replace(shown.control, overlay="status"))
    assert ALARM in opened(renderer, CENTER, status)


def test_an_overlay_that_opens_or_closes_changes_the_picture(renderer: ScreenRenderer) -> None:
    small = replace(CENTER, size=(320, 180))
    shut, shown = frame(host="C"), frame(Control(overlay="definition"), host="C")
    renderer.compose(small, shut)
    assert renderer.compose(small, shown).changed
    assert renderer.compose(small, replace(shut)).changed


def test_a_picture_that_stands_still_is_not_worked_out_again(
    renderer: ScreenRenderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out: list[str] = []
    compose = renderer.wall.compose

    def watched(request: RenderRequest) -> Composition:
        worked_out.append(request.canvas)
        return compose(request)

    monkeypatch.setattr(renderer.wall, "compose", watched)
    shown = frame(Control(frozen_us=START_US))
    assert renderer.compose(CENTER, shown).changed
    assert not renderer.compose(CENTER, replace(shown, now_us=shown.now_us + SECOND)).changed
    assert worked_out == ["center"]
    later = replace(shown.moment, playhead_us=shown.moment.playhead_us + 1)
    renderer.compose(CENTER, replace(shown, moment=later))
    assert worked_out == ["center", "center"]


def test_blackout_changes_the_picture_when_it_comes_and_when_it_goes(renderer: ScreenRenderer) -> None:
    small = replace(CENTER, size=(320, 180))
    shown, black = frame(), frame(Control(blackout=True))
    renderer.compose(small, shown)
    answers = []
    for second, each in enumerate((black, black, shown)):
        moment = replace(each.moment, playhead_us=each.moment.playhead_us + second)
        answers.append(renderer.compose(small, replace(each, moment=moment)).changed)
    assert answers == [True, False, True]


def test_the_definition_covers_no_more_of_the_figure_than_its_words_need(wall: object) -> None:
    def high(facts: EventInfo) -> float:
        moment = frame().moment
        ops = place_definition(look((1920, 1080)), replace(moment, state=replace(moment.state, facts=facts)), BOTH)
        return max(op.h for op in ops if isinstance(op, Fill) and op.radius)

    longer = replace(FACTS, definition=Name(zh="成交总额" * 40, en="GMV, the value of goods settled; " * 12))
    assert high(FACTS) < 1080 * 0.36
    assert high(FACTS) < high(longer) <= 1080 * 0.56


@pytest.mark.parametrize("name", ["help", "status", "definition", "identify", "timeline"])
def test_nothing_of_the_picture_is_seen_through_what_an_overlay_is_written_on(
    wall: object, settings: Settings, name: str
) -> None:
    plates = [op for op in overlays(look((1920, 1080)), settings)[name] if isinstance(op, Fill) and op.radius]
    assert any(op.opacity == 1.0 and not op.stroke and op.color == NIGHT["ground"] for op in plates)


def test_nothing_is_kept_of_a_view_that_is_no_longer_up(renderer: ScreenRenderer) -> None:
    here, gone = ScreenView("center", (320, 180), "C"), ScreenView("center", (160, 90), "C")
    for view in (here, gone):
        renderer.compose(view, frame())
    renderer.share([here, here])
    assert list(renderer._up) == [here]
