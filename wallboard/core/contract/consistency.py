"""What a source says against itself: the operator is told, while the wall shows the total as it is stated."""

from __future__ import annotations

from wallboard.core.moment import Moment


def cities_over(moment: Moment) -> int:
    """By how much the cities of the snapshot on the wall make more than its total, in minor units rounded up to whole
    money; 0: they make no more."""
    current = moment.state.current
    if current is None or not current.snapshot.cities:
        return 0
    over_fen = sum(city.gmv_fen for city in current.snapshot.cities) - current.snapshot.gmv_fen
    return 0 if over_fen <= 0 else -(-over_fen // moment.own.scale) * moment.own.scale
