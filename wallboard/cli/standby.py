"""`wallboard standby`: a display that has loaded everything and waits for its words; started by the supervisor."""

from __future__ import annotations

from importlib import import_module

import click

from wallboard.cli.process_title import become
from wallboard.cli.qt_loading import load_display
from wallboard.supervise.heartbeat import Beats
from wallboard.supervise.warm_standby import wait_for_words


@click.command(hidden=True)
@click.pass_context
def standby(context: click.Context) -> int:
    """Load what a display needs, wait for the words of a command on standard input, and become it."""
    load_display()
    for name in ("wallboard.cli.show", "wallboard.cli.curtain", "wallboard.stage.show", "wallboard.stage.curtain"):
        import_module(name)
    from wallboard.paint.pyqtgraph_parts import load_pyqtgraph  # noqa: PLC0415 - only now is it known that Qt can be loaded

    load_pyqtgraph()
    words = wait_for_words(Beats(word="waits").beat)
    if words is None:
        return 0
    become(words)
    group = context.find_root().command
    status: object = group.main(args=words, prog_name="wallboard", standalone_mode=False)
    return status if isinstance(status, int) else 0
