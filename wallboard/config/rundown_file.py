"""The night's table, rundown.toml: which layout is up when, checked against the wall that it is for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo, model_validator

from wallboard.config.complaints import Complaint, complaints_of
from wallboard.config.positions import KeyPath
from wallboard.config.problems import ConfigFileError, ConfigProblem, written
from wallboard.config.settings import Settings
from wallboard.config.toml_documents import read_document
from wallboard.config.value_types import Bilingual, ElapsedUs, Flag, Model, amount_fen, fail, nearest
from wallboard.core.currencies import digits_of
from wallboard.core.instants import HOUR_US
from wallboard.core.strict_json import shortened

MOST_ENTRIES: Final = 500
_CONDITION = re.compile(r"\s*([a-z_]+)\s*>=\s*(.+?)\s*")


def _condition(value: object, info: ValidationInfo) -> object:
    match = _CONDITION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise fail(f'{shortened(value)} is no condition; write "gmv >= 100亿"')
    if match[1] != "gmv":
        raise fail(f'the rundown waits for sums of gmv alone, not for {match[1]!r}; write "gmv >= 100亿"')
    try:
        fen = amount_fen(match[2], (info.context or {}).get("digits", 2))
    except ValueError as error:
        raise fail(f"{shortened(match[2])} {error}") from None
    if fen <= 0:
        msg = "waits for a sum that is more than nothing"
        raise fail(msg)
    return fen


def _hold(us: int) -> int:
    if not 0 < us <= 24 * HOUR_US:
        msg = 'holds for longer than nothing and no longer than a day; write "00:05:00"'
        raise fail(msg)
    return us


class RundownEntry(Model):
    """One line of the table.

    It comes `at` an elapsed time of the event, `after` a sum is passed, or, with neither, by hand. `layout` is for
    every canvas, `layouts` by canvas ("*": for those not named). For `hold` nothing takes its place but a `hard` entry,
    which comes to the second whatever holds. `planned` says when it should come, for comparison. `message` is a line
    for the ticker, there for `hold` (ten minutes where that is left out).
    """

    at: ElapsedUs | None = None
    after: Annotated[int, BeforeValidator(_condition)] | None = None
    layout: str | None = None
    layouts: dict[str, str] = Field(default_factory=dict)
    hold: ElapsedUs = 0
    planned: ElapsedUs | None = None
    note: Annotated[str, Field(max_length=200)] = ""
    hard: Flag = False
    message: Bilingual | None = None
    recap: str | None = None
    """The canvas on which the night so far is played in a minute."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if self.hold:
            _hold(self.hold)
        if self.at is not None and self.after is not None:
            msg = "says both at and after; an entry has one of them, or neither and comes by hand"
            raise fail(msg)
        if self.layout is not None and self.layouts:
            msg = "says both layout and layouts; write one of them"
            raise fail(msg)
        if self.layout is None and not self.layouts and self.message is None and self.recap is None:
            msg = "shows nothing; write a layout, layouts by canvas, a message or a recap"
            raise fail(msg)
        if self.hard and self.at is None:
            msg = "is hard without a time; only an entry that says at comes to the second"
            raise fail(msg)
        return self

    @property
    def shown(self) -> dict[str, str]:
        """The layout of each canvas that is named, "" for all others."""
        if self.layout is not None:
            return {"": self.layout}
        return {"" if canvas == "*" else canvas: layout for canvas, layout in self.layouts.items()}


class RundownFile(Model):
    """All of it, in the order of the file."""

    entry: Annotated[tuple[RundownEntry, ...], Field(max_length=MOST_ENTRIES)]


def load_rundown(file: Path, settings: Settings) -> tuple[RundownEntry, ...]:
    """The entries of a rundown for a wall.

    Raises:
        ConfigFileError: everything that is wrong with it, in the order of the lines.
    """
    document = read_document(file)
    found: list[Complaint] = []
    entries: tuple[RundownEntry, ...] = ()
    try:
        context = {"digits": digits_of(settings.money.currency or "")}
        entries = RundownFile.model_validate(document.values, context=context).entry
    except ValidationError as error:
        found += complaints_of(error, RundownFile)
    else:
        found += [] if entries else [(("entry",), "is empty: write [[entry]] tables, or leave the rundown out", None)]
    for number, entry in enumerate(entries):
        found += _unsuited(number, entry, settings)
    if found:
        problems = {
            ConfigProblem(file, _line(document.lines, path), written(path), message, near)
            for path, message, near in found
        }
        raise ConfigFileError(sorted(problems, key=lambda each: (each.line or 0, str(each))))
    return entries


def _unsuited(number: int, entry: RundownEntry, settings: Settings) -> list[Complaint]:
    """What of an entry this wall cannot show."""
    path: KeyPath = ("entry", number)
    found: list[Complaint] = []
    known = {"*", *settings.canvases, *(rule.canvas or name for name, rule in settings.screens.items())}
    known |= {canvas for layout in settings.layouts.values() for canvas in layout.canvas}
    for canvas, layout in entry.shown.items():
        if canvas and canvas not in known:
            message = f"no canvas is called {shortened(canvas)}"
            found.append(((*path, "layouts", canvas), message, nearest(canvas, known)))
        if layout not in settings.layouts:
            where = "layout" if entry.layout is not None else "layouts"
            message = f"no layout is called {shortened(layout)}"
            found.append(((*path, where), message, nearest(layout, settings.layouts)))
    if entry.recap is not None and entry.recap not in known - {"*"}:
        message = f"no canvas is called {shortened(entry.recap)}"
        found.append(((*path, "recap"), message, nearest(entry.recap, known)))
    if settings.event.start is None and (entry.at is not None or entry.planned is not None):
        message = "is a time of the event, which has no start; write start = … under [event], or leave it out"
        found.append(((*path, "at" if entry.at is not None else "planned"), message, None))
    return found


def _line(lines: dict[KeyPath, int], path: KeyPath) -> int | None:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)
