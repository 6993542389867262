"""`wallboard init`: a first configuration, from a few questions or from options."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import click
from pydantic import Field, ValidationError
from pydantic_core import PydanticCustomError

from wallboard.actions.table import default_keys
from wallboard.cli.command_settings import examine_maps
from wallboard.cli.options import FILE
from wallboard.cli.output import say
from wallboard.cli.probe import city_of
from wallboard.config.complaints import complaints_of
from wallboard.config.display_settings import languages_of
from wallboard.config.event_settings import Event, Money
from wallboard.config.load import FILE_NAME, load
from wallboard.config.map_panels import RegionMapOptions
from wallboard.config.new_file import NewWall, text_of
from wallboard.config.settings import Settings
from wallboard.config.source_settings import SourceSettings
from wallboard.config.value_types import Model
from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.errors import UsageError
from wallboard.core.instants import in_zone
from wallboard.core.masking import MASK, masked_url
from wallboard.core.system_clocks import system_zone
from wallboard.core.wording import shipped_languages
from wallboard.probe import ProbeReport, probe_url
from wallboard.probe.lacking import empty_panels

_MOST_SCREENS = 16
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Asker:
    """Where answers come from: an option that was given, else the terminal, else what is taken for granted."""

    asks: bool

    def answer(self, given: str | None, question: str, read: Callable[[str], T], otherwise: str) -> T:
        """The answer as `read` takes it. Raises UsageError for an option that it refuses."""
        if given is None and self.asks:
            return click.prompt(question, default=otherwise, show_default=bool(otherwise), value_proc=_told_again(read))
        return read(otherwise if given is None else given)


def _told_again(read: Callable[[str], T]) -> Callable[[str], T]:
    """A mistake at the terminal is told, and the question asked once more."""

    def reading(text: str) -> T:
        try:
            return read(text)
        except UsageError as error:
            raise click.BadParameter(str(error)) from None

    return reading


@click.command()
@click.argument("file", type=FILE, default=Path(FILE_NAME))
@click.option("--name", metavar="TEXT", help="What the event is called.")
@click.option("--zone", metavar="NAME", help="Where the clock on the wall hangs, such as Europe/Berlin.")
@click.option("--start", metavar="T", help="When it begins: 2026-11-27 18:00 in that zone, or with an offset.")
@click.option("--end", metavar="T", help="When it ends, likewise; 'open' while nobody knows it.")
@click.option("--currency", metavar="CODE", help="The ISO 4217 code of the amounts.")
@click.option("--total", metavar="TEXT", help="What the total is called, such as Donations.")
@click.option("--endpoint", metavar="URL", help="The address that answers with the figures.")
@click.option("--screens", metavar="N", help="How many screens the wall has.")
@click.option("--operator", is_flag=True, help="The last screen, from the left, is the operator's own.")
@click.option("--regions", type=FILE, help="The parts of another country than China: GeoJSON or TopoJSON.")
@click.option("--places", type=FILE, help="With --regions: its cities, CSV of name, region, lon, lat.")
@click.option("--languages", metavar="WORD", help="One language, or two such as de+en, the leading one first.")
@click.option("--yes", is_flag=True, help="Ask nothing: what no option says stays open.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def init(
    file: Path,
    name: str | None,
    zone: str | None,
    start: str | None,
    end: str | None,
    currency: str | None,
    total: str | None,
    endpoint: str | None,
    screens: str | None,
    operator: bool,
    regions: Path | None,
    places: Path | None,
    languages: str | None,
    yes: bool,
    force: bool,
) -> int:
    """Write a first configuration, from a few questions.

    It is commented, and runs. Each question can be an option instead. FILE is wallboard.toml here unless named. The
    endpoint is asked once, so that the layouts hold what it serves.
    """
    if re.match(r"https?:[\\/]", str(file)):
        msg = f"{file} is an address, not a file: write --endpoint before it"
        raise UsageError(msg)
    if not file.absolute().parent.is_dir():
        msg = f"{file}: there is no folder {file.absolute().parent}: make it first"
        raise UsageError(msg)
    if file.exists() and not force:
        msg = f"{file} is there already: name another file, or write over it with --force"
        raise UsageError(msg)
    if file.exists() and not file.is_file():
        msg = f"{file} is no regular file: name another one"
        raise UsageError(msg)
    asker = _Asker(not yes and sys.stdin is not None and sys.stdin.isatty())
    wall = NewWall(
        name=asker.answer(name, "What is the event called (empty: as the source)", _name, ""),
        zone=(said_zone := asker.answer(zone, "Time zone of the wall's clock", _zone, system_zone())),
        start=(begins := asker.answer(start, "Start (2026-11-27 18:00; empty: not known)", _start(said_zone), "")),
        end=asker.answer(end, "End (empty: open, not known yet)", _end(said_zone, begins), ""),
        currency=asker.answer(currency, "Currency of the amounts (ISO 4217; empty: the source says)", _currency, ""),
        total=asker.answer(total, "What the total is called (empty: gross merchandise volume)", _total, ""),
        endpoint=asker.answer(endpoint, "Address of the figures (empty: later)", _endpoint, ""),
        screens=asker.answer(screens, "How many screens", _screens, "1"),
        operator=operator,
        regions=_beside(regions, file),
        places=_beside(places, file),
        languages=asker.answer(
            languages, f"Languages: one of {', '.join(shipped_languages())}, or two such as de+en", _languages, "en"
        ),
    )
    if wall.operator and wall.screens == 1:
        msg = "--operator needs a screen of its own: write --screens 2 or more"
        raise UsageError(msg)
    if wall.places and not wall.regions:
        msg = "--places are the cities of another country: name its parts with --regions"
        raise UsageError(msg)
    return _written(file, _asked(wall, file.absolute().parent, asks=asker.asks))


def _with_map(settings: Settings, wall: NewWall, folder: Path) -> Settings:
    """The settings with the map of the country, whose cities are known then. Raises ConfigError: it cannot be used."""
    if not wall.regions:
        return settings
    try:
        panel = RegionMapOptions(regions=folder / wall.regions, places=folder / wall.places if wall.places else None)
    except ValidationError as error:
        path, said, _ = next(complaints_of(error, RegionMapOptions))
        msg = f"--{path[0]}: {said}"
        raise UsageError(msg) from None
    made = settings.model_copy(update={"panels": {"country": panel}})
    examine_maps(made)
    return made


def _asked(wall: NewWall, folder: Path, *, asks: bool) -> NewWall:
    """The wall with what its endpoint serves, if that answers."""
    built_in = load(None, known_actions=default_keys())
    money = _checked(money={"currency": wall.currency}).money if wall.currency else built_in.money
    event = _event(zone=wall.zone)  # times without a zone are meant in it
    settings = _with_map(built_in.model_copy(update={"money": money, "event": event}), wall, folder)
    if not wall.endpoint:
        return wall
    report = probe_url(wall.endpoint, settings, os.environ, city_of(settings))
    for failure in report.failures:
        say(f"{failure.source}: {failure.message}; the file is written all the same")
    return _with_fields(wall, report, settings, asks=asks)


def _with_fields(wall: NewWall, report: ProbeReport, settings: Settings, *, asks: bool) -> NewWall:
    """The wall with the fields that are understood, and with the mapping by which they are, if that takes one."""
    served, empty = [field.name for field in report.fields if field.state == "understood"], report.panels
    if report.proposal is not None:
        empty = empty_panels(report.proposal.reading, settings, city_of(settings))
        served = [name for name in FIELDS if report.proposal.reading.present & bit(name)]
        for line in report.proposal.lines:
            say(line)
        taken = asks and click.confirm("The endpoint uses words of its own. Is this mapping right", default=False)
        wall = replace(wall, mapping=report.proposal.lines, taken=taken)
        if not taken:
            say("the mapping stands in the file as a proposal: look at each line and take off its '# '")
    if "gmv" not in served:
        return wall
    figures = tuple(
        name for name in served if name != "gmv" and (metric := FIELDS[name].metric) and metric.name == name
    )
    lacking = frozenset(panel.panel for panel in empty if panel.wholly)
    return replace(wall, fields=frozenset(served), figures=figures, lacking=lacking)


def _write(file: Path, text: str, *, secret: bool) -> None:
    """Write the file whole or not at all; if `secret`, for its owner's eyes alone. Raises UsageError."""
    mode, target = 0o600 if secret else 0o644, Path(os.path.realpath(file))
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as written:
            written.write(text)
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        msg = f"{file} cannot be written ({error.strerror}): name another file"
        raise UsageError(msg) from None
    if secret:
        say(f"{file} holds an address with a password or the like: only you can read it")


