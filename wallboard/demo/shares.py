"""How a rising total is divided so that every part rises too, although the shares drift.

A share says what part of the *next* yuan goes to a city or brand. Between two checkpoints it runs in a straight line
over the total, so a part's amount is a parabola of the total: exact, monotone, and reckoned for any instant at once.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from wallboard.demo.knots import DAY_S, FINAL_GMV_FEN
from wallboard.demo.noise import PPM, key_of, signed

CHECKPOINTS_S: tuple[int, ...] = (
    0, 8, 20, 52, 120, 240, 418, 700, 945, 1500, 2400, 3400, 4380, 5700, 7200, *range(9000, DAY_S + 1, 1800),
)  # fmt: skip
"""Elapsed seconds at which the shares are drawn anew; close together while the sum rises fast."""

_ONE = 1_000_000_000


def stretch_at(elapsed_us: int) -> int:
    """The index of the last checkpoint at or before the instant (0 before the start)."""
    return max(0, bisect_right(CHECKPOINTS_S, elapsed_us // 1_000_000) - 1)


@dataclass(frozen=True, slots=True)
class Split:
    """A total divided into parts; each tuple has one entry a checkpoint, each row one entry a part."""

    whole_fen: tuple[int, ...]
    shares: tuple[tuple[int, ...], ...]
    parts_fen: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, whole_fen: Sequence[int], shares: Sequence[Sequence[int]]) -> "Split":
        """Divide the total that stands at `whole_fen` at the checkpoints by rows of shares (parts of 10^9)."""
        row = (0,) * len(shares[0])
        parts = [row]
        for (before, after), (old, new) in zip(pairwise(whole_fen), pairwise(shares), strict=True):
            rise = after - before
            row = tuple(
                part + rise * (share + later) // (2 * _ONE) for part, share, later in zip(row, old, new, strict=True)
            )
            parts.append(row)
        return cls(tuple(whole_fen), tuple(tuple(row) for row in shares), tuple(parts))

    def at(self, stretch: int, whole_fen: int) -> tuple[int, ...]:
        """The parts, rounded down, while the total stands at `whole_fen` within the stretch."""
        start = self.parts_fen[stretch]
        risen = whole_fen - self.whole_fen[stretch]
        if risen <= 0 or stretch == len(self.whole_fen) - 1:
            return start
        full = self.whole_fen[stretch + 1] - self.whole_fen[stretch]
        straight = 2 * full * risen
        bent = risen * risen
        unit = 2 * full * _ONE
        return tuple(
            part + (share * straight + (later - share) * bent) // unit
            for part, share, later in zip(start, self.shares[stretch], self.shares[stretch + 1], strict=True)
        )

    def course(self, part: int) -> tuple[int, ...]:
        """One part's amounts at the checkpoints, to be divided further."""
        return tuple(row[part] for row in self.parts_fen)


@dataclass(frozen=True, slots=True)
class Drift:
    """How shares move: `trend_ppm` early favours late ones or the reverse, `jitter_ppm` anew at every checkpoint."""

    seed: int
    name: str
    trend_ppm: int
    jitter_ppm: int

    def shares(
        self, gmv_fen: Sequence[int], early: Sequence[int], late: Sequence[int], covered_ppm: int
    ) -> tuple[tuple[int, ...], ...]:
        """A row of shares for each checkpoint: from the weights `early` to `late`, together `covered_ppm`.

        The way from one to the other is measured by the GMV that stands at the checkpoint, so that over the whole day
        the mean of both holds.
        """
        trend_key = key_of(self.seed, f"{self.name} trend")
        trends = [signed(trend_key, part, self.trend_ppm) for part in range(len(early))]
        rows = []
        for step, fen in enumerate(gmv_fen):
            gone_ppm = fen * PPM // FINAL_GMV_FEN
            key = key_of(self.seed, f"{self.name} {step}")
            raw = [
                (first * (PPM - gone_ppm) + last * gone_ppm)
                * (PPM + trend * (2 * gone_ppm - PPM) // PPM + signed(key, part, self.jitter_ppm))
                for part, (first, last, trend) in enumerate(zip(early, late, trends, strict=True))
            ]
            whole = sum(raw)
            rows.append(tuple(weight * _ONE * covered_ppm // (whole * PPM) for weight in raw))
        return tuple(rows)
