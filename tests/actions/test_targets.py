"""What is on air and prepared on each canvas, tried against a plain model; and the numbers of changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as with_fields

from wallboard.actions import changes, targets
from wallboard.actions.action import Change
from wallboard.actions.context import Context
from wallboard.actions.control import ALL, CanvasPicture, Control
from wallboard.actions.revisions import newer_change, numbered

CANVASES = ("left", "center", "right")
LAYOUTS = ("overview", "map", "rankings")
HOUR = 3_600_000_000
CONTEXT = Context(HOUR, HOUR, HOUR, 0, first_us=0, layout="overview", canvases=CANVASES, provinces=3)

Step = tuple[str, str, str]
"""What is done, to which canvas, with which layout."""
steps = st.lists(
    st.tuples(
        st.sampled_from(["show", "prepare", "province", "prepare_province", "take", "cut", "clear", "black"]),
        st.sampled_from([ALL, *CANVASES]),
        st.sampled_from(LAYOUTS),
    ),
    max_size=14,
)


@dataclass
class Model:
    """Every canvas with its own copy of everything: (layout, province), black, prepared."""

    shown: dict[str, tuple[str, int]] = field(default_factory=lambda: dict.fromkeys(CANVASES, ("overview", 0)))
    black: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(CANVASES, False))
    prepared: dict[str, tuple[str, int] | None] = field(default_factory=lambda: dict.fromkeys(CANVASES))
    everywhere: bool = False


def context(canvas: str, *, prepares: bool = False) -> Context:
    return with_fields(CONTEXT, canvas=canvas, prepares=prepares)


def change_of(what: str, layout: str) -> Change:
    match what:
        case "show" | "prepare":
            return targets.aimed(changes.to_layout(layout))
        case "province" | "prepare_province":
            return targets.aimed(changes.next_province)
        case "take" | "cut":
            return targets.take(cut=what == "cut")
        case "clear":
            return targets.clear_preview
    return targets.blackout


def done(control: Control, step: Step) -> Control:
    what, canvas, layout = step
    up_on = {c: control.on(c).layout for c in CANVASES}
    seen = with_fields(
        context(canvas, prepares=what.startswith("prepare")),
        layout=control.layout,
        up_on=up_on,
        leaving=(control.layout, HOUR),
        leaving_on={c: (layout, HOUR) for c, layout in up_on.items()},
    )
    return change_of(what, layout)(control, seen)


def follow(model: Model, step: Step) -> None:
    what, canvas, layout = step
    meant = CANVASES if canvas == ALL else (canvas,)
    if what == "black" and canvas == ALL:
        # black on every screen; the picture again also ends what was black alone
        model.everywhere = not model.everywhere
        model.black = model.black if model.everywhere else dict.fromkeys(CANVASES, False)
        return
    for each in meant:
        seen = model.prepared[each] or model.shown[each]
        if what == "show":
            model.shown[each] = layout, model.shown[each][1]
        elif what == "province":
            model.shown[each] = model.shown[each][0], (model.shown[each][1] + 1) % 4
        elif what == "prepare":
            model.prepared[each] = layout, seen[1]
        elif what == "prepare_province":
            model.prepared[each] = seen[0], (seen[1] + 1) % 4
        elif what in ("take", "cut"):
            if seen == model.shown[each]:
                continue  # there is nothing to be taken: what is prepared stays
            model.shown[each], model.prepared[each] = seen, None
        elif what == "clear":
            model.prepared[each] = None
        else:
            model.black[each] = not model.black[each]


def one_by_one(step: Step) -> bool:
    """Steps for which the order of "for all" and "for one" does not matter to what the model keeps."""
    return step[0] not in ("prepare", "prepare_province", "take", "cut", "clear") or step[1] != ALL


@given(steps)
def test_each_canvas_shows_what_was_put_on_it(taken: list[Step]) -> None:
    control, model = Control(layout="overview"), Model()
    for step in filter(one_by_one, taken):
        control = done(control, step)
        follow(model, step)
        for canvas in CANVASES:
            on = control.on(canvas)
            assert (on.layout, on.province) == model.shown[canvas]
            assert on.blackout == (model.everywhere or model.black[canvas])
            prepared = control.prepared(canvas)
            assert (None if prepared is None else (prepared.layout, prepared.province)) == model.prepared[canvas]


@given(steps, st.sampled_from(["take", "cut"]))
def test_a_take_puts_on_every_canvas_what_was_prepared_for_it_and_nothing_else(taken: list[Step], way: str) -> None:
    before = Control(layout="overview")
    for step in taken:
        before = done(before, step)
    after = done(before, (way, ALL, ""))
    for canvas in (*CANVASES, "another"):
        wanted = before.prepared(canvas)
        shown, was = after.on(canvas), before.on(canvas)
        expected = (was.layout, was.province) if wanted is None else (wanted.layout, wanted.province)
        assert (shown.layout, shown.province) == expected
        if way == "cut" and wanted is not None and wanted.layout != was.layout:
            assert shown.left == ""
    assert after is before or after.preview == ()


@given(steps)
def test_what_the_journal_keeps_is_read_back_as_it_was(taken: list[Step]) -> None:
    control = Control(layout="overview")
    for step in taken:
        control = done(control, step)
    assert Control.from_json(control.to_json()) == control


@given(steps)
def test_a_layout_key_changes_all_screens(taken: list[Step]) -> None:
    control = Control(layout="overview")
    for step in (*taken, ("show", ALL, "map")):
        control = done(control, step)
    assert {control.on(canvas).layout for canvas in CANVASES} == {"map"}


@given(steps, st.integers(0, 14))
def test_whoever_knows_a_number_is_told_of_every_later_change_of_that_canvas_and_of_no_other(
    taken: list[Step], seen: int
) -> None:
    """The oracle keeps all pictures of all numbers."""
    control = Control(layout="overview")
    history = [control]
    for number, step in enumerate(taken):
        after = numbered(control, done(control, step), CANVASES, who="phone", action=step[0], utc_us=number)
        changed = any(shown(control, canvas) != shown(after, canvas) for canvas in CANVASES)
        assert after.revision == control.revision + changed
        if changed:
            history.append(after)
        control = after
    seen = min(seen, control.revision)
    for canvas in CANVASES:
        later = any(shown(history[n], canvas) != shown(history[n + 1], canvas) for n in range(seen, len(history) - 1))
        assert (newer_change(control, canvas, seen) is not None) >= later
    assert (newer_change(control, ALL, seen) is not None) == (control.revision > seen)


def shown(control: Control, canvas: str) -> tuple[object, ...]:
    on, prepared = control.on(canvas), control.prepared(canvas)
    there = None if prepared is None else (prepared.layout, prepared.province)
    return on.layout, on.layout_us, on.left, on.province, on.blackout, there


def test_what_is_on_a_canvas_is_the_very_same_value_as_long_as_nothing_changes() -> None:
    control = done(Control(layout="overview"), ("show", "left", "map"))
    assert control.on("left") is control.on("left")
    assert Control().on("left") == Control()


def test_a_canvas_that_is_as_the_others_again_needs_nothing_of_its_own() -> None:
    control = Control(layout="overview")
    for step in (("show", "left", "map"), ("show", ALL, "rankings"), ("show", ALL, "map")):
        control = done(control, step)
    assert control.own == ()


def test_the_choice_goes_round_through_all_screens_and_begins_with_all_of_them() -> None:
    control, found = Control(), []
    for _ in range(5):
        control = targets.choose(control, CONTEXT)
        found.append(control.chosen)
    assert control.strip
    assert found == [ALL, *CANVASES, ALL]


def test_taking_what_is_on_air_already_changes_nothing() -> None:
    control = Control(layout="overview", preview=(CanvasPicture(layout="overview"),))
    assert targets.take(cut=False)(control, CONTEXT) is control


def test_a_state_of_an_old_journal_is_for_all_canvases() -> None:
    old = '{"layout":"map","blackout":true,"currency":"USD"}'
    control = Control.from_json(old)
    assert (control.on("left"), control.preview, control.revision) == (control, (), 0)
