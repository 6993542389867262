"""A first configuration of a wall: a commented file that runs, from the answers to a few questions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from wallboard.config.closed_layouts import APART, lines_of
from wallboard.config.layouts import ANY_CANVAS, Layout
from wallboard.config.panels import FiguresOptions
from wallboard.config.settings import Settings

LISTS = ("categories", "best_selling_brands", "cities", "selling_to_china", "buying_from_china")
"""Lists of the contract that a ranking can be made of, the first ones first."""
_MOST_LISTS, _MOST_FIGURES = 3, 5
_STRIPS = ("rates", "final")
"""The shipped strips that show whatever figures are served."""


@dataclass(frozen=True, slots=True)
class NewWall:
    """What is known of a wall that begins.

    `total` is what the headline is called, empty for what it is called by itself. `regions` and `places` are the files
    of a map of another country than China.
    `start` and `end` bear their offset; None: not known yet. `endpoint` is a web address without secrets. `screens` is
    how many there are, of which the last is the `operator`'s if so said. `fields` of the contract that the endpoint
    serves and `figures` among them that are single metrics; None: it was not asked. `lacking` are the shipped
    panels that the endpoint has no figures for. `mapping` are the lines of a
    mapping, which count only where it is `taken`.
    """

    name: str
    zone: str
    start: datetime | None = None
    end: datetime | None = None
    currency: str = ""
    total: str = ""
    endpoint: str = ""
    screens: int = 1
    operator: bool = False
    languages: str = "en"
    fields: frozenset[str] | None = None
    figures: tuple[str, ...] = ()
    lacking: frozenset[str] = frozenset()
    mapping: tuple[str, ...] = ()
    taken: bool = False
    regions: str = ""
    places: str = ""


def text_of(wall: NewWall, shipped: Settings) -> str:
    """The file, in TOML; `shipped` are the settings that it stands over."""
    parts = (
        *(_event(wall), _money(wall), _source(wall), _mapping(wall), _screens(wall), _display(wall)),
        _layouts(wall, shipped),
    )
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def quoted(text: str) -> str:
    """A text as TOML writes it, all on one line and printable."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in written)


def _event(wall: NewWall) -> Iterator[str]:
    yield "# `wallboard check` tells every mistake of this file, `wallboard probe` what the wall makes of the answers,"
    yield "# `wallboard run` starts it. Edits are picked up while it runs."
    yield ""
    yield "[event]"
    if wall.name:
        yield f"name = {quoted(wall.name)}"
    else:
        yield '# name = "Autumn Sale"              # the name of the source by itself'
    yield from _instant("start", wall.start, "there is no elapsed time, countdown or finale until it is known")
    yield from _instant("end", wall.end, "open: left out while nobody knows it")
    yield f"zone = {quoted(wall.zone)}          # where the clock on the wall hangs"
    yield '# venue = "Hall 7"                   # the line under the countdown'
    yield '# period = "tonight"                 # "GMV tonight" instead of "GMV so far"'


def _instant(key: str, at: datetime | None, why: str) -> Iterator[str]:
    if at is None:
        yield f"# {key} = 2026-11-27T18:00:00+01:00   # {why}"
    else:
        yield f"{key} = {at.isoformat(timespec='seconds')}"


def _money(wall: NewWall) -> Iterator[str]:
    yield "[money]"
    if wall.currency:
        yield f"currency = {quoted(wall.currency)}"
    else:
        yield '# currency = "EUR"                   # what the source states by itself'
    if wall.total:
        yield f"total = {quoted(wall.total)}"
    else:
        yield '# total = "Donations"                # what the total is called; gross merchandise volume by itself'
    yield '# definition = "Orders paid for, before returns"           # what the total means, shown by key D'
    yield ""
    yield "[milestones]"
    yield '# amounts = ["1m", "5m", "10m"]       # the sums that are celebrated'


def _source(wall: NewWall) -> Iterator[str]:
    yield "[[source]]"
    if wall.endpoint:
        yield f"url = {quoted(wall.endpoint)}"
    else:
        yield 'kind = "http"'
        yield 'url = "http://127.0.0.1:8000/metrics.json"                  # write your endpoint here'
    yield '# token_env = "WALL_TOKEN"            # the environment variable that holds the bearer token'
    yield ""
    yield "# [[source]]                          # asked while the first one fails"
    yield '# url = "https://backup.example/metrics.json"'


def _mapping(wall: NewWall) -> Iterator[str]:
    if not wall.mapping:
        return
    if wall.taken:
        yield "# Where the fields of the contract stand in the endpoint's answers."
        yield from wall.mapping
        return
    yield "# A proposal: nothing of it counts until you have looked at each line and taken off its '# '."
    yield from (f"# {line}" if line else "#" for line in wall.mapping)


