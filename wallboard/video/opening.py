"""A source opened with FFmpeg, and with nothing that it could reach beyond it."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from typing import Any, Final

import av

from wallboard.video.faults import NoPictureError
from wallboard.video.job import DecoderJob, with_login
from wallboard.video.playlist import PlaylistAccess

OPEN_S, READ_S = 8.0, 5.0
"""How long a source may take to say what it is, and to send something."""
MOST_PIXELS: Final = 4096 * 2304
"""Of a frame as it comes: what is larger is refused before it is decoded."""
PROTOCOLS: Final = {
    "rtsp": "rtsp,rtp,udp,tcp",
    "rtsps": "rtsp,rtsps,rtp,udp,tcp,tls,srtp",
    "http": "http,tcp",
    "https": "https,tls,tcp",
    "srt": "srt",
    "udp": "udp",
}
"""What FFmpeg may open for an address of each kind; never files, never another kind."""
_FORMATS: Final = (
    "mpegts,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,flv,live_flv,avi,mpeg,mpegvideo,h264,hevc,mxf,asf,ogg,dv"
)
"""Forms of files and streams that hold pictures themselves, and name no others."""
_DEVICES: Final = {"linux": "v4l2", "win32": "dshow", "darwin": "avfoundation"}
_OF_DEVICES: Final = {errno.EBUSY: "busy", errno.EACCES: "denied", errno.EPERM: "denied"}


def opened(job: DecoderJob, sleep: Callable[[float], None]) -> Any:
    """The container of a job's source. Raises NoPictureError."""
    try:
        return _playlist(job, sleep) if job.kind == "playlist" else _OPENERS[job.kind](job)
    except NoPictureError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever FFmpeg says becomes a reason
        raise NoPictureError.of(error) from None


def is_realtime(job: DecoderJob, container: Any) -> bool:
    """Whether what comes happens now and cannot be held back."""
    return job.kind in ("stream", "device") and not container.duration


def is_live(job: DecoderJob, container: Any) -> bool:
    """Whether what comes happens now: no file, and no playlist or stream that has an end."""
    return job.kind != "file" and not container.duration


def _stream(job: DecoderJob) -> Any:
    scheme = job.url.partition(":")[0]
    options = {"protocol_whitelist": PROTOCOLS[scheme], "max_streams": "64"}
    form = None
    url = job.url
    if scheme in ("rtsp", "rtsps"):
        options |= {"rtsp_transport": job.transport, "allowed_media_types": "video", "timeout": str(int(READ_S * 1e6))}
        url, form = with_login(url, job.user, job.password), "rtsp"
    elif scheme == "srt":
        options |= {"passphrase": job.password} if job.password else {}
        options |= {"connect_timeout": "3000", "rcvlatency": "120000"}
        form = "mpegts"
    elif scheme == "udp":
        options |= {"fifo_size": "20000", "overrun_nonfatal": "1", "timeout": str(int(READ_S * 1e6))}
        form = "mpegts"
    else:
        options |= {"format_whitelist": _FORMATS, "reconnect": "0", "max_redirects": "0"}
        url = with_login(url, job.user, job.password)
    # the size may be told by a later key frame, and how often frames come is seen as they come: neither is waited for
    options |= {"probesize": "2000000", "analyzeduration": "1000000", "fpsprobesize": "0"}
    options |= {"merge_pmt_versions": "1"} if scheme != "rtsp" else {}
    try:
        return av.open(url, format=form, options=options, timeout=(OPEN_S, READ_S), metadata_errors="replace")
    except OSError as error:
        if error.errno == errno.EIO and scheme in ("http", "https"):  # of both, and FFmpeg does not say of which
            PlaylistAccess(job.url, job.hosts, job.user, job.password, READ_S).stays()
            raise NoPictureError(reason="no_answer", detail="its answer breaks off") from None
        raise


def _playlist(job: DecoderJob, sleep: Callable[[float], None]) -> Any:
    access = PlaylistAccess(job.url, job.hosts, job.user, job.password, READ_S, sleep if job.fresh else None)
    options = {
        "protocol_whitelist": "http,https,tcp,tls",
        "format_whitelist": f"hls,aac,mp3,ac3,webvtt,{_FORMATS}",
        "http_persistent": "0",
        "http_multiple": "0",
        "allowed_extensions": "ALL",
        "extension_picky": "0",
        "live_start_index": "-1" if job.fresh else "-2",
        "max_reload": "6",
    }
    try:
        container = av.open(
            job.url, format="hls", options=options, timeout=(OPEN_S, 3 * READ_S), io_open=access.open,
            metadata_errors="replace",
        )  # fmt: skip
    except Exception:
        if access.fault is not None:  # FFmpeg passes over what it was refused, and fails for another reason then
            raise access.fault from None
        raise
    access.known()
    return container


def _file(job: DecoderJob) -> Any:
    try:
        found = os.stat(job.url)  # noqa: PTH116 - a name, which FFmpeg opens
    except OSError as error:
        raise NoPictureError(reason="no_file", detail=error.strerror or "") from None
    if not stat.S_ISREG(found.st_mode):
        raise NoPictureError(reason="no_file", detail="no regular file")
    options = {"protocol_whitelist": "file", "format_whitelist": _FORMATS}
    return av.open(f"file:{job.url}", options=options, timeout=(OPEN_S, READ_S), metadata_errors="replace")


def _device(job: DecoderJob) -> Any:
    form = _DEVICES.get(sys.platform, "v4l2")
    options = {"video_size": "{}x{}".format(*job.size)} if job.size else {}
    options |= {"framerate": str(job.rate)} if job.rate else {}
    try:
        return av.open(job.url, format=form, container_options=options, timeout=(OPEN_S, READ_S))
    except av.error.ArgumentError:
        raise NoPictureError(reason="no_picture", detail="it does not offer that size or rate") from None
    except OSError as error:
        reason = _OF_DEVICES.get(error.errno or 0, "no_device")
        detail = "it is missing, or another program has it" if error.errno == errno.EIO else error.strerror or ""
        raise NoPictureError(reason, detail) from None
    except ValueError as error:
        if isinstance(error, av.error.FFmpegError):
            raise
        raise NoPictureError(reason="no_protocol", detail=f"this PyAV has no capture devices ({form})") from None


_OPENERS: Final = {"stream": _stream, "file": _file, "device": _device}
