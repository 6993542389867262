"""Every kind of panel that a configuration may name can be shown, and says what it draws from."""

from __future__ import annotations

import pytest

from wallboard.config.panel_options import PanelOptions
from wallboard.config.panels import OPTIONS, PRODUCTS
from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.metrics import METRICS
from wallboard.panels.kinds import KINDS

LEAST: dict[str, dict[str, object]] = {
    "figures": {"metrics": ["gmv", "orders"]},
    "ranking": {"of": "products"},
    "region_map": {"regions": "config/examples/usa/states.json"},
    "text": {"text": "Welcome"},
    "image": {"file": "README.md"},
    "slides": {"folder": "assets"},
}
"""What some kinds cannot do without."""


def panel(kind: str) -> PanelOptions:
    return OPTIONS[kind].model_validate({"kind": kind, **LEAST.get(kind, {})})


def test_what_can_be_configured_is_what_can_be_shown() -> None:
    assert {name: kind.options for name, kind in KINDS.items()} == OPTIONS


@pytest.mark.parametrize("kind", OPTIONS)
def test_a_panel_needs_fields_of_the_contract(kind: str) -> None:
    assert set(panel(kind).needs(METRICS)) <= {*FIELDS, PRODUCTS}


@pytest.mark.parametrize(
    ("kind", "said", "needs"),
    [
        ("counter", {"metric": "orders"}, {"orders"}),
        ("trend", {}, {"gmv"}),
        ("figures", {"metrics": ["gmv", "mobile_share"]}, {"gmv", "mobile_share"}),
        ("ranking", {"of": "category:phones"}, {"categories.top"}),
        ("ranking", {"of": "provinces"}, {"cities"}),
        ("ranking", {"of": "best_selling_brands"}, {"best_selling_brands"}),
        ("world_map", {}, {"selling_to_china", "buying_from_china"}),
        ("world_map", {"direction": "buying_from_china"}, {"buying_from_china"}),
        ("audience", {}, {"audience"}),
        ("milestone", {}, {"gmv"}),
        ("china_map", {}, {"cities"}),
        ("region_map", LEAST["region_map"], {"cities"}),
        ("countdown", {}, set()),
        ("title_bar", {}, set()),
    ],
)
def test_the_fields_that_a_panel_draws_from(kind: str, said: dict[str, object], needs: set[str]) -> None:
    assert set(OPTIONS[kind].model_validate({"kind": kind, **said}).needs(METRICS)) == needs


def test_a_kind_that_does_not_say_what_it_needs_cannot_be_made() -> None:
    class Forgetful(PanelOptions):
        kind: str = "forgetful"

    with pytest.raises(TypeError, match="needs"):
        Forgetful()  # type: ignore[abstract]  # which is what is tried
