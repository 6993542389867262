"""What one table of the file says about another: panels in areas, layouts by name, keys that clash, badges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wallboard.config.areas import names
from wallboard.config.complaints import Complaint
from wallboard.config.key_names import normal_key
from wallboard.config.layouts import ANY_CANVAS, FALLBACK_LAYOUT, FRACTIONS_WITHIN, SHAPES
from wallboard.config.picture_panels import DECODED, MOST_PICTURES
from wallboard.config.positions import KeyPath
from wallboard.config.screen_rules import NO_CANVAS
from wallboard.config.value_types import nearest
from wallboard.core.contract.fields import FIELDS
from wallboard.core.mapping import ITEM_KEYS
from wallboard.core.strict_json import shortened

Table = Mapping[str, Any]
Actions = Mapping[str, Sequence[str]]

CARRIES_BADGES = ("title_bar", "status")


def cross_checks(values: Table, known_actions: Actions | None) -> Iterator[Complaint]:
    """Every mistake between tables; works on unchecked values, so it passes over what is of a wrong type."""
    yield from _panels_in_layouts(values)
    yield from _outside_the_margin(values)
    yield from _names_of_layouts(values)
    yield from _screens_and_canvases(values)
    yield from _keys(values, known_actions)
    yield from _earlier_years(values)
    yield from _mapping(values)
    yield from _press(values)
    yield from _pictures(values)


def _pictures(values: Table) -> Iterator[Complaint]:
    """Each live picture takes a process, so there are not to be many."""
    found = [n for n, panel in _table(values.get("panels")).items() if _table(panel).get("kind") in DECODED]
    for name in found[MOST_PICTURES:]:
        yield ("panels", name), f"is one of {len(found)} live pictures; {MOST_PICTURES} are the most", None


def _press(values: Table) -> Iterator[Complaint]:
    """The press desk states what the total means, and draws layouts that are there."""
    if not isinstance(values.get("press"), dict):
        return
    press, money = _table(values.get("press")), _table(values.get("money"))
    if "definition" not in press and "definition" not in money:
        yield (
            ("press",),
            'says nowhere what the total means; write definition = { zh = "…", en = "…" } here or under [money]',
            None,
        )
    for index, name in enumerate(_items(press.get("layouts"))):
        yield from _unknown(("press", "layouts", index), name, values.get("layouts"), "layout")


def _table(value: object) -> Table:
    return value if isinstance(value, dict) else {}


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _unknown(path: KeyPath, name: object, known: object, what: str) -> Iterator[Complaint]:
    """A complaint if `name` is not among `known`, unless that is no table at all, which is reported by itself."""
    if not isinstance(known, Mapping | list):
        return
    choices = list(known)
    if isinstance(name, str) and name not in choices:
        yield path, f"no {what} is called {shortened(name)}", nearest(name, choices)


def _compositions(values: Table) -> Iterator[tuple[KeyPath, str, Table]]:
    """Each composition of the file: its path, its canvas, its table; those of other shapes too."""
    for layout, table in _table(values.get("layouts")).items():
        for canvas, composition in _table(_table(table).get("canvas")).items():
            path = ("layouts", layout, "canvas", canvas)
            yield path, canvas, _table(composition)
            for shape in SHAPES:
                if variant := _table(_table(composition).get(shape)):
                    yield (*path, shape), canvas, variant


def _named_panels(path: KeyPath, composition: Table) -> Iterator[tuple[KeyPath, str]]:
    for row, line in enumerate(_items(composition.get("areas"))):
        if isinstance(line, str):
            yield from (((*path, "areas", row), name) for name in names((line,)))
    under = composition.get("under")
    for number, table in enumerate(_items(under)):
        name = _table(table).get("panel")
        if isinstance(name, str):
            yield (*path, "under", number, "panel"), name
    name = _table(under).get("panel")
    if isinstance(name, str):
        yield (*path, "under", "panel"), name


def _panels_in_layouts(values: Table) -> Iterator[Complaint]:
    panels = _table(values.get("panels"))
    for path, canvas, composition in _compositions(values):
        named = list(_named_panels(path, composition))
        seen = set()
        for where, name in named:
            if (name, where[:-1]) not in seen:
                yield from _unknown(where, name, values.get("panels"), "panel")
            seen.add((name, where[:-1]))
        shown = [(where, name, _table(panels.get(name))) for where, name in named]
        complete = _items(composition.get("areas")) and all("kind" in _table(panels.get(name)) for _, name in named)
        if complete and not any(panel.get("kind") in CARRIES_BADGES for _, _, panel in shown):
            yield path, "shows neither a title_bar nor a status panel, which carry the badges of every picture", None
        if _table(_table(values.get("canvases")).get(canvas)).get("role") != "operator":
            yield from (
                (
                    where,
                    f'{shortened(name)} tells technical things; show it on a canvas with role = "operator" only',
                    None,
                )
                for where, name, panel in shown
                if panel.get("kind") == "status" and panel.get("detail") == "full"
            )


def _outside_the_margin(values: Table) -> Iterator[Complaint]:
    """Fractions of the whole canvas whose first or last track the safe margin would swallow, badges and all."""
    margin = _table(values.get("display")).get("safe_margin", 0.05)
    for path, _, composition in _compositions(values):
        for name in ("columns", "rows"):
            weights = _items(composition.get(name))
            numbers = [weight for weight in weights if isinstance(weight, int | float)]
            if not numbers or len(numbers) != len(weights) or abs(sum(numbers) - 1) > FRACTIONS_WITHIN:
                continue
            if isinstance(margin, float) and min(numbers[0], numbers[-1]) <= margin:
                message = (
                    f"adds up to 1, so these are fractions of the whole canvas, and the safe margin of {margin:.0%}"
                )
                yield (*path, name), f"{message} covers the first or the last of them", None


def _names_of_layouts(values: Table) -> Iterator[Complaint]:
    layouts, canvases = _table(values.get("layouts")), _table(values.get("canvases"))
    display = _table(values.get("display"))
    for_everyone: list[tuple[KeyPath, object]] = [
        (("event", "opening"), _table(values.get("event")).get("opening")),
        (("display", "layout"), display.get("layout")),
        *((("display", "rotation", index), name) for index, name in enumerate(_items(display.get("rotation")))),
        *((("layouts", name, "then"), _table(table).get("then")) for name, table in layouts.items()),
        *((("layouts", name, "later"), _table(table).get("later")) for name, table in layouts.items()),
    ]
    for path, name in for_everyone:
        yield from _unknown(path, name, values.get("layouts"), "layout")
        shown_on = _table(_table(layouts.get(name)).get("canvas")) if isinstance(name, str) else {}
        if shown_on and all(_table(canvases.get(canvas)).get("role") == "operator" for canvas in shown_on):
            yield (
                path,
                f"the layout {shortened(name)} is for operators' canvases only; name one that the public may see",
                None,
            )
    for name, table in layouts.items():
        if table is False:
            known = [each for each in layouts if layouts[each] is not False]
            yield ("layouts", name), "there is no built-in layout of that name to leave out", nearest(name, known)
    if layouts and FALLBACK_LAYOUT not in layouts:
        yield ("layouts",), f"leaves out {FALLBACK_LAYOUT}, which the wall falls back to after repeated failures", None
    for canvas, table in canvases.items():
        yield from _unknown(
            ("canvases", canvas, "layout"), _table(table).get("layout"), values.get("layouts"), "layout"
        )


def _screens_and_canvases(values: Table) -> Iterator[Complaint]:
    screens, canvases = _table(values.get("screens")), _table(values.get("canvases"))
    in_layouts = {canvas for _, canvas, _ in _compositions(values)}
    spanned: dict[str, str] = {}
    for canvas, table in canvases.items():
        for index, screen in enumerate(_items(_table(table).get("span"))):
            path = ("canvases", canvas, "span", index)
            yield from _unknown(path, screen, values.get("screens"), "screen")
            if isinstance(screen, str) and spanned.setdefault(screen, canvas) != canvas:
                yield (
                    path,
                    f"screen {screen!r} is already a part of the canvas {spanned[screen]!r}",
                    None,
                )
    for screen, table in screens.items():
        known = {*in_layouts, *canvases, *screens, ANY_CANVAS, NO_CANVAS}
        yield from _unknown(("screens", screen, "canvas"), _table(table).get("canvas"), sorted(known), "canvas")


def _keys(values: Table, known_actions: Actions | None) -> Iterator[Complaint]:
    bound = _table(values.get("keys"))
    if known_actions is not None:
        for action in bound:
            yield from _unknown(("keys", action), action, known_actions, "action")
    owners: dict[str, tuple[KeyPath, str]] = {}
    for path, owner, key in _bindings(values, bound, known_actions or {}):
        if key not in owners:
            owners[key] = path, owner
        elif owners[key][1] != owner:
            yield path, f"the key {key} is already that of {owners[key][1]}; {owner} needs another", None


def _bindings(values: Table, bound: Table, known_actions: Actions) -> Iterator[tuple[KeyPath, str, str]]:
    """(path, owner, key) of every binding, defaults first, so that a clash is reported where the file has a say."""
    for action, defaults in known_actions.items():
        if action not in bound:
            yield from ((("keys", action), f"the action {action!r}", key) for key in map(_normal, defaults) if key)
    for layout, table in _table(values.get("layouts")).items():
        layout_key = _normal(_table(table).get("key"))
        if layout_key:
            yield ("layouts", layout, "key"), f"the layout {shortened(layout)}", layout_key
    for action, keys in bound.items():
        if known_actions and action not in known_actions:
            continue
        for bound_key in map(_normal, keys if isinstance(keys, list) else [keys]):
            if bound_key:
                yield ("keys", action), f"the action {action!r}", bound_key


def _normal(key: object) -> str | None:
    try:
        return normal_key(key) if isinstance(key, str) else None
    except ValueError:
        return None  # the key itself is reported with its own line


def _earlier_years(values: Table) -> Iterator[Complaint]:
    if _items(values.get("earlier_year")) and not _table(values.get("event")).get("start"):
        yield (
            ("earlier_year",),
            "counts from the event's start, which is not known; write start = … under [event]",
            None,
        )
    years = [_table(entry).get("year") for entry in _items(values.get("earlier_year"))]
    for index, year in enumerate(years):
        if year in years[:index]:
            yield ("earlier_year", index, "year"), f"the year {year} is there twice", None
    for name, panel in _table(values.get("panels")).items():
        table = _table(panel)
        wanted: list[tuple[KeyPath, object]] = [
            *((("earlier_years", index), year) for index, year in enumerate(_items(table.get("earlier_years")))),
            *([(("against",), table["against"])] if "against" in table else []),
        ]
        for path, year in wanted:
            if isinstance(year, int) and year not in years:
                known = ", ".join(str(year) for year in years) or "none"
                yield ("panels", name, *path), f"there is no [[earlier_year]] of {year}; there are {known}", None


def _mapping(values: Table) -> Iterator[Complaint]:
    mapping = _table(values.get("mapping"))
    for field in mapping:
        if field not in FIELDS:
            yield ("mapping", field), "the contract has no such field", nearest(field, FIELDS)
        elif _table(mapping[field]).get("items") is True and field not in ITEM_KEYS:
            yield ("mapping", field, "items"), f"is of the lists {', '.join(ITEM_KEYS)}", None
        elif "from" in _table(mapping[field]) and field != "at":
            yield ("mapping", field, "from"), "is of `at` alone; write a path", None
    for field, more in (("at", '; where the source states no time, write at = { from = "arrival" }'), ("gmv", "")):
        if mapping and field not in mapping:
            yield ("mapping",), f"lacks {field!r}, without which no answer can be used{more}", None
