"""Documents of the contract: random valid ones, their exact JSON text, and the figures an oracle expects of them."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.contract.snapshot import Snapshot

AT = "2016-11-11T00:06:58.000+08:00"
EXAMPLE = """
{"contract": "wallboard/1", "simulated": false, "rate": 1, "at": "2016-11-11T00:06:58.000+08:00", "sequence": 418,
 "currency": "CNY", "gmv": "10000000000.00", "orders": 52318824, "buyers": 31200455, "countries_and_regions": 181,
 "brands": 13024, "orders_per_second": 92000, "payments_per_second": 75000, "mobile_share": "0.9210",
 "cities": [{"code": "330100", "gmv": "312044820.10"}],
 "categories": [{"id": "phones", "name": {"zh": "手机", "en": "Phones"}, "gmv": "1.25",
                 "top": [{"id": "apple", "name": {"en": "Apple"}, "gmv": "0.5"}]}],
 "best_selling_brands": [{"id": "nike", "name": {"zh": "耐克", "en": "Nike"}, "gmv": "7"}],
 "selling_to_china": [{"country": "US", "gmv": "8"}], "buying_from_china": [{"country": "RU", "gmv": "9"}],
 "audience": [{"channel": "youku", "name": {"zh": "优酷", "en": "Youku"}, "viewers": 8120000}],
 "engagement": {"shakes": 120000000},
 "milestones": [{"gmv": "1000000000", "at": "2016-11-11T00:00:52+08:00"}]}
"""


def example() -> dict[str, Any]:
    """The example of the contract as a tree, to change at will."""
    tree: dict[str, Any] = json.loads(EXAMPLE)
    return tree


def text_of(tree: object) -> str:
    """JSON of a tree in which Decimals stand as bare numbers, digit by digit."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {text_of(v)}" for k, v in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(text_of(v) for v in tree) + "]"
    return format(tree, "f") if isinstance(tree, Decimal) else json.dumps(tree)


def read(tree: object) -> Reading:
    """What the contract makes of a tree."""
    return read_answer(text_of(tree).encode())


def understood(tree: object) -> Snapshot:
    """The snapshot of a tree that must be usable."""
    snapshot = read(tree).snapshot
    assert snapshot is not None
    return snapshot


def fen(amount: str | int | Decimal) -> int:
    """An oracle in fractions: yuan to fen, downwards."""
    return int(Fraction(amount) * 100)


counts = st.integers(0, 2**62)
amounts: st.SearchStrategy[Any] = st.one_of(
    st.integers(0, 10**14),
    st.decimals(0, 10**14, places=2),
    st.decimals(0, 10**12, places=4).map(lambda d: format(d, "f")),
)
words = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12)
names: st.SearchStrategy[Any] = st.one_of(
    words, st.fixed_dictionaries({}, optional={"zh": words, "en": words}).filter(len)
)
instants = st.integers(0, 86_399_999).map(
    lambda ms: f"2016-11-11T{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms / 1000 % 60:06.3f}+08:00"
)


def _list(key: str, value: st.SearchStrategy[Any], more: dict[str, Any] | None = None) -> st.SearchStrategy[Any]:
    items = st.fixed_dictionaries({key: words, **({"gmv": amounts} if key != "channel" else {"viewers": counts})})
    optional = st.fixed_dictionaries({}, optional=more or {})
    return st.lists(
        st.tuples(items, optional, value).map(lambda t: t[0] | t[1]),
        max_size=4,
        unique_by=lambda i: str(i[key]).upper(),
    )


_nothing = st.none()
ranked = _list("id", _nothing, {"name": names})
countries = st.lists(
    st.fixed_dictionaries({"country": st.sampled_from(["US", "RU", "JP", "DE", "AU"]), "gmv": amounts}),
    max_size=4,
    unique_by=lambda i: i["country"],
)
documents: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"at": instants, "gmv": amounts},
    optional={
        "contract": st.just("wallboard/1"),
        "simulated": st.booleans(),
        "rate": st.one_of(st.integers(1, 600), st.decimals("0.5", 60, places=1)),
        "sequence": counts,
        "currency": st.just("CNY"),
        "orders": counts,
        "buyers": counts,
        "countries_and_regions": counts,
        "brands": counts,
        "orders_per_second": counts,
        "payments_per_second": counts,
        "mobile_share": st.one_of(
            st.decimals(0, 1, places=4), st.decimals(0, 1, places=6).map(lambda d: format(d, "f")), st.just(1)
        ),
        "cities": _list("code", _nothing),
        "categories": _list("id", _nothing, {"name": names, "top": ranked}),
        "best_selling_brands": ranked,
        "selling_to_china": countries,
        "buying_from_china": countries,
        "audience": _list("channel", _nothing, {"name": names}),
        "engagement": st.dictionaries(words, counts, max_size=3),
        "milestones": st.lists(
            st.fixed_dictionaries({"gmv": amounts, "at": instants}), max_size=3, unique_by=lambda m: fen(m["gmv"])
        ),
    },
)
"""Answers that keep the contract, from the barest to the fullest."""

anything: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**39) + 1, 10**39 - 1),
        st.decimals(-(10**9), 10**9, places=3),
        st.text(max_size=8),
        st.sampled_from(["12", "-1", "NaN", "1e5", "<b>¥</b>", "\x00", "\ud800", "\u202e", "", " ", "١٢", "9" * 5000]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=6,
)
"""Any tree that is JSON."""
