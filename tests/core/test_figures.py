"""Snapshots without what was withheld, and with what stood before."""

from __future__ import annotations

from tests.core.snapshots import snapshot
from wallboard.core.contract.snapshot import Category, City, Name, Ranked
from wallboard.core.figures import as_shown, list_of, parts_in, path_of, products_in, with_parts, without, written

PRODUCTS = tuple(Ranked(id=name, name=Name(en=name), gmv_fen=fen) for name, fen in (("x", 30), ("y", 20), ("z", 10)))
PHONES = Category(id="phones", name=Name(en="Phones"), gmv_fen=100, top=PRODUCTS)
SAYS = snapshot(10, 1000, orders=7, buyers=5, cities=(City("110100", 60), City("310100", 50)), categories=(PHONES,))


def test_parts_are_found_by_list_and_id_and_products_below_their_category() -> None:
    assert parts_in(SAYS, "cities") == [("cities\t110100", 60), ("cities\t310100", 50)]
    assert parts_in(SAYS, "audience") == []
    (above, products) = next(iter(products_in(SAYS)))
    assert (above, products[0]) == ("categories\tphones", ("categories\tphones\tx", 30))
    assert (list_of(above), written(path_of("a", "b"))) == ("categories", "a b")


def test_held_parts_stand_as_they_were_and_those_that_never_stood_are_left_out() -> None:
    held = {"cities\t110100": 40, "cities\t310100": None, "categories\tphones\tx": 25, "categories\tphones\tz": None}
    shown = with_parts(SAYS, held)
    assert shown.cities == (City("110100", 40),)
    assert shown.categories is not None
    assert [(p.id, p.gmv_fen) for p in shown.categories[0].top] == [("x", 25), ("y", 20)]
    assert shown.categories[0].gmv_fen == 100
    assert with_parts(SAYS, {}) is SAYS
    assert with_parts(SAYS, {"audience\ta": 1}) == SAYS


def test_withheld_fields_are_taken_out_and_nothing_else() -> None:
    shown = without(SAYS, ("orders", "cities", "buyers"))
    assert (shown.figure("orders"), shown.figure("buyers"), shown.cities) == (None, None, None)
    assert (shown.gmv_fen, shown.categories) == (1000, SAYS.categories)
    assert without(SAYS, ()) is SAYS


def test_what_is_shown_has_its_offset_taken_off_and_only_a_simulation_has_a_rate() -> None:
    fast = snapshot(10, 1000, rate=2.0)
    assert as_shown(fast, (), {}, 0).rate == 1.0
    assert as_shown(snapshot(10, 1000, rate=2.0, simulated=True), (), {}, 3).rate == 2.0
    assert as_shown(fast, (), {}, 3).at_us == 7
    assert as_shown(SAYS, (), {}, 0) is SAYS
