"""The options of commands that `wallboard run` starts as its children, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec

from wallboard.cli.command_settings import load_usable_settings
from wallboard.cli.options import FILE, FOLDER, config_option, log_level_option, options
from wallboard.config.settings import Settings
from wallboard.supervise.heartbeat import Beats, NoBeats, is_cut, when_cut

supervised_option = click.option("--supervised", is_flag=True, hidden=True)
demonstration_option = click.option("--demonstration", is_flag=True, hidden=True)


class ChildOptions(msgspec.Struct, frozen=True):
    """What a child is told: its configuration, its recording, and by whom it was started.

    `supervised`: by `wallboard run`, which hears beats and closes standard input to end it. `last_good` is a copy of
    the newest configuration that could be used.
    """

    config: Path | None
    record: Path | None
    supervised: bool
    last_good: Path | None
    demonstration: bool

    def settings(self, *, maps: bool = False) -> tuple[Settings, Path | None, tuple[str, ...]]:
        """See `load_usable_settings`. Raises ConfigError."""
        return load_usable_settings(self.config, self.last_good, demonstration=self.demonstration, maps=maps)

    def beats(self) -> Beats | NoBeats:
        """Tells the supervisor that it lives, where there is one."""
        return Beats() if self.supervised else NoBeats()

    def is_cut(self) -> bool:
        """Whether the supervisor is gone, or wants it gone; never waits."""
        return self.supervised and is_cut()

    def when_cut(self, act: Callable[[], None]) -> None:
        """Call `act` from a thread of its own once the supervisor is gone, or wants it gone."""
        if self.supervised:
            when_cut(act)


_options = options(
    click.option(
        "--record",
        type=FOLDER,
        metavar="DIR",
        help="Directory of the recording; default: a new one to collect into, else the newest.",
    ),
    config_option,
    log_level_option,
    supervised_option,
    click.option("--last-good", type=FILE, hidden=True),
    demonstration_option,
)


def child_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command these options, which it takes as `child`."""

    @wraps(function)
    def called(
        *words: Any,
        config: Path | None,
        record: Path | None,
        supervised: bool,
        last_good: Path | None,
        demonstration: bool,
        **others: Any,
    ) -> Any:
        return function(*words, child=ChildOptions(config, record, supervised, last_good, demonstration), **others)

    return _options(called)
