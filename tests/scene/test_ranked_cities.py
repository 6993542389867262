"""A ranking of cities: by the map's names where it knows them, by the source's where the event is somewhere else."""

from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.contract.snapshot import City
from wallboard.scene.ranked_cities import ranked_cities

ABROAD = st.lists(
    st.tuples(st.sampled_from(["São Paulo", "Mumbai", "Berlin", "Springfield", "Łódź"]), st.integers(1, 10**15)),
    min_size=1,
    unique_by=lambda pair: pair[0],
)


@given(ABROAD)
def test_cities_of_another_country_are_listed_as_the_source_calls_them(said: list[tuple[str, int]]) -> None:
    found = ranked_cities(tuple(City(code, fen) for code, fen in said))
    assert {entry.id: entry.gmv_fen for entry in found} == dict(said)
    assert {entry.name.first(language) for entry in found for language in ("zh", "en", "pt")} == {n for n, _ in said}
    assert [entry.gmv_fen for entry in found] == sorted((fen for _, fen in said), reverse=True)


@given(ABROAD)
def test_beside_cities_of_the_map_unknown_ones_are_on_no_list(said: list[tuple[str, int]]) -> None:
    found = ranked_cities((City("杭州", 5), *(City(code, fen) for code, fen in said)))
    assert [(entry.id, entry.gmv_fen) for entry in found] == [("330100", 5)]


def test_a_number_that_the_map_does_not_know_is_no_name() -> None:
    assert ranked_cities((City("999999", 7), City("3550308", 5))) == ()
    assert [entry.id for entry in ranked_cities((City("999999", 7), City("Łódź", 5)))] == ["Łódź"]
