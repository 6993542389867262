"""[press] must say what outlets need, and nothing of it listens by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallboard.config.load import load
from wallboard.config.problems import ConfigFileError

WHOLE = {
    "licence": 'licence = "Free with credit"',
    "credit": 'credit = { zh = "测试", en = "Test" }',
    "contact": 'contact = "press@example.org"',
    "definition": 'definition = "The sum of all"',
}


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "wallboard.toml"
    path.write_text("[press]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_desk_that_says_all_is_taken_and_has_no_port(tmp_path: Path) -> None:
    press = load(written(tmp_path, *WHOLE.values())).press
    assert press is not None
    assert press.port is None
    assert press.host == "127.0.0.1"


def test_without_press_there_is_no_desk() -> None:
    assert load(None).press is None


@pytest.mark.parametrize("lacking", WHOLE)
def test_each_text_that_is_missing_is_named(tmp_path: Path, lacking: str) -> None:
    with pytest.raises(ConfigFileError, match="press"):
        load(written(tmp_path, *(line for name, line in WHOLE.items() if name != lacking)))


def test_a_definition_of_the_money_serves(tmp_path: Path) -> None:
    path = written(tmp_path, *(line for name, line in WHOLE.items() if name != "definition"))
    path.write_text(path.read_text("utf-8") + '[money]\ndefinition = "Net of refunds"\n', encoding="utf-8")
    assert load(path).press is not None


@pytest.mark.parametrize(
    "line",
    [
        'address = "press.example"',
        'address = "https://press.example/?q=1"',
        'address = "javascript:alert(1)"',
        'host = "a b"',
        "port = 70000",
        "embargo_s = 600",
        "embargo = true\nembargo_s = 0",
        "embargo = true\nembargo_s = true",
        "streams_per_address = 0",
        "streams_per_address = 4001",
        'port = "8320"',
        'layouts = ["overveiw"]',
        'licence = "  "',
        'contact = "   "',
        'licences = "Free"',
    ],
)
def test_what_no_desk_can_use_is_refused(tmp_path: Path, line: str) -> None:
    name = line.partition(" ")[0]
    with pytest.raises(ConfigFileError, match="press"):
        load(written(tmp_path, *(text for key, text in WHOLE.items() if key != name), line))
