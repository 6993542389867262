"""Where in the file a source stands that cannot be opened: settings do not keep the lines of what they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wallboard.config.load import problem_at
from wallboard.config.problems import ConfigFileError
from wallboard.config.settings import Settings
from wallboard.sources.configured import UnusableSourceError


@contextmanager
def telling_lines(settings: Settings, file: Path | None) -> Iterator[None]:
    """Tell of a source of these settings that cannot be opened with file, line and key. Raises ConfigError."""
    try:
        yield
    except UnusableSourceError as error:
        place = next((at for at, source in enumerate(settings.sources) if source is error.source), None)
        if file is None or place is None:  # an address of the command line
            raise
        path = ("source", place, error.key) if error.key else ("source", place)
        raise ConfigFileError([problem_at(file, path, error.said, error.near)]) from error
