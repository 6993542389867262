"""Ninety seconds of the wall as a viewer sees it, for the README: scenes of the demonstration's night, joined by cuts.

    python assets/make_film.py [--out assets/pictures/film.mp4]

Each scene is what `wallboard film` makes of the demonstration; they are joined and encoded once more, small enough for
a repository. Needs the program with its extra `film`, no display and no network.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av

SIZE = (1280, 720)
FPS = 30
BITS_A_SECOND = 760_000
"""Ninety seconds of it stay below ten million bytes."""
MOST_BYTES = 10_000_000
SCENES = (
    ("-00:00:12", "00:00:06", "countdown", "zh"),
    ("00:00:48", "00:01:03", "overview", "zh"),
    ("02:00:00", "02:00:10", "overview,map@02:00:02", "en"),
    ("12:00:00", "12:00:09", "map,global@12:00:02", "en"),
    ("13:00:00", "13:00:08", "global,rankings@13:00:02", "zh"),
    ("15:19:10", "15:19:24", "counter", "en"),
    ("23:59:56", "24:00:12", "counter,finale@24:00:02", "en"),
)
"""From when to when, in which layouts, and the language that leads: ninety seconds in all."""


def main() -> None:
    """Film every scene and join them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "pictures" / "film.mp4")
    out: Path = parser.parse_args().out
    with tempfile.TemporaryDirectory() as folder:
        scenes = [filmed(Path(folder) / f"{number}.mp4", *scene) for number, scene in enumerate(SCENES)]
        seconds = joined(scenes, out)
    size = out.stat().st_size
    print(f"{out}: {seconds:.1f} s, {size / 1e6:.2f} MB")
    if size >= MOST_BYTES:
        raise SystemExit(f"larger than {MOST_BYTES / 1e6:.0f} MB: lower BITS_A_SECOND")


def filmed(path: Path, begin: str, end: str, layout: str, language: str) -> Path:
    """One scene of the demonstration as a film of its own."""
    subprocess.run(
        [
            sys.executable, "-m", "wallboard", "film", "demo", "--from", begin, "--to", end, "--layout", layout,
            "--language", language, "--size", f"{SIZE[0]}x{SIZE[1]}", "--fps", str(FPS), "-o", str(path),
        ],
        check=True,
    )  # fmt: skip
    return path


def joined(scenes: list[Path], out: Path) -> float:
    """All scenes one after the other in one file; how long it is, in seconds."""
    frames = 0
    with av.open(str(out), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        stream = film.add_stream("libx264", rate=FPS, options={"preset": "slow"})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = BITS_A_SECOND
        for scene in scenes:
            with av.open(str(scene)) as source:
                for frame in source.decode(video=0):
                    frame.pts, frame.time_base = frames, Fraction(1, FPS)
                    frames += 1
                    film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    return frames / FPS


if __name__ == "__main__":
    main()
