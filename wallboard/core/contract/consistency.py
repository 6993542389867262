"""What a source says against itself: the operator is told, while the wall shows the total as it is stated."""

from __future__ import annotations

from wallboard.core.moment import Moment
from wallboard.core.numerals import full_amount


def contradictions(moment: Moment) -> tuple[str, ...]:
    """A line for each contradiction in the snapshot on the wall: cities may make less than the total, but no more."""
    current = moment.state.current
    if current is None or not current.snapshot.cities:
        return ()
    over_fen = sum(city.gmv_fen for city in current.snapshot.cities) - current.snapshot.gmv_fen
    if over_fen <= 0:
        return ()
    over = full_amount(over_fen + moment.own.scale - 1, moment.own, manner="text")
    return (f"cities: {over} more than the total, which is shown as the source states it",)
