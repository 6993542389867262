"""The commands by name: the module of a command is imported when the command is called, so that each starts quickly."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from wallboard.cli.importing import uncollected
from wallboard.cli.output import say

COMMANDS: Final = {
    "bench": "Whether this machine will do.",
    "check": "Tell every problem of a configuration, with line and key.",
    "cluster": "The machines of a wall: role, lag, clock, frames, alarms.",
    "collect": "Only collect: poll the endpoint and record what it says.",
    "console": "The operators' console, in the browser.",
    "demo": "The night of 2016-11-11, simulated.",
    "doctor": "Look at all that the wall stands on.",
    "film": "A film (H.264 in MP4), frame by frame what a screen would show.",
    "health": "How the running wall is doing.",
    "init": "Write a first configuration, from a few questions.",
    "keys": "List the keys of the wall, as they are configured.",
    "marks": "List the marks of a recording, and name them.",
    "press": "What outlets may quote, as pages made from a recording.",
    "probe": "Tell what an endpoint says, and how it is understood.",
    "record": "Look at recordings, check, save, cut, join and export them.",
    "rehearse": "Rehearse what can go wrong, on the demonstration night.",
    "replay": "Play a recording, offline.",
    "run": "The wall on your endpoint.",
    "schema": "Print the JSON Schema of what an endpoint answers.",
    "screens": "List the screens, and what each of them would show.",
    "show": "Only show: follow a recording that is being collected.",
    "simulate": "The demonstration's endpoint alone.",
    "soak": "Days on end, in an hour: whether anything grows.",
    "still": "A picture of one instant, with its caption.",
    "verify": "Tell whether a PICTURE is as the press desk made it, offline.",
}
"""What the program can be asked for, and the first line of each command's help."""

UNLISTED: Final = ("curtain", "decode", "link", "live_pictures", "pictures", "preview", "standby")
"""Commands that the supervisor starts, not people."""

_ELSEWHERE: Final = {"soak": "wallboard.soak.command"}
"""Modules of commands that are not `wallboard.cli.<name>`."""

_EPILOG = (
    "Exit status: 0 done, 1 failed while running, 2 wrong words or configuration. Press ? on the wall for its keys."
)


class CommandGroup(click.Group):
    """A group whose commands are functions of their own name, each in a module that is imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names that help lists."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        if cmd_name not in self.commands and cmd_name in (*COMMANDS, *UNLISTED):
            with uncollected():
                module = import_module(_ELSEWHERE.get(cmd_name, f"wallboard.cli.{cmd_name}"))
            self.add_command(getattr(module, cmd_name))
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _tell_version(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if not asked:
        return
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - it takes a tenth of the start

    try:
        told = version("wallboard")
    except PackageNotFoundError:
        told = "(not installed)"
    from wallboard.recording.schema import OLDEST_VERSION, USER_VERSION  # noqa: PLC0415 - likewise

    say(f"wallboard {told}, reads recordings of form {OLDEST_VERSION} to {USER_VERSION}, writes {USER_VERSION}")
    context.exit()


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EPILOG,
    no_args_is_help=True,
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help="Show the version and exit.",
)
def wallboard() -> None:
    """The wall display of a live commerce event.

    Try it with `wallboard demo`; begin a wall of your own with `wallboard init`.
    """
