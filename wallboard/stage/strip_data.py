"""What the preview strip shows: each public canvas with its layout on air and the one prepared."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.actions.control import Control
from wallboard.actions.table import layout_title
from wallboard.core.moment import Moment
from wallboard.stage.overlays.preview_strip import StripEntry
from wallboard.stage.preview_pictures import PreviewPictures
from wallboard.stage.screen_renderer import ScreenRenderer, ScreenView


def strip_of(
    renderer: ScreenRenderer,
    views: Sequence[ScreenView],
    control: Control,
    moment: Moment,
    pictures: PreviewPictures,
) -> tuple[StripEntry, ...]:
    """An entry for each public canvas, in the order of the windows."""
    settings, entries = renderer.wall.settings, []
    for canvas in dict.fromkeys(view.canvas for view in views if not renderer.wall.is_operator(view.canvas)):
        alone, prepared, picture = control.on(canvas), control.prepared(canvas), pictures.of(canvas, control)
        known = prepared is not None and prepared.layout in settings.layouts
        entries.append(
            StripEntry(
                canvas,
                layout_title(settings, renderer.wall.layout_at(alone, moment)),
                layout_title(settings, prepared.layout) if known and prepared is not None else None,
                alone.blackout,
                control.chosen in ("", canvas),
                None if picture is None else picture.image,
                0 if picture is None else picture.number,
            )
        )
    return tuple(entries)
