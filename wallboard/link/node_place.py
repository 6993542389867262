"""Which machine of which wall this is, and which recording it plays there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from wallboard.core.instants import SECOND_US


@dataclass(frozen=True, slots=True)
class NodePlace:
    """Which machine of which wall this is."""

    wall: str
    node: str
    candidates: tuple[str, ...]
    takeover_us: int = 5 * SECOND_US
    replay: bool = False
    """A finished recording is played to the wall, which `plays` names on the machine that starts it."""
    plays: Path | None = None
    key: bytes = field(default=b"", repr=False)
