"""Capture devices: what is asked of FFmpeg on each system, and the one reason where there is no picture."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import av
import pytest

from wallboard.video import opening
from wallboard.video.faults import NoPictureError
from wallboard.video.job import DecoderJob
from wallboard.video.opening import opened


def never(_seconds: float) -> None:
    msg = "nothing is waited for"
    raise AssertionError(msg)


def job(url: str = "/dev/video0", **more: Any) -> DecoderJob:
    return DecoderJob("stage", "", "device", url, **more)


@pytest.mark.parametrize(
    ("system", "url", "form"),
    [("linux", "/dev/video0", "v4l2"), ("win32", "video=USB Capture", "dshow"), ("darwin", "0", "avfoundation")],
)
def test_a_device_is_opened_by_the_input_of_its_system(
    system: str, url: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(av, "open", lambda url, **options: asked.append((url, options)))
    opened(job(url, size=(1920, 1080), rate=50), never)
    assert asked[0][0] == url
    assert asked[0][1]["format"] == form
    assert asked[0][1]["container_options"] == {"video_size": "1920x1080", "framerate": "50"}


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (errno.ENOENT, "no_device"),
        (errno.ENODEV, "no_device"),
        (errno.ENXIO, "no_device"),
        (errno.ENOTTY, "no_device"),
        (errno.EIO, "no_device"),
        (errno.EBUSY, "busy"),
        (errno.EACCES, "denied"),
        (errno.EPERM, "denied"),
        (errno.ETIMEDOUT, "no_device"),
    ],
)
def test_why_a_device_cannot_be_opened(code: int, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(av, "open", fail)
    with pytest.raises(NoPictureError) as caught:
        opened(job(), never)
    assert caught.value.reason == reason


def test_a_size_or_rate_that_a_device_does_not_offer_is_no_missing_device(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise av.error.ArgumentError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(av, "open", fail)
    with pytest.raises(NoPictureError) as caught:
        opened(job(size=(123, 45)), never)
    assert (caught.value.reason, "size or rate" in caught.value.detail) == ("no_picture", True)


def test_a_pyav_without_devices_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(opening._DEVICES, sys.platform, "no_such_input")
    with pytest.raises(NoPictureError) as caught:
        opened(job(), never)
    assert caught.value.reason == "no_protocol"


@pytest.mark.skipif(sys.platform != "linux", reason="V4L2 is of Linux")
@pytest.mark.parametrize("kind", ["none", "file", "folder", "pipe"])
def test_what_is_no_capture_device_is_told_as_such(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "video0"
    if kind == "file":
        path.write_bytes(b"no device")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(NoPictureError) as caught:
        opened(job(str(path)), never)
    assert caught.value.reason == "no_device"
