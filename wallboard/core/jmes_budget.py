"""What the rules of one answer may cost together."""

from __future__ import annotations

MAX_WORK = 600_000
"""Steps of evaluation, and values looked at, that all rules of one answer may cost together: about a second."""


class EvaluationError(ValueError):
    """An expression cannot be evaluated on a document; the text says why, in one line."""


class Budget:
    """What is left of the work that one answer may cost."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_WORK

    def spend(self, work: int) -> None:
        """Take some of it. Raises EvaluationError when nothing is left."""
        self.left -= work
        if self.left < 0:
            msg = f"costs more than {MAX_WORK:,} steps"
            raise EvaluationError(msg)
