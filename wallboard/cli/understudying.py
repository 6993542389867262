"""`wallboard understudy`: a display that has loaded everything and waits for its cue; started by the supervisor."""

# ruff: noqa: PLC0415 - the command starts quickly, see wallboard.cli.commands

from __future__ import annotations

import click


@click.command(hidden=True)
@click.pass_context
def understudy(context: click.Context) -> int:
    """Load what a display needs, wait for the words of a command on standard input, and become it."""
    from importlib import import_module

    from wallboard.cli.qt import load_display
    from wallboard.supervise.warm_standby import cue

    load_display()
    for name in ("wallboard.cli.showing", "wallboard.stage.show"):
        import_module(name)
    from wallboard.paint.curves import load_pyqtgraph  # only now is it known that Qt can be loaded

    load_pyqtgraph()
    words = cue()
    if words is None:
        return 0
    group = context.find_root().command
    status: object = group.main(args=words, prog_name="wallboard", standalone_mode=False)
    return status if isinstance(status, int) else 0