def _screens(wall: NewWall) -> Iterator[str]:
    yield "# One entry for each screen, counted from the left; a lone screen shows what the first entry says. On the"
    yield "# night it is safer to name each by its serial number: `wallboard screens` prints it."
    names = _names(wall)
    for name in sorted(names, key=lambda name: name != "center"):
        yield f"[screens.{name}]"
        yield f"position = {names.index(name) + 1}" if wall.screens > 1 else 'position = "primary"'
    if wall.operator:
        yield from _operator(wall)


def _operator(wall: NewWall) -> Iterator[str]:
    yield "[screens.desk]"
    yield f"position = {wall.screens}"
    yield 'canvas = "operator"'
    yield ""
    yield "[canvases.operator]"
    yield 'role = "operator"                       # help, alarms and the time strip appear here and nowhere else'
    yield 'layout = "desk"'
    yield ""
    yield "[layouts.desk]"
    yield from _composition("desk.canvas.operator", ("columns = [2, 1]", "rows = [0.096, 0.304, 0.600]"), _DESK)
    yield "[panels.state]"
    yield 'kind = "status"'
    yield 'detail = "full"'


_DESK = ("bar   bar", "gmv   state", "trend state")


def _names(wall: NewWall) -> tuple[str, ...]:
    """What the public's screens are called, from the left."""
    count = wall.screens - wall.operator
    known = {1: ("center",), 2: ("center", "right"), 3: ("left", "center", "right")}
    return known.get(count, tuple(f"screen{number}" for number in range(1, count + 1)))


def _display(wall: NewWall) -> Iterator[str]:
    yield "[display]"
    yield f"layout = {quoted('overview' if wall.start is None else 'countdown')}"
    yield f'languages = {quoted(wall.languages)}                 # one, or two such as "de+en", the leading one first'
    turns = [name for name in _BY_LISTS if name not in _left_out(wall)] or ["counter"]
    yield f"rotation = [{', '.join(map(quoted, ('overview', *turns)))}]       # what key 0 turns through"


def _layouts(wall: NewWall, shipped: Settings) -> Iterator[str]:
    """What of the layouts is not as shipped: those of lists that are not served are left out."""
    lists = _lists(wall)
    yield "# Layouts: what all screens show, one key each. The shipped ones that the source has no figures for are left"
    yield "# out; `wallboard probe` tells what a panel would lack."
    yield "[layouts]"
    for name in _left_out(wall):
        yield f"{name} = false"
    yield ""
    yield "[layouts.overview]"
    yield 'key = "1"'
    across = 1 + len(lists)
    apart = (f"gutter = [{APART:g}, 0.012]",) if lists else ()
    weights = (*apart, "columns = [" + ", ".join(["6", *(["4"] * len(lists))]) + "]", f"rows = [{_rows(wall)}]")
    yield from _composition('overview.canvas."*"', weights, _areas(wall, across, ("trend", *lists)))
    yield "# on upright canvases, and on those from 3 : 1 upwards"
    yield from _composition('overview.canvas."*".tall', *_tall(wall))
    yield from _composition('overview.canvas."*".wide', *_wide(wall))
    for canvas in _names(wall):
        if canvas in ("left", "right") and len(lists) > 1:
            shown = lists if canvas == "left" else ("milestones", *lists[:1])
            drawn = (" ".join(["bar"] * len(shown)), " ".join(shown))
            yield from _composition(f"overview.canvas.{canvas}", ("rows = [0.096, 0.904]",), drawn)
    if wall.regions:
        yield ""
        yield from _country(wall)
    if wall.figures:
        yield from _closed(wall, shipped)


def _closed(wall: NewWall, shipped: Settings) -> Iterator[str]:
    """The shipped layouts that stay, without the panels that would be empty, and their strips of what is served."""
    canvases = {ANY_CANVAS} | ({"left", "right"} & set(_names(wall)))
    kept = {name: laid for name, laid in shipped.layouts.items() if name not in ("overview", *_left_out(wall))}
    for name, layout in kept.items():
        yield from lines_of(name, layout, wall.lacking - set(_STRIPS), canvases)
    drawn = {panel for laid in kept.values() for canvas in canvases & set(laid.canvas) for panel in _all(laid, canvas)}
    yield ""
    for name in dict.fromkeys((*_STRIPS, *shipped.panels)):
        panel = shipped.panels[name]
        if isinstance(panel, FiguresOptions) and (name in _STRIPS or name in drawn - wall.lacking):
            yield from _strip(wall, name, panel)


def _all(layout: Layout, canvas: str) -> set[str]:
    return {panel for each in layout.canvas[canvas].compositions for panel in each.panels}


