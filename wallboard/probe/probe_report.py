"""What one fetch brought: fields, complaints, and the panels that would stay empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wallboard.core.contract.snapshot import Snapshot
from wallboard.probe.proposed import Proposal
from wallboard.sources.protocol import Answer, Failure


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """One field of the contract: its value in words, or why there is none."""

    name: str
    state: Literal["understood", "unusable", "missing"]
    told: str


@dataclass(frozen=True, slots=True)
class EmptyPanel:
    """A panel that would show nothing (or less) for lack of fields, and the layouts it stands in."""

    panel: str
    kind: str
    layouts: tuple[str, ...]
    missing: tuple[str, ...]
    wholly: bool


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What one fetch brought.

    `answer` is None when it failed; `problems` are the contract's complaints; `outline` what the JSON holds at its
    top, which helps to write a mapping.
    """

    answer: Answer | None
    failures: tuple[Failure, ...]
    fields: tuple[FieldSeen, ...] = ()
    problems: tuple[str, ...] = ()
    panels: tuple[EmptyPanel, ...] = ()
    outline: tuple[str, ...] = ()
    verdict: str = ""
    """Why the wall would not take it, although it can be read; empty where it would."""
    snapshot: Snapshot | None = None
    """What was understood."""
    proposal: Proposal | None = None
    """A mapping by which it could be used, where as it stands it cannot."""

    @property
    def usable(self) -> bool:
        """Whether the wall could stand on this answer: `at` and `gmv` were understood, and it is not rejected."""
        if self.verdict:
            return False
        understood = {field.name for field in self.fields if field.state == "understood"}
        return {"at", "gmv"} <= understood
