"""The night's table as `wallboard check` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from wallboard.config.rundown_file import RundownEntry, load_rundown
from wallboard.config.settings import Settings
from wallboard.core.currencies import Currency, currency_of
from wallboard.core.instants import elapsed
from wallboard.core.numerals import compact


def table_lines(settings: Settings) -> Iterator[str]:
    """A line for each entry of the rundown, in the order of the file; nothing where there is none.

    Raises:
        ConfigFileError: the rundown has mistakes.
    """
    if settings.display.rundown is None:
        return
    entries = load_rundown(settings.display.rundown, settings)
    timed = [entry.at for entry in entries if entry.at is not None]
    yield f"{settings.display.rundown}: {len(entries)} {'entry' if len(entries) == 1 else 'entries'}"
    if timed != sorted(timed):
        yield "they are not in the order of their times, in which they come"
    own = currency_of(settings.money.currency or "")
    rows = [_row(entry, own) for entry in entries]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = "  ".join(cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True))
        yield f"  {cells}  {row[3]}".rstrip()


def _row(entry: RundownEntry, own: Currency) -> tuple[str, str, str, str]:
    """When, what, as planned, and the rest."""
    when = "by hand"
    if entry.at is not None:
        when = elapsed(entry.at)
    elif entry.after is not None:
        when = f"gmv >= {compact(entry.after, own.scale, 'en')}"
    shown = ", ".join(f"{canvas or '*'} = {layout}" for canvas, layout in entry.shown.items())
    if entry.layout is not None:
        shown = entry.layout
    if entry.message is not None:
        shown = f"{shown + ', ' if shown else ''}message: {entry.message.first('en')}"
    if entry.recap is not None:
        shown = f"{shown + ', ' if shown else ''}recap on {entry.recap}"
    planned = "" if entry.planned is None else f"planned {elapsed(entry.planned)}"
    more = ["hard"] if entry.hard else []
    more += [f"holds {elapsed(entry.hold)}"] if entry.hold else []
    more += [entry.note] if entry.note else []
    return when, shown, planned, ", ".join(more)
