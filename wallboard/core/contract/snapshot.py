"""What the endpoint said at one instant, already right: amounts in the minor unit, times in microseconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec

from wallboard.core.instants import EARLIEST_US, LATEST_US

MAX_COUNT = 2**62
MAX_ITEMS = 5_000
MAX_NAME = 200
MAX_PACE = 100_000
MAX_TAG = 35
MOST_LANGUAGES = 20

# Bounds hold where a snapshot is read back from a recording, which may come from anyone.
Figure = Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)]
Text = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
LongText = Annotated[str, msgspec.Meta(max_length=2_000)]
"""Of a name, which may also be a definition."""
Tag = Annotated[str, msgspec.Meta(max_length=MAX_TAG)]
Pace = Annotated[float, msgspec.Meta(gt=0, le=MAX_PACE)]
Code = Annotated[str, msgspec.Meta(max_length=3)]
_Instant = Annotated[int, msgspec.Meta(ge=EARLIEST_US, lt=LATEST_US)]
_Items = msgspec.Meta(max_length=MAX_ITEMS)


# gc=False: a thousand items a snapshot that can form no cycle need not be walked by the garbage collector again and
# again; that alone took up to 50 ms when an instant was sought.
class Name(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A name in one or more languages; `others` are (tag, text), the tags as BCP 47 has them."""

    zh: LongText | None = None
    en: LongText | None = None
    others: Annotated[tuple[tuple[Tag, LongText], ...], msgspec.Meta(max_length=MOST_LANGUAGES)] = ()

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Name:
        """The name that says these texts by language; empty ones are left out."""
        said = {tag: text for tag, text in texts.items() if text}
        others = tuple(sorted((tag, text) for tag, text in said.items() if tag not in ("zh", "en")))
        return cls(said.get("zh"), said.get("en"), others[:MOST_LANGUAGES])

    def first(self, language: str) -> str:
        """The name in `language`, else in English, Chinese or whatever it has, else an empty string."""
        return self.exact(language) or self.en or self.zh or next((text for _, text in self.others), "")

    def exact(self, language: str) -> str:
        """The name in that very language (for de-AT also in de), or an empty string."""
        if language == "zh":
            return self.zh or ""
        if language == "en":
            return self.en or ""
        found = next((text for tag, text in self.others if tag == language), "")
        base = language.partition("-")[0]
        return found or (self.exact(base) if base != language else "")

    @property
    def everywhere(self) -> str:
        """The one text that is the name in every language, as a feed sends plain names; else an empty string."""
        return (self.en or "") if not self.others and self.zh in (None, self.en) else ""

    @property
    def texts(self) -> dict[str, str]:
        """What it says by language."""
        said = {"zh": self.zh or "", "en": self.en or "", **dict(self.others)}
        return {tag: text for tag, text in said.items() if text}


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
