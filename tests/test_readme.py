"""The README tells the truth: its keys are the program's, its files are there, its example reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wallboard.actions.bindings import markdown, reference
from wallboard.config.load import load
from wallboard.core.contract.reading import read_answer

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_keys_are_those_of_the_table() -> None:
    listed = README.split("a test compares -->\n")[1].split("<!-- /keys -->")[0].strip()

    assert listed == markdown(reference(load(None))).strip(), "run: wallboard keys --markdown"


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_a_link_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def test_the_example_of_the_contract_reads_without_a_problem() -> None:
    example = README.split("```json\n")[1].split("```")[0]

    assert read_answer(example.encode()).problems == ()


def test_the_first_configuration_of_the_readme_loads(tmp_path: Path) -> None:
    file = tmp_path / "wallboard.toml"
    file.write_text(README.split("```toml\n")[1].split("```")[0], encoding="utf-8")

    assert [source.url for source in load(file).sources] == [
        "https://metrics.example/wall.json",
        "https://backup.example/wall.json",
    ]
