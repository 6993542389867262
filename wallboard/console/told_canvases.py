"""What each canvas has on air and prepared, as the console tells it."""

from __future__ import annotations

from typing import Any, Final

from msgspec.structs import replace

from wallboard.actions.control import ALL, CanvasPicture, Control, picture_on
from wallboard.actions.table import LAYOUT, layout_title
from wallboard.config.settings import Settings
from wallboard.console.answers import in_languages, same
from wallboard.console.canvas_titles import canvas_title
from wallboard.console.told_clock import zone_of
from wallboard.console.wall_view import SeenWall
from wallboard.core.instants import SECOND_US, clock
from wallboard.core.wording import Said, say
from wallboard.stage.imagined_screens import imagined

Told = dict[str, Any]
GONE_US: Final = 5 * SECOND_US
"""A canvas that is not painted for so long while others are has lost its screen."""
SETTLED_US: Final = SECOND_US
"""So long after a change it is certainly painted."""
ON_AIR: Final = ("take", "cut", LAYOUT, "blackout")
"""How the ids of actions begin that change what is on air."""


class CanvasTeller:
    """Tells the canvases of a configuration, in the order of its screens."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._canvases = tuple((p.canvas, p.canvas_size, p.role) for p in imagined(settings))
        self.canvases = tuple(name for name, _, _ in self._canvases)

    def told(self, seen: SeenWall) -> list[Told]:
        """All that are there."""
        return [self._canvas(seen, *each) for each in self._canvases if is_there(each[0], seen)]

    def _canvas(self, seen: SeenWall, name: str, size: tuple[int, int], role: str) -> Told:
        alone = seen.control.on(name)
        layout = self.shown(seen, name)
        on_air = replace(picture_on(alone, name), layout=layout)
        prepared = seen.control.prepared(name)
        fixed = name in self.settings.canvases and self.settings.canvases[name].layout is not None
        ready = prepared is not None and not fixed and _says(prepared) != _says(on_air)
        return {
            "name": name,
            "title": in_languages(canvas_title(name)),
            "short": in_languages(canvas_title(name, short=True)),
            "size": list(size),
            "role": role,
            "program": self._picture(on_air),
            "preview": self._picture(prepared) if ready and prepared is not None else None,
            "black": alone.blackout,
            "gone": _gone(seen, name),
            "changed": _changed(seen.control, name),
        }

    def _picture(self, picture: CanvasPicture) -> Told:
        detail = say("console.province_n", n=picture.province) if picture.province else None
        return {
            "layout": picture.layout,
            "title": in_languages(short_title(self.settings, picture.layout)),
            "detail": None if detail is None else in_languages(detail),
            "language": picture.language,
            "currency": picture.currency,
            "province": picture.province,
            "pinned": picture.turning.pinned_us is not None,
            "message": None if picture.message is None else dict(picture.message.texts),
        }

    def shown(self, seen: SeenWall, canvas: str) -> str:
        """The layout on a canvas: the one that was painted, unless another was chosen since; as chosen where it is new.

        Where nobody says what was painted it is what the display reports, as far as layouts change by themselves.
        """
        control, layouts = seen.control.on(canvas), self.settings.layouts
        chosen = control.layout
        painted = (seen.painted or {}).get(canvas)
        changed_us = max((c.utc_us for c in seen.control.changes if c.canvas in (ALL, canvas)), default=0)
        if painted is not None and painted.layout in layouts:
            if painted.utc_us > changed_us + SETTLED_US:
                return painted.layout
            return self.settings.layout_on(canvas, chosen) if chosen in layouts else chosen
        reported = "" if seen.health is None or seen.health.display is None else seen.health.display.layout
        changes = control.rotating_us is not None or chosen not in layouts or layouts[chosen].until is not None
        if reported in layouts and changes:
            chosen = reported
        return self.settings.layout_on(canvas, chosen) if chosen in layouts else chosen


def short_title(settings: Settings, layout: str) -> Said:
    """What a layout is called, were it of the configuration or not."""
    return layout_title(settings, layout) if layout in settings.layouts else same(layout)


def is_there(canvas: str, seen: SeenWall) -> bool:
    """Whether a canvas has been painted since the display began; all of them are where nobody says."""
    return not seen.painted or canvas in seen.painted


def _gone(seen: SeenWall, canvas: str) -> Told | None:
    """Since when a canvas is painted no more while others are: its screen is gone."""
    painted = seen.painted or {}
    newest_us = max((each.utc_us for each in painted.values()), default=0)
    if canvas not in painted or newest_us - painted[canvas].utc_us < GONE_US:
        return None
    ago_us = seen.now.utc_us - painted[canvas].utc_us
    moment = seen.moment
    event_us = None if moment is None or moment.event_us is None else moment.event_us - ago_us
    since = "" if event_us is None else clock(event_us, zone_of(seen))
    return {"since": since, "seconds": ago_us // SECOND_US}


def _says(picture: CanvasPicture) -> tuple[object, ...]:
    """What two pictures must have in common to be the same."""
    message = None if picture.message is None else picture.message.texts
    return picture.layout, picture.turning, picture.language, picture.currency, picture.province, message


def _changed(control: Control, canvas: str) -> Told | None:
    """Who changed last what is on air on a canvas, and when."""
    found = [each for each in control.changes if each.canvas in (ALL, canvas)]
    newest = max(found, key=lambda each: each.revision, default=None)
    if newest is None or not newest.action.startswith(ON_AIR):
        return None
    return {"who": newest.who, "action": newest.action, "at_ms": newest.utc_us // 1000, "revision": newest.revision}
