"""The sentence names what grew and by how much, and says when nothing can be told."""

from __future__ import annotations

from wallboard.soak.report import NightRecord, grown_types, line_of, measures_of, verdict


def nights(count: int, **leak: float) -> list[NightRecord]:
    """Nights of a wall whose display and collector leak so much a night of what is named."""
    names = {"memory MB": 300.0, "threads": 3.0, "frames": 9000.0}

    def figures(number: int) -> dict[str, float]:
        return {name: value + (number % 2) + number * leak.get(name.split()[0], 0.0) for name, value in names.items()}

    return [
        NightRecord(
            k, 1.5, {"display": figures(k), "collector": figures(k)}, {"display": {"Old": 50, "New": 40 + 3 * k}}
        )
        for k in range(count)
    ]


def said(found: list[NightRecord], played: int | None = None, asked: int | None = None) -> str:
    played = len(found) if played is None else played
    return verdict(measures_of(found), len(found), played, asked or played)


def test_nothing_grew() -> None:
    assert said(nights(20)) == "Over 20 nights there was no growth beyond noise."


def test_what_grew_is_named_with_its_slope() -> None:
    sentence = said(nights(20, memory=2.0))
    assert "memory of the display (+2.01 ± " in sentence
    assert "memory of the collector" in sentence
    assert "threads" not in sentence


def test_what_levels_off_is_told_too() -> None:
    found = [NightRecord(k, 1.0, {"display": {"threads": 100 * (1 - 0.8**k)}}, {}) for k in range(20)]
    sentence = said(found)
    assert sentence.startswith(
        "Over 20 nights there was no growth beyond noise; still rising, but ever more slowly: threads"
    )


def test_more_frames_are_no_growth() -> None:
    assert said(nights(20, frames=500.0)) == "Over 20 nights there was no growth beyond noise."


def test_too_few_nights_tell_nothing() -> None:
    assert said(nights(3, memory=50.0)).startswith("Too few nights")


def test_an_end_before_the_time_is_no_success() -> None:
    assert "ended before its time, in night 4 of 20" in said(nights(3), asked=20)


def test_nights_that_were_not_counted_are_told() -> None:
    assert "Over 12 nights (the machine was too slow to count 1 more) there was" in said(nights(12), played=13)


def test_the_type_that_grows_is_found() -> None:
    assert [(grown.process, grown.type) for grown in grown_types(nights(12))] == [("display", "New")]


def test_what_the_system_does_not_say_is_left_out_and_shown_as_a_dash() -> None:
    bare = [NightRecord(k, None, {"display": {"threads": 3.0}}, {}) for k in range(4)]
    assert [measure.name for measure in measures_of(bare)] == ["threads"]
    assert "—" in line_of(bare[0])
