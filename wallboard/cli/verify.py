"""`wallboard verify`: whether a picture of the press desk is as it was made, and what the recording says of it."""

from __future__ import annotations

from pathlib import Path

import click

from wallboard.cli.options import PATH
from wallboard.cli.output import say


@click.command()
@click.argument("picture", type=PATH)
@click.argument("recording", type=PATH, required=False)
@click.option("--list", "listed", type=PATH, metavar="SHA256SUMS", help="The desk's list of checksums.")
def verify(picture: Path, recording: Path | None, listed: Path | None) -> int:
    """Tell whether a PICTURE is as the press desk made it, offline.

    With the RECORDING: whether its figure is what that holds, and still stands. Exit status: 0 as made, 1 altered, 2
    corrected since, 3 nobody can say, 4 the recording contradicts it.
    """
    from wallboard.press.verifying import verify as look  # noqa: PLC0415 - it reads recordings, which help need not

    found = look(picture, recording, listed)
    say(found.headline)
    for what, how in found.lines:
        say(f"  {what:<12} {how}")
    return found.status
