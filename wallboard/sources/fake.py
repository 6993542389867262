"""A source that follows a script: for tests, rehearsals and the demonstration."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Validators

Outcome = bytes | Answer | NotModified | FetchFailed
Step = Outcome | Callable[[int], Outcome]
"""What a fetch brings: a body, an answer, "not modified", a failure, or a function of the deadline that says which."""


class ScriptedSource:
    """Answers one step of its script after the other; the last one for ever.

    `asked` keeps the arguments of every fetch, `closed` says whether `close` was called.
    """

    def __init__(self, script: Iterable[Step], name: str = "script") -> None:
        self._script = list(script)
        if not self._script:
            msg = "a script needs at least one step"
            raise ValueError(msg)
        self._name = name
        self.asked: list[tuple[int, Validators | None]] = []
        self.closed = False

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """What the script says next; raises FetchFailed where it says so."""
        step = self._script[min(len(self.asked), len(self._script) - 1)]
        self.asked.append((deadline_mono_us, known))
        outcome = step(deadline_mono_us) if callable(step) else step
        if isinstance(outcome, FetchFailed):
            raise FetchFailed(outcome.kind, outcome.message, outcome.retry_after_s, source=self._name)
        if isinstance(outcome, bytes):
            return Answer(outcome, 200, self._name, fetch_us=0)
        return outcome

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True
