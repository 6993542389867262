"""How a light is mixed with the picture beneath it: added on a dark ground, covering on a bright one."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from wallboard.paint.theme import Theme


def shine(theme: Theme) -> QPainter.CompositionMode:
    """On a dark ground lights add up; on a bright one they would only wash out.

    Before cameras the brighter light of two is seen, so that none of limited colours ever add up to more.
    """
    if not theme.dark:
        return QPainter.CompositionMode.CompositionMode_SourceOver
    if theme.most < 1:
        return QPainter.CompositionMode.CompositionMode_Lighten
    return QPainter.CompositionMode.CompositionMode_Plus
