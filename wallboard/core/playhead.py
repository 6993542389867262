"""The playhead: where on the recording the wall stands, as a value of two clocks."""

from __future__ import annotations

from typing import Literal

import msgspec

PlayheadMode = Literal["following", "playing", "paused"]


class Playhead(msgspec.Struct, frozen=True):
    """Following the recording's end, playing from an anchor at a rate, or paused.

    `anchor_us` is recording time, `anchor_mono_us` the monotonic instant at which the playhead stood there; where
    several machines show one wall that, too, is recording time, which they share.
    """

    mode: PlayheadMode = "following"
    anchor_us: int = 0
    anchor_mono_us: int = 0
    rate: float = 1.0

    def position(self, edge_us: int, mono_us: int, first_us: int | None = None) -> int:
        """Recording time under the playhead; `edge_us` is the live edge (now less the playout delay)."""
        if self.mode == "following":
            return edge_us
        at_us = self.anchor_us
        if self.mode == "playing":
            at_us += int((mono_us - self.anchor_mono_us) * self.rate)
        return min(edge_us, at_us if first_us is None else max(at_us, first_us))


FOLLOWING = Playhead()
