"""A base map of the operator's own in place of the shipped map of China (to come)."""

from __future__ import annotations

from pathlib import Path

from wallboard.scene.geography import China, china


def chosen(path: Path | None) -> China:
    """The map to draw."""
    return china()
