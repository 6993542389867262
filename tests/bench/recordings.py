"""How fast a night's recording opens, is sought in, decoded and draws its curve; what a snapshot takes on disk.

python -m tests.bench.recordings RECORDING [--seeks 400]
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from wallboard.recording.reader import RecordingReader
from wallboard.recording.state import StateReader
from wallboard.recording.stored_reading import decode
from wallboard.recording.tools.files import files_of, opened
from wallboard.recording.tools.payload_copy import unpacker_of
from wallboard.recording.tools.trim import trim

LIMITS = {
    "opening to the first stand": 0.3,
    "seek p99": 0.05,
    "the night's curve": 0.2,
    "decoding, processor time, p50": 0.0002,
}
"""Seconds; of the half second to the first frame 0.2 are the display's."""
MOST_BYTES = {"bytes": 8000, "bytes without bodies": 4000}


def main() -> int:
    """The command."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("recording", type=Path)
    words.add_argument("--seeks", type=int, default=400)
    given = words.parse_args()
    began = time.perf_counter()
    with RecordingReader(given.recording) as reader:
        states = StateReader(reader)
        bounds = reader.bounds
        assert bounds is not None
        states.state_at(bounds[0] + (bounds[1] - bounds[0]) // 3)
        figures = {"opening to the first stand": time.perf_counter() - began}
        seeks, busy = _seeks(states, bounds, given.seeks)
        figures["seek p50"] = statistics.median(seeks)
        figures["seek p99"] = sorted(seeks)[int(len(seeks) * 0.99)]
        figures["seek p99, processor time alone"] = sorted(busy)[int(len(busy) * 0.99)]
        began = time.perf_counter()
        state = StateReader(reader).state_at(bounds[1])
        points = 0 if state.curve is None else len(state.curve.at_us)
        figures["the night's curve"] = time.perf_counter() - began
        count = len(reader.index.answers)
    figures["decoding, processor time, p50"] = statistics.median(_decodings(given.recording))
    sizes = {
        "bytes": files_of(given.recording).size_bytes / count,
        "bytes without bodies": _bodiless(given.recording) / count,
    }
    failed = [name for name, limit in LIMITS.items() if figures[name] > limit]
    failed += [name for name, size in sizes.items() if size > MOST_BYTES[name]]
    lines = [f"{name}: {figure * 1000:.2f} ms" for name, figure in figures.items()]
    lines += [f"{count} snapshots, {points} points of the curve"]
    lines += [f"{size:.0f} {name} a snapshot" for name, size in sizes.items()]
    sys.stdout.write("\n".join(lines + [f"too slow or too large: {name}" for name in failed]) + "\n")
    return 1 if failed else 0


def _decodings(recording: Path) -> list[float]:
    """Seconds of processor time that decoding a stored reading takes, of every fifth answer."""
    taken = []
    for segment in files_of(recording).segments:
        with closing(opened(segment)) as connection:
            unpacker = unpacker_of(connection, "snapshot")
            for number, digest in connection.execute("SELECT id, digest FROM answer WHERE id % 5 = 0").fetchall():
                packed = unpacker.unpack(number)
                worked = time.process_time()
                decode(packed, digest)
                taken.append(time.process_time() - worked)
    return taken


def _bodiless(recording: Path) -> int:
    """Bytes of the recording when the answers as they came are left out."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "trimmed.wallboard"
        trim(recording, target, None, None, bodies=False)
        return target.stat().st_size


def _seeks(states: StateReader, bounds: tuple[int, int], count: int) -> tuple[list[float], list[float]]:
    """Seconds each jump to a random instant took, and how many of them this process had a processor."""
    chance = random.Random(11)
    taken, busy = [], []
    for _ in range(count):
        instant = chance.randint(*bounds)
        began, worked = time.perf_counter(), time.process_time()
        states.state_at(instant)
        taken.append(time.perf_counter() - began)
        busy.append(time.process_time() - worked)
    return taken, busy


if __name__ == "__main__":
    sys.exit(main())
