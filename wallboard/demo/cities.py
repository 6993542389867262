"""How the night's GMV spreads over the 340 cities: simulated, since no figure of 2016 was published.

The weights in `cities.csv` (ten-thousandths, roughly) follow what is known of the years around: Guangdong, Zhejiang and
Jiangsu led the provinces in 2014 and 2018, and Shanghai, Beijing, Hangzhou, Guangzhou, Shenzhen the cities of 2018.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wallboard.demo.amounts import yuan
from wallboard.demo.csv_lists import rows_of
from wallboard.demo.shares import Drift, Split

COVERED_PPM = 982_000
"""The rest falls to counties that answer directly to a province, and to buyers abroad."""

_TREND_PPM = 90_000
_JITTER_PPM = 110_000


@dataclass(frozen=True, slots=True)
class Cities:
    """All cities and their parts of the GMV."""

    codes: tuple[str, ...]
    split: Split

    @classmethod
    def of(cls, gmv_fen: Sequence[int], seed: int) -> "Cities":
        """Divide the GMV, which stands at `gmv_fen` at the checkpoints."""
        rows = rows_of("cities.csv")
        weights = [int(row["weight"]) for row in rows]
        drift = Drift(seed, "cities", _TREND_PPM, _JITTER_PPM)
        split = Split.of(gmv_fen, drift.shares(gmv_fen, weights, weights, COVERED_PPM))
        return cls(tuple(row["code"] for row in rows), split)

    def document(self, stretch: int, gmv_fen: int) -> list[dict[str, str]]:
        """The contract's `cities`, in the order of their codes."""
        amounts = self.split.at(stretch, gmv_fen)
        return [{"code": code, "gmv": yuan(fen)} for code, fen in zip(self.codes, amounts, strict=True)]
