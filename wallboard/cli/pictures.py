"""`wallboard pictures`: draws what the press desk orders; started by the desk, not by people."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from wallboard.cli.give_way import give_way
from wallboard.cli.logs import start_logging
from wallboard.cli.options import PATH, config_option, demonstration_option
from wallboard.cli.qt_loading import load_display
from wallboard.core.errors import UsageError
from wallboard.press.orders import Order


@click.command(hidden=True)
@click.argument("recording", type=PATH)
@click.argument("orders", type=PATH)
@click.argument("folder", type=PATH)
@config_option
@demonstration_option
def pictures(recording: Path, orders: Path, folder: Path, config: Path | None, demonstration: bool) -> None:
    """Draw the pictures that ORDERS, a file of JSON, lists into FOLDER."""
    give_way()
    start_logging("pictures")
    load_display()
    from wallboard.cli.picture_drawing import draw_all  # noqa: PLC0415 - only now is it known that Qt is there

    try:
        listed = msgspec.json.decode(orders.read_bytes(), type=tuple[Order, ...])
    except (OSError, msgspec.MsgspecError) as error:
        msg = f"the orders cannot be read ({error}): {orders}"
        raise UsageError(msg) from None
    draw_all(recording, listed, folder, config, demonstration=demonstration)
