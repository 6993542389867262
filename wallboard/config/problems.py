"""What is wrong in a configuration: file, line, key, and the nearest valid word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from wallboard.config.positions import KeyPath
from wallboard.core.errors import ConfigError
from wallboard.core.plain_text import one_line

MOST_PROBLEMS = 100
"""So many are told one by one."""


class ConfigProblem(msgspec.Struct, frozen=True):
    """One mistake; `line` counts from 1, None where it concerns the file as a whole."""

    file: Path
    line: int | None
    key_path: str
    message: str
    suggestion: str | None = None

    def __str__(self) -> str:
        where = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        what = f"{where}: {self.key_path}: {self.message}" if self.key_path else f"{where}: {self.message}"
        return one_line(what if self.suggestion is None else f"{what} (did you mean {self.suggestion!r}?)")


class ConfigFileError(ConfigError):
    """A configuration cannot be used; its text has a line for each of `problems`."""

    def __init__(self, problems: Iterable[ConfigProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """A line for each of the first problems: `wallboard.toml:42: layouts.overview.key: … (did you mean '1'?)`."""
        lines = [str(problem) for problem in self.problems[:MOST_PROBLEMS]]
        more = len(self.problems) - len(lines)
        return [*lines, f"{self.problems[0].file}: {more:,} more problems"] if more else lines


def written(path: KeyPath) -> str:
    """A key path as the file would write it: `layouts.overview.canvas."*".areas[2]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else json.dumps(part, ensure_ascii=False)
            text += f".{name}" if text else name
    return text
