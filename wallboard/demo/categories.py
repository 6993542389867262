"""Categories, what sells best in each, and the best-selling brands over all: simulated amounts, plausible names.

`brands.csv` names twenty brands (for phones: models) a category; weights are hundred-thousandths of the day's GMV.
Brands that reports named among the best sellers carry the heaviest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wallboard.demo.amounts import yuan
from wallboard.demo.csv_lists import rows_of
from wallboard.demo.shares import Drift, Split

Names = dict[str, str]
"""A name in the languages it has: "zh", "en"."""

_CATEGORIES: tuple[tuple[str, str, str, int], ...] = (
    ("phones", "手机", "Phones", 8_300),
    ("appliances", "家电", "Home appliances", 14_000),
    ("women", "女装", "Women's wear", 10_000),
    ("men", "男装", "Men's wear", 7_000),
    ("shoes", "鞋靴", "Shoes", 5_200),
    ("sports", "运动户外", "Sports & outdoor", 9_000),
    ("beauty", "美妆", "Beauty", 7_500),
    ("baby", "母婴", "Mother & baby", 6_200),
    ("food", "食品", "Food", 4_500),
    ("home", "家居家装", "Furniture & home", 7_000),
    ("digital", "电脑数码", "Computers & digital", 5_600),
    ("bags", "箱包", "Luggage & bags", 2_600),
    ("jewellery", "珠宝手表", "Jewellery & watches", 3_600),
    ("health", "医药保健", "Health", 2_600),
    ("textiles", "家纺", "Home textiles", 3_400),
)
"""id, names, hundred-thousandths of the day's GMV; what is missing to the whole is all other trade."""

_MAKERS: dict[str, tuple[str, str]] = {
    "meizu": ("魅族", "Meizu"),
    "honor": ("荣耀", "Honor"),
    "oppo": ("OPPO", "OPPO"),
    "vivo": ("vivo", "vivo"),
    "samsung": ("三星", "Samsung"),
    "nubia": ("努比亚", "Nubia"),
    "360": ("360", "360"),
    "oneplus": ("一加", "OnePlus"),
    "smartisan": ("锤子", "Smartisan"),
    "gionee": ("金立", "Gionee"),
}
"""Brands that appear in the list by their models alone."""

BEST_SELLERS = 20


@dataclass(frozen=True, slots=True)
class Seller:
    """One entry of a category: a brand, or a model of `brand`."""

    id: str
    name: Names
    brand: str


@dataclass(frozen=True, slots=True)
class DemoCategory:
    """A category, its entries and their parts of its GMV."""

    id: str
    name: Names
    sellers: tuple[Seller, ...]
    split: Split


@dataclass(frozen=True, slots=True)
class Categories:
    """All categories, their parts of the GMV, and the names of all brands, the heaviest first."""

    split: Split
    each: tuple[DemoCategory, ...]
    brands: dict[str, Names]

    @classmethod
    def of(cls, gmv_fen: Sequence[int], seed: int) -> "Categories":
        """Divide the GMV, which stands at `gmv_fen` at the checkpoints."""
        weights = [weight for *_, weight in _CATEGORIES]
        drift = Drift(seed, "categories", 140_000, 60_000)
        split = Split.of(gmv_fen, drift.shares(gmv_fen, weights, weights, sum(weights) * 10))
        rows = rows_of("brands.csv")
        each = tuple(
            _category(index, [row for row in rows if row["category"] == entry[0]], split, gmv_fen, seed)
            for index, entry in enumerate(_CATEGORIES)
        )
        return cls(split, each, _brands(rows))

    def documents(self, stretch: int, gmv_fen: int) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
        """The contract's `categories` (each `top` greatest first) and `best_selling_brands` (the first twenty)."""
        totals = dict.fromkeys(self.brands, 0)
        written: list[dict[str, object]] = []
        for category, fen in zip(self.each, self.split.at(stretch, gmv_fen), strict=True):
            amounts = category.split.at(stretch, fen)
            for seller, part in zip(category.sellers, amounts, strict=True):
                totals[seller.brand] += part
            ranked = sorted(zip(category.sellers, amounts, strict=True), key=lambda pair: -pair[1])
            top = [{"id": seller.id, "name": seller.name, "gmv": yuan(part)} for seller, part in ranked]
            written.append({"id": category.id, "name": category.name, "gmv": yuan(fen), "top": top})
        best = sorted(totals.items(), key=lambda pair: -pair[1])[:BEST_SELLERS]
        return written, [{"id": id_, "name": self.brands[id_], "gmv": yuan(fen)} for id_, fen in best]


def _brands(rows: list[dict[str, str]]) -> dict[str, Names]:
    """Brand -> name, in the order that stands while nobody has sold anything yet."""
    names = {row["id"]: {"zh": row["zh"], "en": row["en"]} for row in rows if not row["brand"]}
    names |= {id_: {"zh": zh, "en": en} for id_, (zh, en) in _MAKERS.items()}
    weights = dict.fromkeys(names, 0)
    for row in rows:
        weights[row["brand"] or row["id"]] += int(row["weight"])
    return {id_: names[id_] for id_ in sorted(names, key=lambda id_: -weights[id_])}


def _category(index: int, rows: list[dict[str, str]], whole: Split, gmv_fen: Sequence[int], seed: int) -> DemoCategory:
    id_, zh, en, category_weight = _CATEGORIES[index]
    weights = [int(row["weight"]) for row in rows]
    drift = Drift(seed, f"brands {id_}", 110_000, 120_000)
    shares = drift.shares(gmv_fen, weights, weights, sum(weights) * 1_000_000 // category_weight)
    sellers = tuple(Seller(row["id"], {"zh": row["zh"], "en": row["en"]}, row["brand"] or row["id"]) for row in rows)
    return DemoCategory(id_, {"zh": zh, "en": en}, sellers, Split.of(whole.course(index), shares))
