"""Streams on loopback for trying decoders: HLS over HTTP, MPEG-TS over UDP, SRT, and RTSP by GStreamer."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import av
import numpy as np

RTSP_SERVER = """
import sys
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=180,framerate=25/1 ! videoconvert"
    " ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 ! rtph264pay name=pay0 pt=96 )"
)
factory.set_shared(True)
if len(sys.argv) > 2:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic("wall", sys.argv[2]), token)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("user", "media.factory.access", True)
    permissions.add_permission_for_role("user", "media.factory.construct", True)
    factory.set_permissions(permissions)
    server.set_auth(auth)
server.get_mount_points().add_factory("/stage", factory)
server.attach(None)
print("ready", flush=True)
GLib.MainLoop().run()
"""


def bar(number: int, size: tuple[int, int] = (320, 180)) -> Any:
    """A frame in which a white bar stands a little further right than in the one before."""
    picture = np.full((size[1], size[0], 3), 32, np.uint8)
    left = 4 * number % (size[0] - 20)
    picture[:, left : left + 20] = 235
    return av.VideoFrame.from_ndarray(picture, format="rgb24")


class Sender(threading.Thread):
    """Sends frames in real time until it is ended; `pause` makes it stand still."""

    def __init__(self, url: str, form: str, options: dict[str, str] | None = None, rate: int = 25) -> None:
        super().__init__(daemon=True)
        self.pause = threading.Event()
        self.over = threading.Event()
        self._url, self._form, self._options, self._rate = url, form, options or {}, rate

    def run(self) -> None:
        container: Any = av.open(self._url, "w", format=self._form, options=self._options)
        codec = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": f"keyint={self._rate}"}
        stream = container.add_stream("libx264", rate=self._rate, options=codec)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        began, number = time.monotonic(), 0
        while not self.over.is_set():
            if self.pause.is_set():
                time.sleep(0.05)
                began += 0.05
                continue
            for packet in stream.encode(bar(number)):
                container.mux(packet)
            number += 1
            time.sleep(max(0.0, began + number / self._rate - time.monotonic()))
        container.close()


@contextmanager
def sending(url: str, form: str, options: dict[str, str] | None = None, rate: int = 25) -> Iterator[Sender]:
    """A stream that is sent while inside."""
    sender = Sender(url, form, options, rate)
    sender.start()
    try:
        yield sender
    finally:
        sender.over.set()
        sender.join(5)


class _Quiet(SimpleHTTPRequestHandler):
    status: int | None = None
    where: str | None = None

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.where is not None and not self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", self.where)
            self.end_headers()
        elif self.status is not None:
            self.send_error(self.status)
        else:
            super().do_GET()


@contextmanager
def serving(folder: Path, status: int | None = None, where: str | None = None) -> Iterator[str]:
    """A web server on a folder, or one that answers with a status, or sends elsewhere; its address."""
    handler = type("Handler", (_Quiet,), {"status": status, "where": where})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def rtsp_serving(port: int, password: str = "") -> Iterator[subprocess.Popen[str]]:
    """Debian's GStreamer server with a moving ball at rtsp://127.0.0.1:PORT/stage."""
    words = ["/usr/bin/python3", "-c", RTSP_SERVER, str(port), *([password] if password else [])]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        if process.stdout.readline().strip() != "ready":
            sys.exit("no RTSP server: apt-get install python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-ugly")
        yield process
    finally:
        process.kill()
        process.wait()
