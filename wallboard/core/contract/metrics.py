"""The table of single figures a snapshot may carry: what kind each is, whether it only ever grows, and its names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "count", "rate", "share", "audience"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure of the contract.

    `total` marks a monotone sum, the only kind that rolls between two snapshots; `field` names the contract's top-level
    field it is read from; `column` its column among a recording's headline figures, if it has one.
    """

    name: str
    kind: Kind
    total: bool
    zh: str
    en: str
    field: str
    column: str | None = None


METRICS: dict[str, Metric] = {
    m.name: m
    for m in (
        Metric("gmv", "money", True, "成交总额", "Gross merchandise volume", "gmv", "gmv_fen"),
        Metric("orders", "count", True, "订单", "Orders", "orders", "orders"),
        Metric("buyers", "count", True, "买家", "Buyers", "buyers", "buyers"),
        Metric(
            "countries_and_regions",
            "count",
            True,
            "国家和地区",
            "Countries & regions",
            "countries_and_regions",
            "countries_and_regions",
        ),
        Metric("brands", "count", True, "品牌", "Brands", "brands", "brands"),
        Metric("orders_per_second", "rate", False, "订单/秒", "Orders/s", "orders_per_second", "orders_per_second"),
        Metric(
            "payments_per_second", "rate", False, "支付/秒", "Payments/s", "payments_per_second", "payments_per_second"
        ),
        Metric("mobile_share", "share", False, "移动端", "Mobile", "mobile_share", "mobile_share_ppm"),
        Metric("viewers", "audience", False, "在线观众", "Watching now", "audience"),
        Metric("shakes", "count", True, "摇一摇", "Shakes", "engagement"),
    )
}

HEADLINE: tuple[Metric, ...] = tuple(m for m in METRICS.values() if m.column is not None)
"""The figures every recording keeps as columns, so that a night's curve is one query."""
