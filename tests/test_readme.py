"""The README tells the truth: its keys are the program's, its files are there, its example reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wallboard.actions.bindings import markdown, reference
from wallboard.actions.table import default_keys
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.config.unstated import unstated
from wallboard.core.contract.reading import read_answer

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_keys_are_those_of_the_table() -> None:
    listed = README.split("a test compares -->\n")[1].split("<!-- /keys -->")[0].strip()

    assert listed == markdown(reference(load(None))).strip(), "run: wallboard keys --markdown"


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_a_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def block(kind: str, number: int) -> str:
    """The text of the README's example of a kind, counted from 0."""
    return README.split(f"```{kind}\n")[number + 1].split("```")[0]


def test_the_example_of_the_contract_reads_without_a_problem() -> None:
    assert read_answer(block("json", 1).encode()).problems == ()


def own_event(folder: Path) -> Settings:
    """The settings of the README's own event."""
    file = folder / "wallboard.toml"
    file.write_text(block("toml", 0), encoding="utf-8")
    return load(file, known_actions=default_keys())


def test_the_first_configuration_of_the_readme_loads_and_leaves_nothing_of_the_event_open(tmp_path: Path) -> None:
    settings = own_event(tmp_path)
    assert [source.url for source in settings.sources] == [
        "https://metrics.example/sales.json",
        "https://backup.example/sales.json",
    ]
    assert unstated(settings) == ()


def test_its_mapping_reads_its_feed_whole(tmp_path: Path) -> None:
    reading = read_answer(block("json", 0).encode(), own_event(tmp_path).contract_mapping)
    assert reading.problems == ()
    found = reading.snapshot
    assert found is not None
    assert (found.gmv_fen, found.figure("orders")) == (8_412_345_678, 512_345)
    assert [(city.code, city.gmv_fen) for city in found.cities or ()] == [
        ("成都", 2_103_086_419),
        ("Wuhan", 934_705_075),
    ]
    assert [item.gmv_fen for category in found.categories or () for item in category.top] == [1_051_543_209]
    assert [brand.name.first("en") for brand in found.best_selling_brands or ()] == ["Acme Teas"]
