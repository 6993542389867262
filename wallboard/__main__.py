"""The program's entry point, and `python -m wallboard`: how the program starts its own children."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program with the words it was started with, and end the process."""
    try:
        # loading takes a second on a slow machine, and Ctrl-C may come as early as that
        from wallboard.cli.importing import uncollected  # noqa: PLC0415

        with uncollected():
            from wallboard.cli.main import hold_streams, run  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(130)
    hold_streams()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