def _written(file: Path, wall: NewWall) -> int:
    text = text_of(wall, load(None, known_actions=default_keys()))
    _write(file, text, secret=MASK in masked_url(wall.endpoint))
    load(file, known_actions=default_keys())
    say(f"{file} is written; `wallboard check {file}` finds no problem in it")
    word = "" if file.name == FILE_NAME else f" --config {file}"
    if wall.endpoint:
        say(f"next: `wallboard probe{word}` tells what the wall makes of the endpoint, `wallboard run{word}` starts it")
    else:
        say(f"next: write the address of the figures into {file}, then `wallboard probe{word}`, `wallboard run{word}`")
    return 0


class _Tables(Model):
    """What of the file is asked for."""

    event: Event = Field(default_factory=Event)
    money: Money = Money()


def _event(**values: object) -> Event:
    """The table of the event with these values. Raises UsageError, in the words of `check`."""
    return _checked(event=values).event


def _checked(**tables: object) -> _Tables:
    try:
        return _Tables.model_validate(tables)
    except ValidationError as error:
        _, said, suggestion = next(complaints_of(error, _Tables))
        raise UsageError(said + (f"; did you mean {suggestion!r}?" if suggestion else "")) from None


def _name(text: str) -> str:
    if text:
        _event(name=text)
    return text


