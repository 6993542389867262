"""The options that several commands share, and how their values are written."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from wallboard.config.value_types import amount_fen
from wallboard.core.contract.snapshot import MAX_PACE
from wallboard.core.errors import UsageError
from wallboard.core.instants import parse_instant
from wallboard.core.wording import catalogue_of, shipped_languages

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_LONGEST_S = 1e8
_UNITS_M = {"mm": 0.001, "cm": 0.01, "m": 1.0, "in": 0.0254, "ft": 0.3048}
_SIZE = re.compile(r"(\d{2,5})[xX×](\d{2,5})")
_SMALLEST_PX, _LARGEST_PX = 64, 16384
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(mm|cm|m|in|ft)\s*")
T_HELP = "elapsed time from the event's start such as 00:06:58, -00:00:20 for the eve, or an ISO instant"


def instant(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """A T of the command line; kept as text, because what it means depends on the event."""
    if value is not None:
        try:
            parse_instant(value, 0, ZoneInfo("UTC"))
        except UsageError as error:
            raise click.BadParameter(str(error)) from None
    return value


def amount(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """A sum of money, as it is written: which minor unit it counts is known to the recording."""
    if value is None:
        return None
    try:
        amount_fen(value)
    except ValueError as error:
        msg = f"{value!r} {error}"
        raise click.BadParameter(msg) from None
    return value


def speed(_context: click.Context, _option: click.Parameter, value: str) -> Decimal:
    """How much faster than real time: an exact number above zero."""
    try:
        number = Decimal(value.removesuffix("x"))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 < number <= MAX_PACE or number.adjusted() < -9:
        msg = f"{value!r} is no number above 0 and up to {MAX_PACE:,}; write 10 for ten times as fast"
        raise click.BadParameter(msg)
    return number


def seconds(_context: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """A time limit in seconds, above zero."""
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number < _LONGEST_S:
        msg = f"{value!r} is no number of seconds above 0"
        raise click.BadParameter(msg)
    return number


def size(_context: click.Context, _option: click.Parameter, value: str) -> tuple[int, int]:
    """WxH in pixels."""
    match = _SIZE.fullmatch(value.strip())
    if match is None or not all(_SMALLEST_PX <= int(n) <= _LARGEST_PX for n in match.groups()):
        msg = f"{value!r} is no size; write 3840x2160 ({_SMALLEST_PX} to {_LARGEST_PX} each)"
        raise click.BadParameter(msg)
    return int(match[1]), int(match[2])


def length(_context: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """A length with its unit, in metres."""
    if value is None:
        return None
    found = _LENGTH.fullmatch(value)
    metres = float(found[1]) * _UNITS_M[found[2]] if found else 0.0
    if not metres:
        msg = f"{value!r} is no length; write a number above 0 and its unit, such as 18m, 2.5mm, 60ft"
        raise click.BadParameter(msg)
    return metres


def said(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """A name that says something; an empty one comes from an unset variable of a shell."""
    if not value.strip():
        msg = "the name is empty"
        raise click.BadParameter(msg)
    return value


class FiniteRange(click.FloatRange):
    """A number within bounds; not "nan", which no bound keeps out."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Raises click.BadParameter."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is no number", param, ctx)
        return number


class NamedPath(click.Path):
    """A path that says something: an empty one, as from an unset variable of a shell, would be the current folder.

    Nor is it "-", by which other programs mean their standard streams: a file of that name is nothing anybody wants.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises click.BadParameter."""
        if not os.fspath(value):
            self.fail("the name is empty", param, ctx)
        if os.fspath(value) in ("-", b"-"):
            self.fail("nothing is read from a pipe or written to one: name a file (./- is one called -)", param, ctx)
        return super().convert(value, param, ctx)


PATH = NamedPath(path_type=Path)
FILE = NamedPath(path_type=Path, dir_okay=False)
FOLDER = NamedPath(path_type=Path, file_okay=False)


def options(*decorators: Decorator) -> Decorator:
    """Several decorators as one, in the order in which help lists them."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


config_option = click.option(
    "--config",
    type=FILE,
    metavar="FILE",
    help="The configuration; default: wallboard.toml here, else your own, else the built-in.",
)
record_option = click.option(
    "--record", type=FOLDER, metavar="DIR", help="The recording's directory; default: a new one."
)
endpoint_option = click.option("--endpoint", metavar="URL", help="Poll this address instead of the configured ones.")
seconds_option = click.option("--seconds", callback=seconds, metavar="N", help="End by itself after N seconds.")
start_option = click.option(
    "--start-at",
    callback=instant,
    metavar="T",
    default="-00:00:20",
    show_default=True,
    help=f"Where the night begins: {T_HELP}.",
)
night_speed_option = click.option(
    "--speed",
    callback=speed,
    metavar="X",
    default="1",
    show_default=True,
    help="How much faster than real time the night goes by.",
)
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="The endpoint's port; default: any free one."
)


def language(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """A language that the wall speaks."""
    if value is not None and catalogue_of(value) is None:
        msg = f"no language of the wall is called {value!r}; there are {', '.join(shipped_languages())}"
        raise click.BadParameter(msg)
    return value


seed_option = click.option(
    "--seed", type=int, default=11, show_default=True, metavar="N", help="Another seed, another night."
)
show_options = options(
    click.option("--windowed", is_flag=True, help="A window on the desk instead of fullscreen on every screen."),
    click.option("--layout", metavar="NAME", help="The layout to begin with."),
    click.option("--language", metavar="TAG", callback=language, help="The language that leads, such as zh, en or de."),
)
LOG_LEVEL = "WALLBOARD_LOG_LEVEL"
"""The environment variable that tells a process, and its children, what its log is to hold."""


def _set_log_level(_context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        os.environ[LOG_LEVEL] = value


log_level_option = click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"], case_sensitive=False),
    expose_value=False,
    callback=_set_log_level,
    help="What the log holds; default: info.",
)
picture_options = options(
    click.option(
        "--size", callback=size, default="1920x1080", show_default=True, metavar="WxH", help="Width and height, pixels."
    ),
    click.option("--language", metavar="TAG", callback=language, help="The language that leads, such as zh, en or de."),
    click.option("--canvas", metavar="NAME", default="*", help="A canvas, of a wall of several screens."),
    config_option,
)

CURTAIN = "WALLBOARD_CURTAIN"
"""The environment variable by which a supervisor tells its display where the curtain looks for the last pictures."""


class ShowOptions(msgspec.Struct, frozen=True):
    """How the picture begins: words of the command line for `show`."""

    windowed: bool = False
    layout: str | None = None
    language: str | None = None
    pictures: Path | None = None

    def words(self) -> tuple[str, ...]:
        """The words again, for a child."""
        named = {"--layout": self.layout, "--language": self.language, "--pictures": self.pictures}
        pairs = [(name, str(value)) for name, value in named.items() if value is not None]
        return (*(("--windowed",) if self.windowed else ()), *(word for pair in pairs for word in pair))
