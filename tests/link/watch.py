"""Three machines side by side for ten minutes: `python -m tests.link.watch FOLDER [--minutes 10]`.

Pictures are taken of all screens at the same instants, through a broker that is killed, a link that is killed, a lead
that is lost, a cable that is pulled, and back. What was seen is printed, and pictures that differ are kept.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.link.hall import Hall
from tests.recording.orphans import orphans_in
from tests.recording.rows_digest import rows_digest

Picture = npt.NDArray[np.uint32]
FPS = 10
"""Three walls share the processors of one machine here: it must keep up."""
BURST, GAP_S = 11, 0.02
"""Pictures of one look: they span a frame to each side."""


class Watch:
    """What was seen, phase by phase."""

    def __init__(self, hall: Hall, folder: Path) -> None:
        self.hall, self.folder = hall, folder
        self.seen: dict[str, Counter[str]] = {}
        self.takes_ms: list[float] = []
        self.kept = 0
        self.key = "1"

    def look(self, phase: str, names: tuple[str, ...]) -> None:
        """One look at the screens of these machines."""
        burst: list[dict[str, Picture]] = []
        for _ in range(BURST):
            burst.append({name: self.hall.nodes[name].pixels().copy() for name in names})
            time.sleep(GAP_S)
        marks = [{name: zlib.crc32(picture.tobytes()) for name, picture in each.items()} for each in burst]
        middle = marks[BURST // 2]
        counts = self.seen.setdefault(phase, Counter())
        counts["looks"] += 1
        if len(set(middle.values())) == 1:
            counts["same"] += 1
        if all(any(each[other] == middle[name] for each in marks) for name in names for other in names):
            counts["within a frame"] += 1
        else:
            self.kept += 1
            if self.kept <= 6:
                save(self.folder / f"differ-{phase}-{self.kept}.npz", burst[BURST // 2])

    def watch(self, phase: str, seconds: float, names: tuple[str, ...], *, takes: bool = False) -> None:
        """Look again and again."""
        until, turn = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            self.look(phase, names)
            turn += 1
            if takes and turn % 10 == 5:
                self.take(names)
            time.sleep(0.35)
        sys.stdout.write(f"{phase} {dict(self.seen[phase])} {self.hall.roles()}\n")
        sys.stdout.flush()

    def take(self, names: tuple[str, ...]) -> None:
        """A layout key on the lead: how long until every machine's pixels show it."""
        lead = next(name for name in names if self.hall.roles()[name] == "lead")
        screen = self.hall.nodes[lead].screen
        assert screen is not None
        self.key = "1" if self.key == "3" else "3"
        before = {name: self.hall.nodes[name].pixels()[::4, ::4].copy() for name in names}
        pressed = time.monotonic()
        screen.key(self.key)
        changed: dict[str, float] = {}
        while len(changed) < len(names) and time.monotonic() - pressed < 5:
            for name in names:
                now = self.hall.nodes[name].pixels()[::4, ::4]
                if name not in changed and (now != before[name]).mean() > 0.1:
                    changed[name] = time.monotonic()
            time.sleep(0.004)
        self.takes_ms.append(1000 * (max(changed.values()) - pressed) if len(changed) == len(names) else 5000.0)
        time.sleep(4.0)  # what a key has done is said where it was pressed, and nowhere else


def save(path: Path, pictures: dict[str, Picture]) -> None:
    """Keep pictures by the names of their machines."""
    arrays: dict[str, Any] = dict(pictures)
    np.savez_compressed(path, **arrays)


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("folder", type=Path)
    words.add_argument("--minutes", type=float, default=10.0)
    words.add_argument("--size", default="640x360")
    given = words.parse_args()
    unit = given.minutes * 6  # a tenth of it, in seconds
    names = ("left", "middle", "right")
    report: dict[str, Any] = {}
    given.folder.mkdir(parents=True, exist_ok=True)
    with Hall(given.folder, names, size=given.size, fps=FPS) as hall:
        watch = Watch(hall, given.folder)
        hall.start()
        wanted = {"left": "lead", "middle": "follower", "right": "follower"}
        report["start_s"] = hall.until(lambda: hall.roles() == wanted)
        time.sleep(8)
        watch.watch("calm", 2 * unit, names, takes=True)
        hall.broker.process.stop(9)
        watch.watch("no broker", unit / 2, ("middle", "right"))
        begun = time.monotonic()
        hall.broker.process.start()
        hall.until(lambda: all(node.state and node.state.reached for node in hall.nodes.values()))
        report["back_after_broker_s"] = time.monotonic() - begun
        watch.watch("broker back", unit, names)
        hall.nodes["left"].kill("link")
        hall.nodes["middle"].kill("link")
        watch.watch("links killed", unit / 2, names)
        hall.nodes["left"].lose()
        begun = time.monotonic()
        hall.until(lambda: hall.roles()["middle"] == "lead")
        report["takeover_s"] = time.monotonic() - begun
        watch.watch("lead lost", unit, ("middle", "right"), takes=True)
        hall.nodes["left"].start()
        hall.until(lambda: hall.roles()["left"] == "follower")
        time.sleep(8)
        watch.watch("lead back", unit, names)
        hall.nodes["middle"].cable.pull()
        hall.until(lambda: hall.roles()["left"] == "lead")
        watch.watch("cable pulled", unit, ("left", "right"))
        hall.nodes["middle"].cable.plug_in()
        hall.until(lambda: hall.roles()["middle"] == "follower")
        time.sleep(4)
        watch.watch("cable back", 2 * unit, names, takes=True)
        report["states"] = {name: repr(node.state) for name, node in hall.nodes.items()}
        report["looks"] = {phase: dict(counts) for phase, counts in watch.seen.items()}
        report["takes_ms"] = sorted(round(each) for each in watch.takes_ms)
        last = {name: node.pixels() for name, node in hall.nodes.items()}
        save(given.folder / "last.npz", last)
        hall.endpoint.terminate()
        time.sleep(6)
    report["digests"] = {name: rows_digest(given.folder / name / "recording") for name in names}
    report["orphans"] = {name: [str(p.name) for p in orphans_in(given.folder / name / "recording")] for name in names}
    (given.folder / "report.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
