"""What a snapshot says of each figure, in the words the rest of the program uses."""

import pytest

from tests.core.snapshots import snapshot
from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.snapshot import Channel, Name, Snapshot
from wallboard.panels.panel_context import PanelContext

FULL = snapshot(
    1, 2, orders=3, buyers=4, countries_and_regions=5, brands=6, orders_per_second=7, payments_per_second=8,
    mobile_share=9, audience=(Channel("a", Name(), 4), Channel("b", Name(), 6)), engagement={"shakes": 11},
)  # fmt: skip


def test_every_metric_has_its_figure() -> None:
    assert [figure for m in METRICS if (figure := FULL.figure(m)) is not None] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]


@pytest.mark.parametrize("metric", [m for m in METRICS if m != "gmv"])
def test_a_figure_that_is_missing_is_none_not_zero(metric: str) -> None:
    assert Snapshot(1, 2).figure(metric) is None


def test_every_metric_names_a_field_of_the_contract() -> None:
    assert {m.field for m in METRICS.values()} <= set(FIELDS)


def test_every_field_is_kept_somewhere_in_the_snapshot() -> None:
    assert {f.attribute for f in FIELDS.values() if f.attribute} <= set(Snapshot.__struct_fields__)
    assert all(f.attribute or (f.metric is not None and f.metric.name == name) for name, f in FIELDS.items())


def test_the_bits_of_the_fields_are_distinct() -> None:
    assert sorted(bit(f) for f in FIELDS) == [1 << k for k in range(len(FIELDS))]


@pytest.mark.parametrize(
    ("name", "language", "first", "second"),
    [
        (Name("耐克", "Nike"), "zh", "耐克", "Nike"),
        (Name("耐克", "Nike"), "en", "Nike", "耐克"),
        (Name(None, "Nike"), "zh", "Nike", ""),
        (Name("Nike", "Nike"), "zh", "Nike", ""),
        (Name(), "en", "", ""),
    ],
)
def test_a_name_is_told_in_the_language_of_the_wall(name: Name, language: str, first: str, second: str) -> None:
    assert PanelContext(languages=(language, "en" if language == "zh" else "zh")).pair(name) == (first, second)
