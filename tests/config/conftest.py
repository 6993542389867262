"""Files for the tests of the configuration: each is written to a folder of its own and loaded from there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wallboard.config.load import load
from wallboard.config.problems import ConfigFileError, ConfigProblem

Mistakes = Callable[..., tuple[ConfigProblem, ...]]


@pytest.fixture
def mistakes(tmp_path: Path) -> Mistakes:
    """The problems of a file with the given text."""

    def read(text: str, **options: object) -> tuple[ConfigProblem, ...]:
        file = tmp_path / "wallboard.toml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigFileError) as caught:
            load(file, **options)  # type: ignore[arg-type]  # the options of load, handed on
        return caught.value.problems

    return read
