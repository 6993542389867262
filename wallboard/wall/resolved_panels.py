"""What the panels of a canvas say, asked no more often than it may change."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from wallboard.config.panel_options import PanelOptions
from wallboard.core.moment import Moment
from wallboard.panels.kinds import KINDS
from wallboard.panels.panel_context import PanelContext


class ResolvedPanel(msgspec.Struct, frozen=True):
    """What a panel said of a moment, and how it was spoken to."""

    moment: Moment
    setting: PanelContext
    view: object

    def holds(self, moment: Moment, seen_us: int, setting: PanelContext) -> bool:
        """Whether it says the same of a moment that is seen at an instant."""
        mine = self.moment
        return (
            mine.state is moment.state
            and mine.playhead_us == seen_us
            and mine.mode == moment.mode
            and mine.frozen == moment.frozen
            and (self.setting is setting or self.setting == setting)
        )


def said(
    known: dict[str, ResolvedPanel], panel: str, moment: Moment, options: PanelOptions, setting: PanelContext
) -> Any:
    """What a panel says at a moment; one that is seen at instants of its own is asked once for each of them.

    `known` is what each said last. In a still, and where the operator holds the picture, the moment's own instant
    counts.
    """
    kind = KINDS[options.kind]
    if kind.seen_at is None or setting.still or moment.stands:
        return kind.resolve(moment, options, setting)
    seen_us = kind.seen_at(moment, options)
    last = known.get(panel)
    if last is None or not last.holds(moment, seen_us, setting):
        seen = replace(moment, playhead_us=seen_us)
        last = known[panel] = ResolvedPanel(seen, setting, kind.resolve(seen, options, setting))
    return last.view if kind.moved is None else kind.moved(last.view, moment)
