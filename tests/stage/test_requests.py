"""Requests on the display: what a key does, asked for by somebody else; told in the journal, once, or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tests.stage.conftest import Rig
from tests.stage.rig import HOUR, SECOND, START_US
from wallboard.actions.control import CanvasPicture, Control, Message, Undoable
from wallboard.actions.table import ACTIONS
from wallboard.config.picture_panels import PictureSource, VideoOptions
from wallboard.config.rundown_file import RundownEntry
from wallboard.config.settings import Settings
from wallboard.config.value_types import Bilingual
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.event_clock import ClockPoint
from wallboard.core.playhead import FOLLOWING, Playhead
from wallboard.core.recording_state import HeldValue, Milestone, Sample
from wallboard.recording.journal import Journal, JournalTail
from wallboard.recording.operator_log import REFUSED, RequestAnswer, answer_of, answered_in
from wallboard.recording.request_inbox import RequestInbox
from wallboard.recording.requests import Request, RequestWriter
from wallboard.stage.request_desk import EVERY_MS, HELD_MS, RequestDesk
from wallboard.wall.operator_message import said_now

Open = Callable[..., Rig]
REMOTE = [action.id for action in ACTIONS if action.remote and action.keys]
READY = Control(
    layout="overview",
    fullscreen=False,
    playhead=Playhead("playing", START_US + HOUR // 2, 500 * SECOND, 2.0),
    province=2,
    overlay="help",
    preview=(CanvasPicture(layout="map"),),
    message=Message((("en", "Hello"),), START_US + 2 * HOUR),
    undoable=Undoable("freeze", (), (CanvasPicture(layout="global"),), (), ()),
)
STARTS: dict[str, dict[str, object]] = {"resume": {"rundown_held_us": 5}, "recap": {"playhead": FOLLOWING}}
"""What else the state is on which an action has something to act on."""
PANEL = "gmv"
PICTURE = "stage"
OF_PICTURES = ("mute_picture", "next_source", "reconnect")
NEEDED: dict[str, dict[str, object]] = {
    "withdraw": {"panel": PANEL},
    "message": {"text": {"en": "Doors close"}},
    **{action: {"panel": PICTURE} for action in OF_PICTURES},
}
"""What a request has to bring along where a key has the pointer, or there is none."""
"""A state on which every action has something to act on."""
SCREEN = "left"


class Tray:
    """Requests as a test lays them down."""

    def __init__(self, *requests: Request) -> None:
        self.requests = list(requests)

    def poll(self) -> tuple[Request, ...]:
        found, self.requests = tuple(self.requests[:1]), self.requests[1:]
        return found

    def lines(self) -> tuple[str, ...]:
        return ()


def asked(rig: Rig, action: str, number: int = 1, **changes: object) -> Request:
    values: dict[str, object] = {"asked_us": rig.clocks.utc_us(), "who": "phone 1", **changes}
    return Request(id=f"request-{number:04d}", action=action, **values)  # type: ignore[arg-type]


def ask(rig: Rig, *requests: Request) -> RequestDesk:
    desk = RequestDesk(Tray(*requests), rig.display.operator)
    for _ in requests:
        desk.turn()
    return desk


@pytest.fixture(scope="session")
def with_messages(settings: Settings) -> Settings:
    messages = (Bilingual(zh="媒体中心开放", en="The media centre is open"), Bilingual(en="Buses leave at two"))
    display = settings.display.model_copy(update={"messages": messages})
    pictured = VideoOptions(sources=(PictureSource(device="/dev/video0"),))
    return settings.model_copy(update={"display": display, "panels": settings.panels | {PICTURE: pictured}})


@pytest.fixture
def ready(open_display: Open, with_messages: Settings) -> Callable[[], Rig]:
    """Displays on which every action has something to act on."""

    def make() -> Rig:
        rig = open_display(with_messages, marks={START_US + SECOND: "", START_US + HOUR - 30 * SECOND: ""})
        up = Sample(START_US, 1, "", Snapshot(START_US, 4_200), 0, ClockPoint(START_US, START_US))
        held = HeldValue(7, 1, START_US, "fall", "")
        rig.recorded.state = replace(
            rig.recorded.state, milestones=(Milestone(1, START_US, START_US),), held=held, current=up
        )
        rig.display.keeper.arrange()
        rig.display.operator.control = READY
        rig.display.operator.contexts.rundown = (RundownEntry(layout="global"),)
        rig.display.operator.contexts.next_entry = 0
        return rig

    return make


def without_who(state: Control) -> Control:
    return replace(
        state, changes=tuple(replace(change, who="") for change in state.changes), locked_by="", rundown_held_by=""
    )


@pytest.mark.parametrize("action", [*REMOTE, "layout:map"])
def test_a_key_and_a_request_give_the_same_row_and_leave_the_same_wall(
    ready: Callable[[], Rig], action: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("wallboard.stage.display.pictures_folder", lambda _settings: tmp_path)
    rows = []
    for by_key in (True, False):
        rig = ready()
        canvas = SCREEN if action in ("blackout_screen", "recap") else ""
        rig.display.operator.control = replace(READY, **STARTS.get(action, {}))
        if by_key:
            monkeypatch.setattr(rig.display.operator.contexts, "pointed", lambda canvas=canvas: canvas)
            pointed = PICTURE if action in OF_PICTURES else PANEL
            monkeypatch.setattr(rig.display.operator.contexts, "pointed_panel", lambda pointed=pointed: pointed)
            assert rig.display.operator.act(rig.display.operator.actions[action])
        else:
            ask(rig, asked(rig, action, canvas=canvas, argument=NEEDED.get(action, {})))
        ((name, argument, state),) = rig.journal.rows
        told = {key: value for key, value in argument.items() if key not in ("request", "who")}
        assert by_key == ("request" not in argument)
        rows.append((name, told, without_who(state)))
    assert rows[0] == rows[1]


def test_a_request_says_who_asked_and_is_answered_in_the_journal(ready: Callable[[], Rig]) -> None:
    rig = ready()
    ask(rig, asked(rig, "layout:rankings", canvas=SCREEN))
    (name, argument, state) = rig.journal.rows[0]
    told = {"layout": "rankings", "canvas": SCREEN, "request": "request-0001", "who": "phone 1"}
    assert (name, argument) == ("layout:rankings", told)
    assert (state.on(SCREEN).layout, state.on("center").layout) == ("rankings", "overview")
    assert [(c.canvas, c.who, c.action) for c in state.changes] == [(SCREEN, "phone 1", "layout:rankings")]


def refusal(rig: Rig) -> tuple[str, str]:
    name, argument, _ = rig.journal.rows[-1]
    assert name == REFUSED
    return str(argument["error"]), str(argument["why"])


@pytest.mark.parametrize(
    ("changes", "error", "why"),
    [
        ({"action": "explode"}, "unknown", "There is no action explode"),
        ({"action": "quit"}, "keyboard", "Quit (hold for 2 s) takes the keyboard of the wall"),
        ({"action": "layout:none"}, "unknown", "There is no action layout:none"),
        ({"canvas": "attic", "action": "cut"}, "canvas", "No screen is called attic"),
        ({"canvas": SCREEN, "action": "freeze"}, "canvas", "Freeze the picture is for the whole wall"),
        ({"action": "freeze", "argument": {"preview": True}}, "canvas", "Freeze the picture cannot be prepared"),
        ({"action": "layout:map", "argument": {"preview": 1}}, "argument", "Nothing takes preview here"),
        ({"action": "blackout", "argument": {"colour": "red"}}, "argument", "Nothing takes colour here"),
        ({"action": "accept_held", "argument": {"answer_id": 8}}, "held_gone", "is no longer what stands"),
        ({"action": "accept_held", "argument": {"answer_id": True}}, "held_gone", "is no longer what stands"),
        ({"action": "declare_final", "argument": {"gmv_fen": 4_199}}, "not_now", "is no longer what stands"),
        ({"action": "mark", "fault": "holds no JSON"}, "argument", "cannot be understood: holds no JSON"),
        ({"action": "mark", "asked_us": START_US}, "late", "asked for 3,600 s ago"),
        ({"action": "mark", "asked_us": START_US + 2 * HOUR}, "late", "asked for"),
        ({"action": "mark", "due_us": START_US}, "late", "asked for 3,600 s ago"),
        ({"action": "mark", "due_us": START_US + 9 * HOUR}, "full", "Asked for too far ahead"),
        ({"action": "forward_5s", "canvas": ""}, "", ""),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence_and_changes_nothing(
    ready: Callable[[], Rig], changes: dict[str, object], error: str, why: str
) -> None:
    rig = ready()
    before = rig.display.operator.control
    ask(rig, replace(asked(rig, "mark"), **changes))
    if not error:
        assert rig.journal.rows[-1][0] == changes["action"]
        return
    found, said = refusal(rig)
    assert (found, why in said, "\n" in said) == (error, True, False)
    assert rig.display.operator.control == before
    assert rig.display.operator.marks.keys() == {START_US + SECOND, START_US + HOUR - 30 * SECOND}


def test_a_value_that_is_no_longer_held_is_not_accepted(ready: Callable[[], Rig]) -> None:
    rig = ready()
    rig.recorded.state = replace(rig.recorded.state, held=None)
    ask(rig, asked(rig, "accept_held"))
    assert refusal(rig) == ("held_gone", "The value is no longer held")


def test_while_the_keys_are_locked_nothing_else_gets_through_either(ready: Callable[[], Rig]) -> None:
    rig = ready()
    ask(rig, asked(rig, "lock"), asked(rig, "layout:map", 2), asked(rig, "lock", 3), asked(rig, "layout:map", 4))
    assert [name for name, _, _ in rig.journal.rows] == ["lock", REFUSED, "lock", "layout:map"]
    assert rig.journal.rows[1][1]["error"] == "locked"


def test_a_repeated_id_is_done_once(ready: Callable[[], Rig]) -> None:
    rig = ready()
    ask(rig, asked(rig, "blackout"), asked(rig, "blackout"), asked(rig, "mark"))
    assert [name for name, _, _ in rig.journal.rows] == ["blackout"]
    assert rig.display.operator.control.blackout


def test_what_the_journal_has_answered_is_not_done_again_by_a_display_that_comes_back(ready: Callable[[], Rig]) -> None:
    rig = ready()
    desk = RequestDesk(Tray(asked(rig, "blackout")), rig.display.operator, done=["request-0001"])
    desk.turn()
    assert rig.journal.rows == []


def test_what_is_asked_for_later_waits_for_its_instant(ready: Callable[[], Rig]) -> None:
    rig = ready()
    soon, later = (rig.clocks.utc_us() + seconds * SECOND for seconds in (2, 5))
    desk = ask(rig, asked(rig, "blackout", 1, due_us=later), asked(rig, "mark", 2, due_us=soon))
    assert rig.journal.rows == []
    rig.clocks.pass_us(6 * SECOND)
    desk.turn()
    assert [name for name, _, _ in rig.journal.rows] == ["mark", "blackout"]


def test_two_phones_race_and_the_second_is_told_who_was_first(ready: Callable[[], Rig]) -> None:
    rig = ready()
    seen = rig.display.operator.control.revision
    ask(rig, asked(rig, "take", 1, who="console 2", revision=seen))
    rig.clocks.pass_us(2 * SECOND)
    ask(rig, asked(rig, "blackout", 2, revision=seen))
    title = rig.display.operator.actions["layout:map"].title.first("en")
    assert refusal(rig) == ("moved_on", f"The wall has moved on: console 2 took {title} 2 s ago")
    assert not rig.display.operator.control.blackout
    ask(rig, asked(rig, "blackout", 3, revision=rig.display.operator.control.revision))
    assert rig.display.operator.control.blackout


def test_the_keyboard_moves_the_wall_on_too(ready: Callable[[], Rig]) -> None:
    rig = ready()
    seen = rig.display.operator.control.revision
    rig.display.operator.act(rig.display.operator.actions["layout:rankings"])
    ask(rig, asked(rig, "take", revision=seen))
    error, why = refusal(rig)
    assert (error, "the keyboard" in why) == ("moved_on", True)


def test_what_happens_on_another_screen_is_no_reason_to_refuse(ready: Callable[[], Rig]) -> None:
    rig = ready()
    seen = rig.display.operator.control.revision
    ask(rig, asked(rig, "layout:rankings", 1, canvas="right"), asked(rig, "take", 2, canvas=SCREEN, revision=seen))
    assert [name for name, _, _ in rig.journal.rows] == ["layout:rankings", "take"]
    assert rig.display.operator.control.on(SCREEN).layout == "map"
    assert rig.display.operator.control.on("right").layout == "rankings"


def test_pages_that_turn_and_overlays_do_not_move_the_wall_on(ready: Callable[[], Rig]) -> None:
    rig = ready()
    seen = rig.display.operator.control.revision
    for action in ("status", "timeline", "identify", "choose"):
        rig.display.operator.act(rig.display.operator.actions[action])
    rig.clocks.pass_us(60 * SECOND)
    ask(rig, asked(rig, "take", revision=seen))
    assert rig.journal.rows[-1][0] == "take"


def test_two_takes_of_one_device_within_four_tenths_of_a_second_are_one(ready: Callable[[], Rig]) -> None:
    rig = ready()
    again = {"preview": True}
    ask(rig, asked(rig, "take", 1), asked(rig, "layout:rankings", 2, argument=again))
    rig.clocks.pass_us(399_999)
    ask(rig, asked(rig, "take", 3))
    assert refusal(rig)[0] == "once"
    ask(rig, asked(rig, "take", 4, who="phone 2"))
    assert rig.journal.rows[-1][0] == "take"


def test_a_thousand_takes_are_a_thousand_rows(ready: Callable[[], Rig], monkeypatch: pytest.MonkeyPatch) -> None:
    rig = ready()
    monkeypatch.setattr(rig.display.operator, "_changed", lambda _now: None)
    operator = rig.display.operator
    for number in range(1000):
        operator.control = replace(operator.control, preview=(CanvasPicture(layout=("map", "overview")[number % 2]),))
        ask(rig, asked(rig, "take", number))
        rig.clocks.pass_us(SECOND // 2)
    assert [name for name, _, _ in rig.journal.rows] == ["take"] * 1000


def test_while_the_picture_is_held_it_looks_less_often_unless_something_is_to_be_done_at_an_instant(
    ready: Callable[[], Rig],
) -> None:
    rig, held = ready(), [True]
    tray = Tray()
    desk = RequestDesk(tray, rig.display.operator, is_held=lambda: held[0])
    desk.turn()
    assert desk._timer.interval() == HELD_MS
    tray.requests.append(asked(rig, "blackout", due_us=rig.clocks.utc_us() + SECOND))
    desk.turn()
    assert desk._timer.interval() == EVERY_MS
    rig.clocks.pass_us(SECOND)
    desk.turn()
    assert [name for name, _, _ in rig.journal.rows] == ["blackout"]
    assert desk._timer.interval() == HELD_MS
    held.clear()
    held.append(False)
    desk.turn()
    assert desk._timer.interval() == EVERY_MS


def test_through_real_files_a_request_is_answered_in_the_journal_and_its_row_goes(
    ready: Callable[[], Rig], tmp_path: Path, qtbot: QtBot
) -> None:
    rig = ready()
    with Journal(tmp_path) as journal, RequestWriter(tmp_path, "console") as writer:
        rig.display.operator.turn_to(journal)
        desk = RequestDesk(RequestInbox(tmp_path), rig.display.operator)
        desk.start()
        writer.ask(asked(rig, "blackout", 1))
        writer.ask(asked(rig, "blackout", 2, revision=0))
        tail = JournalTail(tmp_path)
        answers: list[RequestAnswer] = []

        def answered() -> bool:
            answers.extend(answer for row in tail.poll() if (answer := answer_of(row)) is not None)
            return len(answers) == 2

        qtbot.waitUntil(answered)
        desk.stop()
        assert [(each.request[-1], each.action, each.error) for each in answers] == [
            ("1", "blackout", ""),
            ("2", "blackout", "moved_on"),
        ]
        writer.forget(each.request for each in answers)
        assert writer.waiting() == ()
        assert answered_in(journal.since()) == {"request-0001", "request-0002"}


def test_a_picture_is_prepared_seen_by_nobody_and_taken_by_keys(ready: Callable[[], Rig]) -> None:
    rig = ready()
    rig.display.operator.control = Control(layout="overview", fullscreen=False)
    bound = rig.display.keyboard.bound
    for key in ("Tab", "Tab", "Alt+4"):
        rig.display.operator.act(bound[key])
    control = rig.display.operator.control
    canvas = control.chosen
    assert (canvas != "", control.on(canvas).layout, control.own) == (True, "overview", ())
    wanted = control.prepared(canvas)
    assert wanted is not None
    rig.display.operator.act(bound["Return"])
    control = rig.display.operator.control
    assert (control.on(canvas).layout, control.prepared(canvas)) == (wanted.layout, None)
    assert {control.on(other).layout for other in ("left", "center", "right") if other != canvas} == {"overview"}


def test_with_ctrl_a_layout_changes_the_screen_beneath_the_pointer_alone(
    ready: Callable[[], Rig], monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = ready()
    monkeypatch.setattr(rig.display.operator.contexts, "pointed", lambda: "right")
    layout = rig.display.keyboard.bound["3"].id.removeprefix("layout:")
    rig.display.operator.act(rig.display.keyboard.bound["Ctrl+3"])
    control = rig.display.operator.control
    assert (control.on("right").layout, control.on("left").layout) == (layout, "overview")
    assert rig.journal.rows[-1][1] == {"layout": layout, "canvas": "right"}


def test_a_message_is_prepared_seen_and_taken_and_ends_by_itself(ready: Callable[[], Rig]) -> None:
    rig = ready()
    rig.display.operator.control = Control(layout="overview", fullscreen=False)
    ask(rig, asked(rig, "message", 1, argument={"text": {"zh": "散场", "en": "Doors close"}, "seconds": 60}))
    control = rig.display.operator.control
    assert control.message is None
    assert control.preview[0].message is not None
    ask(rig, asked(rig, "take", 2))
    control = rig.display.operator.control
    message = control.message
    assert message is not None
    assert message.texts == (("zh", "散场"), ("en", "Doors close"))
    playhead_us = message.since_us
    assert said_now(message, playhead_us) is not None
    assert said_now(message, playhead_us - 1) is None
    assert said_now(message, message.until_us) is None
    assert control.layout == "overview"
    ask(rig, asked(rig, "clear_message", 3))
    assert rig.display.operator.control.message is None


@pytest.mark.parametrize(
    ("argument", "error"),
    [
        ({"text": {"en": "x" * 81}}, "too_long"),
        ({"text": {"fr": "bonjour"}}, "nothing"),
        ({"text": ""}, "nothing"),
        ({"text": 7}, "nothing"),
        ({"text": {"en": 7}}, "nothing"),
        ({"text": "ok", "seconds": 0}, "nothing"),
        ({"text": "ok", "seconds": True}, "nothing"),
        ({"text": "ok", "seconds": 10**9}, "nothing"),
        ({"text": "ok", "until_us": 5}, "nothing"),
        ({}, "nothing"),
    ],
)
def test_a_message_that_is_none_is_refused(ready: Callable[[], Rig], argument: dict[str, object], error: str) -> None:
    rig = ready()
    ask(rig, asked(rig, "message", argument=argument))
    assert refusal(rig)[0] == error


def test_a_message_is_one_line_whatever_it_was(ready: Callable[[], Rig]) -> None:
    rig = ready()
    ask(rig, asked(rig, "message", argument={"text": {"en": "two\nlines\x1b[31m\u202e and more"}}))
    message = rig.display.operator.control.preview[0].message
    assert message is not None
    assert message.texts[0][1].isprintable()


def test_messages_that_are_ready_come_one_after_the_other(ready: Callable[[], Rig]) -> None:
    rig = ready()
    found = []
    for _ in range(3):
        rig.display.operator.act(rig.display.operator.actions["next_message"])
        message = rig.display.operator.control.preview[0].message
        assert message is not None
        found.append(dict(message.texts)["en"])
    assert found == ["The media centre is open", "Buses leave at two", "The media centre is open"]


def test_a_take_that_is_undone_prepares_what_was_on_air_before_and_a_preview_is_undone_at_once(
    ready: Callable[[], Rig],
) -> None:
    rig = ready()
    operator = rig.display.operator
    operator.control = Control(layout="overview", fullscreen=False)
    ask(rig, asked(rig, "layout:map", 1, canvas="left"), asked(rig, "layout:rankings", 2, canvas="left"))
    ask(rig, asked(rig, "undo", 3))
    assert operator.control.on("left").layout == "rankings"
    ask(rig, asked(rig, "take", 4))
    assert (operator.control.on("left").layout, operator.control.on("right").layout) == ("map", "overview")
    ask(rig, asked(rig, "layout:global", 5, argument={"preview": True}), asked(rig, "undo", 6))
    assert operator.control.preview == ()
    ask(rig, asked(rig, "undo", 7))
    assert refusal(rig)[0] == "nothing"


def hidden_on(rig: Rig) -> tuple[str, ...]:
    return rig.display.operator.control.withdrawn


def test_figures_are_hidden_and_shown_again_and_badges_never(ready: Callable[[], Rig]) -> None:
    rig = ready()
    ask(rig, asked(rig, "withdraw", 1, argument={"panel": PANEL}))
    assert hidden_on(rig) == (PANEL,)
    ask(rig, asked(rig, "undo", 2))
    assert hidden_on(rig) == ()
    for number, panel in enumerate(("bar", "nothing", 7), 3):
        ask(rig, asked(rig, "withdraw", number, argument={"panel": panel}))
        assert refusal(rig)[0] == "nothing"


@pytest.mark.parametrize(
    ("action", "way", "field"),
    [("mute_picture", {"muted": 1}, "muted"), ("next_source", {"turn": 1}, "picture_sources")],
)
def test_two_who_press_at_once_do_not_undo_each_other(
    ready: Callable[[], Rig], action: str, way: dict[str, object], field: str
) -> None:
    rig = ready()
    argument = {"panel": PICTURE, **way}
    ask(rig, asked(rig, action, 1, argument=argument), asked(rig, action, 2, who="phone 2", argument=argument))
    assert refusal(rig)[0] == "not_now"
    assert len(getattr(rig.display.operator.control, field)) == 1
    assert [row[0] for row in rig.journal.rows] == [action, REFUSED]


def test_several_pictures_can_be_meant_at_once(ready: Callable[[], Rig]) -> None:
    rig = ready()
    ask(rig, asked(rig, "mute_picture", 1, argument={"panel": f"{PICTURE}, {PICTURE}", "muted": 1}))
    assert rig.display.operator.control.muted == (PICTURE,)
    ask(rig, asked(rig, "mute_picture", 2, argument={"panel": f"{PICTURE}, nothing", "muted": 0}))
    assert refusal(rig)[0] == "nothing"


def test_who_locked_the_wall_is_told(ready: Callable[[], Rig]) -> None:
    rig = ready()
    ask(rig, asked(rig, "lock", 1, who="console 1"), asked(rig, "mark", 2))
    error, why = refusal(rig)
    assert error == "locked"
    assert why.startswith("Locked by console 1 at ")


def test_a_screen_whose_monitor_is_gone_can_be_meant_and_its_picture_waits(
    ready: Callable[[], Rig], monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = ready()
    monkeypatch.setattr(rig.display.operator.contexts, "canvases", lambda: ("left", "center"))
    ask(rig, asked(rig, "layout:rankings", canvas="right"))
    assert rig.display.operator.control.on("right").layout == "rankings"
