"""Whether anything grows: a wall with two live pictures for an hour, looked at each minute.

`python -m tests.video.endurance [MINUTES] [SIZE]` needs Xvfb and ffmpeg. A looped 1080p30 film comes as HLS and as
MPEG-TS over UDP; of the display, the keeper and the decoders it prints private memory, open files and threads, of the
frames in shared memory what they take, and how many the display has drawn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests.bench.process_tree import tree
from tests.stage.x_server import XServer
from tests.video.campaign import ended, free_port, running
from tests.video.material import film
from tests.video.streams import serving

CONFIGURATION = """
[display]
layout = "two"
[panels.stage]
kind = "video"
sources = ["udp://127.0.0.1:{port}"]
[panels.second]
kind = "video"
sources = ["{url}/stage.m3u8"]
[layouts.two.canvas."*"]
columns = [1, 1]
rows = [0.1, 0.3, 0.6]
areas = ["bar bar", "gmv gmv", "stage second"]
"""
ROLES = ("wall-show", "wall-live_pictu", "wall-decode")
"""As the system's list names them, in fifteen letters."""


def looked_at(root: int) -> Iterator[tuple[str, int, int, int, int]]:
    """Role, process, private kilobytes, open files and threads of those that show the pictures."""
    for member in tree(root):
        place = Path(f"/proc/{member.pid}")
        try:
            role = (place / "comm").read_text().strip()
            if role not in ROLES:
                continue
            sizes = [line.split() for line in (place / "smaps_rollup").read_text().splitlines()[1:]]
            private = sum(int(size[1]) for size in sizes if size[0].startswith("Private_"))
            yield role, member.pid, private, len([*(place / "fd").iterdir()]), len([*(place / "task").iterdir()])
        except OSError:
            continue


def shared(root: int, folder: Path) -> str:
    """What the slots of all pictures take, and how many frames the display has drawn."""
    found: set[Path] = set()
    for member in tree(root):
        with suppress(OSError):
            lines = Path(f"/proc/{member.pid}/maps").read_text().splitlines()
            found.update(Path(line.split(maxsplit=5)[5]) for line in lines if line.endswith(".frames"))
    taken = sum(file.stat().st_blocks * 512 for file in found if file.exists())
    try:
        drawn = json.loads((folder / "night" / "health.json").read_text())["display"]["frames"]
    except (OSError, ValueError, KeyError, TypeError):
        drawn = "?"
    return f"slots of {len(found)} pictures {taken / 2**20:.1f} MB, {drawn} frames drawn"


def main(minutes: int, size: str) -> None:
    """Print a line a minute."""
    port = free_port()
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as place, serving(Path(place)) as url:
        folder = Path(place)
        server = XServer(size, folder)
        (folder / "wallboard.toml").write_text(CONFIGURATION.format(port=port, url=url), encoding="utf-8")
        codec = {"g": "30", "preset": "veryfast"}
        clip = film(folder / "clip.mp4", frames=300, rate=30, size=(1920, 1080), options=codec)
        looped = ("ffmpeg", "-v", "error", "-re", "-stream_loop", "-1", "-i", str(clip), "-c", "copy")
        listed = ("-hls_time", "1", "-hls_list_size", "4", "-hls_flags", "delete_segments", f"{place}/stage.m3u8")
        words = (sys.executable, "-m", "wallboard", "demo", "--start-at", "00:20:00")
        environment = {**os.environ, **server.environment, "XDG_RUNTIME_DIR": place}
        with (
            running(*looped, "-f", "mpegts", f"udp://127.0.0.1:{port}?pkt_size=1316"),
            running(*looped, *listed),
        ):
            wall = subprocess.Popen(
                (*words, "--config", str(folder / "wallboard.toml"), "--record", str(folder / "night")),
                env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                began = time.monotonic()
                for minute in range(minutes + 1):
                    time.sleep(max(0.0, began + 60 * minute + 20 - time.monotonic()))
                    told = ", ".join(
                        f"{role} {pid}: {kb / 1024:.1f} MB {files} files {threads} threads"
                        for role, pid, kb, files, threads in sorted(looked_at(wall.pid))
                    )
                    told += f", {shared(wall.pid, folder)}  (load {os.getloadavg()[0]:.1f})"
                    print(f"{minute:3} min  {told}", flush=True)  # noqa: T201 - a command's output
            finally:
                ended(wall)
                server.end()


if __name__ == "__main__":
    main(int((*sys.argv[1:], "60")[0]), (*sys.argv[2:], "1920x1080")[0])
