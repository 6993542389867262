"""`wallboard decode`: the decoder of one live picture; started by the keeper, not by people."""

from __future__ import annotations

import logging
import os
import sys
import time

import click
import msgspec

from wallboard.cli.give_way import give_way
from wallboard.core.system_clocks import system_mono_us
from wallboard.supervise.heartbeat import when_cut
from wallboard.video.decoder_process import bound_memory
from wallboard.video.job import DecoderJob


@click.command(hidden=True)
def decode() -> None:
    """Decode what the job on standard input says, until that comes to its end."""
    job = msgspec.json.decode(sys.stdin.buffer.readline(1_000_000), type=DecoderJob)
    when_cut(lambda: os._exit(0))
    give_way(3)
    bound_memory()
    import av  # noqa: PLC0415 - its memory is bounded before it is loaded

    from wallboard.video.clock import DecoderClock  # noqa: PLC0415 - likewise
    from wallboard.video.decoder import Decoder  # noqa: PLC0415 - likewise
    from wallboard.video.packets import as_they_come  # noqa: PLC0415 - likewise

    av.logging.set_level(None)  # what FFmpeg says holds addresses; the reasons are told by kind
    logging.getLogger("libav").setLevel(logging.CRITICAL)
    Decoder(job, DecoderClock(system_mono_us, time.sleep), as_they_come).run()
    os._exit(0)  # nothing of it may hang at its end
