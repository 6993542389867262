"""Countries that sell to China and that buy from it: the published orders, simulated amounts.

Sellers at 00:06 stood US, JP, KR, DE, AU (TechNode), at the end of the day JP, US, KR, AU, DE (SCMP): so Japan and
Australia gain share all day long and pass on the way. Buyers: RU, ES, IL, UA, FR first (SCMP).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wallboard.demo.amounts import yuan
from wallboard.demo.shares import Drift, Split

_SELLERS: dict[str, tuple[int, int]] = {
    "US": (268, 222), "JP": (228, 308), "KR": (158, 156), "DE": (116, 84), "AU": (96, 138), "GB": (62, 60),
    "FR": (54, 50), "NZ": (46, 54), "NL": (40, 36), "IT": (34, 38), "ES": (22, 24), "CA": (20, 22), "CH": (18, 18),
    "TH": (15, 17), "MY": (11, 12), "DK": (10, 9), "SE": (9, 8), "SG": (7, 8), "BE": (6, 6), "ID": (4, 5),
}  # fmt: skip
"""Weight of the first and of the last yuan."""

_SELLERS_COVER_PPM = 66_000

_BUYERS: dict[str, int] = {
    "RU": 290, "ES": 142, "IL": 106, "UA": 84, "FR": 68, "US": 54, "BR": 47, "PL": 42, "NL": 38, "GB": 34, "BY": 29,
    "CA": 25, "KZ": 22, "CL": 19, "KR": 16, "IT": 14, "CZ": 12, "SA": 10, "AU": 8, "MX": 6,
}  # fmt: skip

_BUYERS_COVER_PPM = 13_000


@dataclass(frozen=True, slots=True)
class Countries:
    """Some countries (ISO 3166-1 alpha-2) and their parts of the GMV."""

    codes: tuple[str, ...]
    split: Split

    def document(self, stretch: int, gmv_fen: int) -> list[dict[str, str]]:
        """The contract's list, greatest first."""
        ranked = sorted(zip(self.codes, self.split.at(stretch, gmv_fen), strict=True), key=lambda pair: -pair[1])
        return [{"country": code, "gmv": yuan(fen)} for code, fen in ranked]


def selling_to_china(gmv_fen: Sequence[int], seed: int) -> Countries:
    """Imports: the GMV that stands at `gmv_fen` at the checkpoints, by the country that sells."""
    early = [first for first, _ in _SELLERS.values()]
    late = [last for _, last in _SELLERS.values()]
    drift = Drift(seed, "selling", 10_000, 20_000)
    return Countries(tuple(_SELLERS), Split.of(gmv_fen, drift.shares(gmv_fen, early, late, _SELLERS_COVER_PPM)))


def buying_from_china(gmv_fen: Sequence[int], seed: int) -> Countries:
    """Exports, by the country that buys."""
    weights = list(_BUYERS.values())
    drift = Drift(seed, "buying", 20_000, 20_000)
    return Countries(tuple(_BUYERS), Split.of(gmv_fen, drift.shares(gmv_fen, weights, weights, _BUYERS_COVER_PPM)))
