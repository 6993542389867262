"""`wallboard pictures`: draws what the press desk orders; started by the desk, not by people."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from wallboard.cli.child_options import demonstration_option
from wallboard.cli.give_way import give_way
from wallboard.cli.logs import start_logging
from wallboard.cli.options import PATH, config_option
from wallboard.cli.qt_loading import load_display
from wallboard.core.errors import UsageError, WallboardError
from wallboard.press.orders import Order


@click.command(hidden=True)
@click.argument("recording", type=PATH)
@click.argument("folder", type=PATH)
@config_option
@demonstration_option
def pictures(recording: Path, folder: Path, config: Path | None, demonstration: bool) -> None:
    """Draw pictures of RECORDING into FOLDER, as each line of standard input orders them, until it ends.

    A line is a JSON list of orders; the answer is a line, a JSON text: empty, or why they cannot be drawn. What a
    picture needs stays in memory, so that the next ones are drawn much sooner than the first.
    """
    give_way(once=True)
    start_logging("pictures")
    load_display()
    from wallboard.cli.picture_drawing import Drawing  # noqa: PLC0415 - only now is it known that Qt is there

    drawing = Drawing(recording, folder, config, demonstration=demonstration)
    for line in sys.stdin.buffer:
        try:
            drawing.draw(msgspec.json.decode(line, type=tuple[Order, ...]))
            answer = ""
        except msgspec.MsgspecError as error:
            msg = f"the orders cannot be read: {error}"
            raise UsageError(msg) from None
        except (WallboardError, OSError) as error:
            answer = str(error) or type(error).__name__
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()
