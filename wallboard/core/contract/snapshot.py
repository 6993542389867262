"""What the endpoint said at one instant, already right: amounts in the minor unit, times in microseconds."""

from __future__ import annotations

from typing import Annotated

import msgspec

from wallboard.core.instants import EARLIEST_US, LATEST_US

MAX_COUNT = 2**62
MAX_ITEMS = 5_000
MAX_NAME = 200
MAX_PACE = 100_000

# Bounds hold where a snapshot is read back from a recording, which may come from anyone.
Figure = Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)]
Text = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
LongText = Annotated[str, msgspec.Meta(max_length=2_000)]
"""Of a name, which may also be a definition."""
Pace = Annotated[float, msgspec.Meta(gt=0, le=MAX_PACE)]
Code = Annotated[str, msgspec.Meta(max_length=3)]
_Instant = Annotated[int, msgspec.Meta(ge=EARLIEST_US, lt=LATEST_US)]
_Items = msgspec.Meta(max_length=MAX_ITEMS)


# gc=False: a thousand items a snapshot that can form no cycle need not be walked by the garbage collector again and
# again; that alone took up to 50 ms when an instant was sought.
class Name(msgspec.Struct, frozen=True, gc=False):
    """A name in one or both languages."""

    zh: LongText | None = None
    en: LongText | None = None

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

    id: Text
    name: Name
    gmv_fen: Figure


class Category(msgspec.Struct, frozen=True, gc=False):
    """A product category, its sum so far and the best of it in the order the source sent them."""

    id: Text
    name: Name
    gmv_fen: Figure
    top: Annotated[tuple[Ranked, ...], _Items] = ()


class City(msgspec.Struct, frozen=True, gc=False):
    """A city as the feed names it (code, Chinese or English name) and its sum so far."""

    code: Text
    gmv_fen: Figure


class Country(msgspec.Struct, frozen=True, gc=False):
    """A country or region by its ISO 3166 code and its sum so far."""

    code: Text
    gmv_fen: Figure


class Channel(msgspec.Struct, frozen=True, gc=False):
    """A channel of the gala and the viewers watching it now."""

    id: Text
    name: Name
    viewers: Figure


class StatedMilestone(msgspec.Struct, frozen=True, gc=False):
    """A sum with the time the source itself states for it."""

    gmv_fen: Figure
    at_us: _Instant


class Snapshot(msgspec.Struct, frozen=True, omit_defaults=True):
    """One instant of the event; None, or no entry, where the endpoint said nothing usable.

    `totals` holds the monotone sums besides GMV, `figures` the other single figures (rates, shares in parts per
    million), both by metric, those of the operator's own among them.
    """

    at_us: _Instant
    gmv_fen: Figure
    simulated: bool = False
    rate: Pace = 1.0
    sequence: Figure | None = None
    currency: Code = ""
    totals: Annotated[dict[Text, Figure], _Items] = {}
    figures: Annotated[dict[Text, Figure], _Items] = {}
    cities: Annotated[tuple[City, ...], _Items] | None = None
    categories: Annotated[tuple[Category, ...], _Items] | None = None
    best_selling_brands: Annotated[tuple[Ranked, ...], _Items] | None = None
    selling_to_china: Annotated[tuple[Country, ...], _Items] | None = None
    buying_from_china: Annotated[tuple[Country, ...], _Items] | None = None
    audience: Annotated[tuple[Channel, ...], _Items] | None = None
    engagement: Annotated[dict[Text, Figure], _Items] | None = None
    milestones: Annotated[tuple[StatedMilestone, ...], _Items] | None = None

    def figure(self, metric: str) -> int | None:
        """The value of a metric (fen, a count, parts per million), or None where it is missing."""
        if metric == "gmv":
            return self.gmv_fen
        if metric == "viewers":
            return sum(c.viewers for c in self.audience) if self.audience else None  # an empty list says nothing
        if metric == "shakes":
            return None if self.engagement is None else self.engagement.get("shakes")
        return self.totals.get(metric, self.figures.get(metric))
