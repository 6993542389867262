"""The command line: words in, wiring out; every error ends as one clear line and an exit status."""

from __future__ import annotations

import sys

INTERRUPTED = 130
"""The exit status of a command that was interrupted by Ctrl-C."""


def main() -> None:
    """Run the program with the words it was started with, and end the process."""
    try:
        # loading takes a second on a slow machine, and Ctrl-C may come as early as that
        from wallboard.cli.edge import hold_streams, run  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    hold_streams()
    sys.exit(run(sys.argv[1:]))
