"""A small RTSP server for tests: one stream of a moving bar, over the connection itself, or behind a login.

It speaks as much of RFC 2326 as a player needs; the packets are FFmpeg's RTP, passed on from a port on loopback.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import av

from tests.video.streams import bar

RATE = 25
SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=stage\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
    "a=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\na=control:track\r\n"
)


class _Player(StreamRequestHandler):
    """One connection of a player."""

    login: str | None = None

    def handle(self) -> None:
        with suppress(OSError):
            while request := self._request():
                self._answer(*request)

    def _request(self) -> tuple[str, dict[str, str]] | None:
        """The method and the fields of the next request; None at the end."""
        first = self.rfile.readline().decode()
        fields = {}
        while (line := self.rfile.readline().decode().strip()) and ":" in line:
            name, _, value = line.partition(":")
            fields[name.lower()] = value.strip()
        return (first.split()[0], fields) if first.strip() else None

    def _answer(self, method: str, fields: dict[str, str]) -> None:
        if method == "OPTIONS":
            self._say(fields, "200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n")
        elif self.login is not None and fields.get("authorization") != f"Basic {self.login}":
            self._say(fields, "401 Unauthorized", 'WWW-Authenticate: Basic realm="stage"\r\n')
        elif method == "DESCRIBE":
            self._say(fields, "200 OK", "Content-Type: application/sdp\r\n", SDP)
        elif method == "SETUP":
            self._say(fields, "200 OK", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n")
        elif method == "PLAY":
            self._say(fields, "200 OK", "Session: 1\r\n")
            threading.Thread(target=self._send, daemon=True).start()
        else:
            self._say(fields, "200 OK", "Session: 1\r\n")

    def _say(self, fields: dict[str, str], status: str, head: str, body: str = "") -> None:
        cseq = fields.get("cseq", "0")
        text = f"RTSP/1.0 {status}\r\nCSeq: {cseq}\r\n{head}Content-Length: {len(body)}\r\n\r\n{body}"
        self.wfile.write(text.encode())

    def _send(self) -> None:
        """Packets of RTP until the player is gone."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets, suppress(OSError, av.error.FFmpegError):
            packets.bind(("127.0.0.1", 0))
            packets.setblocking(False)
            container: Any = av.open(f"rtp://127.0.0.1:{packets.getsockname()[1]}", "w", format="rtp")
            codec = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": f"keyint={RATE}"}
            stream = container.add_stream("libx264", rate=RATE, options=codec)
            stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
            began, number = time.monotonic(), 0
            while True:
                for packet in stream.encode(bar(number)):
                    container.mux(packet)
                with suppress(BlockingIOError):
                    while data := packets.recv(65_536):
                        self.wfile.write(struct.pack(">cBH", b"$", 0, len(data)) + data)
                number += 1
                time.sleep(max(0.0, began + number / RATE - time.monotonic()))


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def rtsp_stage(user: str = "", password: str = "") -> Iterator[str]:
    """The address of a stream, for those who log in if there is a user."""
    login = b64encode(f"{user}:{password}".encode()).decode() if user else None
    server = _Server(("127.0.0.1", 0), type("Player", (_Player,), {"login": login}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"rtsp://127.0.0.1:{server.server_address[1]}/stage"
    finally:
        server.shutdown()
        server.server_close()
