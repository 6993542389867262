"""Which fields each panel draws from, and which panels would show nothing for lack of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wallboard.config.layouts import CanvasLayout
from wallboard.config.panels import PRODUCTS, AnyPanel, RankingOptions
from wallboard.config.settings import Settings
from wallboard.core.contract.fields import bit
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.reading import Reading
from wallboard.probe.probe_report import EmptyPanel

ON_THE_MAP = "city on the map"
"""What maps and lists of provinces lack where a source serves cities, and none of them is one of the map's."""


def empty_panels(
    reading: Reading, settings: Settings, is_city: Callable[[str], bool] | None = None
) -> tuple[EmptyPanel, ...]:
    """The panels of all layouts that would lack something, in the order of the configuration.

    `is_city` knows the names of the map; None: nobody asks whether cities are on it.
    """
    found = []
    cities = (reading.snapshot and reading.snapshot.cities) or ()
    elsewhere = bool(cities) and is_city is not None and not any(is_city(city.code) for city in cities)
    metrics = METRICS | {metric.name: metric for metric in settings.own_metrics}
    on = {key: _panels_of(layout.canvas.values()) for key, layout in settings.layouts.items()}
    for name, panel in settings.panels.items():
        wanted = dict.fromkeys(panel.needs(metrics))
        missing = tuple(field for field in wanted if not _has(reading, field))
        if elsewhere and not missing and _is_of_the_map(panel):
            missing = (ON_THE_MAP,)
        layouts = tuple(key for key, panels in on.items() if name in panels)
        if missing and layouts:
            found.append(EmptyPanel(name, panel.kind, layouts, missing, wholly=len(missing) == len(wanted)))
    return tuple(found)


def _is_of_the_map(panel: AnyPanel) -> bool:
    """Whether all that a panel shows of cities is where they lie."""
    return panel.kind in ("china_map", "region_map") or (isinstance(panel, RankingOptions) and panel.of == "provinces")


def _has(reading: Reading, field: str) -> bool:
    snapshot = reading.snapshot
    if field == PRODUCTS:
        return snapshot is not None and any(category.top for category in snapshot.categories or ())
    return snapshot is not None and bool(reading.present & bit(field) or snapshot.figure(field) is not None)


def _panels_of(canvases: Iterable[CanvasLayout]) -> set[str]:
    """The panels of a layout on any canvas, of any shape."""
    return {name for canvas in canvases for composition in canvas.compositions for name in composition.panels}
