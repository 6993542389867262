"""Tries live pictures on real streams, with real decoders and clocks: `python -m tests.video.campaign [WORD ...]`.

Prints a line for each trial, and how busy the machine was: kills, stalls, bad inputs, streams of every kind.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.video.material import film
from tests.video.streams import rtsp_serving, sending, serving
from wallboard.config.load import load
from wallboard.core.system_clocks import system_mono_us
from wallboard.video.decoder_process import StartedDecoder, start_decoder
from wallboard.video.frame_file import FrameReader, SharedFrame, frames_path
from wallboard.video.keeper import Keeper, KeeperHooks
from wallboard.video.signal import state_of
from wallboard.video.wanted import Wanted, WantedPicture, write_wanted

PICTURE = (
    *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"),
    *("-c:v", "libx264", "-tune", "zerolatency", "-g", "25"),
)
"""A picture that ffmpeg makes and encodes."""


class Trial:
    """A keeper with one picture, and what a display at 60 frames a second would see of it."""

    def __init__(self, folder: Path, sources: str, area: tuple[int, int] = (320, 180)) -> None:
        file = folder / "wallboard.toml"
        file.write_text(
            f'[panels.stage]\nkind = "video"\nsources = [{sources}]\n'
            '[layouts.gala.canvas."*"]\nareas = ["bar", "stage"]\n',
            encoding="utf-8",
        )
        self.processes: list[StartedDecoder] = []
        hooks = KeeperHooks(system_mono_us, random.random, self._start)
        self.keeper = Keeper(load(file), folder, hooks)
        self.folder, self.area = folder, area
        self.want()
        self.reader = FrameReader(frames_path(folder, "stage"))
        assert self.reader.open()
        self.began_us = system_mono_us()
        self.first_us: int | None = None
        self.last: SharedFrame | None = None
        self.changes: list[int] = []
        self.states: dict[str, int] = {}
        self.torn = 0

    def want(self, source: int = 0, reconnects: int = 0) -> None:
        """Say what the display wants."""
        write_wanted(self.folder, Wanted({"stage": WantedPicture(*self.area, source, reconnects)}))

    def _start(self, job: bytes) -> StartedDecoder:
        self.processes.append(start_decoder(job))
        return self.processes[-1]

    def run(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Keep and look at it for so long, or until something holds."""
        end, turn = time.monotonic() + seconds, 0
        while time.monotonic() < end and not until():
            if turn % 6 == 0:
                self.keeper.turn()
            turn += 1
            now_us = system_mono_us()
            frame = self.reader.at(now_us)
            if frame is not None and (self.last is None or frame.number != self.last.number):
                self.first_us = self.first_us or now_us
                self.changes.append(turn)
                copied = bytes(frame.pixels)
                self.torn += not self.reader.is_whole(frame) and len(copied) > 0
            self.last = frame or self.last
            self.states[self.state] = self.states.get(self.state, 0) + 1
            time.sleep(1 / 60)

    @property
    def state(self) -> str:
        """What the wall would say now."""
        written_us = None if self.last is None else self.last.written_us
        state, _, reason = state_of(written_us, self.reader.decoder_note(), self.reader.keeper_note(), system_mono_us())
        return f"{state} {reason}".strip()

    @property
    def first_s(self) -> float | None:
        """After how long the first frame was there."""
        return None if self.first_us is None else (self.first_us - self.began_us) / 1e6

    def stop(self) -> None:
        """End it."""
        self.keeper.stop()


@contextmanager
def trial(sources: str, area: tuple[int, int] = (320, 180)) -> Iterator[Trial]:
    """A trial in a folder in memory."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        made = Trial(Path(folder), sources, area)
        try:
            yield made
        finally:
            made.stop()


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that nobody has."""
    with socket.socket(socket.AF_INET, kind) as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def report(name: str, said: str) -> None:
    """A line."""
    print(f"{name:28} {said}  (load {os.getloadavg()[0]:.1f})", flush=True)  # noqa: T201 - a command's output


def live(name: str, source: str, pause: Callable[[bool], None] | None) -> None:
    """A live stream: comes up, is stalled, comes back."""
    with trial(source) as made:
        made.run(25, lambda: len(made.changes) > 30)
        report(name, f"first frame {made.first_s} s, {made.state}, torn {made.torn}")
        if pause is None:
            return
        pause(True)
        made.run(4)
        report(f"{name}, stalled", made.state)
        pause(False)
        seen = len(made.changes)
        began = time.monotonic()
        made.run(40, lambda: len(made.changes) > seen + 5)
        report(f"{name}, back", f"after {time.monotonic() - began:.1f} s, {made.state}, decoders {len(made.processes)}")


