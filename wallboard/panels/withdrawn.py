"""withdrawn: what stands where the operator has hidden a panel's figures."""

from __future__ import annotations

from wallboard.core.wording import say
from wallboard.paint.ops import Placed
from wallboard.paint.theme import Look
from wallboard.panels.failed import Title, dashed
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect


def place(box: Rect, look: Look, setting: PanelContext, title: Title = ("", "")) -> Placed:
    """The heading of the panel, a dash, and the word."""
    return dashed(setting.pair(say("wall.withdrawn")), box, look, title)
