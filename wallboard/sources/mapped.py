"""A source with a mapping of its own: its foreign JSON becomes a document of the contract before anybody sees it."""

from __future__ import annotations

from msgspec.structs import replace

from wallboard.core.contract.reading import ADAPTER, PROBLEMS, VERSION
from wallboard.core.mapping import Mapping
from wallboard.core.strict_json import read_json
from wallboard.sources.document import written
from wallboard.sources.protocol import Answer, FetchFailed, NotModified, Source, Validators


class MappedSource:
    """Another source, whose answers are mapped."""

    def __init__(self, source: Source, mapping: Mapping, kind: str) -> None:
        self.name = source.name
        self._source = source
        self._mapping = mapping
        self._kind = kind

    def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer | NotModified:
        """What the source says, as a document of the contract. Raises FetchFailed."""
        answer = self._source.fetch(deadline_mono_us, known)
        return answer if isinstance(answer, NotModified) else replace(answer, body=self._mapped(answer))

    def close(self) -> None:
        """Let go of connections."""
        self._source.close()

    def _mapped(self, answer: Answer) -> bytes:
        try:
            tree = read_json(answer.body)
        except ValueError as error:
            why = f"the answer {error}"
            raise FetchFailed(kind="not_json", message=why, source=self.name, fetch_us=answer.fetch_us) from None
        found, problems = self._mapping.apply(tree)
        made = {"contract": VERSION, ADAPTER: self._kind} | found
        if problems:
            made[PROBLEMS] = dict(problems)
        return written(made)