def _strip(wall: NewWall, name: str, panel: FiguresOptions) -> Iterator[str]:
    """A shipped strip with the figures that are served, where some of its own are not."""
    asked = [figure.metric for figure in panel.metrics]
    if name not in _STRIPS and set(asked) <= set(wall.figures):
        return
    most = _MOST_FIGURES if name in _STRIPS else len(asked)
    yield f"[panels.{name}]"
    yield 'kind = "figures"'
    yield f"metrics = [{', '.join(map(quoted, wall.figures[:most]))}]"
    if panel.columns:
        yield f"columns = {panel.columns}"


def _lists(wall: NewWall) -> tuple[str, ...]:
    """The panels of the rankings that the source serves."""
    panels = ("categories", "brands", "cities", "sellers_long", "buyers_long")
    served = [panel for panel, field in zip(panels, LISTS, strict=True) if field in (wall.fields or ())]
    return tuple(served[:_MOST_LISTS])


_BY_LISTS = ("rankings", "map", "global")
"""The shipped layouts that are made of lists."""


def _left_out(wall: NewWall) -> Iterator[str]:
    fields = wall.fields or frozenset()
    if not {"categories", "best_selling_brands"} <= fields:
        yield "rankings"
    if ("cities" not in fields or "china_large" in wall.lacking) and not wall.regions:
        yield "map"
    if not fields & {"selling_to_china", "buying_from_china"}:
        yield "global"


def _rows(wall: NewWall) -> str:
    return "0.096, 0.234, 0.140, 0.530" if wall.figures else "0.096, 0.334, 0.570"


def _areas(wall: NewWall, across: int, below: Iterable[str]) -> tuple[str, ...]:
    tops = ("bar", "gmv", *(("rates",) if wall.figures else ()))
    return (*(" ".join([top] * across) for top in tops), " ".join(below))


def _wide(wall: NewWall) -> tuple[tuple[str, ...], tuple[str, ...]]:
    lists = _lists(wall)
    columns = f"columns = [{', '.join(['5', *['3'] * len(lists)])}]"
    beside = " ".join(lists)
    rows = "rows = [0.136, 0.324, 0.180, 0.360]" if wall.figures else "rows = [0.136, 0.404, 0.460]"
    left = ("gmv", *(("rates",) if wall.figures else ()), "trend")
    drawn = (" ".join(["bar"] * (1 + len(lists))), *(f"{panel} {beside}".rstrip() for panel in left))
    return (columns, rows), drawn


def _tall(wall: NewWall) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """One below the other; lists side by side, two at most."""
    lists = _lists(wall)[:2]
    across = max(1, len(lists))
    heads = ("bar", "gmv", *(("rates",) if wall.figures else ()), "trend")
    heights = ["0.124", "0.226", *(["0.130"] if wall.figures else [])]
    left = 1 - sum(map(float, heights))
    heights += [f"{left * 0.36:.3f}", f"{left - round(left * 0.36, 3):.3f}"] if lists else [f"{left:.3f}"]
    drawn = (*(" ".join([panel] * across) for panel in heads), *([" ".join(lists)] if lists else []))
    apart = ("gutter = [0.045, 0.012]",) if across > 1 else ()
    return (*apart, f"columns = [{', '.join(['1'] * across)}]", f"rows = [{', '.join(heights)}]"), drawn


def _country(wall: NewWall) -> Iterator[str]:
    """The map of another country than China, with a list of its parts."""
    yield "[panels.country]"
    yield 'kind = "region_map"'
    yield f"regions = {quoted(wall.regions)}"
    if wall.places:
        yield f"places = {quoted(wall.places)}"
    else:
        yield '# places = "cities.csv"               # name,region,lon,lat; without it amounts are by part'
    yield "# insets = { AK = [0.0, 0.75, 0.2, 1.0] }      # parts far away: left, top, right, bottom as fractions"
    yield "[layouts.map]"
    yield 'key = "4"'
    rows = ("columns = [9, 4]", "rows = [0.096, 0.184, 0.720]")
    yield from _composition('map.canvas."*"', rows, ("bar bar", "country gmv_line", "country provinces"))
    rows = ("columns = [9, 4]", "rows = [0.136, 0.224, 0.640]")
    yield from _composition('map.canvas."*".wide', rows, ("bar bar", "country gmv_line", "country provinces"))
    rows = ("columns = [1]", "rows = [0.124, 0.166, 0.380, 0.330]")
    yield from _composition('map.canvas."*".tall', rows, ("bar", "gmv", "country", "provinces"))


def _composition(path: str, weights: Iterable[str], areas: Iterable[str]) -> Iterator[str]:
    """A table of a canvas, its areas set out in columns."""
    yield f"[layouts.{path}]"
    yield from weights
    cells = [line.split() for line in areas]
    width = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, width, strict=True)).rstrip() for row in cells]
    yield "areas = [" + ",\n         ".join(map(quoted, lines)) + "]"
