"""The tree of errors: each says what, where and what to do, and knows the exit status of the program."""

from __future__ import annotations

from wallboard.core.plain_text import one_line


class WallboardError(Exception):
    """Anything that ends a command with one clear line instead of a traceback (exit status 1: failed while running)."""

    exit_code = 1

    def lines(self) -> list[str]:
        """What is told: one line, whatever the text holds; a configuration has a line for each problem."""
        return [one_line(str(self))]


class UsageError(WallboardError):
    """The words of a command cannot be meant (exit status 2)."""

    exit_code = 2


class ConfigError(WallboardError):
    """A configuration cannot be used; its lines name file, line and key (exit status 2)."""

    exit_code = 2


class MappingError(ConfigError):
    """A rule that maps foreign JSON onto the contract is not a JMESPath expression or names no contract field."""


class RecordingError(WallboardError):
    """A recording cannot be read or written (exit status 2 where the recording itself was named by the user)."""

    exit_code = 2


class DisplayError(WallboardError):
    """Nothing can be drawn: fonts, maps or the window system are missing."""
