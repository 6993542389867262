"""What doctor says of live pictures: whether they can be decoded here, and what each source sends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from pydantic import ValidationError

from wallboard.config.picture_panels import PictureSource, VideoOptions
from wallboard.config.settings import Settings
from wallboard.core.errors import UsageError
from wallboard.core.masking import masked_url
from wallboard.core.system_clocks import system_mono_us
from wallboard.doctor.findings import Finding, good, wrong
from wallboard.video.clock import DecoderClock
from wallboard.video.decoder_process import lacking, start_decoder
from wallboard.video.trying import Verdict, verdicts


def check_pictures(settings: Settings) -> Iterator[Finding]:
    """A finding for each source of each live picture; none where there are no pictures."""
    if not settings.live_pictures:
        return
    why = lacking()
    if why:
        yield wrong("pictures", f"cannot be decoded: {why}", _INSTALL)
        return
    for verdict in verdicts(settings.live_pictures, start_decoder, DecoderClock(system_mono_us, time.sleep)):
        yield finding_of(verdict)


def try_picture(url: str) -> Finding:
    """What an address sends that no configuration names. Raises UsageError: it is none of a picture."""
    try:
        panel = VideoOptions(sources=(PictureSource(url=url),))
    except ValidationError as error:
        raise UsageError(f"{masked_url(url)}: {error.errors()[0]['msg']}") from None
    why = lacking()
    if why:
        return wrong("picture", f"cannot be decoded: {why}", _INSTALL)
    (verdict,) = verdicts({"": panel}, start_decoder, DecoderClock(system_mono_us, time.sleep))
    return finding_of(replace(verdict, source=masked_url(url)))


def finding_of(verdict: Verdict) -> Finding:
    """A verdict in words."""
    what = f"[panels.{verdict.panel}] {verdict.source}" if verdict.panel else verdict.source
    if not verdict.reason:
        return good("picture", f"{what}: {verdict.picture}, {'live' if verdict.live else 'a clip'}")
    detail = f" ({verdict.detail})" if verdict.detail else ""
    return wrong("picture", f"{what}: {verdict.reason.replace('_', ' ')}{detail}", _ADVICE.get(verdict.reason, _LOOK))


_INSTALL = "pip install 'wallboard[video]'"
_LOOK = "see whether another player shows it"
_ADVICE = {
    "no_login": "set user and password_env or password_file as its owner states them",
    "no_secret": "set that variable where the wall is started, or write the file",
    "refused": "see that the encoder runs, and listens at that port",
    "no_answer": "see that the encoder can be reached from this machine",
    "timeout": "see that the encoder sends, and that no firewall is in between",
    "not_found": "ask for the right address",
    "no_file": "write a path that is there",
    "elsewhere": "name the hosts that its playlist leads to in `hosts`",
    "encrypted": "ask for a stream that is not encrypted",
    "too_large": "ask for one of 4096 x 2304 pixels at most",
    "no_protocol": "PyAV's wheels have no SRT: let srt-live-transmit hand it on, `srt-live-transmit srt://HOST:PORT "
    "udp://127.0.0.1:5000` (package srt-tools), and write udp://127.0.0.1:5000",
    "no_device": "plug the device in, or name another",
    "busy": "end the program that has the device",
    "denied": "let this user open the device (on Linux: the group video)",
}