def _total(text: str) -> str:
    if text:
        _checked(money={"total": text})
    return text


def _beside(path: Path | None, file: Path) -> str:
    """A path as the file that is written has it: from its own folder, where it lies there."""
    if path is None:
        return ""
    folder, there = file.absolute().parent, path.absolute()
    try:
        str(there).encode()
    except UnicodeEncodeError:
        msg = f"{there!s} has a name that is no UTF-8, which a configuration cannot hold: rename it"
        raise UsageError(msg) from None
    return there.relative_to(folder).as_posix() if there.is_relative_to(folder) else str(there)


def _zone(text: str) -> str:
    return _event(zone=text).zone


def _start(zone: str) -> Callable[[str], datetime | None]:
    """Reads when it begins; None where that is not known."""

    def read(text: str) -> datetime | None:
        at = _instant(text, zone)
        return None if at is None else _event(start=at).start

    return read


def _end(zone: str, start: datetime | None) -> Callable[[str], datetime | None]:
    """Reads when what begins at `start` ends; None where that is open."""

    def read(text: str) -> datetime | None:
        at = _instant(text, zone)
        return None if at is None else _event(start=start, end=at).end

    return read


def _instant(text: str, zone: str) -> datetime | None:
    """An instant, of the zone where it bears no offset; None for "open" or nothing. Raises UsageError."""
    if text.strip().lower() in ("", "open"):
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        msg = f"{text!r} is no date and time; write 2026-11-27 18:00"
        raise UsageError(msg) from None
    try:
        return in_zone(moment, ZoneInfo(zone))
    except ValueError as error:
        raise UsageError(str(error)) from None


def _currency(text: str) -> str:
    code = text.strip().upper()
    return (_checked(money={"currency": code}).money.currency or "") if code else ""


def _endpoint(text: str) -> str:
    if not text:
        return ""
    try:
        return SourceSettings(url=text).url
    except ValidationError:
        msg = f"{masked_url(text)!r} is no web address; write https://host/path"
        raise UsageError(msg) from None


def _screens(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_SCREENS:
        msg = f"{text!r} is no number of screens; write 1 to {_MOST_SCREENS}"
        raise UsageError(msg)
    return int(text)


def _languages(text: str) -> str:
    try:
        return "+".join(languages_of(text))
    except PydanticCustomError as error:
        raise UsageError(error.message()) from None
