"""What the endpoint said at one instant, already right: amounts in the minor unit, times in microseconds."""

from __future__ import annotations

import msgspec


# gc=False: a thousand items a snapshot that can form no cycle need not be walked by the garbage collector again and
# again; that alone took up to 50 ms when an instant was sought.
class Name(msgspec.Struct, frozen=True, gc=False):
    """A name in one or both languages."""

    zh: str | None = None
    en: str | None = None

    def first(self, language: str) -> str:
        """The name in `language` ("zh" or "en"), else the other one, else an empty string."""
        preferred, other = (self.zh, self.en) if language == "zh" else (self.en, self.zh)
        return preferred or other or ""

    def second(self, language: str) -> str:
        """The name in the other language, or an empty string where there is none or it says the same."""
        other = self.en if language == "zh" else self.zh
        return other if other and other != self.first(language) else ""


class Ranked(msgspec.Struct, frozen=True, gc=False):
    """A brand or product and its sum so far."""

    id: str
    name: Name
    gmv_fen: int


class Category(msgspec.Struct, frozen=True, gc=False):
    """A product category, its sum so far and the best of it in the order the source sent them."""

    id: str
    name: Name
    gmv_fen: int
    top: tuple[Ranked, ...] = ()


class City(msgspec.Struct, frozen=True, gc=False):
    """A city as the feed names it (code, Chinese or English name) and its sum so far."""

    code: str
    gmv_fen: int


class Country(msgspec.Struct, frozen=True, gc=False):
    """A country or region by its ISO 3166 code and its sum so far."""

    code: str
    gmv_fen: int


class Channel(msgspec.Struct, frozen=True, gc=False):
    """A channel of the gala and the viewers watching it now."""

    id: str
    name: Name
    viewers: int


class StatedMilestone(msgspec.Struct, frozen=True, gc=False):
    """A sum with the time the source itself states for it."""

    gmv_fen: int
    at_us: int


class Snapshot(msgspec.Struct, frozen=True, omit_defaults=True):
    """One instant of the event; None, or no entry, where the endpoint said nothing usable.

    `totals` holds the monotone sums besides GMV, `figures` the other single figures (rates, shares in parts per
    million), both by metric, those of the operator's own among them.
    """

    at_us: int
    gmv_fen: int
    simulated: bool = False
    rate: float = 1.0
    sequence: int | None = None
    currency: str = ""
    totals: dict[str, int] = {}
    figures: dict[str, int] = {}
    cities: tuple[City, ...] | None = None
    categories: tuple[Category, ...] | None = None
    best_selling_brands: tuple[Ranked, ...] | None = None
    selling_to_china: tuple[Country, ...] | None = None
    buying_from_china: tuple[Country, ...] | None = None
    audience: tuple[Channel, ...] | None = None
    engagement: dict[str, int] | None = None
    milestones: tuple[StatedMilestone, ...] | None = None

    def figure(self, metric: str) -> int | None:
        """The value of a metric (fen, a count, parts per million), or None where it is missing."""
        if metric == "gmv":
            return self.gmv_fen
        if metric == "viewers":
            return sum(c.viewers for c in self.audience) if self.audience else None  # an empty list says nothing
        if metric == "shakes":
            return None if self.engagement is None else self.engagement.get("shakes")
        return self.totals.get(metric, self.figures.get(metric))
