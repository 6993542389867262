"""Which picture the process `preview` makes next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.instants import SECOND_US
from wallboard.preview.errands import SHARE, Errand, Errands

TOOK_US = SECOND_US // 10


def test_what_is_prepared_anew_does_not_wait_and_the_rest_keeps_to_its_share() -> None:
    errands = Errands()
    layout, preview = Errand("layout", "map"), Errand("preview", "left", "rankings")
    assert errands.next([layout], 0) == layout
    errands.made(layout, TOOK_US, TOOK_US)
    other = Errand("layout", "counter")
    assert errands.next([layout, other], 2 * TOOK_US) is None
    assert errands.next([other, preview], 2 * TOOK_US) == preview
    assert errands.next([layout, other], round(TOOK_US / SHARE)) == other


@given(st.lists(st.integers(min_value=1_000, max_value=200_000), min_size=60, max_size=120))
def test_every_picture_has_its_turn_within_the_share(took: list[int]) -> None:
    errands, at_us, drawn_us = Errands(), 0, 0
    wanted = [Errand("layout", f"layout {n}") for n in range(8)] + [Errand("preview", "left", "map")]
    turns: dict[str, int] = {}
    for took_us in took:
        while True:
            on_air = [Errand("program", name, at_us // SECOND_US) for name in ("left", "right")]
            found = errands.next([*wanted, *on_air], at_us)
            if found is not None and found.kind != "program":
                break
            if found is not None:
                errands.made(found, at_us, 1_000)
            at_us += 20_000
        at_us += took_us
        drawn_us += took_us
        errands.made(found, at_us, took_us)
        turns[found.name] = turns.get(found.name, 0) + 1
    assert len(turns) == len(wanted)
    assert drawn_us <= at_us * SHARE + 2 * max(took) + TOOK_US
