"""A moment with nothing on its way: what a figure, a caption or a picture for the press may say."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from wallboard.core.moment import Moment


def confirmed(moment: Moment) -> Moment:
    """The same moment with every figure as it was confirmed, and the event's clock no longer ahead of it.

    A wall's clock leads its figures by the playout delay, and its totals roll towards the next snapshot; here both
    stand. On the very commit of a snapshot nothing newer is known that could be held.
    """
    state = moment.state
    current = state.current
    on_commit = current is not None and current.commit_us == moment.playhead_us
    return replace(
        moment,
        state=replace(
            state,
            facts=msgspec.structs.replace(state.facts, delay_us=0),
            following=None,
            clock=state.clock if current is None else current.clock,
            held=None if on_commit else state.held,
        ),
    )