def udp() -> None:
    """MPEG-TS over UDP."""
    port = free_port(socket.SOCK_DGRAM)
    with sending(f"udp://127.0.0.1:{port}?pkt_size=1316", "mpegts") as sender:
        live("udp", f'"udp://127.0.0.1:{port}"', lambda on: sender.pause.set() if on else sender.pause.clear())


def srt() -> None:
    """MPEG-TS over SRT with a passphrase, handed on by srt-live-transmit as PyAV's wheels have no SRT."""
    given, taken = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_DGRAM)
    url, key = f"srt://127.0.0.1:{given}", "passphrase=a-long-passphrase"
    if shutil.which("srt-live-transmit") is None or shutil.which("ffmpeg") is None:
        report("srt", "cannot be tried: apt-get install ffmpeg srt-tools")
        return
    with (
        running("srt-live-transmit", f"{url}?mode=listener&{key}", f"udp://127.0.0.1:{taken}"),
        trial(f'"udp://127.0.0.1:{taken}"') as made,
    ):
        for name in ("srt", "srt, sender back"):
            with running("ffmpeg", "-v", "error", "-re", *PICTURE, "-f", "mpegts", f"{url}?{key}"):
                seen, began = len(made.changes), time.monotonic()
                made.run(40, lambda seen=seen: len(made.changes) > seen + 30)  # type: ignore[misc]  # of this turn
                report(name, f"after {time.monotonic() - began:.1f} s, {made.state}")
            made.run(4)
            report(f"{name}, sender killed", made.state)


@contextmanager
def running(*words: str) -> Iterator[None]:
    """A program that is killed at the end."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def ended(process: subprocess.Popen[bytes]) -> None:
    """Let a program end in order, and kill it where it has not after 15 seconds."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()


def hls() -> None:
    """HLS over HTTP, live."""
    with tempfile.TemporaryDirectory() as place, serving(Path(place)) as url:
        options = {"hls_time": "1", "hls_list_size": "4", "hls_flags": "delete_segments"}
        with sending(f"{place}/stage.m3u8", "hls", options) as sender:
            while not (Path(place) / "stage.m3u8").exists():
                time.sleep(0.1)
            time.sleep(3)
            live("hls", f'"{url}/stage.m3u8"', lambda on: sender.pause.set() if on else sender.pause.clear())
    if shutil.which("ffmpeg") is None:
        report("hls, sender killed", "cannot be tried: apt-get install ffmpeg")
        return
    listed = ("-f", "hls", "-hls_time", "1", "-hls_list_size", "4", "-hls_flags", "delete_segments")
    with tempfile.TemporaryDirectory() as place, serving(Path(place)) as url, trial(f'"{url}/stage.m3u8"') as made:
        for name in ("hls", "hls, sender back"):
            with running("ffmpeg", "-v", "error", "-re", *PICTURE, *listed, f"{place}/stage.m3u8"):
                seen, began = len(made.changes), time.monotonic()
                made.run(60, lambda seen=seen: len(made.changes) > seen + 30)  # type: ignore[misc]  # of this turn
                report(name, f"after {time.monotonic() - began:.1f} s, {made.state}, decoders {len(made.processes)}")
            for _ in range(4):
                made.run(5)
                report(f"{name}, sender killed", made.state)


def rtsp() -> None:
    """RTSP by Debian's GStreamer server: right and wrong password, killed and brought back."""
    port = free_port()
    with rtsp_serving(port) as server, trial(f'"rtsp://127.0.0.1:{port}/stage"') as made:
        made.run(25, lambda: len(made.changes) > 30)
        report("rtsp", f"first frame {made.first_s} s, {made.state}")
        os.kill(server.pid, signal.SIGSTOP)
        made.run(4)
        report("rtsp, stalled", made.state)
        os.kill(server.pid, signal.SIGCONT)
        server.kill()
        made.run(9)
        report("rtsp, server killed", made.state)
        with rtsp_serving(port):
            seen, began = len(made.changes), time.monotonic()
            made.run(45, lambda: len(made.changes) > seen + 5)
            report("rtsp, brought back", f"after {time.monotonic() - began:.1f} s, {made.state}")
    os.environ["RIGHT"], os.environ["WRONG"] = "p@ss/word:1", "guessed"
    with rtsp_serving(port := free_port(), "p@ss/word:1"):
        for name in ("RIGHT", "WRONG"):
            source = f'{{ url = "rtsp://127.0.0.1:{port}/stage", user = "wall", password_env = "{name}" }}'
            with trial(source) as made:
                made.run(15, lambda: len(made.changes) > 5 or "no_login" in made.state)
                report(f"rtsp, {name.lower()} password", made.state)


