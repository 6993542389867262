"""What the collector tells people: a line for each new cause, none for its repetitions, one when it is over."""

from __future__ import annotations

from collections.abc import Callable

from wallboard.core.told_once import ToldOnce


class Notices:
    """Passes lines on to `say`; `topic` is what a cause is about, `cause` what tells it from another one."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._standing: dict[str, str] = {}
        self._once = ToldOnce()

    def say(self, line: str) -> None:
        """Say `line`, whatever was said before."""
        self._say(line)

    def tell(self, topic: str, cause: str, line: str) -> None:
        """Say `line` unless this cause was the last one told about the topic."""
        if self._standing.get(topic) != cause:
            self._standing[topic] = cause
            self._say(line)

    def over(self, topic: str, line: str) -> bool:
        """Say `line` if something about the topic was told since; returns whether it was."""
        if self._standing.pop(topic, None) is None:
            return False
        self._say(line)
        return True

    def once(self, line: str) -> None:
        """Say `line` if it was never said before; beyond a thousand different ones nothing more is said."""
        if self._once.is_new(line):
            self._say(line)
