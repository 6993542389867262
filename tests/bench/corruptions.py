"""Spoil a recording in so many seeded ways (cut, flipped, zeroed) and repair each: nothing readable may be missing.

python -m tests.bench.corruptions [--count 300]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.progress import track

from tests.recording.damage import Damaged, Original


def main() -> int:
    """The command."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--count", type=int, default=300)
    count = words.parse_args().count
    wrong: list[str] = []
    readable = 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "original").mkdir()
        original = Original.made(Path(folder) / "original")
        for seed in track(range(count), "repairing", disable=not sys.stderr.isatty()):
            damaged = Damaged.made(original, Path(folder), seed)
            readable += len(damaged.readable)
            try:
                lost = damaged.lost_by_repair()
            except Exception as error:  # noqa: BLE001 - a crash is what is looked for
                wrong.append(f"seed {seed}: {type(error).__name__}: {error}")
                continue
            if lost:
                wrong.append(f"seed {seed}: lost {lost}")
    sys.stdout.write(
        "\n".join([*wrong, f"{count} corruptions, {readable} readable snapshots, {len(wrong)} with a loss or crash\n"])
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