def kills() -> None:
    """100 SIGKILLs of decoders, at any moment; every frame that is seen is whole."""
    with tempfile.TemporaryDirectory() as place:
        clip = film(Path(place) / "clip.mp4", frames=50, size=(640, 360))
        with trial(f'"{clip}"', (1280, 720)) as made:
            chance, back = random.Random(18), []
            for number in range(int(os.environ.get("KILLS", "100"))):
                made.want(reconnects=number)  # as by Ctrl+X: else the pauses would grow
                seen, began = len(made.changes), time.monotonic()
                made.run(20, lambda seen=seen: len(made.changes) > seen)  # type: ignore[misc]  # of this turn
                back.append(time.monotonic() - began)
                made.run(chance.uniform(0.0, 0.3))
                made.processes[-1].process.kill()
            back.sort()
            report(
                f"{len(back)} SIGKILLs",
                f"torn {made.torn}, back after {back[len(back) // 2]:.2f} s (median), {back[-1]:.2f} s at most",
            )


def bad() -> None:
    """Playlists that lead elsewhere, refusals, streams that end, drip or are encrypted."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        head = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n"
        film(folder / "part.ts", form="mpegts")
        lists = {
            "file": "#EXTINF:1,\nfile:///etc/hostname\n",
            "other host": "#EXTINF:1,\nhttp://192.0.2.1/part.ts\n",
            "concat": "#EXTINF:1,\nconcat:part.ts|part.ts\n",
            "encrypted": '#EXT-X-KEY:METHOD=AES-128,URI="key.bin"\n#EXTINF:1,\npart.ts\n',
            "ends": "#EXTINF:1,\npart.ts\n#EXT-X-ENDLIST\n",
            "empty": "",
        }
        (folder / "key.bin").write_bytes(bytes(16))
        with serving(folder) as url:
            for name, lines in lists.items():
                (folder / "stage.m3u8").write_text(head + lines, encoding="utf-8")
                with trial(f'"{url}/stage.m3u8"') as made:
                    made.run(
                        40, lambda: any(word in made.state for word in ("elsewhere", "encrypted", "ended", "no_p"))
                    )
                    report(f"playlist, {name}", f"{made.state}, frames {len(made.changes)}")
        for status in (401, 403, 404, 503):
            with serving(folder, status) as url:
                for path in ("stage.m3u8", "part.ts"):
                    with trial(f'"{url}/{path}"') as made:
                        made.run(40, lambda: made.state.split()[-1] not in ("starting", "waiting", "no_key_frame"))
                        report(f"HTTP {status}, {path}", made.state)
        with serving(folder, where="http://192.0.2.1/stage.m3u8") as url:
            for path in ("stage.m3u8", "part.ts"):
                with trial(f'"{url}/{path}"') as made:
                    made.run(40, lambda: "elsewhere" in made.state)
                    report(f"redirect elsewhere, {path}", made.state)
    with trial(f'"rtsp://127.0.0.1:{free_port()}/stage"') as made:
        made.run(40, lambda: "refused" in made.state)
        report("nobody listens", made.state)
    with trial('{ device = "/dev/video0" }') as made:
        made.run(40, lambda: made.state not in ("waiting starting", "waiting"))
        report(
            "capture device", f"{made.state} ({'there' if Path('/dev/video0').exists() else 'this machine has none'})"
        )


TRIALS: dict[str, Callable[[], None]] = {
    "udp": udp, "srt": srt, "hls": hls, "rtsp": rtsp, "bad": bad, "kills": kills,
}  # fmt: skip

if __name__ == "__main__":
    for word in sys.argv[1:] or TRIALS:
        TRIALS[word]()
